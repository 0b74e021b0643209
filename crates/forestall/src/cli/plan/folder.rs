//! What `plan` writes (`plan.json`, `draws.parquet`) and `report` reads.

use std::collections::BTreeMap;
use std::path::Path;

use forestall_base::{Diagnostic, Table};
use forestall_plan::{Difference, Pooled, Spread};
use serde::{Deserialize, Serialize};

use crate::cli::failure::Failure;

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
    /// Name of the stop rule whose first time is compared (of several, `a or b`: whichever is met first).
    pub stop_rule: String,
    /// Over all patients and draws.
    pub cohort: Pooled,
    pub patients: Vec<PatientPlan>,
}

/// The plan of one patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PatientPlan {
    pub patient: String,
    /// Number of posterior draws compared (1: a point).
    pub draws: usize,
    /// Number of other draws on which rules were tuned; 0 if none were.
    pub tuned_on: usize,
    /// Upper bound on the time to the stop rule under any schedule: median over the draws that have one.
    pub upper_bound: Option<f64>,
    /// Share of the draws that have a bound.
    pub bounded: f64,
    /// Why there is no bound, in the first draw without one.
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
    pub objective: Spread,
    /// Probability that the stop rule is not met before the horizon.
    pub indefinite: f64,
    /// Mean share of the time on any drug.
    pub drug_use: f64,
    /// Mean number of times a drug is switched on again.
    pub starts: f64,
    /// Mean number of visits.
    pub visits: f64,
    /// Place, 1 for the best; regimens whose difference is not clear share one.
    pub rank: usize,
    /// Probability of being the best of all regimens (ties shared).
    pub best_probability: f64,
    /// Probability that no other regimen is longer (ties in full).
    pub unbeaten_probability: f64,
    /// Median over draws of time over upper bound (or horizon, if that is earlier).
    pub share_of_bound: Option<f64>,
    /// Difference of times to the reference arm, draw by draw.
    pub gain: Option<Difference>,
    /// Tuned numbers that were chosen.
    pub tuned: BTreeMap<String, f64>,
    /// The assay of the curve: the one that the stop rule looks at.
    pub assay: String,
    /// Times of the curve, and the assay relative to its first value: quantiles over the draws that have not progressed.
    pub times: Vec<f64>,
    pub q05: Vec<f64>,
    pub q50: Vec<f64>,
    pub q95: Vec<f64>,
    /// Drug, from, to: when drugs are on in the draw whose time is the median one.
    pub dosing: Vec<(String, f64, f64)>,
}

/// Name of the table of draws in the folder.
pub(super) const DRAWS: &str = "draws.parquet";

impl PlanSummary {
    /// Reads the folder that `plan` has written.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let file = path.join("plan.json");
        let text = std::fs::read_to_string(&file).map_err(|e| refused(&file, &e.to_string()))?;
        serde_json::from_str(&text).map_err(|e| refused(&file, &e.to_string()))
    }
}

/// What each draw came to: by patient and regimen, its times without progression before the horizon as infinite.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct PlanDraws(BTreeMap<(String, String), Vec<f64>>);

impl PlanDraws {
    /// Reads the table of the folder that `plan` has written.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let file = path.join(DRAWS);
        let table = Table::read_parquet(&file).map_err(|e| refused(&file, &e.to_string()))?;
        Self::of_table(&table).map_err(|e| refused(&file, &e.to_string()))
    }

    fn of_table(table: &Table) -> Result<Self, forestall_base::TableError> {
        let (patients, regimens) = (table.texts("patient")?, table.texts("regimen")?);
        let (times, progressed) = (table.numbers("time")?, table.flags("progressed")?);
        let mut all: BTreeMap<(String, String), Vec<f64>> = BTreeMap::new();
        for row in 0..table.rows() {
            let key = (patients[row].clone(), regimens[row].clone());
            let time = if progressed[row] {
                times[row]
            } else {
                f64::INFINITY
            };
            all.entry(key).or_default().push(time);
        }
        for own in all.values_mut() {
            own.sort_by(f64::total_cmp);
        }
        Ok(Self(all))
    }

    /// Times of one regimen for one patient, sorted.
    pub(crate) fn times(&self, patient: &str, regimen: &str) -> &[f64] {
        let key = (patient.to_owned(), regimen.to_owned());
        self.0.get(&key).map_or(&[], Vec::as_slice)
    }
}

fn refused(file: &Path, why: &str) -> Failure {
    let help = "give the folder that `forestall plan ... --out DIR` has written";
    Diagnostic::error("C0007", format!("{}: {why}", file.display()))
        .help(help)
        .into()
}
