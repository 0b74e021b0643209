//! What a report says about the regimens that could be given.

use serde::{Deserialize, Serialize};

use crate::patient::DrugStrip;
use crate::report::{Band, Spread90};

/// Regimens side by side under the same uncertainty.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Comparison {
    /// What was done to get here: draws, visits, noise, stop rule; a sentence or two.
    pub note: Option<String>,
    /// What the trajectories show, and their unit.
    pub burden: crate::report::Quantity,
    /// The burden at which progression is declared.
    pub limit: Option<f64>,
    /// End of the simulation.
    pub horizon: Option<f64>,
    /// No schedule can take longer than this to progression.
    pub upper_bound: Option<f64>,
    /// What is not known apart: `no rule in the search gains anything over continuous therapy`.
    pub verdict: Option<String>,
    /// The regimens, best first.
    pub regimens: Vec<RegimenOutcome>,
}

/// What one regimen leads to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RegimenOutcome {
    /// Name in the model file.
    pub name: String,
    /// The rule in words.
    pub rule: Option<String>,
    /// Whether it is the arm that the others are compared with.
    pub reference: bool,
    /// Burden over time.
    pub burden: Option<Band>,
    /// The dosing of one run, that of the median patient or draw.
    pub dosing: Vec<DrugStrip>,
    /// Time to progression; `None` for never within the horizon.
    pub time_to_progression: Option<Spread90>,
    /// Mean share of the time on any drug, 0 to 1.
    pub drug_use: Option<f64>,
    /// Median time to progression as a share of the upper bound, 0 to 1.
    pub share_of_bound: Option<f64>,
    /// Probability that progression never comes.
    pub indefinite_control: Option<f64>,
    /// Place, 1 for the best; regimens whose difference is not clear share one.
    pub rank: Option<usize>,
    /// Probability that none of those compared is longer.
    pub probability_best: Option<f64>,
}
