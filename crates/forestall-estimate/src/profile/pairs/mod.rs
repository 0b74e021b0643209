//! Samples before and after treatment: what was acquired, lost and selected, in one patient and over a cohort.
//!
//! No catalogue is used, so that new mechanisms are found; the catalogue explains them afterwards.

mod cohort;
mod compare;
mod enriched;
mod explained;
mod listed;
mod pairing;
mod statistics;
#[cfg(test)]
mod tests;

use forestall_base::{Measurement, Reads};
use serde::Serialize;

use super::phase::Bounds;

pub use cohort::{Cohort, CohortEvent, CohortGene, CohortTable, GeneLengths, Hotspot, cohort};
pub use compare::{ProfiledSample, compare, compare_two};
pub use enriched::{CohortMechanism, cohort_mechanisms};
pub use explained::{PairedMechanism, paired_mechanisms};
pub use pairing::{Pairing, Pairings, pairings};
pub use statistics::{benjamini_hochberg, difference, poisson_binomial_at_least, sign_test};

/// When an event counts as present, and when as absent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairRules {
    /// Fewest reads of an event that is present.
    pub least_reads: u32,
    /// Part of the tumour cells that would have been seen where an event is called absent.
    pub cells: f64,
    /// Largest chance to miss it all the same.
    pub missed: f64,
    /// Level of the intervals.
    pub level: f64,
}

impl Default for PairRules {
    /// Three reads; one cell in ten, missed with a chance below 0.05; intervals of 95 %.
    fn default() -> Self {
        Self {
            least_reads: 3,
            cells: 0.1,
            missed: 0.05,
            level: 0.95,
        }
    }
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Absent before, with power; present after.
    Acquired,
    /// Present before; absent after, with power.
    Lost,
    /// Present in both; the cell fraction is higher after.
    Rising,
    /// Present in both; the cell fraction is lower after.
    Falling,
    /// Present in both, and no difference shown.
    Shared,
    /// One sample does not tell.
    NotAssessable,
}

impl Fate {
    /// Place in the order of an answer: what came under treatment first, what went last.
    #[must_use]
    pub fn rank(self) -> usize {
        match self {
            Self::Acquired => 0,
            Self::Rising => 1,
            Self::Shared => 2,
            Self::Falling => 3,
            Self::NotAssessable => 4,
            Self::Lost => 5,
        }
    }
}

impl std::fmt::Display for Fate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Acquired => "acquired",
            Self::Lost => "lost",
            Self::Rising => "rising",
            Self::Falling => "falling",
            Self::Shared => "shared",
            Self::NotAssessable => "not assessable",
        })
    }
}

/// An event in one sample.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Seen {
    /// Reads, where known: counted, or from the allele fraction and the stated depth.
    pub reads: Option<Reads>,
    /// Allele fraction.
    pub fraction: Option<f64>,
    /// Its interval.
    pub bounds: Option<Bounds>,
    /// Part of the tumour cells, with interval, for one mutated copy of two at the stated purity (1 where none is stated).
    pub cells: Option<Bounds>,
}

/// An event and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PairedEvent {
    /// Gene.
    pub gene: Box<str>,
    /// Event in canonical words.
    pub event: Box<str>,
    /// First codon it touches.
    pub codon: Option<u32>,
    /// Whether it changes no protein.
    pub silent: bool,
    /// What kind of measurement shows it.
    pub measured: Measurement,
    /// Before.
    pub before: Seen,
    /// After.
    pub after: Seen,
    /// What became of it.
    pub fate: Fate,
    /// Why, in words and numbers.
    pub reason: String,
    /// Allele fraction after less that before, with its interval, where both were counted.
    pub change: Option<Bounds>,
    /// Numbers of the findings before and after, each in its own profile.
    pub findings: [Option<usize>; 2],
    /// Whether the allele fractions are those of an inherited variant.
    pub perhaps_germline: bool,
}

/// Events of one pair, in order of gene and words.
#[derive(Debug, Clone, PartialEq)]
pub struct PairedSamples {
    /// Whose.
    pub patient: Box<str>,
    /// Events.
    pub events: Vec<PairedEvent>,
}
