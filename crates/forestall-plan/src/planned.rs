//! What one regimen comes to in a comparison.

use forestall_model::Core;
use serde::{Deserialize, Serialize};

use crate::{Arm, Course, Difference, Spread, Standing, Tuned, spread::mean};

/// One regimen of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedRegimen {
    /// Name.
    pub name: String,
    /// The model file's word for people.
    pub note: Option<String>,
    /// Index of the regimen in the model.
    pub regimen: usize,
    /// Its tuned numbers.
    pub tuned: Vec<Tuned>,
    /// Whether it is the reference arm.
    pub reference: bool,
    /// Time to progression, cut off at the horizon.
    pub objective: Spread,
    /// Probability that there is no progression before the horizon.
    pub indefinite: f64,
    /// Mean share of the time on any drug, 0 to 1.
    pub drug_use: f64,
    /// Its spread.
    pub drug_use_spread: Spread,
    /// Mean amount per drug over the time.
    pub exposure: Vec<Exposure>,
    /// Mean number of times that a drug is switched on again.
    pub starts: f64,
    /// Mean number of visits.
    pub visits: f64,
    /// Number of draws in which the solver gave up; they count with the time reached.
    pub failed: usize,
    /// Place, 1 for the best; regimens that cannot be told apart share a place (see [`crate::places`]).
    pub rank: usize,
    /// Ranks over the draws.
    #[serde(flatten)]
    pub standing: Standing,
    /// Difference to the reference arm, draw by draw.
    pub gain: Option<Difference>,
    /// Time as a share of the upper bound.
    pub share_of_bound: Option<BoundShare>,
}

/// Mean amount of a drug over the time (of an on-off drug: share of the time on).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    /// The drug.
    pub drug: String,
    /// Mean amount.
    pub mean: f64,
    /// Unit of the amount.
    pub unit: String,
}

/// Time to progression as a share of the bound for any schedule, over the draws that have one. Where the bound lies beyond the horizon,
/// the horizon takes its place, since no time is longer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BoundShare {
    /// 5 % quantile.
    pub q05: f64,
    /// Median.
    pub median: f64,
    /// 95 % quantile.
    pub q95: f64,
}

impl PlannedRegimen {
    /// What the draws of one arm come to; place, reference, gain and bound are for the comparison to fill in.
    pub(crate) fn of(
        core: &Core,
        arm: &Arm,
        courses: &[Course],
        standing: Standing,
    ) -> Option<Self> {
        let share = |is: fn(&&Course) -> bool| {
            courses.iter().filter(is).count() as f64 / courses.len() as f64
        };
        let average = |what: &dyn Fn(&Course) -> f64| {
            let values: Vec<f64> = courses.iter().map(what).collect();
            mean(&values)
        };
        let mut exposure = Vec::with_capacity(core.drugs.len());
        for (index, drug) in core.drugs.iter().enumerate() {
            exposure.push(Exposure {
                drug: drug.name.clone(),
                mean: average(&|c| c.exposure[index])?,
                unit: drug.unit.clone(),
            });
        }
        let drug_use_spread = Spread::of(courses.iter().map(|c| c.drug_use))?;
        Some(Self {
            name: arm.name.clone(),
            note: core.regimens[arm.regimen].note.clone(),
            regimen: arm.regimen,
            tuned: arm.tuned(core),
            reference: false,
            objective: Spread::of(courses.iter().map(|c| c.time))?,
            indefinite: share(|c| !c.progressed && !c.failed),
            drug_use: drug_use_spread.mean,
            drug_use_spread,
            exposure,
            starts: average(&|c| c.starts as f64)?,
            visits: average(&|c| f64::from(c.visits))?,
            failed: courses.iter().filter(|c| c.failed).count(),
            rank: 0,
            standing,
            gain: None,
            share_of_bound: None,
        })
    }
}

impl BoundShare {
    /// `None` if no draw has a bound.
    pub(crate) fn of(times: &[f64], bounds: &[Option<f64>], horizon: f64) -> Option<Self> {
        let shares = times
            .iter()
            .zip(bounds)
            .filter_map(|(time, bound)| Some(time / bound.as_ref()?.min(horizon)));
        let spread = Spread::of(shares)?;
        Some(Self {
            q05: spread.q05,
            median: spread.median,
            q95: spread.q95,
        })
    }
}
