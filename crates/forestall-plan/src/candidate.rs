//! A rule, and which of two is better.

use forestall_base::Objective;
use serde::{Deserialize, Serialize};

use crate::Tuned;

/// A rule and what it leads to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its tuned numbers.
    pub tuned: Vec<Tuned>,
    /// What the search compares, larger is better.
    pub value: f64,
    /// Time to progression.
    pub objective: Objective,
    /// Mean share of the time on any drug.
    pub drug_use: f64,
    /// Whether it respects the limit of drug use.
    pub allowed: bool,
    /// Number of draws it was judged on.
    pub draws: usize,
}

/// Best first: allowed ones, then larger values, then less drug.
pub(crate) fn better(a: Option<&Candidate>, b: Option<&Candidate>) -> std::cmp::Ordering {
    let key = |c: Option<&Candidate>| {
        c.map_or((false, f64::NEG_INFINITY, 0.0), |c| {
            (c.allowed, c.value, -c.drug_use)
        })
    };
    let (a, b) = (key(a), key(b));
    b.0.cmp(&a.0)
        .then(b.1.total_cmp(&a.1))
        .then(b.2.total_cmp(&a.2))
}

/// Whether a candidate replaces the best so far: larger value, or less drug at an equal value unless that is the untuned rule.
pub(crate) fn beats(candidate: &Candidate, best: &Candidate, untuned: &Candidate) -> bool {
    candidate.value > best.value
        || (candidate.value == best.value
            && best.tuned != untuned.tuned
            && candidate.drug_use < best.drug_use)
}
