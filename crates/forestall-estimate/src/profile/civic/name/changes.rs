//! What of a gene a name speaks of.

use super::words;
use crate::profile::change::{ChangeKind, ProteinChange};
use crate::profile::event::{Alteration, Event};

/// The event of a gene and what is said of it.
pub(super) fn of_gene(gene: &str, text: &str) -> Option<Event> {
    if let Some((first, second)) = text.split_once(" and ") {
        return Some(Event::And(vec![
            of_gene(gene, first)?,
            of_gene(gene, second)?,
        ]));
    }
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    if matches!(gene, "MSI" | "TMB") {
        return level(gene, &lower);
    }
    let symbol = || gene.into();
    // CIViC repeats the gene in some names: `EGFRVIII`, `UGT1A1*28`, `PRPS1 MUTATION`.
    let own = lower.strip_prefix(&gene.to_ascii_lowercase());
    let own = own.filter(|rest| !rest.is_empty() && rest.len() < lower.len());
    if let Some(rest) = own.filter(|rest| rest.starts_with(' ')) {
        return of_gene(gene, &text[text.len() - rest.len()..]);
    }
    if let Some(state) = words::state(&lower) {
        return Some(Event::from(Alteration::State(symbol(), state)));
    }
    if let Some(found) = words::exon(gene, &lower).or_else(|| words::domain(gene, text, &lower)) {
        return Some(Event::from(found));
    }
    if let Some(rest) = lower.strip_prefix("non-") {
        let rest = &text[text.len() - rest.len()..];
        let Event::Atom(inner) = of_gene(gene, rest)? else {
            return None;
        };
        // A fusion names its own genes; it is no change of this one.
        if matches!(inner.alteration, Alteration::Fusion(..)) {
            return None;
        }
        return Some(Event::from(Alteration::Other(
            symbol(),
            Box::new(inner.alteration),
        )));
    }
    if lower == "fusion" {
        return Some(Event::from(Alteration::Fusion(Some(symbol()), None, None)));
    }
    if let Some((genes, rest)) = (text.contains("::") && !lower.starts_with('c'))
        .then(|| text.split_once(' ').unwrap_or((text, "")))
    {
        return words::fusion(genes, rest).map(Event::from);
    }
    if let Some(found) = isoform(gene, text, &lower, own) {
        return Some(Event::from(Alteration::Isoform(symbol(), found.into())));
    }
    if let Some(found) = inherited(gene, text, &lower, own) {
        return Some(Event::from(found));
    }
    if let Some(found) = coding(text, &lower) {
        return Some(Event::from(Alteration::Coding(symbol(), found.into())));
    }
    let site = lower.strip_suffix(" phosphorylation");
    if let Some(site) = site.filter(|site| plain(site, "/-")) {
        return Some(Event::from(Alteration::Phospho(
            symbol(),
            site.to_uppercase().into(),
        )));
    }
    if let Some(change) = protein(text) {
        return Some(Event::from(Alteration::Protein(symbol(), change)));
    }
    words::described(text, &lower).then(|| Alteration::Words(symbol(), lower.into()).into())
}

/// Levels of microsatellite instability and of mutational burden.
fn level(name: &str, lower: &str) -> Option<Event> {
    let word: String = match lower {
        "high" | "low" | "stable" => lower.to_owned(),
        "h-btmb" | "mtmb" | "low on-treatment btmb" => lower.replace(' ', "-"),
        _ => return None,
    };
    Some(Event::from(Alteration::Genome(name.into(), word.into())))
}

/// Isoforms: `EGFR VIII`, `AR AR-V7`, `CD44 CD44s Expression`, `CDKN2A p16 Expression`, `ALK Alternative Transcript (ATI)`.
fn isoform(gene: &str, text: &str, lower: &str, own: Option<&str>) -> Option<String> {
    if lower == "viii" || own == Some("viii") {
        return Some("vIII".to_owned());
    }
    if let Some(name) = lower.strip_prefix("alternative transcript (") {
        let name = name.strip_suffix(')')?;
        return plain(name, "-").then(|| name.to_uppercase());
    }
    let place = lower.strip_suffix(" rearrangement");
    if let Some(place) = place.filter(|p| p.starts_with("intron ") && plain(p, " ")) {
        return Some(format!("{place} rearrangement"));
    }
    let name = lower.strip_suffix(" expression").unwrap_or(lower);
    let of_gene = own.is_some_and(|rest| rest.starts_with(['s', 'v']) || rest.starts_with("-v"));
    let known = of_gene || (gene == "CDKN2A" && name == "p16");
    (known && plain(name, "-")).then(|| text[..name.len()].to_owned())
}

/// Inherited variants: `RS34743033`, `UGT1A1*28`, `DPYD*2A HOMOZYGOSITY`, `3TRP/3TRP genotype`, `SNP309`.
fn inherited(gene: &str, text: &str, lower: &str, own: Option<&str>) -> Option<Alteration> {
    if let Some(rest) = lower.strip_prefix("rs")
        && let Ok(number) = rest.parse()
    {
        return Some(Alteration::Polymorphism(gene.into(), number));
    }
    let star = own.filter(|rest| rest.starts_with('*'));
    let named = star.map(|rest| {
        let (name, zygosity) = rest.split_once(' ').unwrap_or((rest, ""));
        format!("{} {zygosity}", name.to_uppercase())
    });
    let named = named.or_else(|| {
        let genotype = lower.strip_suffix(" genotype");
        if let Some(name) = genotype {
            return Some(text[..name.len()].to_owned());
        }
        let counted = lower
            .strip_prefix("snp")
            .is_some_and(|n| n.parse::<u32>().is_ok());
        let homozygous = lower.starts_with("rs") && lower.ends_with(" homozygosity");
        (counted || homozygous).then(|| lower.to_owned())
    })?;
    let named = named.trim();
    plain(named, "*/ ").then(|| Alteration::Allele(gene.into(), named.into()))
}

/// Whether a name can be written in the grammar: letters, digits and these marks.
fn plain(name: &str, marks: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || marks.contains(c))
}

/// Changes of the coding DNA: `c.1641+1dup`, `Splice Site (c.3028G>A)`, `IVS2+1G>A`, `1100DELC`.
fn coding(text: &str, lower: &str) -> Option<String> {
    const PLACES: [&str; 4] = [
        "splice site (",
        "splice region (",
        "3'utr alteration (",
        "intronic deletion (",
    ];
    let inner = PLACES.iter().find_map(|place| lower.strip_prefix(place));
    if let Some(inner) = inner {
        let inner = &text[text.len() - inner.len()..];
        return dna(inner.strip_suffix(')')?);
    }
    if lower.starts_with("c.") {
        return dna(text);
    }
    if lower.starts_with("ivs") && lower.contains('>') {
        return dna(text);
    }
    let digits = lower.trim_start_matches(|c: char| c.is_ascii_digit());
    let letters = digits.strip_prefix("del")?;
    let (number, bases) = (&lower[..lower.len() - digits.len()], letters.to_uppercase());
    let known = !number.is_empty() && !bases.is_empty();
    (known && bases.chars().all(|c| "ACGT".contains(c))).then(|| format!("{number}del{bases}"))
}

/// A change of the DNA without its prefix, where it can be written in the grammar.
fn dna(text: &str) -> Option<String> {
    let text = text.strip_prefix("c.").unwrap_or(text);
    let text = text.replace('\u{2212}', "-");
    let text = text.trim();
    let written = !text.is_empty() && !text.contains(['(', ')', '"']);
    written.then(|| text.to_owned())
}

/// A change of the protein, its coding form in parentheses or behind a blank left out.
fn protein(text: &str) -> Option<ProteinChange> {
    let bare = text
        .split_once("(c.")
        .or_else(|| text.split_once(" c."))
        .or_else(|| text.split_once(" (exon"))
        .map_or(text, |(bare, _)| bare);
    let change = ProteinChange::parse(bare.trim()).ok()?;
    (change.kind() != ChangeKind::Unknown).then_some(change)
}
