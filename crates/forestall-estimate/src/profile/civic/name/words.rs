//! Words for states of genes, exons, domains and fusions.

use crate::profile::event::{Alteration, EventState, ExonKind};

/// States of a gene by CIViC's words, in small letters.
const STATES: &[(&str, EventState)] = &[
    ("mutation", EventState::Mutated),
    ("alteration", EventState::Mutated),
    ("amplification", EventState::Amplified),
    ("loss", EventState::Loss),
    ("deletion", EventState::Loss),
    ("null (large deletion)", EventState::Loss),
    ("loh", EventState::LossOfHeterozygosity),
    (
        "copy-neutral loss of heterozygosity",
        EventState::LossOfHeterozygosity,
    ),
    ("loss-of-function", EventState::LossOfFunction),
    ("inactivating mutation", EventState::LossOfFunction),
    ("deleterious mutation", EventState::LossOfFunction),
    ("truncating mutation", EventState::Truncated),
    ("truncation", EventState::Truncated),
    ("frameshift truncation", EventState::Frameshift),
    ("frameshift", EventState::Frameshift),
    ("gain-of-function", EventState::GainOfFunction),
    ("activating mutation", EventState::GainOfFunction),
    ("biallelic inactivation", EventState::Biallelic),
    ("wildtype", EventState::WildType),
    ("itd", EventState::TandemDuplication),
    ("internal duplication", EventState::TandemDuplication),
    ("overexpression", EventState::Over),
    ("underexpression", EventState::Under),
    ("expression", EventState::Expressed),
    ("methylation", EventState::Methylated),
    ("promoter methylation", EventState::Methylated),
    ("promoter hypermethylation", EventState::Methylated),
    ("rearrangement", EventState::Rearranged),
    ("rearrangements", EventState::Rearranged),
    ("translocation", EventState::Rearranged),
];

/// Last words of states that no grammar divides further: they are kept in words, and whether one is there only words can tell.
const DESCRIBED: &[&str] = &[
    "expression",
    "overexpression",
    "levels",
    "mislocalization",
    "translocation",
    "polymorphism",
    "phosphorylation",
    "demethylation",
    "mutation",
    "deletion",
    "insertion",
    "variation",
    "shift",
    "ph",
    "high",
    "low",
    "positive",
    "negative",
];

/// The state of a gene that a word stands for; a deletion of megabases, `3p26.3-25.3 11Mb del`, is loss.
pub(super) fn state(lower: &str) -> Option<EventState> {
    if lower.ends_with("mb del") {
        return Some(EventState::Loss);
    }
    let found = STATES.iter().find(|(word, _)| *word == lower);
    found.map(|(_, state)| *state)
}

/// Whether a text ends as states in words do, and can be written between quotes.
pub(super) fn described(text: &str, lower: &str) -> bool {
    let last = lower.rsplit([' ', '-']).next().unwrap_or_default();
    let known = DESCRIBED.contains(&last) || lower.starts_with("signature ");
    known && !text.contains('"')
}

/// `exon 19 deletion`, `exon 12-22 deletion`, `exon 14 skipping mutation`, `exon 9 frameshift`.
pub(super) fn exon(gene: &str, lower: &str) -> Option<Alteration> {
    let rest = lower
        .strip_prefix("null (partial deletion of exons ")
        .and_then(|r| r.strip_suffix(')'))
        .map(|r| format!("{} deletion", r.replace(" & ", "-")));
    let rest = match &rest {
        Some(text) => text,
        None => lower.strip_prefix("exon ")?,
    };
    let (numbers, kind) = rest.split_once(' ')?;
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let exons: (u16, u16) = (first.parse().ok()?, last.parse().ok()?);
    let kind = match kind {
        "deletion" | "del" => ExonKind::Deletion,
        "insertion" | "ins" => ExonKind::Insertion,
        "mutation" => ExonKind::Mutation,
        "skipping mutation" | "skipping" => ExonKind::Skipping,
        "frameshift" => ExonKind::Frameshift,
        _ => return None,
    };
    (exons.0 > 0 && exons.0 <= exons.1).then(|| Alteration::Exon {
        gene: gene.into(),
        exons,
        kind,
    })
}

/// `kinase domain mutation`, `TKD mutation`, `P-loop mutation`.
pub(super) fn domain(gene: &str, text: &str, lower: &str) -> Option<Alteration> {
    let name = match lower {
        "kinase domain mutation" => "kinase",
        "tkd mutation" if gene == "ABL1" => "kinase",
        "tkd mutation" => "TKD",
        "p-loop mutation" => "P-loop",
        "dna binding domain mutation" => "DNA binding",
        "conserved domain mut" => "conserved",
        _ => {
            let name = lower.strip_suffix(" domain mutation")?;
            &text[..name.len()]
        }
    };
    let plain = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "- ".contains(c));
    (plain && !name.trim().is_empty())
        .then(|| Alteration::Domain(gene.into(), name.into(), ExonKind::Mutation))
}

/// `EML4::ALK Fusion`, `EML4::ALK e6::e20`; `v` and `?` stand for any partner.
pub(super) fn fusion(genes: &str, text: &str) -> Option<Alteration> {
    let (first, second) = genes.split_once("::")?;
    let partner = |name: &str| match name {
        "v" | "?" => Some(None),
        // A regulatory element of a locus that acts on a gene.
        _ => {
            let locus = name
                .strip_prefix("reg_e@[")
                .and_then(|n| n.strip_suffix(']'));
            let name = locus.unwrap_or(name);
            super::writable(name).then(|| Some(name.into()))
        }
    };
    let exons = match text.to_lowercase().as_str() {
        "" | "fusion" | "rearrangement" => None,
        lower => {
            let (a, b) = lower.split_once("::")?;
            let exon = |part: &str| part.strip_prefix('e')?.parse().ok();
            Some((exon(a)?, exon(b)?))
        }
    };
    Some(Alteration::Fusion(partner(first)?, partner(second)?, exons))
}
