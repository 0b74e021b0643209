//! The plan of one patient.

use forestall_engine::Model;
use forestall_plan::{
    Arm, Cohort, Comparison, Course, Origin, PlannedRegimen, Scenario, Search, compare, tune,
};
use serde::{Deserialize, Serialize};

use super::{
    curve::Curve,
    folder::{PatientPlan, RegimenPlan},
    verdict::verdict,
};
use crate::cli::{arguments::PlanArguments, failure::Failure, fit_folder::FitFolder, parts::Part};

/// Draws on which all candidates of a search are judged; the best tenth is judged on four times as many, and so on.
const SCREEN: usize = 16;

/// What is planned, the same for every patient.
pub(super) struct Task<'a> {
    pub model: &'a Model,
    pub fit: &'a FitFolder,
    /// All parameters, for those that were not estimated.
    pub base: Vec<f64>,
    /// Indices of the regimens to compare.
    pub regimens: Vec<usize>,
    pub scenario: Scenario,
    pub arguments: &'a PlanArguments,
}

/// A patient's plan and what each draw came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Planned {
    pub plan: PatientPlan,
    pub comparison: Comparison,
    /// Those of the comparison, which its own JSON leaves out.
    courses: Vec<Vec<Course>>,
}

impl Part for Planned {
    fn restored(mut self) -> Option<Self> {
        self.comparison.courses.clone_from(&self.courses);
        Some(self)
    }
}

impl Task<'_> {
    /// Tunes, compares and draws the regimens for the patient `id`.
    pub(super) fn patient(&self, id: &str) -> Result<Planned, Failure> {
        let core = self.model.core();
        let names = self
            .regimens
            .iter()
            .map(|&r| core.regimens[r].name.as_str());
        let mut arms = Arm::named(core, names)?;
        let tuned: Vec<usize> = (0..arms.len())
            .filter(|&at| !core.regimens[arms[at].regimen].tune.is_empty())
            .filter(|_| !self.arguments.no_tune)
            .collect();
        let all = self.cohort(id)?;
        let (search, cohort) = if tuned.is_empty() {
            (None, all.thinned(self.arguments.draws))
        } else {
            // A rule is chosen on half of the draws and judged on the other half, under other noise: what it gained by luck in the
            // search it does not gain again.
            let (search, cohort) = all.halves();
            (Some(search), cohort)
        };
        if let Some(search) = &search {
            let scenario = Scenario {
                seed: !self.scenario.seed,
                ..self.scenario
            };
            let how = Search {
                screen: Some(SCREEN),
                ..Search::default()
            };
            for &at in &tuned {
                let found = tune(self.model, &arms[at], search, &scenario, &how)?;
                if let Some(best) = found.arm(&arms[at]) {
                    arms[at].tune = best.tune;
                }
            }
        }
        let comparison = compare(self.model, &arms, &cohort, &self.scenario)?;
        let mut regimens = Vec::with_capacity(arms.len());
        for planned in &comparison.regimens {
            let mut plan = described(planned);
            if let Some(arm) = arms.iter().find(|a| a.name == planned.name) {
                let end = (1.05 * planned.objective.q95).min(comparison.horizon);
                Curve::of(self.model, arm, &cohort, &self.scenario, end)?.put_into(&mut plan);
            }
            regimens.push(plan);
        }
        let plan = PatientPlan {
            patient: id.to_owned(),
            draws: comparison.draws,
            tuned_on: search.map_or(0, |s| s.len()),
            upper_bound: comparison.bound.map(|b| b.median),
            bounded: comparison.bounded,
            no_bound: comparison.no_bound.clone(),
            verdict: verdict(&comparison),
            regimens,
        };
        let courses = comparison.courses.clone();
        Ok(Planned {
            plan,
            comparison,
            courses,
        })
    }

    /// Draws to search and to compare on, at most twice `--draws`; for a point fit the point, as often as noise can differ.
    fn cohort(&self, id: &str) -> Result<Cohort, Failure> {
        let core = self.model.core();
        let most = self.arguments.draws.saturating_mul(2);
        if let Some(draws) = self.fit.draws.get(id) {
            return Ok(Cohort::from_draws(core, &self.base, draws)?.thinned(most));
        }
        let mut point = self.base.clone();
        let own = self.fit.summary.patients.iter().find(|p| p.patient == id);
        for (name, estimate) in own.iter().flat_map(|p| &p.parameters) {
            if let Some(index) = core.parameter(name) {
                point[index] = estimate.value;
            }
        }
        if self.scenario.noise {
            return Ok(Cohort::new(vec![point; most], Origin::Point));
        }
        Ok(Cohort::point(point))
    }
}

/// What `plan.json` says of a regimen, without its curve.
fn described(planned: &PlannedRegimen) -> RegimenPlan {
    let tuned = planned.tuned.iter();
    RegimenPlan {
        name: planned.name.clone(),
        note: planned.note.clone(),
        reference: planned.reference,
        objective: planned.objective,
        indefinite: planned.indefinite,
        drug_use: planned.drug_use,
        starts: planned.starts,
        visits: planned.visits,
        rank: planned.rank,
        best_probability: planned.standing.best_probability,
        unbeaten_probability: planned.standing.unbeaten_probability,
        share_of_bound: planned.share_of_bound.map(|s| s.median),
        gain: planned.gain.filter(|_| !planned.reference),
        tuned: tuned.map(|t| (t.name.clone(), t.value)).collect(),
        assay: String::new(),
        times: Vec::new(),
        q05: Vec::new(),
        q50: Vec::new(),
        q95: Vec::new(),
        dosing: Vec::new(),
    }
}
