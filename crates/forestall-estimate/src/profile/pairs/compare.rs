//! What became of each event between two samples of a patient.

use std::collections::BTreeMap;

use forestall_base::{Assessed, Consequence, Finding, Found, Level, Measurement, Profile, Reads};

use super::{Fate, PairRules, PairedEvent, PairedSamples, Pairing, Seen};
use crate::profile::change::{ChangeKind, ProteinChange};
use crate::profile::phase::{Allelic, Bounds, binomial_at_least};

/// Compares the samples of every pair.
#[must_use]
pub fn compare(profile: &Profile, pairs: &[Pairing], rules: &PairRules) -> Vec<PairedSamples> {
    let mut rows: Vec<Vec<&Finding>> = vec![Vec::new(); profile.samples.len()];
    for finding in &profile.findings {
        if let Some(row) = rows.get_mut(finding.sample as usize) {
            row.push(finding);
        }
    }
    let none = Vec::new();
    let of = |sample: u32| rows.get(sample as usize).unwrap_or(&none);
    pairs
        .iter()
        .map(|pair| {
            let before = listed(profile, of(pair.before));
            let after = listed(profile, of(pair.after));
            let mut names: Vec<&Key> = before.keys().chain(after.keys()).collect();
            names.sort_unstable();
            names.dedup();
            let judged =
                |key: &&Key| judge(profile, pair, key, before.get(*key), after.get(*key), rules);
            PairedSamples {
                patient: pair.patient.clone(),
                events: names.iter().filter_map(judged).collect(),
            }
        })
        .collect()
}

/// An event by gene and canonical words.
type Key = (String, String);

/// An event of one sample.
struct Listed {
    reads: Option<Reads>,
    vaf: Option<f32>,
    codon: Option<u32>,
    silent: bool,
    measured: Measurement,
}

/// Events of one sample; of rows that name one event twice, the one with more reads.
fn listed(profile: &Profile, rows: &[&Finding]) -> BTreeMap<Key, Listed> {
    let mut events: BTreeMap<Key, Listed> = BTreeMap::new();
    for finding in rows {
        let Some((words, event)) = named(profile, finding) else {
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
fn named(profile: &Profile, finding: &Finding) -> Option<(String, Listed)> {
    let text = |name| profile.names.text(name);
    let plain = |measured| Listed {
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

/// One event in one sample.
enum Status {
    Present(Seen),
    /// Absent, and it would have been seen.
    Absent(Seen),
    /// Neither; the reason.
    Unclear(Seen, String),
}

/// `None`: the event is in neither sample.
fn judge(
    profile: &Profile,
    pair: &Pairing,
    key: &Key,
    before: Option<&Listed>,
    after: Option<&Listed>,
    rules: &PairRules,
) -> Option<PairedEvent> {
    let any = before.or(after)?;
    let status = |sample: u32, event: Option<&Listed>| {
        look(profile, sample, &key.0, any.measured, event, rules)
    };
    let (early, late) = (status(pair.before, before), status(pair.after, after));
    let (fate, reason) = match (&early, &late) {
        (Status::Absent(_), Status::Present(_)) => (
            Fate::Acquired,
            format!("{}; then {}", early.words(), late.words()),
        ),
        (Status::Present(_), Status::Absent(_)) => (
            Fate::Lost,
            format!("{}; then {}", early.words(), late.words()),
        ),
        (Status::Present(a), Status::Present(b)) => both(a, b),
        (Status::Absent(_), Status::Absent(_)) => return None,
        // Too few reads on either side are no event.
        (Status::Unclear(..), Status::Absent(_)) | (Status::Absent(_), Status::Unclear(..)) => {
            return None;
        }
        (Status::Unclear(_, why), _) => (Fate::NotAssessable, format!("before: {why}")),
        (_, Status::Unclear(_, why)) => (Fate::NotAssessable, format!("after: {why}")),
    };
    if let (Status::Unclear(..), Status::Unclear(..)) = (&early, &late) {
        return None;
    }
    let (early, late) = (early.seen(), late.seen());
    let germline = [&early, &late].iter().all(|s| inherited(s));
    Some(PairedEvent {
        gene: key.0.as_str().into(),
        event: key.1.as_str().into(),
        codon: any.codon.or(after.and_then(|e| e.codon)),
        silent: any.silent,
        measured: any.measured,
        before: early,
        after: late,
        fate,
        reason,
        perhaps_germline: germline,
    })
}

impl Status {
    fn seen(&self) -> Seen {
        match self {
            Self::Present(seen) | Self::Absent(seen) | Self::Unclear(seen, _) => *seen,
        }
    }

    fn words(&self) -> String {
        let seen = self.seen();
        match (self, seen.reads, seen.fraction) {
            (Self::Present(_), Some(r), _) => format!("{} of {} reads", r.alternate, r.depth),
            (Self::Present(_), None, Some(v)) => format!("allele fraction {v:.2}"),
            (Self::Present(_), None, None) => "present".to_owned(),
            (_, Some(r), _) => format!("none of {} reads, which would have shown it", r.depth),
            (_, None, _) => "measured and absent".to_owned(),
        }
    }
}

/// Both samples have it: do the cell fractions differ?
fn both(a: &Seen, b: &Seen) -> (Fate, String) {
    match (a.cells, b.cells) {
        (Some(x), Some(y)) if x.high < y.low => {
            (Fate::Rising, format!("cell fraction {x}, then {y}"))
        }
        (Some(x), Some(y)) if y.high < x.low => {
            (Fate::Falling, format!("cell fraction {x}, then {y}"))
        }
        (Some(x), Some(y)) => (
            Fate::Shared,
            format!("cell fraction {x}, then {y}: no difference shown"),
        ),
        _ => (
            Fate::Shared,
            "present in both, without reads to compare".to_owned(),
        ),
    }
}

/// Whether the allele fraction is that of an inherited variant: its interval holds 0.5 and is narrow, or it is near 1.
fn inherited(seen: &Seen) -> bool {
    seen.bounds.is_some_and(|v| {
        (v.low > 0.4 && v.low <= 0.5 && v.high >= 0.5 && v.high < 0.6) || v.low > 0.9
    })
}

fn look(
    profile: &Profile,
    sample: u32,
    gene: &str,
    measured: Measurement,
    event: Option<&Listed>,
    rules: &PairRules,
) -> Status {
    let about = profile.samples.get(sample as usize);
    let purity = about
        .and_then(|s| s.purity)
        .filter(|p| *p > 0.0 && *p <= 1.0);
    let depth = profile.coverage.depth;
    let quantified = measured == Measurement::Mutations;
    if let Some(event) = event {
        let stated = event.vaf.map(f64::from);
        let reads = event.reads.filter(|r| r.depth > 0).or_else(|| {
            let (vaf, depth) = (stated?, depth?);
            let alternate = (vaf * f64::from(depth)).round() as u32;
            Some(Reads { alternate, depth })
        });
        let Some(reads) = reads else {
            let seen = Seen {
                fraction: stated,
                ..Seen::default()
            };
            return if stated == Some(0.0) {
                Status::Unclear(
                    seen,
                    "allele fraction 0 without a number of reads".to_owned(),
                )
            } else {
                Status::Present(seen)
            };
        };
        let seen = seen(reads, purity, rules);
        if !quantified || reads.alternate >= rules.least_reads {
            return Status::Present(seen);
        }
        if reads.alternate > 0 {
            let why = format!(
                "{} of {} reads: neither present nor absent",
                reads.alternate, reads.depth
            );
            return Status::Unclear(seen, why);
        }
        return absent(reads.depth, purity, seen, rules);
    }
    let covered = match profile.coverage.of(measured) {
        // A gene found in the other sample was looked at, as far as the source does not say otherwise.
        Assessed::Unstated => Some(quantified),
        stated => stated.covers(gene),
    };
    match (covered, quantified, depth) {
        (Some(false), true, _) => {
            Status::Unclear(Seen::default(), format!("{gene} was not covered"))
        }
        (Some(true), false, _) => Status::Absent(Seen::default()),
        (_, false, _) => Status::Unclear(
            Seen::default(),
            format!("whether {gene} was looked at is not stated"),
        ),
        (_, true, Some(depth)) => {
            let reads = Reads {
                alternate: 0,
                depth,
            };
            absent(depth, purity, seen(reads, purity, rules), rules)
        }
        (_, true, None) => Status::Unclear(
            Seen::default(),
            "not listed, and the depth is not stated: absence from a list is not absence"
                .to_owned(),
        ),
    }
}

/// No read carries it: would one, were the given part of the cells mutated?
fn absent(depth: u32, purity: Option<f64>, seen: Seen, rules: &PairRules) -> Status {
    let p = purity.unwrap_or(1.0);
    let expected = rules.cells * p / 2.0;
    let missed = 1.0 - binomial_at_least(1, depth, expected);
    if missed < rules.missed {
        return Status::Absent(seen);
    }
    let taken = if purity.is_some() {
        ""
    } else {
        " (purity not stated, taken as 1)"
    };
    let why = format!(
        "none of {depth} reads; {:.0} % of the cells could have it and go unseen with probability {missed:.2}{taken}",
        100.0 * rules.cells
    );
    Status::Unclear(seen, why)
}

fn seen(reads: Reads, purity: Option<f64>, rules: &PairRules) -> Seen {
    let allelic = Allelic {
        reads,
        ..Allelic::diploid(reads.alternate, reads.depth, purity.unwrap_or(1.0))
    };
    let bounds: Bounds = allelic.fraction(rules.level);
    Seen {
        reads: Some(reads),
        fraction: Some(bounds.best),
        bounds: Some(bounds),
        cells: Some(allelic.cell_fraction(rules.level)),
    }
}
