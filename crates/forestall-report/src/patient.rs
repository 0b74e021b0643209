//! What a report says about one patient.

use serde::{Deserialize, Serialize};

use crate::regimen::Comparison;
use crate::report::Band;

/// One patient. Times in the time unit of the report, readings in the unit of its observable.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PatientSection {
    /// Pseudonym of the patient.
    pub id: String,
    /// Arm or outcome, for example `adaptive`.
    pub label: Option<String>,
    /// A sentence or two in front of the figures.
    pub summary: Option<String>,
    /// The readings.
    pub points: Vec<Point>,
    /// The fitted curve of a point estimate: time and value.
    pub fit: Vec<(f64, f64)>,
    /// The predictive distribution of readings over time.
    pub predictive: Option<Band>,
    /// Last time that was fitted; what comes later is forecast.
    pub fit_ends: Option<f64>,
    /// What was given.
    pub dosing: Vec<DrugStrip>,
    /// What was not seen.
    pub states: Vec<HiddenState>,
    /// How the forecast did on the readings held out.
    pub forecast: Option<ForecastScore>,
    /// Regimens that could be given instead, side by side.
    pub comparison: Option<Comparison>,
    /// The parameters.
    pub parameters: Vec<ParameterRow>,
    /// Whether the fit can be relied on.
    pub diagnostics: Option<Diagnostics>,
    /// What must not be overlooked.
    pub warnings: Vec<String>,
}

/// One reading.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Point {
    /// When.
    pub time: f64,
    /// The value, or the limit of a censored reading.
    pub value: f64,
    /// Which side of the limit the true value lies on, if the reading is censored.
    pub censored: Option<Censoring>,
    /// Whether the fit did not see it.
    pub held_out: bool,
}

/// On which side of the limit a censored value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Censoring {
    /// Below the limit.
    Left,
    /// Above the limit.
    Right,
}

/// When and how much of one drug is given.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DrugStrip {
    /// Name of the drug.
    pub drug: String,
    /// Unit of the amounts; nothing for on and off.
    pub unit: String,
    /// Intervals with a dose, in order.
    pub intervals: Vec<DoseInterval>,
}

/// A dose from one time to another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DoseInterval {
    /// First time.
    pub start: f64,
    /// Last time.
    pub end: f64,
    /// Amount in the unit of the strip; 1 for on.
    pub amount: f64,
}

impl DrugStrip {
    /// A drug that is on during these intervals.
    pub fn on_off(drug: impl Into<String>, intervals: &[(f64, f64)]) -> Self {
        let interval = |&(start, end): &(f64, f64)| DoseInterval {
            start,
            end,
            amount: 1.0,
        };
        Self {
            drug: drug.into(),
            unit: String::new(),
            intervals: intervals.iter().map(interval).collect(),
        }
    }

    /// The largest amount given.
    pub(crate) fn largest(&self) -> f64 {
        let amounts = self.intervals.iter().map(|interval| interval.amount);
        amounts
            .filter(|amount| amount.is_finite())
            .fold(0.0, f64::max)
    }
}

/// A population of the model over time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HiddenState {
    /// Name, as the model has it.
    pub name: String,
    /// Unit, for example `cells` or `of carrying capacity`; the states with the same unit share a panel.
    pub unit: String,
    /// Quantiles over time.
    pub band: Band,
}

/// How far the forecast was off, always beside the last observation carried forward.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ForecastScore {
    /// Mean absolute error of the median forecast, in the unit of the readings.
    pub mae: f64,
    /// The same of the last observation carried forward.
    pub mae_locf: f64,
    /// Share of the readings held out that lie in their 90 % interval.
    pub coverage_90: Option<f64>,
    /// Number of readings held out.
    pub readings: usize,
}

impl ForecastScore {
    /// Whether the model is better than the last observation carried forward.
    pub fn beats_locf(&self) -> bool {
        self.mae < self.mae_locf
    }
}

/// One parameter and what is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ParameterRow {
    /// Name in the model, for example `rS`.
    pub name: String,
    /// What it means, for example `growth rate of sensitive cells`.
    pub meaning: String,
    /// Unit.
    pub unit: String,
    /// The point estimate.
    pub value: f64,
    /// 5 % and 95 % quantiles.
    pub interval: Option<(f64, f64)>,
    /// Smallest and largest value allowed.
    pub bounds: Option<(f64, f64)>,
    /// The prior as the model file has it.
    pub prior: Option<String>,
    /// Where the value comes from.
    pub source: Option<String>,
    /// The bound that the estimate lies at.
    pub at_bound: Option<forestall_base::Bound>,
    /// Whether the data say anything about it.
    pub identified: bool,
}

impl Default for ParameterRow {
    fn default() -> Self {
        Self {
            name: String::new(),
            meaning: String::new(),
            unit: String::new(),
            value: f64::NAN,
            interval: None,
            bounds: None,
            prior: None,
            source: None,
            at_bound: None,
            identified: true,
        }
    }
}

/// Figures that say whether a fit can be relied on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Diagnostics {
    /// Method, for example `NUTS, 4 chains of 1000 draws`.
    pub method: Option<String>,
    /// Largest split R-hat.
    pub rhat_max: Option<f64>,
    /// Smallest effective sample size.
    pub ess_min: Option<f64>,
    /// Divergent transitions.
    pub divergences: Option<u64>,
    /// Draws after warm-up.
    pub draws: Option<u64>,
    /// Coefficient of determination, 1 - RSS/TSS.
    pub r2: Option<f64>,
    /// The loss that was minimised.
    pub loss: Option<f64>,
}
