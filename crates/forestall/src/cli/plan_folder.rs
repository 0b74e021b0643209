//! What `plan` writes (`plan.json`) and `report` reads.

use std::collections::BTreeMap;
use std::path::Path;

use forestall_base::{Diagnostic, Objective, Ranking};
use serde::{Deserialize, Serialize};

use super::failure::Failure;

/// `plan.json`. Times are in the unit of the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PlanSummary {
    pub model: String,
    pub time_unit: String,
    pub seed: u64,
    /// Time between visits, if it replaces the regimens' own.
    pub visits: Option<f64>,
    /// Whether regimens see measurements with noise.
    pub noise: bool,
    /// Times are cut off here.
    pub horizon: f64,
    /// Name of the stop rule whose time is compared.
    pub stop: String,
    /// Over all patients and draws.
    pub cohort: Ranking,
    pub patients: Vec<PatientPlan>,
}

/// The plan of one patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PatientPlan {
    pub patient: String,
    /// Number of posterior draws compared (1: a point).
    pub draws: usize,
    /// Upper bound on the time to progression under any schedule (median over draws).
    pub upper_bound: Option<f64>,
    /// Why there is no bound.
    pub no_bound: Option<String>,
    /// In words: which regimen is first, and whether any gains over the reference.
    pub verdict: String,
    pub regimens: Vec<RegimenPlan>,
}

/// One regimen for one patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RegimenPlan {
    pub name: String,
    pub note: Option<String>,
    /// Whether it is the reference arm (all drugs all the time).
    pub reference: bool,
    /// Time to the stop rule, cut off at the horizon.
    pub objective: Objective,
    pub median: f64,
    pub q25: f64,
    pub q75: f64,
    /// Probability that the stop rule is not met before the horizon.
    pub indefinite: f64,
    /// Mean share of the time on any drug.
    pub drug_use: f64,
    /// Mean number of times a drug is switched on again.
    pub starts: f64,
    /// Place, 1 for the best mean.
    pub rank: usize,
    /// Probability of being the best of all regimens (ties shared).
    pub best_probability: f64,
    /// Median over draws of time over upper bound.
    pub share_of_bound: Option<f64>,
    /// Difference of times to the reference arm, draw by draw.
    pub gain: Option<Objective>,
    /// Tuned numbers that were chosen.
    pub tuned: BTreeMap<String, f64>,
    /// Times of the curve, and the burden (first assay) relative to its first value.
    pub times: Vec<f64>,
    pub q05: Vec<f64>,
    pub q50: Vec<f64>,
    pub q95: Vec<f64>,
    /// Drug, from, to: when drugs are on for the point estimate.
    pub dosing: Vec<(String, f64, f64)>,
}

impl PlanSummary {
    /// Reads the folder that `plan` has written.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let file = path.join("plan.json");
        let refuse = |e: String| {
            let help = "give the folder that `forestall plan ... --out DIR` has written";
            Failure::from(Diagnostic::error("C0007", format!("{}: {e}", file.display())).help(help))
        };
        let text = std::fs::read_to_string(&file).map_err(|e| refuse(e.to_string()))?;
        serde_json::from_str(&text).map_err(|e| refuse(e.to_string()))
    }
}
