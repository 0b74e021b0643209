//! Which samples belong together.

use std::collections::BTreeMap;

use forestall_base::{Profile, Sample};

/// Two samples of one patient.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pairing {
    /// Whose they are.
    pub patient: Box<str>,
    /// Number of the sample before treatment.
    pub before: u32,
    /// Number of the sample after it.
    pub after: u32,
}

/// Pairs of a profile, and what was left without one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairings {
    /// One pair per patient, in order of the patients' names.
    pub pairs: Vec<Pairing>,
    /// Patients and samples without a pair, with the reason, one sentence each.
    pub left_out: Vec<String>,
}

/// One pair for every patient with a sample before and one after treatment: by words (`pre`, `baseline`, `primary`; `post`,
/// `relapse`, `recurrence`, `progression`) in the column of time points or else of specimens, where each says it of one sample; else
/// the first and the last sample of two days at least.
#[must_use]
pub fn pairings(profile: &Profile) -> Pairings {
    let mut found = Pairings::default();
    let mut patients: BTreeMap<&str, Vec<(u32, &Sample)>> = BTreeMap::new();
    let mut nameless: Vec<(u32, String)> = Vec::new();
    for (number, sample) in profile.samples.iter().enumerate() {
        match &sample.patient {
            None => {
                let reason = format!("sample `{}` names no patient", sample.name);
                nameless.push((number as u32, reason));
            }
            Some(patient) => {
                let own = patients.entry(patient).or_default();
                own.push((number as u32, sample));
            }
        }
    }
    // What is wrong with a sample comes first, in order of the samples; then what is wrong with a patient.
    let mut undated: Vec<(u32, String)> = Vec::new();
    let mut unpaired = Vec::new();
    for (patient, samples) in patients {
        match by_words(&samples).or_else(|| by_days(&samples, &mut undated)) {
            Some((before, after)) => found.pairs.push(Pairing {
                patient: patient.into(),
                before,
                after,
            }),
            None => unpaired.extend(why_not(patient, &samples)),
        }
    }
    undated.extend(nameless);
    undated.sort();
    let samples = undated.into_iter().map(|(_, reason)| reason);
    found.left_out = samples.chain(unpaired).collect();
    found
}

/// Whether a sample was taken before treatment, or after it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Before,
    After,
}

/// What the words of a column say; `None` where they say neither or both.
fn when(words: &str) -> Option<When> {
    let lower = words.to_lowercase();
    let tokens: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let says = |stems: &[&str]| {
        tokens
            .iter()
            .any(|t| stems.iter().any(|s| t.starts_with(s)))
    };
    let before = says(&[
        "pre",
        "before",
        "baseline",
        "primary",
        "diagnos",
        "initial",
        "untreated",
    ]);
    let after = says(&["post", "after", "relaps", "recur", "progress", "resist"]);
    match (before, after) {
        (true, false) => Some(When::Before),
        (false, true) => Some(When::After),
        _ => None,
    }
}

fn of_sample(sample: &Sample) -> Option<When> {
    let words = sample.timepoint.as_deref().and_then(when);
    words.or_else(|| sample.specimen.as_deref().and_then(when))
}

/// The one sample before and the one after, by words; of several after, the last where all name a day.
fn by_words(samples: &[(u32, &Sample)]) -> Option<(u32, u32)> {
    let of = |wanted: When| -> Vec<(u32, &Sample)> {
        let own = samples.iter().filter(|(_, s)| of_sample(s) == Some(wanted));
        own.copied().collect()
    };
    let one = |all: Vec<(u32, &Sample)>, last: bool| -> Option<u32> {
        if let [(number, _)] = all[..] {
            return Some(number);
        }
        let mut dated: Vec<(f64, u32)> = Vec::new();
        for (number, sample) in all {
            dated.push((sample.day.filter(|d| d.is_finite())?, number));
        }
        dated.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let end = if last { dated.last() } else { dated.first() }?;
        let tied = dated.iter().filter(|d| d.0 == end.0).count();
        (tied == 1).then_some(end.1)
    };
    Some((one(of(When::Before), false)?, one(of(When::After), true)?))
}

/// The first and the last sample, if they are of two days.
fn by_days(samples: &[(u32, &Sample)], undated: &mut Vec<(u32, String)>) -> Option<(u32, u32)> {
    let mut dated: Vec<(f64, u32)> = Vec::new();
    for (number, sample) in samples {
        match sample.day.filter(|d| d.is_finite()) {
            Some(day) => dated.push((day, *number)),
            None => undated.push((*number, format!("sample `{}` names no day", sample.name))),
        }
    }
    dated.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (first, last_day) = (dated.first()?, dated.last()?.0);
    let last = dated.iter().find(|d| d.0 == last_day)?;
    (first.0 < last.0).then_some((first.1, last.1))
}

/// Why a patient has no pair; nothing where samples without words or days say it already.
fn why_not(patient: &str, samples: &[(u32, &Sample)]) -> Option<String> {
    let words = |wanted| {
        let own = samples.iter().filter(|(_, s)| of_sample(s) == Some(wanted));
        own.count()
    };
    let dated = samples
        .iter()
        .any(|(_, s)| s.day.is_some_and(f64::is_finite));
    let reason = match (words(When::Before), words(When::After)) {
        (0, 0) if !dated => return None,
        (0, 0) => format!("patient `{patient}` has samples of one day only"),
        (0, _) => format!("patient `{patient}` has no sample before treatment"),
        (_, 0) => format!("patient `{patient}` has no sample after treatment"),
        (before, after) => format!(
            "patient `{patient}` has {before} samples before and {after} after treatment, and days do not tell which to compare"
        ),
    };
    Some(reason)
}
