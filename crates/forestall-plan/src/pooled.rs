//! Regimens ranked over several patients.

use serde::{Deserialize, Serialize};

use crate::{
    Comparison, Course, Difference, PlanError, Spread, difference::paired, places, spread::mean,
    standings,
};

/// Regimens ranked over several patients, best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pooled {
    /// What is compared, for example `time to progression`.
    pub objective: String,
    /// Unit of all times.
    pub unit: String,
    /// Number of patients.
    pub patients: usize,
    /// The regimens.
    pub regimens: Vec<PooledRegimen>,
}

/// One regimen over several patients.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PooledRegimen {
    /// Name.
    pub name: String,
    /// Whether it is the reference arm.
    pub reference: bool,
    /// Time to progression, cut off at the horizon: mean over patients, quantiles over patients and draws.
    pub objective: Spread,
    /// Probability that there is no progression before the horizon.
    pub indefinite: f64,
    /// Mean share of the time on any drug, 0 to 1.
    pub drug_use: f64,
    /// Place, 1 for the best; regimens that cannot be told apart share a place.
    pub rank: usize,
    /// Probability of being the best in a patient and draw, shared evenly where several are.
    pub best_probability: f64,
    /// Probability that no other is longer.
    pub unbeaten_probability: f64,
    /// Difference to the reference arm.
    pub gain: Option<Difference>,
}

/// What the same regimens come to over several patients, each of whom counts the same.
///
/// Two regimens are told apart as for one patient ([`Difference::clear`]), with the interval of the mean difference over patients.
///
/// # Errors
/// [`PlanError::NoVector`] for no patient; [`PlanError::UnknownRegimen`] if a patient lacks a regimen that the first has.
pub fn pooled(patients: &[&Comparison]) -> Result<Pooled, PlanError> {
    let Some(first) = patients.first() else {
        return Err(PlanError::NoVector);
    };
    let mut arms = Vec::with_capacity(first.regimens.len());
    for regimen in &first.regimens {
        arms.push(Arm::of(&regimen.name, first.reference.as_ref(), patients)?);
    }
    // The sort keeps the order of the first patient where means are equal, in which the reference arm stands first.
    arms.sort_by(|a, b| b.mean.total_cmp(&a.mean));
    let difference = |a: usize, b: usize| {
        let own = arms[a].times.iter().zip(&arms[b].times);
        let groups: Vec<Vec<f64>> = own.map(|(a, b)| paired(a, b)).collect();
        Difference::pooled(&groups)
    };
    let places = places(arms.len(), |a, b| {
        difference(a, b).is_some_and(|d| d.clear())
    });
    let all: Vec<Vec<f64>> = arms.iter().map(|a| a.times.concat()).collect();
    let reference = arms.iter().position(|a| a.reference);
    let mut regimens = Vec::with_capacity(arms.len());
    for (at, standing) in standings(&all).into_iter().enumerate() {
        let arm = &arms[at];
        let spread = Spread::of(all[at].iter().copied()).ok_or(PlanError::NoVector)?;
        regimens.push(PooledRegimen {
            name: arm.name.clone(),
            reference: arm.reference,
            objective: Spread {
                mean: arm.mean,
                ..spread
            },
            indefinite: arm.average(|c| f64::from(u8::from(!c.progressed && !c.failed))),
            drug_use: arm.average(|c| c.drug_use),
            rank: places[at],
            best_probability: standing.best_probability,
            unbeaten_probability: standing.unbeaten_probability,
            gain: reference.and_then(|r| difference(at, r)),
        });
    }
    Ok(Pooled {
        objective: first.objective.clone(),
        unit: first.unit.clone(),
        patients: patients.len(),
        regimens,
    })
}

/// One regimen, patient by patient.
struct Arm<'a> {
    name: String,
    reference: bool,
    courses: Vec<&'a [Course]>,
    times: Vec<Vec<f64>>,
    mean: f64,
}

impl<'a> Arm<'a> {
    fn of(
        name: &str,
        reference: Option<&String>,
        patients: &[&'a Comparison],
    ) -> Result<Self, PlanError> {
        let mut courses = Vec::with_capacity(patients.len());
        for patient in patients {
            let place = patient.regimens.iter().position(|r| r.name == name);
            let own = place.and_then(|place| patient.courses.get(place));
            let own = own.filter(|own| !own.is_empty());
            courses.push(own.map(Vec::as_slice).ok_or(PlanError::UnknownRegimen {
                name: name.to_owned(),
                near: None,
            })?);
        }
        let mut arm = Self {
            name: name.to_owned(),
            reference: reference.is_some_and(|r| r == name),
            times: courses
                .iter()
                .map(|own| own.iter().map(|c| c.time).collect())
                .collect(),
            courses,
            mean: 0.0,
        };
        arm.mean = arm.average(|c| c.time);
        Ok(arm)
    }

    /// Mean over patients of the mean over draws.
    fn average(&self, what: impl Fn(&Course) -> f64) -> f64 {
        let own = |own: &&[Course]| mean(&own.iter().map(&what).collect::<Vec<f64>>());
        let means: Vec<f64> = self.courses.iter().filter_map(own).collect();
        mean(&means).unwrap_or(0.0)
    }
}
