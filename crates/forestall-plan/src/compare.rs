//! Regimens side by side on the same patients.

use forestall_base::{Objective, RankedRegimen, Ranking};
use forestall_engine::{Job, Model, Simulation};
use forestall_model::Core;
use serde::{Deserialize, Serialize};

use crate::{
    Arm, Cohort, Course, Difference, Origin, PlanError, Scenario, Spread, Standing, Tuned,
    batch::run_all, bound::bounds, course::deciding_stops, places, reference, spread::mean,
    standings,
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
    /// What each draw came to, `courses[regimen][draw]` in the order of `regimens`.
    #[serde(skip)]
    pub courses: Vec<Vec<Course>>,
}

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
    /// Share of the draws whose parameters say that there never is.
    pub never: f64,
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
    /// Place, 1 for the best; regimens that cannot be told apart share a place (see [`places`]).
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

/// Time to progression as a share of the bound for any schedule, over the draws that have one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BoundShare {
    /// 5 % quantile.
    pub q05: f64,
    /// Median.
    pub median: f64,
    /// 95 % quantile.
    pub q95: f64,
}

/// What a comparison says of the reference arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// No regimen of the model gives its drugs all the time.
    NoReference,
    /// No regimen has a longer mean time than the reference arm.
    NothingGained,
    /// Some regimen has a longer mean, but none is longer in 95 % of the draws.
    NotToldApart,
    /// Some regimen is longer than the reference arm in at least 95 % of the draws.
    Gained,
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoReference => {
                "there is no continuous arm to compare with: no regimen gives its drugs all the time"
            }
            Self::NothingGained => "no regimen compared gains anything over continuous therapy",
            Self::NotToldApart => {
                "some regimen is longer than continuous therapy on average, but none in 95 % of the draws"
            }
            Self::Gained => {
                "some regimen is longer than continuous therapy in at least 95 % of the draws"
            }
        })
    }
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
    let places = places(&times);
    let mut regimens = Vec::with_capacity(arms.len());
    for (at, standing) in standings(&times).into_iter().enumerate() {
        let mut planned =
            summary(core, &arms[order[at]], &courses[at], standing).ok_or(PlanError::NoVector)?;
        planned.rank = places[at];
        planned.reference = reference == Some(at);
        planned.gain = reference.and_then(|r| Difference::between(&times[at], &times[r]));
        planned.share_of_bound = bound_share(&times[at], &bound_of);
        regimens.push(planned);
    }
    Ok(Comparison {
        objective: objective_name(core)?,
        unit: core.time_unit.clone(),
        horizon: scenario.end(core),
        scenario: *scenario,
        origin: cohort.origin(),
        draws: cohort.len(),
        reference: reference.map(|at| regimens[at].name.clone()),
        verdict: verdict(&regimens, reference),
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

fn summary(
    core: &Core,
    arm: &Arm,
    courses: &[Course],
    standing: Standing,
) -> Option<PlannedRegimen> {
    let share =
        |is: fn(&&Course) -> bool| courses.iter().filter(is).count() as f64 / courses.len() as f64;
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
    Some(PlannedRegimen {
        name: arm.name.clone(),
        note: core.regimens[arm.regimen].note.clone(),
        regimen: arm.regimen,
        tuned: arm.tuned(core),
        reference: false,
        objective: Spread::of(courses.iter().map(|c| c.time))?,
        indefinite: share(|c| !c.progressed && !c.failed),
        never: share(|c| c.never),
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

fn bound_share(times: &[f64], bounds: &[Option<f64>]) -> Option<BoundShare> {
    let shares = times
        .iter()
        .zip(bounds)
        .filter_map(|(time, bound)| Some(time / (*bound)?));
    let spread = Spread::of(shares)?;
    Some(BoundShare {
        q05: spread.q05,
        median: spread.median,
        q95: spread.q95,
    })
}

fn verdict(regimens: &[PlannedRegimen], reference: Option<usize>) -> Verdict {
    let Some(reference) = reference else {
        return Verdict::NoReference;
    };
    let gains = |r: &PlannedRegimen| r.gain.filter(|g| g.mean > 0.0);
    if regimens[..reference].iter().all(|r| gains(r).is_none()) {
        Verdict::NothingGained
    } else if regimens.iter().filter_map(gains).any(|g| g.longer >= 0.95) {
        Verdict::Gained
    } else {
        Verdict::NotToldApart
    }
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
