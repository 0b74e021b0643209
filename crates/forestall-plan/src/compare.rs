//! Regimens side by side on the same patients.

use forestall_base::{Objective, RankedRegimen, Ranking};
use forestall_engine::{Job, Model, Simulation};
use forestall_model::Core;
use serde::{Deserialize, Serialize};

use crate::{
    Arm, BoundShare, Cohort, Course, Difference, Origin, PlanError, PlannedRegimen, Scenario,
    Spread, Verdict, batch::run_all, bound::bounds, course::deciding_stops, places, reference,
    spread::mean, standings,
};

/// Regimens compared under one scenario, best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// What is compared: the time to the named stop rules.
    pub objective: String,
    /// Unit of all times.
    pub unit: String,
    /// Times are cut off here, so means are means restricted to this horizon.
    pub horizon: f64,
    /// The circumstances.
    pub scenario: Scenario,
    /// What the draws stand for.
    pub origin: Origin,
    /// Number of draws.
    pub draws: usize,
    /// Name of the reference arm: continuous therapy.
    pub reference: Option<String>,
    /// What follows.
    pub verdict: Verdict,
    /// Upper bound for any schedule, over the draws that have one; `None` where none has.
    pub bound: Option<Spread>,
    /// Share of the draws that have a bound.
    pub bounded: f64,
    /// Why there is no bound, in the first draw without one.
    pub no_bound: Option<String>,
    /// The regimens, best first.
    pub regimens: Vec<PlannedRegimen>,
    /// What each draw came to, `courses[regimen][draw]` in the order of `regimens`; not part of the JSON.
    #[serde(skip)]
    pub courses: Vec<Vec<Course>>,
}

/// Compares `arms` on every vector of `cohort` under `scenario`.
///
/// Draw `i` meets every regimen with the same parameters and the same noise streams. The order is by mean time; of equal means
/// the reference arm stands first, then the one with less drug, then the order given.
///
/// # Errors
/// [`PlanError`] if there is nothing to compare, if vectors or tuned numbers do not fit the model, or the engine refuses.
pub fn compare(
    model: &Model,
    arms: &[Arm],
    cohort: &Cohort,
    scenario: &Scenario,
) -> Result<Comparison, PlanError> {
    let core = model.core();
    cohort.check(core)?;
    scenario.check()?;
    if arms.is_empty() {
        return Err(PlanError::NoRegimen);
    }
    let mut courses = Vec::with_capacity(arms.len());
    for arm in arms {
        arm.check(core)?;
        courses.push(courses_of(model, arm, cohort, scenario)?);
    }
    let reference = reference(core).and_then(|index| arms.iter().position(|a| a.regimen == index));
    let order = ordered(&courses, reference);
    let courses: Vec<Vec<Course>> = order
        .iter()
        .map(|&i| std::mem::take(&mut courses[i]))
        .collect();
    let reference = reference.and_then(|index| order.iter().position(|&i| i == index));
    let times: Vec<Vec<f64>> = courses
        .iter()
        .map(|c| c.iter().map(|c| c.time).collect())
        .collect();
    let bounds = bounds(model, cohort);
    let bound_of: Vec<Option<f64>> = bounds
        .iter()
        .map(|b| b.as_ref().ok().map(|b| b.time))
        .collect();
    let horizon = scenario.end(core);
    let places = places(times.len(), |a, b| {
        Difference::between(&times[a], &times[b]).is_some_and(|d| d.clear())
    });
    let mut regimens = Vec::with_capacity(arms.len());
    for (at, standing) in standings(&times).into_iter().enumerate() {
        let mut planned = PlannedRegimen::of(core, &arms[order[at]], &courses[at], standing)
            .ok_or(PlanError::NoVector)?;
        planned.rank = places[at];
        planned.reference = reference == Some(at);
        planned.gain = reference.and_then(|r| Difference::between(&times[at], &times[r]));
        planned.share_of_bound = BoundShare::of(&times[at], &bound_of, horizon);
        regimens.push(planned);
    }
    Ok(Comparison {
        objective: objective_name(core)?,
        unit: core.time_unit.clone(),
        horizon,
        scenario: *scenario,
        origin: cohort.origin(),
        draws: cohort.len(),
        reference: reference.map(|at| regimens[at].name.clone()),
        verdict: Verdict::of(&regimens, reference),
        bound: Spread::of(bound_of.iter().flatten().copied()),
        bounded: bound_of.iter().flatten().count() as f64 / cohort.len() as f64,
        no_bound: bounds
            .iter()
            .find_map(|b| Some(b.as_ref().err()?.to_string())),
        regimens,
        courses,
    })
}

/// What each draw comes to under one regimen.
pub(crate) fn courses_of(
    model: &Model,
    arm: &Arm,
    cohort: &Cohort,
    scenario: &Scenario,
) -> Result<Vec<Course>, PlanError> {
    let stops = deciding_stops(model.core());
    if stops.is_empty() {
        return Err(PlanError::NoStop);
    }
    let simulation = Simulation::new(model, arm.regimen, scenario.settings(Vec::new()))?;
    let job = |at: usize| Job {
        parameters: cohort.vectors()[at].clone(),
        tune: arm.tune.clone(),
        patient: cohort.numbers()[at],
    };
    let keep = |_, run| Course::of(&run, &stops);
    Ok(run_all(&simulation, cohort.len(), job, keep)?)
}

fn objective_name(core: &Core) -> Result<String, PlanError> {
    let stops = deciding_stops(core);
    let names: Vec<&str> = stops.iter().map(|&s| core.stops[s].name.as_str()).collect();
    if names.is_empty() {
        return Err(PlanError::NoStop);
    }
    Ok(format!("time to {}", names.join(" or ")))
}

/// Indices of the arms, best first.
fn ordered(courses: &[Vec<Course>], reference: Option<usize>) -> Vec<usize> {
    let of = |own: &[Course], what: fn(&Course) -> f64| {
        let values: Vec<f64> = own.iter().map(what).collect();
        mean(&values).unwrap_or(0.0)
    };
    let keys: Vec<(f64, f64)> = courses
        .iter()
        .map(|own| (of(own, |c| c.time), of(own, |c| c.drug_use)))
        .collect();
    let mut order: Vec<usize> = (0..courses.len()).collect();
    order.sort_by(|&a, &b| {
        let (x, y) = (keys[a], keys[b]);
        let later = |i| reference != Some(i);
        y.0.total_cmp(&x.0)
            .then(later(a).cmp(&later(b)))
            .then(x.1.total_cmp(&y.1))
            .then(a.cmp(&b))
    });
    order
}

impl Comparison {
    /// The ranking alone, as other commands and reports know it.
    pub fn ranking(&self) -> Ranking {
        let ranked = |r: &PlannedRegimen| RankedRegimen {
            name: r.name.clone(),
            objective: Objective {
                mean: r.objective.mean,
                q05: r.objective.q05,
                q95: r.objective.q95,
            },
            drug_use: r.drug_use,
            rank: r.rank,
        };
        Ranking {
            objective: self.objective.clone(),
            unit: self.unit.clone(),
            regimens: self.regimens.iter().map(ranked).collect(),
        }
    }

    /// The regimen of this name.
    pub fn get(&self, name: &str) -> Option<&PlannedRegimen> {
        self.regimens.iter().find(|r| r.name == name)
    }
}
