//! What one patient's run under one regimen comes to.

use forestall_engine::Run;
use forestall_model::Core;
use serde::{Deserialize, Serialize};

/// One patient (or draw) under one regimen. Times are in the model's unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Time of the first ending stop rule that was met, or the horizon.
    pub time: f64,
    /// Whether a stop rule was met before the horizon.
    pub progressed: bool,
    /// Share of the time, 0 to 1, on at least one drug.
    pub drug_use: f64,
    /// Per drug, mean amount over the time (of an on-off drug: share of the time on).
    pub exposure: Vec<f64>,
    /// How often a drug was switched on after having been off.
    pub starts: usize,
    /// Visits made.
    pub visits: u32,
    /// Whether the solver gave up; `time` is then how far it came.
    pub failed: bool,
}

/// A span of time with unchanged doses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DoseSpan {
    /// Start.
    pub from: f64,
    /// End.
    pub to: f64,
    /// Amount per drug.
    pub doses: Vec<f64>,
}

/// The doses of a run, as spans of positive length in order, until `end`.
pub fn dosing(run: &Run, end: f64) -> Vec<DoseSpan> {
    let mut doses = run.first_doses.clone();
    let mut spans = Vec::new();
    let mut from = 0.0;
    for switch in run.switches.iter().filter(|s| s.time < end) {
        if switch.time > from {
            spans.push(DoseSpan {
                from,
                to: switch.time,
                doses: doses.clone(),
            });
            from = switch.time;
        }
        doses[switch.drug] = switch.to;
    }
    if end > from {
        spans.push(DoseSpan {
            from,
            to: end,
            doses,
        });
    }
    spans
}

/// The stop rules whose first time is what regimens are compared by: those that end a run; if none does, the first.
pub(crate) fn deciding_stops(core: &Core) -> Vec<usize> {
    let ending: Vec<usize> = (0..core.stops.len())
        .filter(|&s| core.stops[s].ends)
        .collect();
    if ending.is_empty() && !core.stops.is_empty() {
        return vec![0];
    }
    ending
}

impl Course {
    pub(crate) fn of(run: &Run, stops: &[usize]) -> Self {
        let met = stops
            .iter()
            .filter_map(|&s| run.stops[s])
            .fold(f64::INFINITY, f64::min);
        let progressed = met.is_finite();
        let time = if progressed { met } else { run.end };
        let mut on = 0.0;
        let mut exposure = vec![0.0; run.first_doses.len()];
        for span in dosing(run, time) {
            let length = span.to - span.from;
            if span.doses.iter().any(|&d| d > 0.0) {
                on += length;
            }
            for (sum, dose) in exposure.iter_mut().zip(&span.doses) {
                *sum += dose * length;
            }
        }
        // A run that ends at once has no time to have a share of.
        let share = |sum: f64| if time > 0.0 { sum / time } else { 0.0 };
        Self {
            time,
            progressed,
            drug_use: share(on).min(1.0),
            exposure: exposure.into_iter().map(share).collect(),
            starts: (0..run.first_doses.len())
                .map(|drug| run.started(drug).filter(|&t| t < time).count())
                .sum(),
            visits: run.visits,
            failed: run.failure.is_some(),
        }
    }
}
