//! The best numbers of a regimen's rule.

use forestall_engine::Model;
use serde::{Deserialize, Serialize};

use crate::{
    Arm, Candidate, Cohort, Difference, PlanError, Scenario, Search,
    candidate::{beats, better},
    grid::grid,
    judge::Judge,
};

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
    /// All grid candidates in the order of the grid (last number fastest), each on the draws it was judged on last; empty if the
    /// untuned rule reaches the horizon in every draw, so that there is nothing to search for.
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
    let written: Vec<f64> = regimen.tune.iter().map(|t| t.value).collect();
    if let Some(untuned) = judge.unsurpassable(&written)? {
        let (reference, gain) = judge.against_reference(Some(&untuned))?;
        return Ok(Tuning {
            regimen: regimen.name.clone(),
            search: *search,
            searched: 1,
            best: Some(untuned.clone()),
            untuned,
            reference,
            gain,
            grid: Vec::new(),
        });
    }
    // The untuned rule is the last candidate and survives every round.
    rules.push(written);
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
