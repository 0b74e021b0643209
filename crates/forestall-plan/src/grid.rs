//! Candidates on the grid of a regimen's `tune` ranges.

use forestall_model::{Regimen, Tune};

use crate::PlanError;

/// Candidates of one grid at most.
pub(crate) const MOST: usize = 1_000_000;

/// The candidates of one tuned number: `steps` points from `low` to `high`, both included and met exactly.
pub(crate) fn points(tune: &Tune) -> Vec<f64> {
    let last = tune.steps.saturating_sub(1);
    let at = |i: usize| match i {
        0 => tune.low,
        _ if i == last => tune.high,
        _ => tune.low + (tune.high - tune.low) * i as f64 / last as f64,
    };
    (0..=last).map(at).collect()
}

/// All combinations, the last tuned number fastest.
pub(crate) fn grid(regimen: &Regimen) -> Result<Vec<Vec<f64>>, PlanError> {
    if regimen.tune.is_empty() {
        return Err(PlanError::NothingToTune(regimen.name.clone()));
    }
    let axes: Vec<Vec<f64>> = regimen.tune.iter().map(points).collect();
    let found: f64 = axes.iter().map(|a| a.len() as f64).product();
    if found > MOST as f64 {
        return Err(PlanError::TooManyCandidates {
            regimen: regimen.name.clone(),
            found,
            most: MOST,
        });
    }
    let mut all = vec![Vec::new()];
    for axis in &axes {
        let longer = |start: &Vec<f64>, &point: &f64| {
            let mut own = start.clone();
            own.push(point);
            own
        };
        all = all
            .iter()
            .flat_map(|start| axis.iter().map(move |point| longer(start, point)))
            .collect();
    }
    Ok(all)
}

/// Distance of neighbouring grid points, per tuned number.
pub(crate) fn spacing(regimen: &Regimen) -> Vec<f64> {
    let of = |t: &Tune| (t.high - t.low) / t.steps.saturating_sub(1).max(1) as f64;
    regimen.tune.iter().map(of).collect()
}
