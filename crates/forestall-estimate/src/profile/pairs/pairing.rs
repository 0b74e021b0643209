//! Which samples belong together.

use std::collections::BTreeMap;

use forestall_base::Profile;

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

/// The first and the last sample of every patient with samples on two days at least.
#[must_use]
pub fn pairings(profile: &Profile) -> Pairings {
    let mut found = Pairings::default();
    let mut patients: BTreeMap<&str, Vec<(f64, u32)>> = BTreeMap::new();
    for (number, sample) in profile.samples.iter().enumerate() {
        match (&sample.patient, sample.day.filter(|d| d.is_finite())) {
            (None, _) => {
                let reason = format!("sample `{}` names no patient", sample.name);
                found.left_out.push(reason);
            }
            (Some(_), None) => {
                let reason = format!("sample `{}` names no day", sample.name);
                found.left_out.push(reason);
            }
            (Some(patient), Some(day)) => {
                patients
                    .entry(patient)
                    .or_default()
                    .push((day, number as u32));
            }
        }
    }
    for (patient, mut samples) in patients {
        samples.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let last_day = samples.last().map_or(f64::NAN, |s| s.0);
        let last = samples.iter().find(|s| s.0 == last_day);
        match (samples.first(), last) {
            (Some(first), Some(last)) if first.0 < last.0 => found.pairs.push(Pairing {
                patient: patient.into(),
                before: first.1,
                after: last.1,
            }),
            _ => {
                let reason = format!("patient `{patient}` has samples of one day only");
                found.left_out.push(reason);
            }
        }
    }
    found
}
