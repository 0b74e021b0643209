//! `catalogue show`.

use forestall::estimate::profile::{
    Catalogue, CounterOption, Direction, Effect, EvidenceFor, Frequency, Layer, Mechanism,
    MechanismClass, Setting, Together,
};
use serde::Serialize;

use super::arguments::ShowArguments;
use crate::cli::{
    failure::{Failure, Outcome},
    print,
    profile::{does, evidence_words, option_words, word},
};

#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    class: MechanismClass,
    layer: Layer,
    event: String,
    drugs: &'a [String],
    relation: Together,
    context: &'a [String],
    exclude: &'a [String],
    setting: Setting,
    note: &'a str,
    effect: &'a Effect,
    frequency: Option<&'a Frequency>,
    supports: Vec<EvidenceFor>,
    against: Vec<EvidenceFor>,
    counters: Vec<CounterOption>,
    /// What the counters select.
    next: Vec<Next<'a>>,
    updated: &'a str,
    source: Option<&'a str>,
}

/// A mechanism that a counter selects.
#[derive(Serialize)]
struct Next<'a> {
    id: &'a str,
    event: String,
    drugs: &'a [String],
}

/// `catalogue show`.
pub(super) fn run(arguments: &ShowArguments) -> Outcome {
    let catalogue = super::catalogue(&arguments.own.catalogue)?;
    let Some(m) = catalogue.mechanism(arguments.id.trim()) else {
        return Err(unknown(&catalogue, &arguments.id));
    };
    let shown = shown(m, &catalogue);
    if arguments.json {
        print::json(&shown)
    } else {
        people(&shown)
    }
}

fn unknown(catalogue: &Catalogue, id: &str) -> Failure {
    let names = || catalogue.mechanisms.iter().map(|m| m.id.as_str());
    let parts: Vec<&str> = names().filter(|n| id.len() > 2 && n.contains(id)).collect();
    let help = match (parts.as_slice(), forestall_base::nearest(id, names())) {
        (_, Some(near)) => format!("did you mean \"{near}\"?"),
        ([], None) => "`forestall catalogue list` shows them".to_owned(),
        (some, None) => format!("perhaps {}", some[..some.len().min(5)].join(", ")),
    };
    Failure::usage(format!("the catalogue has no mechanism \"{id}\""), help)
}

fn shown<'a>(m: &'a Mechanism, catalogue: &'a Catalogue) -> Shown<'a> {
    let side = |direction: Direction| {
        let own = m.evidence.iter().filter(|e| e.direction == direction);
        let mut all: Vec<EvidenceFor> = own.map(EvidenceFor::of).collect();
        all.sort_by_key(|e| e.level);
        all
    };
    let mut next: Vec<Next<'a>> = Vec::new();
    for id in m.counters.iter().flat_map(|c| &c.next) {
        if let Some(one) = catalogue.mechanism(id)
            && next.iter().all(|n| n.id != one.id)
        {
            next.push(Next {
                id: &one.id,
                event: one.event.to_string(),
                drugs: &one.drugs,
            });
        }
    }
    Shown {
        id: &m.id,
        class: m.class,
        layer: m.layer,
        event: m.event.to_string(),
        drugs: &m.drugs,
        relation: m.relation,
        context: &m.context,
        exclude: &m.exclude,
        setting: m.setting,
        note: &m.note,
        effect: &m.effect,
        frequency: m.frequency.as_ref(),
        supports: side(Direction::Supports),
        against: side(Direction::Against),
        counters: m.counters.iter().map(|c| CounterOption::of(c, m)).collect(),
        next,
        updated: &m.updated,
        source: m.source.as_deref(),
    }
}

fn people(s: &Shown<'_>) -> Outcome {
    print::line(&format!("{}: {}", s.id, s.event))?;
    let between = match s.relation {
        Together::Any => ", ",
        Together::All => " + ",
        Together::Sequence => ", then ",
    };
    print::line(&format!(
        "  {} {} in {}; {}; {}",
        does(s.effect.direction),
        s.drugs.join(between),
        s.context.join(", "),
        s.class.words(),
        word(&s.setting)
    ))?;
    if !s.exclude.is_empty() {
        print::line(&format!("  not in {}", s.exclude.join(", ")))?;
    }
    print::line(&format!("  {}", s.note))?;
    if let Some(fold) = &s.effect.fold_ic50 {
        print::line(&format!(
            "  half the effect needs {} to {} times the concentration ({}, PMID {})",
            print::short(fold.low),
            print::short(fold.high),
            word(&fold.basis),
            joined(&fold.pmid)
        ))?;
    }
    if let Some(f) = s.frequency {
        let after = f.after.as_deref();
        let after = after.map_or_else(String::new, |a| format!(" after {a}"));
        print::line(&format!(
            "  found in {} of {}{after} (PMID {})",
            f.n, f.of, f.pmid
        ))?;
    }
    for (side, evidence) in [("for", &s.supports), ("against", &s.against)] {
        for item in evidence {
            print::line(&format!("  {side}: {}", evidence_words(item)))?;
        }
    }
    if s.counters.is_empty() {
        print::line("  no counter with a source is known to the catalogue")?;
    }
    for counter in &s.counters {
        print::line(&format!("  {}", option_words(counter)))?;
        if counter.covers != s.event {
            print::line(&format!("    known of {}", counter.covers))?;
        }
    }
    for next in &s.next {
        print::line(&format!(
            "  next: {}: {}, resists {}",
            next.id,
            next.event,
            next.drugs.join(", ")
        ))?;
    }
    let source = s.source.unwrap_or("the catalogue of the program");
    print::line(&format!("\nFrom {source}, changed {}.", s.updated))
}

fn joined(pmids: &[u32]) -> String {
    let words: Vec<String> = pmids.iter().map(ToString::to_string).collect();
    words.join(", ")
}
