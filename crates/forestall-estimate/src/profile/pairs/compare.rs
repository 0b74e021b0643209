//! What became of each event between two samples of a patient.

use forestall_base::{Assessed, Measurement, Profile, Reads};

use super::listed::{Key, Listed, listed};
use super::statistics::difference;
use super::{Fate, PairRules, PairedEvent, PairedSamples, Pairing, Seen};
use crate::profile::phase::{Allelic, Bounds, binomial_at_least};

/// One sample of a profile.
#[derive(Debug, Clone, Copy)]
pub struct ProfiledSample<'a> {
    /// The profile.
    pub profile: &'a Profile,
    /// Number of the sample in it.
    pub sample: u32,
}

impl ProfiledSample<'_> {
    fn rows(&self) -> Vec<usize> {
        let all = self.profile.findings.iter().enumerate();
        all.filter(|(_, f)| f.sample == self.sample)
            .map(|(k, _)| k)
            .collect()
    }
}

/// Compares the samples of every pair.
#[must_use]
pub fn compare(profile: &Profile, pairs: &[Pairing], rules: &PairRules) -> Vec<PairedSamples> {
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); profile.samples.len()];
    for (number, finding) in profile.findings.iter().enumerate() {
        if let Some(row) = rows.get_mut(finding.sample as usize) {
            row.push(number);
        }
    }
    let none = Vec::new();
    let of = |sample: u32| rows.get(sample as usize).unwrap_or(&none);
    let side = |sample| ProfiledSample { profile, sample };
    let one = |pair: &Pairing| {
        let sides = [side(pair.before), side(pair.after)];
        between(
            &pair.patient,
            sides,
            [of(pair.before), of(pair.after)],
            rules,
        )
    };
    pairs.iter().map(one).collect()
}

/// Compares two samples of `patient` that may come from different files, assays or depths.
#[must_use]
pub fn compare_two(
    patient: &str,
    before: ProfiledSample<'_>,
    after: ProfiledSample<'_>,
    rules: &PairRules,
) -> PairedSamples {
    between(
        patient,
        [before, after],
        [&before.rows(), &after.rows()],
        rules,
    )
}

fn between(
    patient: &str,
    sides: [ProfiledSample<'_>; 2],
    rows: [&[usize]; 2],
    rules: &PairRules,
) -> PairedSamples {
    let before = listed(sides[0].profile, rows[0]);
    let after = listed(sides[1].profile, rows[1]);
    let mut names: Vec<&Key> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let judged = |key: &&Key| judge(sides, key, before.get(*key), after.get(*key), rules);
    PairedSamples {
        patient: patient.into(),
        events: names.iter().filter_map(judged).collect(),
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
    sides: [ProfiledSample<'_>; 2],
    key: &Key,
    before: Option<&Listed>,
    after: Option<&Listed>,
    rules: &PairRules,
) -> Option<PairedEvent> {
    let any = before.or(after)?;
    let status = |side: ProfiledSample<'_>, event: Option<&Listed>| {
        look(side, &key.0, any.measured, event, rules)
    };
    let (early, late) = (status(sides[0], before), status(sides[1], after));
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
        change: early.bounds.zip(late.bounds).map(|(a, b)| difference(a, b)),
        findings: [before, after].map(|e| e.map(|e| e.finding)),
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
    side: ProfiledSample<'_>,
    gene: &str,
    measured: Measurement,
    event: Option<&Listed>,
    rules: &PairRules,
) -> Status {
    let ProfiledSample { profile, sample } = side;
    let about = profile.samples.get(sample as usize);
    let purity = about
        .and_then(|s| s.purity)
        .filter(|p| *p > 0.0 && *p <= 1.0);
    let depth = about.and_then(|s| s.depth).or(profile.coverage.depth);
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
