//! What is remembered of a run.

use serde::{Deserialize, Serialize};

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// R-hat and effective sample size are as wanted.
    Agreed,
    /// The budget of draws is used up.
    Budget,
}

/// Counts of a run; those of moves are of the kept iterations.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Points evaluated with a gradient, warm-up included.
    pub gradients: usize,
    /// Points evaluated without, particles included.
    pub values: usize,
    /// Local transitions.
    pub transitions: usize,
    /// Of these, cut by a divergence.
    pub divergences: usize,
    /// Sum over transitions of the mean acceptance.
    pub acceptance: f64,
    /// Number of transitions by doublings of the trajectory.
    pub depths: Vec<usize>,
    /// Global proposals.
    pub jumps: usize,
    /// Of these, taken.
    pub jumps_taken: usize,
}

/// Draws of a posterior, on the real space.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Number of chains.
    pub chains: usize,
    /// Draws per chain.
    pub length: usize,
    /// Points: chain by chain, draw by draw, coordinate by coordinate.
    pub points: Vec<f64>,
    /// Largest R-hat over the coordinates.
    pub rhat_max: f64,
    /// Smallest of bulk and tail effective sample size over the coordinates.
    pub ess_min: f64,
    /// Why the run ended.
    pub verdict: Verdict,
    /// Whether R-hat and effective sample size are as wanted.
    pub agreed: bool,
    /// Divergent local moves among the kept iterations.
    pub divergences: usize,
    /// Share of global proposals that were taken.
    pub global_acceptance: f64,
    /// Logarithm of the evidence; NaN without particles.
    pub ln_evidence: f64,
    /// Points evaluated, with and without gradient.
    pub evaluations: usize,
    /// Step size in units of the metric.
    pub step: f64,
    /// Everything counted.
    pub record: Record,
}
