//! Runs rules on a cohort and judges them.

use forestall_engine::{Job, Model, Simulation};
use forestall_model::Regimen;

use crate::{
    Arm, Candidate, Cohort, Course, Difference, PlanError, Scenario, Search, Spread,
    batch::run_all, candidate::beats, compare::courses_of, course::deciding_stops, grid::spacing,
    reference, spread::mean,
};

/// Runs rules and judges them.
pub(crate) struct Judge<'a> {
    model: &'a Model,
    arm: &'a Arm,
    cohort: &'a Cohort,
    scenario: &'a Scenario,
    search: &'a Search,
    simulation: Simulation<'a>,
    stops: Vec<usize>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(
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
    pub(crate) fn all(
        &self,
        rules: &[Vec<f64>],
        part: &Cohort,
    ) -> Result<Vec<Candidate>, PlanError> {
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

    /// The rule as a candidate if it is allowed and reaches the horizon in every draw: no rule can be longer, and of equal rules the
    /// untuned one is kept.
    pub(crate) fn unsurpassable(&self, rule: &[f64]) -> Result<Option<Candidate>, PlanError> {
        let end = self.scenario.end(self.model.core());
        let few = self.cohort.thinned(8);
        for part in [&few, self.cohort] {
            let own = self.all(&[rule.to_vec()], part)?.pop();
            let Some(own) = own.filter(|c| c.allowed && c.objective.mean >= end) else {
                return Ok(None);
            };
            if part.len() == self.cohort.len() {
                return Ok(Some(own));
            }
        }
        Ok(None)
    }

    fn candidate(&self, rule: &[f64], results: &[(f64, f64)]) -> Option<Candidate> {
        let times: Vec<f64> = results.iter().map(|r| r.0).collect();
        let uses: Vec<f64> = results.iter().map(|r| r.1).collect();
        let drug_use = mean(&uses)?;
        Some(Candidate {
            tuned: self.arm.with("", rule.to_vec()).tuned(self.model.core()),
            value: self.search.goal.value(&times)?,
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
    pub(crate) fn refine(
        &self,
        best: &mut Candidate,
        untuned: &Candidate,
        regimen: &Regimen,
    ) -> Result<usize, PlanError> {
        let mut step = spacing(regimen);
        let mut judged = 0;
        for _ in 0..self.search.halvings {
            for s in &mut step {
                *s *= 0.5;
            }
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
    pub(crate) fn against_reference(
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
        let candidate = self.candidate(&[], &results);
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
