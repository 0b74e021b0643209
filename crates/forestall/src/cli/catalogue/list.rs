//! `catalogue list`.

use std::collections::BTreeMap;

use forestall::estimate::profile::{
    Catalogue, Direction, DiseaseRung, Layer, Level, Mechanism, MechanismClass, Outcome as Effect,
    Setting, Together,
};
use serde::Serialize;

use super::arguments::ListArguments;
use crate::cli::{
    failure::{Failure, Outcome},
    print,
    profile::{named_disease, named_drug, word},
};

/// Characters of an event or of a list of drugs that are shown in the table.
const WIDTH: usize = 44;

#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    class: MechanismClass,
    layer: Layer,
    event: String,
    drugs: &'a [String],
    relation: Together,
    context: &'a [String],
    setting: Setting,
    direction: Effect,
    /// Strongest evidence for it.
    level: Option<Level>,
    supports: usize,
    against: usize,
    counters: usize,
    /// Strongest evidence for a counter.
    counter_level: Option<Level>,
    source: Option<&'a str>,
}

#[derive(Serialize)]
struct Listing<'a> {
    mechanisms: Vec<Listed<'a>>,
    /// Mechanisms listed, by class.
    classes: BTreeMap<String, usize>,
    /// Mechanisms in the catalogue.
    of: usize,
    catalogue: &'a str,
}

/// `catalogue list`.
pub(super) fn run(arguments: &ListArguments) -> Outcome {
    let catalogue = super::catalogue(&arguments.own.catalogue)?;
    let chosen = chosen(arguments, &catalogue)?;
    let mut classes = BTreeMap::new();
    for m in &chosen {
        *classes.entry(snake(&m.class)).or_insert(0) += 1;
    }
    if arguments.json {
        return print::json(&Listing {
            mechanisms: chosen.into_iter().map(listed).collect(),
            classes,
            of: catalogue.mechanisms.len(),
            catalogue: &catalogue.snapshot,
        });
    }
    if chosen.is_empty() {
        return print::line("The catalogue has no such mechanism.");
    }
    let rows: Vec<Vec<String>> = chosen.iter().map(|m| row(m)).collect();
    let header = ["id", "class", "event", "resists", "level", "counters"];
    print::columns(&header, &rows)?;
    print::line(&format!(
        "\n{} of {} mechanisms; catalogue of {}. `forestall catalogue show ID` shows one.",
        chosen.len(),
        catalogue.mechanisms.len(),
        catalogue.snapshot
    ))
}

/// The mechanisms that are asked for.
fn chosen<'a>(
    arguments: &ListArguments,
    catalogue: &'a Catalogue,
) -> Result<Vec<&'a Mechanism>, Failure> {
    let class = arguments.class.as_deref().map(class).transpose()?;
    let drug = arguments.drug.as_deref();
    let drug = drug.map(|d| named_drug(catalogue, d)).transpose()?;
    let disease = arguments.disease.as_deref();
    let disease = disease.map(|d| named_disease(catalogue, d)).transpose()?;
    let gene = match arguments.gene.as_deref() {
        None => None,
        Some(name) => {
            let known = catalogue.genes.find(name).map(|g| g.symbol.clone());
            Some(known.ok_or_else(|| no_gene(catalogue, name))?)
        }
    };
    let here = |m: &&Mechanism| {
        let names = |gene: &String| {
            let atoms = m.event.atoms();
            let mut genes = atoms.iter().flat_map(|a| a.alteration.genes());
            genes.any(|own| own == gene)
        };
        let resisted = |drug: &String| {
            let mut own = m.drugs.iter();
            own.any(|d| catalogue.drugs.rung(drug, d).is_some())
        };
        let rung = |code: &String| catalogue.diseases.rung(Some(code), &m.context);
        class.is_none_or(|class| class == m.class)
            && gene.as_ref().is_none_or(names)
            && drug.as_ref().is_none_or(resisted)
            && (disease.as_ref()).is_none_or(|code| rung(code) != DiseaseRung::Other)
    };
    Ok(catalogue.mechanisms.iter().filter(here).collect())
}

fn class(name: &str) -> Result<MechanismClass, Failure> {
    let all = MechanismClass::ALL;
    let wanted = name.trim().to_lowercase().replace(['-', ' '], "_");
    let found = all.iter().copied().find(|c| snake(c) == wanted);
    found.ok_or_else(|| {
        let names: Vec<String> = all.iter().map(snake).collect();
        Failure::usage(
            format!("there is no class \"{name}\""),
            format!("give one of {}", names.join(", ")),
        )
    })
}

fn no_gene(catalogue: &Catalogue, name: &str) -> Failure {
    let all = catalogue.genes.all().iter().map(|g| g.symbol.as_str());
    let help = match forestall_base::nearest(name, all) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "give an HGNC symbol".to_owned(),
    };
    Failure::usage(
        format!("no mechanism of the catalogue names a gene \"{name}\""),
        help,
    )
}

/// A word of the catalogue, as the files have it.
pub(super) fn snake(value: &impl Serialize) -> String {
    word(value).replace(' ', "_")
}

/// Strongest evidence for a mechanism.
fn level(m: &Mechanism) -> Option<Level> {
    let own = m.evidence.iter();
    own.filter(|e| e.direction == Direction::Supports)
        .map(|e| e.level)
        .min()
}

fn listed(m: &Mechanism) -> Listed<'_> {
    let supports = m.evidence.iter();
    let supports = supports.filter(|e| e.direction == Direction::Supports);
    let supports = supports.count();
    Listed {
        id: &m.id,
        class: m.class,
        layer: m.layer,
        event: m.event.to_string(),
        drugs: &m.drugs,
        relation: m.relation,
        context: &m.context,
        setting: m.setting,
        direction: m.effect.direction,
        level: level(m),
        supports,
        against: m.evidence.len() - supports,
        counters: m.counters.len(),
        counter_level: m.counters.iter().map(|c| c.level).min(),
        source: m.source.as_deref(),
    }
}

fn row(m: &Mechanism) -> Vec<String> {
    let own = if m.source.is_some() { " (own)" } else { "" };
    vec![
        format!("{}{own}", m.id),
        snake(&m.class),
        short(&m.event.to_string()),
        short(&m.drugs.join(", ")),
        level(m).map_or_else(|| "-".to_owned(), |l| format!("{l:?}")),
        m.counters.len().to_string(),
    ]
}

fn short(text: &str) -> String {
    if text.chars().count() <= WIDTH {
        return text.to_owned();
    }
    let begun: String = text.chars().take(WIDTH - 3).collect();
    format!("{begun}...")
}
