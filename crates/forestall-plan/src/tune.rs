//! The best numbers of a regimen's rule.

use forestall_base::Objective;
use forestall_engine::{Job, Model, Simulation};
use forestall_model::Regimen;
use serde::{Deserialize, Serialize};

use crate::{
    Arm, Cohort, Course, Difference, PlanError, Scenario, Spread, Tuned,
    batch::run_all,
    compare::courses_of,
    course::deciding_stops,
    grid::{grid, spacing},
    reference,
    spread::mean,
};

/// What a search makes as large as possible.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// Mean time to progression, cut off at the horizon.
    Mean,
    /// This quantile of the time: 0.1 is the time that nine draws in ten exceed (robust, chance-constrained).
    Quantile(f64),
    /// Probability that the time is longer than this.
    Exceeds(f64),
}

/// How a regimen is searched.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// What is made as large as possible.
    pub goal: Goal,
    /// Largest mean share of the time on any drug, 0 to 1; `None` for no limit.
    pub most_drug_use: Option<f64>,
    /// How often the distance to neighbours is halved around the best grid point; 0 for the grid alone.
    pub halvings: u32,
    /// With more draws than this, the grid is judged on so many evenly spaced ones, the best tenth on four times as many, and so
    /// on, until all are used; `None` judges every candidate on all draws.
    pub screen: Option<usize>,
}

impl Default for Search {
    /// Mean time, no limit of drug use, the grid alone, screening on 32 draws.
    fn default() -> Self {
        Self {
            goal: Goal::Mean,
            most_drug_use: None,
            halvings: 0,
            screen: Some(32),
        }
    }
}

/// A rule and what it leads to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its tuned numbers.
    pub tuned: Vec<Tuned>,
    /// What the search compares, larger is better.
    pub value: f64,
    /// Time to progression.
    pub objective: Objective,
    /// Mean share of the time on any drug.
    pub drug_use: f64,
    /// Whether it respects the limit of drug use.
    pub allowed: bool,
    /// Number of draws it was judged on.
    pub draws: usize,
}

/// What a search has found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tuning {
    /// The regimen.
    pub regimen: String,
    /// How it was searched.
    pub search: Search,
    /// Number of rules judged.
    pub searched: usize,
    /// The best rule that is allowed; `None` if none is.
    pub best: Option<Candidate>,
    /// The rule as the model file writes it.
    pub untuned: Candidate,
    /// Continuous therapy, on the same draws.
    pub reference: Option<Candidate>,
    /// Time of the best rule less that of continuous therapy, draw by draw.
    pub gain: Option<Difference>,
    /// All grid candidates in the order of the grid (last number fastest), each on the draws it was judged on last.
    pub grid: Vec<Candidate>,
}

impl Tuning {
    /// Whether the best rule is better than continuous therapy (and than nothing at all, where there is no such arm).
    pub fn gains(&self) -> bool {
        match (&self.best, &self.reference) {
            (Some(best), Some(reference)) => best.value > reference.value,
            (best, None) => best.is_some(),
            (None, Some(_)) => false,
        }
    }

    /// The best rule as an arm of a comparison, named after its regimen; `None` if no rule is allowed.
    pub fn arm(&self, arm: &Arm) -> Option<Arm> {
        let best = self.best.as_ref()?;
        let tune = best.tuned.iter().map(|t| t.value).collect();
        Some(arm.with(format!("{} tuned", arm.name), tune))
    }
}

/// Searches the `tune` ranges of an arm's regimen over every vector of `cohort`.
///
/// The rule as the model file writes it is always among the candidates, so the best is never worse. Of equal rules that one is
/// kept, then the one with less drug, then the first of the grid. Numbers that a search finds are the best on these draws and
/// this noise; [`compare`](crate::compare()) under another seed tells what they are worth on fresh noise.
///
/// # Errors
/// [`PlanError`] if there is nothing to tune, the grid is too large, numbers are out of range, or the engine refuses.
pub fn tune(
    model: &Model,
    arm: &Arm,
    cohort: &Cohort,
    scenario: &Scenario,
    search: &Search,
) -> Result<Tuning, PlanError> {
    let core = model.core();
    cohort.check(core)?;
    scenario.check()?;
    arm.check(core)?;
    search.check()?;
    let regimen = &core.regimens[arm.regimen];
    let judge = Judge::new(model, arm, cohort, scenario, search)?;
    let mut rules = grid(regimen)?;
    let on_grid = rules.len();
    // The untuned rule is the last candidate and survives every round.
    rules.push(regimen.tune.iter().map(|t| t.value).collect());
    let mut judged: Vec<Option<Candidate>> = vec![None; rules.len()];
    let mut left: Vec<usize> = (0..rules.len()).collect();
    let mut draws = search.screen.unwrap_or(usize::MAX).max(1);
    loop {
        let part = cohort.thinned(draws);
        let batch: Vec<Vec<f64>> = left.iter().map(|&i| rules[i].clone()).collect();
        for (&index, candidate) in left.iter().zip(judge.all(&batch, &part)?) {
            judged[index] = Some(candidate);
        }
        if part.len() == cohort.len() {
            break;
        }
        left.sort_by(|&a, &b| better(judged[a].as_ref(), judged[b].as_ref()).then(a.cmp(&b)));
        left.truncate((left.len() / 10).max(8));
        if !left.contains(&on_grid) {
            left.push(on_grid);
        }
        draws = draws.saturating_mul(4);
    }
    let untuned = judged.pop().flatten().ok_or(PlanError::NoVector)?;
    let grid: Vec<Candidate> = judged.into_iter().flatten().collect();
    let mut best = untuned.allowed.then(|| untuned.clone());
    for candidate in grid.iter().filter(|c| c.allowed && c.draws == cohort.len()) {
        if best.as_ref().is_none_or(|b| beats(candidate, b, &untuned)) {
            best = Some(candidate.clone());
        }
    }
    let mut searched = on_grid + 1;
    if let Some(found) = &mut best {
        searched += judge.refine(found, &untuned, regimen)?;
    }
    let (reference, gain) = judge.against_reference(best.as_ref())?;
    Ok(Tuning {
        regimen: regimen.name.clone(),
        search: *search,
        searched,
        best,
        untuned,
        reference,
        gain,
        grid,
    })
}

impl Search {
    fn check(&self) -> Result<(), PlanError> {
        match self.goal {
            Goal::Quantile(p) if !(0.0..=1.0).contains(&p) => return Err(PlanError::Quantile(p)),
            Goal::Exceeds(found) if !(found.is_finite() && found >= 0.0) => {
                return Err(PlanError::Number {
                    what: "time to exceed",
                    expected: "finite and not negative",
                    found,
                });
            }
            _ => {}
        }
        match self.most_drug_use.filter(|x| !(0.0..=1.0).contains(x)) {
            Some(found) => Err(PlanError::Number {
                what: "largest drug use",
                expected: "a share from 0 to 1",
                found,
            }),
            None => Ok(()),
        }
    }
}

/// Best first: allowed ones, then larger values, then less drug.
fn better(a: Option<&Candidate>, b: Option<&Candidate>) -> std::cmp::Ordering {
    let key = |c: Option<&Candidate>| {
        c.map_or((false, f64::NEG_INFINITY, 0.0), |c| {
            (c.allowed, c.value, -c.drug_use)
        })
    };
    let (a, b) = (key(a), key(b));
    b.0.cmp(&a.0)
        .then(b.1.total_cmp(&a.1))
        .then(b.2.total_cmp(&a.2))
}

/// Whether a candidate replaces the best so far: larger value, or less drug at an equal value unless that is the untuned rule.
fn beats(candidate: &Candidate, best: &Candidate, untuned: &Candidate) -> bool {
    candidate.value > best.value
        || (candidate.value == best.value
            && best.tuned != untuned.tuned
            && candidate.drug_use < best.drug_use)
}

/// Runs rules and judges them.
struct Judge<'a> {
    model: &'a Model,
    arm: &'a Arm,
    cohort: &'a Cohort,
    scenario: &'a Scenario,
    search: &'a Search,
    simulation: Simulation<'a>,
    stops: Vec<usize>,
}

impl<'a> Judge<'a> {
    fn new(
        model: &'a Model,
        arm: &'a Arm,
        cohort: &'a Cohort,
        scenario: &'a Scenario,
        search: &'a Search,
    ) -> Result<Self, PlanError> {
        let stops = deciding_stops(model.core());
        if stops.is_empty() {
            return Err(PlanError::NoStop);
        }
        let simulation = Simulation::new(model, arm.regimen, scenario.settings(Vec::new()))?;
        Ok(Self {
            model,
            arm,
            cohort,
            scenario,
            search,
            simulation,
            stops,
        })
    }

    /// Judges rules on a part of the cohort.
    fn all(&self, rules: &[Vec<f64>], part: &Cohort) -> Result<Vec<Candidate>, PlanError> {
        let draws = part.len();
        let job = |at: usize| Job {
            parameters: part.vectors()[at % draws].clone(),
            tune: rules[at / draws].clone(),
            patient: part.numbers()[at % draws],
        };
        let keep = |_, run| {
            let course = Course::of(&run, &self.stops);
            (course.time, course.drug_use)
        };
        let results = run_all(&self.simulation, rules.len() * draws, job, keep)?;
        let candidates = rules.iter().zip(results.chunks(draws));
        candidates
            .map(|(rule, own)| self.candidate(rule, own).ok_or(PlanError::NoVector))
            .collect()
    }

    fn candidate(&self, rule: &[f64], results: &[(f64, f64)]) -> Option<Candidate> {
        let times: Vec<f64> = results.iter().map(|r| r.0).collect();
        let uses: Vec<f64> = results.iter().map(|r| r.1).collect();
        let drug_use = mean(&uses)?;
        Some(Candidate {
            tuned: self.arm.with("", rule.to_vec()).tuned(self.model.core()),
            value: value(self.search.goal, &times)?,
            objective: Spread::of(times)?.objective(),
            drug_use,
            allowed: self
                .search
                .most_drug_use
                .is_none_or(|most| drug_use <= most),
            draws: results.len(),
        })
    }

    /// Looks around the best rule at half the distance of the grid, then a quarter, ...; returns the number of rules judged.
    fn refine(
        &self,
        best: &mut Candidate,
        untuned: &Candidate,
        regimen: &Regimen,
    ) -> Result<usize, PlanError> {
        let mut step = spacing(regimen);
        let mut judged = 0;
        for _ in 0..self.search.halvings {
            step.iter_mut().for_each(|s| *s *= 0.5);
            // At most as many moves per distance as lead from one grid point to the next and back.
            for _ in 0..4 {
                let rules = neighbours(best, &step, regimen);
                judged += rules.len();
                let mut moved = false;
                for candidate in self.all(&rules, self.cohort)? {
                    if candidate.allowed && beats(&candidate, best, untuned) {
                        *best = candidate;
                        moved = true;
                    }
                }
                if !moved {
                    break;
                }
            }
        }
        Ok(judged)
    }

    /// Continuous therapy on the same draws, and what the best rule gains over it.
    fn against_reference(
        &self,
        best: Option<&Candidate>,
    ) -> Result<(Option<Candidate>, Option<Difference>), PlanError> {
        let core = self.model.core();
        let Some(regimen) = reference(core) else {
            return Ok((None, None));
        };
        let arm = Arm {
            name: core.regimens[regimen].name.clone(),
            regimen,
            tune: Vec::new(),
        };
        let courses = |arm: &Arm| courses_of(self.model, arm, self.cohort, self.scenario);
        let theirs = courses(&arm)?;
        let results: Vec<(f64, f64)> = theirs.iter().map(|c| (c.time, c.drug_use)).collect();
        let mut candidate = self.candidate(&[], &results);
        if let Some(candidate) = &mut candidate {
            candidate.tuned.clear();
        }
        let Some(best) = best else {
            return Ok((candidate, None));
        };
        let ours = courses(
            &self
                .arm
                .with("", best.tuned.iter().map(|t| t.value).collect()),
        )?;
        let times = |c: &[Course]| c.iter().map(|c| c.time).collect::<Vec<f64>>();
        Ok((
            candidate,
            Difference::between(&times(&ours), &times(&theirs)),
        ))
    }
}

/// What a goal makes of times.
fn value(goal: Goal, times: &[f64]) -> Option<f64> {
    match goal {
        Goal::Mean => mean(times),
        Goal::Quantile(p) => {
            let mut sorted = times.to_vec();
            sorted.sort_by(f64::total_cmp);
            forestall_base::quantile(&sorted, p)
        }
        Goal::Exceeds(time) => {
            let longer = times.iter().filter(|&&t| t > time).count();
            Some(longer as f64 / times.len() as f64)
        }
    }
}

/// One step along each tuned number in both directions, within the ranges; of two or three numbers also the diagonals.
fn neighbours(best: &Candidate, step: &[f64], regimen: &Regimen) -> Vec<Vec<f64>> {
    let here: Vec<f64> = best.tuned.iter().map(|t| t.value).collect();
    let moved = |moves: &[(usize, f64)]| {
        let mut rule = here.clone();
        for &(axis, sign) in moves {
            let tune = &regimen.tune[axis];
            rule[axis] = (rule[axis] + sign * step[axis]).clamp(tune.low, tune.high);
        }
        rule
    };
    let mut rules = Vec::new();
    for axis in 0..here.len() {
        for sign in [-1.0, 1.0] {
            rules.push(moved(&[(axis, sign)]));
            for other in (axis + 1..here.len()).filter(|_| here.len() <= 3) {
                for across in [-1.0, 1.0] {
                    rules.push(moved(&[(axis, sign), (other, across)]));
                }
            }
        }
    }
    rules.retain(|rule| *rule != here);
    rules
}
