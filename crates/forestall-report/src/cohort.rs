//! What a report says about a cohort as a whole.

use serde::{Deserialize, Serialize};

use crate::kaplan_meier::Subject;
use crate::patient::ForecastScore;
use crate::regimen::RegimenOutcome;
use crate::report::{Band, Quantity, Spread90};

/// A cohort. Times in the time unit of the report, unless a part has its own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cohort {
    /// A sentence or two in front of the figures.
    pub summary: Option<String>,
    /// Curves of time to progression.
    pub progression: Option<Progression>,
    /// The regimens ranked over the cohort, best first.
    pub ranking: Vec<RegimenOutcome>,
    /// Name of the objective of the ranking, `time to progression` if absent.
    pub objective: Option<String>,
    /// Median and interval per patient.
    pub forest: Option<Forest>,
    /// Time on and off drug per patient.
    pub swimmer: Vec<SwimmerLane>,
    /// Goodness of fit per patient.
    pub fits: Vec<FitRow>,
    /// Forecasts per patient.
    pub forecasts: Vec<ForecastRow>,
    /// A loss over two parameters.
    pub profiles: Vec<Profile>,
    /// What must not be overlooked.
    pub warnings: Vec<String>,
}

/// Time to progression, observed and predicted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Progression {
    /// What the event is, `progression` if empty.
    pub event: String,
    /// Unit of the times here; that of the report if empty.
    pub time_unit: String,
    /// One curve per arm or regimen.
    pub curves: Vec<ProgressionCurve>,
}

impl Progression {
    /// The same with the unit of the report where it has none of its own.
    pub(crate) fn with_unit(&self, unit: &str) -> Self {
        let mut progression = self.clone();
        if progression.time_unit.is_empty() {
            unit.clone_into(&mut progression.time_unit);
        }
        progression
    }
}

/// One arm.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProgressionCurve {
    /// Arm or regimen.
    pub name: String,
    /// Patients with the time of their event or of their last visit.
    pub observed: Vec<Subject>,
    /// Predicted share without the event over time, with its uncertainty.
    pub predicted: Option<Band>,
}

/// A quantity per patient with its interval.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Forest {
    /// The quantity, for example `Time to progression` in `day`.
    pub quantity: Quantity,
    /// Where no difference lies, or the value of the reference arm.
    pub reference: Option<f64>,
    /// One row per patient.
    pub rows: Vec<ForestRow>,
}

/// One patient in a forest plot.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ForestRow {
    /// Pseudonym of the patient.
    pub patient: String,
    /// Arm or outcome; rows of a group are drawn together.
    pub group: Option<String>,
    /// Median and 90 % interval.
    pub spread: Spread90,
    /// What was observed, if it was.
    pub observed: Option<f64>,
}

/// One patient's time on and off drug.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SwimmerLane {
    /// Pseudonym of the patient.
    pub patient: String,
    /// Arm or outcome.
    pub group: Option<String>,
    /// Length of follow-up.
    pub end: f64,
    /// Intervals on drug: start and end.
    pub on: Vec<(f64, f64)>,
    /// Whether follow-up ended with progression.
    pub progressed: bool,
}

/// Goodness of fit of one patient.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FitRow {
    /// Pseudonym of the patient.
    pub patient: String,
    /// Arm or outcome.
    pub label: Option<String>,
    /// Number of readings.
    pub readings: usize,
    /// Coefficient of determination.
    pub r2: Option<f64>,
    /// The loss that was minimised.
    pub loss: Option<f64>,
    /// Largest split R-hat.
    pub rhat_max: Option<f64>,
    /// Smallest effective sample size.
    pub ess_min: Option<f64>,
    /// Parameters at a bound or not identified.
    pub flagged: Vec<String>,
}

/// The forecast of one patient.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ForecastRow {
    /// Pseudonym of the patient.
    pub patient: String,
    /// How far it was off.
    pub score: ForecastScore,
}

/// A loss over a grid of two parameters.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// First parameter, across.
    pub x: Quantity,
    /// Second parameter, upwards.
    pub y: Quantity,
    /// Values of the first parameter, increasing.
    pub x_values: Vec<f64>,
    /// Values of the second parameter, increasing.
    pub y_values: Vec<f64>,
    /// The loss, one row per value of the second parameter.
    pub loss: Vec<Vec<f64>>,
    /// Name of the loss.
    pub loss_name: String,
    /// The published or chosen values.
    pub chosen: Option<(f64, f64)>,
}
