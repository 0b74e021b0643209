//! Mechanisms of the catalogue over a cohort of pairs.

use std::collections::BTreeMap;

use super::statistics::{benjamini_hochberg, sign_test};
use super::{Fate, PairedMechanism};
use crate::profile::catalogue::MechanismClass;

/// A mechanism of the catalogue in a cohort of pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortMechanism {
    /// Name in the catalogue.
    pub id: String,
    /// Event.
    pub event: String,
    /// Class.
    pub class: MechanismClass,
    /// Drugs that it resists, of those asked for.
    pub drugs: Vec<String>,
    /// Patients who acquired it, in order of the pairs.
    pub acquired: Vec<Box<str>>,
    /// Patients who lost it.
    pub lost: Vec<Box<str>>,
    /// Patients who had it before and after.
    pub kept: usize,
    /// Patients of whom nothing can be told.
    pub not_assessable: usize,
    /// Two-sided exact sign test of acquired against lost.
    pub sign_p: f64,
    /// Adjusted for all mechanisms found (Benjamini and Hochberg).
    pub q: f64,
}

/// Counts each mechanism over the pairs of a cohort, those acquired most often first.
#[must_use]
pub fn cohort_mechanisms<'a>(
    pairs: impl IntoIterator<Item = (&'a str, &'a [PairedMechanism])>,
) -> Vec<CohortMechanism> {
    let mut all: BTreeMap<&str, CohortMechanism> = BTreeMap::new();
    for (patient, mechanisms) in pairs {
        for found in mechanisms {
            let m = &found.mechanism;
            let row = all.entry(&m.id).or_insert_with(|| CohortMechanism {
                id: m.id.clone(),
                event: m.event.clone(),
                class: m.class,
                drugs: m.drugs.clone(),
                acquired: Vec::new(),
                lost: Vec::new(),
                kept: 0,
                not_assessable: 0,
                sign_p: 1.0,
                q: 1.0,
            });
            match found.fate {
                Fate::Acquired => row.acquired.push(patient.into()),
                Fate::Lost => row.lost.push(patient.into()),
                Fate::Rising | Fate::Falling | Fate::Shared => row.kept += 1,
                Fate::NotAssessable => row.not_assessable += 1,
            }
        }
    }
    let mut rows: Vec<CohortMechanism> = all.into_values().collect();
    for row in &mut rows {
        row.sign_p = sign_test(row.acquired.len(), row.lost.len());
    }
    let p: Vec<f64> = rows.iter().map(|r| r.sign_p).collect();
    for (row, q) in rows.iter_mut().zip(benjamini_hochberg(&p, p.len())) {
        row.q = q;
    }
    rows.sort_by_key(|r| (std::cmp::Reverse(r.acquired.len()), r.lost.len()));
    rows
}
