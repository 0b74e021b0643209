//! The answer as a short text: evidence before opinion.

use forestall::estimate::profile::{
    CounterOption, DrugRung, EvidenceFor, FoundMechanism, Outcome as DrugOutcome, Together,
};
use serde::Serialize;

use super::ProfileSummary;
use crate::cli::{failure::Outcome, print};

/// Said where the evidence is on another drug.
pub(super) const SAME_TARGET: &str =
    "known of other drugs of the same target only, so one level lower";
/// Mechanisms shown in full.
const SHOWN: usize = 20;
/// Matches shown of other tumour types.
const ELSEWHERE: usize = 8;
/// Reasons shown of what could not be told.
const REASONS: usize = 8;

pub(super) fn people(s: &ProfileSummary) -> Outcome {
    let all = &s.explanation.mechanisms;
    let of = if s.drugs.is_empty() {
        "any drug".to_owned()
    } else {
        s.drugs.join(", ")
    };
    let disease = s.disease.as_deref().unwrap_or("disease not stated");
    print::line(&format!(
        "{}: {} {}, {} alterations; resistance to {of} ({disease})",
        s.file,
        s.samples,
        print::counted(s.samples, "sample"),
        s.findings
    ))?;
    if all.is_empty() {
        print::line(
            "\nNo mechanism of the catalogue was found. See below what this assay could not have shown.",
        )?;
    }
    for mechanism in all.iter().take(SHOWN) {
        one(mechanism, s.samples > 1)?;
    }
    if all.len() > SHOWN {
        print::line(&format!(
            "\n... and {} more (--json has all)",
            all.len() - SHOWN
        ))?;
    }
    let elsewhere = &s.explanation.elsewhere;
    if !elsewhere.is_empty() {
        print::line("\nIn other tumour types only; whether it holds in this one is not known:")?;
        for m in elsewhere.iter().take(ELSEWHERE) {
            print::line(&format!(
                "  {} and {} in {} ({}, {})",
                m.found.join(" + "),
                m.drugs.join(", "),
                m.context.join(", "),
                level(m),
                pmids(&m.pmids)
            ))?;
        }
        if elsewhere.len() > ELSEWHERE {
            print::line(&format!(
                "  ... and {} more (--json has all)",
                elsewhere.len() - ELSEWHERE
            ))?;
        }
    }
    for gene in &s.reversions {
        super::reversion::one(gene)?;
    }
    for m in &s.explanation.refuted {
        let items: Vec<String> = m.against.iter().map(evidence_words).collect();
        print::line(&format!(
            "\n{}: all evidence is against {} {}: {}",
            m.found.join(" + "),
            does(m.direction),
            m.drugs.join(", "),
            items.join("; ")
        ))?;
    }
    for conflict in &s.explanation.conflicts {
        let side = |all: &[EvidenceFor]| {
            let items: Vec<String> = all.iter().map(evidence_words).collect();
            items.join("; ")
        };
        let why: Vec<&str> = conflict.explained_by.iter().map(|e| e.words()).collect();
        let why = match why.as_slice() {
            [] => String::new(),
            all => format!(" ({})", all.join("; ")),
        };
        print::line(&format!(
            "\ncontradiction on {} and {}{why}: for resistance {}; against {}",
            conflict.event,
            conflict.drug,
            side(&conflict.supporting),
            side(&conflict.opposing)
        ))?;
    }
    let open = &s.explanation.not_assessable;
    if !open.is_empty() {
        print::line("\nNot assessable with this assay:")?;
        for gap in open.iter().take(REASONS) {
            let named = gap
                .events
                .iter()
                .take(3)
                .cloned()
                .collect::<Vec<_>>()
                .join("; ");
            let more = gap.events.len().saturating_sub(3);
            let rest = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            print::line(&format!(
                "  {}: {named}{rest}. Would tell: {}",
                gap.reason, gap.assay
            ))?;
        }
        if open.len() > REASONS {
            print::line(&format!(
                "  ... and {} more reasons (--json has all)",
                open.len() - REASONS
            ))?;
        }
    }
    for (reason, count) in &s.dropped {
        print::line(&format!("left out: {count} rows: {reason}"))?;
    }
    if let Some(model) = &s.model {
        print::line(&format!(
            "\nModel of the clones: {model}; next: forestall plan {model}"
        ))?;
    }
    Ok(())
}

pub(super) fn one(m: &FoundMechanism, several: bool) -> Outcome {
    let sample = if several {
        format!("{}: ", m.sample)
    } else {
        String::new()
    };
    let vaf = m.vaf.map_or_else(String::new, |v| {
        format!(", allele fraction {}", print::short(v))
    });
    print::line(&format!(
        "\n{sample}{}{vaf}: {} ({})",
        m.found.join(" + "),
        m.class.words(),
        level(m)
    ))?;
    print::line(&format!(
        "  {} {}; matched by {} ({}); disease: {}; {}",
        does(m.direction),
        m.drugs.join(", "),
        word(&m.matched_by),
        m.event,
        word(&m.disease_match),
        word(&m.setting)
    ))?;
    if m.drug_match == DrugRung::SameTarget {
        print::line(&format!("  {SAME_TARGET}"))?;
    }
    print::line(&format!("  {}", m.note))?;
    for (side, evidence) in [("for", &m.supports), ("against", &m.against)] {
        if !evidence.is_empty() {
            let items: Vec<String> = evidence.iter().map(evidence_words).collect();
            print::line(&format!("  {side}: {}", items.join("; ")))?;
        }
    }
    for counter in &m.counters {
        print::line(&format!("  {}", option_words(counter)))?;
    }
    Ok(())
}

/// What a mechanism does to a drug.
pub(crate) fn does(direction: DrugOutcome) -> &'static str {
    match direction {
        DrugOutcome::Resistance => "resistance to",
        DrugOutcome::Reduced => "less effect of",
        DrugOutcome::NoBenefit => "no benefit from",
    }
}

fn level(m: &FoundMechanism) -> String {
    let tier = m
        .tier_amp
        .map_or_else(String::new, |t| format!(", AMP/ASCO/CAP {}", t.name()));
    m.level.map_or_else(
        || "no evidence on this drug".to_owned(),
        |l| format!("level {l:?}{tier}"),
    )
}

/// A piece of evidence in words.
pub(crate) fn evidence_words(e: &EvidenceFor) -> String {
    let meeting = e.meeting.as_deref().unwrap_or("abstract");
    let source = e
        .pmid
        .map_or_else(|| meeting.to_owned(), |p| format!("PMID {p}"));
    let context = e.context.as_ref();
    let context = context.map_or_else(String::new, |codes| format!(" in {}", codes.join(", ")));
    format!(
        "{} {:?} {}{context} {source}",
        e.drug,
        e.level,
        word(&e.kind)
    )
}

/// A counter in words.
pub(crate) fn option_words(c: &CounterOption) -> String {
    let next = if c.next.is_empty() {
        String::new()
    } else {
        format!("; selects next: {}", c.next.join(", "))
    };
    let between = match c.relation {
        Together::Any => " or ",
        Together::All => " + ",
        Together::Sequence => ", then ",
    };
    let drugs = if c.drugs.is_empty() {
        String::new()
    } else {
        format!(" {}", c.drugs.join(between))
    };
    let context = c.context.as_ref();
    let context = context.map_or_else(String::new, |codes| {
        format!(", seen in {}", codes.join(", "))
    });
    let of = if c.shown {
        String::new()
    } else {
        format!(", known of {}, not found here", c.covers)
    };
    let escat = c
        .escat
        .map_or_else(String::new, |t| format!(", ESCAT {}", t.name()));
    format!(
        "counter: {}{drugs} (level {:?}{of}{escat}{context}, {}){next}",
        word(&c.strategy),
        c.level,
        pmids(&c.pmids)
    )
}

fn pmids(all: &[u32]) -> String {
    let words: Vec<String> = all.iter().map(ToString::to_string).collect();
    format!("PMID {}", words.join(", "))
}

/// A word of the catalogue, with blanks.
pub(crate) fn word(value: &impl Serialize) -> String {
    let text = serde_json::to_value(value).ok();
    text.as_ref()
        .and_then(|v| v.as_str())
        .unwrap_or_default()
        .replace('_', " ")
}
