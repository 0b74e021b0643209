//! The numbers of a rule, chosen by simulation on a grid.

use forestall_engine::Model;
use forestall_model::Tune;

use crate::{Arm, PlanError, Scenario, run_candidates};

/// The outcome of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuned {
    /// The best candidate, over all draws.
    pub arm: Arm,
    /// The file's own values, over all draws.
    pub own: Arm,
    /// Number of candidates tried.
    pub candidates: usize,
}

/// Searches the product grid of a regimen's tuned numbers for the largest mean time (cut off at the horizon) over the draws; of
/// equal means the one with less drug is taken. The file's own values are a candidate, so the result is never worse than they are.
///
/// # Errors
/// [`PlanError`].
pub fn tune(
    model: &Model,
    regimen: usize,
    draws: &[Vec<f64>],
    scenario: &Scenario,
) -> Result<Tuned, PlanError> {
    let numbers = &model.core().regimens[regimen].tune;
    let mut candidates = vec![numbers.iter().map(|t| t.value).collect::<Vec<f64>>()];
    candidates.extend(grid(numbers));
    let count = candidates.len();
    let arms = run_candidates(model, regimen, &candidates, draws, scenario)?;
    let key = |arm: &Arm| {
        let times = arm.restricted(scenario.horizon);
        let n = times.len() as f64;
        (
            times.iter().sum::<f64>() / n,
            -arm.drug_use.iter().sum::<f64>() / n,
        )
    };
    let own = arms[0].clone();
    let mut best = own.clone();
    for arm in arms {
        if key(&arm) > key(&best) {
            best = arm;
        }
    }
    Ok(Tuned {
        arm: best,
        own,
        candidates: count,
    })
}

/// All points of the product grid; the first number varies slowest.
fn grid(numbers: &[Tune]) -> Vec<Vec<f64>> {
    let mut points = vec![Vec::new()];
    for number in numbers {
        let steps = number.steps.max(1);
        let value = |i: usize| {
            if steps == 1 {
                number.low
            } else {
                number.low + (number.high - number.low) * i as f64 / (steps - 1) as f64
            }
        };
        points = points
            .into_iter()
            .flat_map(|point: Vec<f64>| {
                (0..steps).map(move |i| {
                    let mut longer = point.clone();
                    longer.push(value(i));
                    longer
                })
            })
            .collect();
    }
    points
}
