//! The events of one sample, by gene and canonical words.

use std::collections::BTreeMap;

use forestall_base::{Consequence, Finding, Found, Level, Measurement, Profile, Reads};

use crate::profile::change::{ChangeKind, ProteinChange};

/// An event by gene and canonical words.
pub(super) type Key = (String, String);

/// An event of one sample.
pub(super) struct Listed {
    /// Number of the finding in the profile.
    pub finding: usize,
    pub reads: Option<Reads>,
    pub vaf: Option<f32>,
    pub codon: Option<u32>,
    pub silent: bool,
    pub measured: Measurement,
}

/// Events of one sample; of rows that name one event twice, the one with more reads.
pub(super) fn listed(profile: &Profile, rows: &[usize]) -> BTreeMap<Key, Listed> {
    let mut events: BTreeMap<Key, Listed> = BTreeMap::new();
    for &number in rows {
        let finding = &profile.findings[number];
        let Some((words, event)) = named(profile, finding, number) else {
            continue;
        };
        let key = (profile.names.text(finding.gene).to_owned(), words);
        let size = |e: &Listed| e.reads.map_or((0, 0), |r| (r.alternate, r.depth));
        match events.get(&key) {
            Some(known) if size(known) >= size(&event) => {}
            _ => {
                events.insert(key, event);
            }
        }
    }
    events
}

/// Canonical words of a finding; `None` for those that are no event (wild type, neutral copy number, scores).
fn named(profile: &Profile, finding: &Finding, number: usize) -> Option<(String, Listed)> {
    let text = |name| profile.names.text(name);
    let plain = |measured| Listed {
        finding: number,
        reads: finding.reads,
        vaf: finding.vaf,
        codon: None,
        silent: false,
        measured,
    };
    Some(match &finding.found {
        Found::Change {
            protein,
            coding,
            consequence,
            ..
        } => {
            let change = protein.and_then(|p| ProteinChange::parse(text(p)).ok());
            let change = change.filter(|c| c.kind() != ChangeKind::Unknown);
            let place = finding.place.as_ref().map(|p| {
                let [chromosome, reference, alternate] =
                    [p.chromosome, p.reference, p.alternate].map(text);
                format!("{chromosome}:{} {reference}>{alternate}", p.start)
            });
            let words = change
                .as_ref()
                .filter(|c| !matches!(c, ProteinChange::Silent(None)))
                .map(ToString::to_string)
                .or_else(|| coding.map(|c| text(c).to_owned()))
                .or(place)
                .or_else(|| protein.map(|p| text(p).to_owned()))?;
            let silent = matches!(consequence, Consequence::Silent | Consequence::NonCoding)
                || change
                    .as_ref()
                    .is_some_and(|c| c.kind() == ChangeKind::Silent);
            let codon = change.as_ref().and_then(ProteinChange::range).map(|r| r.0);
            let event = Listed {
                codon,
                silent,
                ..plain(Measurement::Mutations)
            };
            (words, event)
        }
        Found::Copies { level, .. } => {
            let words = match level {
                Level::Amplification => "amplification",
                Level::DeepDeletion => "deep deletion",
                _ => return None,
            };
            (words.to_owned(), plain(Measurement::Copies))
        }
        Found::Fusion { partner, .. } => {
            let partner = partner.map_or("?", text);
            (
                format!("fusion with {partner}"),
                plain(Measurement::Fusions),
            )
        }
        Found::Category(words) => {
            let words = text(*words);
            (words.to_owned(), plain(measured(words)))
        }
        Found::WildType | Found::Score(_) => return None,
    })
}

/// The measurement that shows a category.
fn measured(category: &str) -> Measurement {
    let lower = category.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| lower.contains(w));
    if has(&[
        "expression",
        "over",
        "under",
        "isoform",
        "ar-v7",
        "splice variant",
    ]) {
        Measurement::Expression
    } else if has(&["methyl"]) {
        Measurement::Methylation
    } else if has(&["amp", "gain", "loss", "deep", "loh", "biallelic"]) {
        Measurement::Copies
    } else if has(&["fusion", "rearrang", "transloc"]) {
        Measurement::Fusions
    } else if has(&["high", "low", "stable", "msi", "tmb"]) {
        Measurement::Genome
    } else {
        Measurement::Mutations
    }
}
