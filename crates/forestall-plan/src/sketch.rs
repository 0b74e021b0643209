//! What burden and dosing look like under a regimen, for figures.

use forestall_base::quantile;
use forestall_engine::{Job, Model, Simulation};
use forestall_model::{Expr, Memory};
use serde::{Deserialize, Serialize};

use crate::{
    Arm, Cohort, Course, DoseSpan, PlanError, Scenario, batch::run_all, course::deciding_stops,
    dosing,
};

/// What the burden of a draw is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// The unit of the assay.
    Absolute,
    /// Its own first value, as stop rules and regimens often look at it.
    OfFirst,
}

/// Burden over time with its band, and the dosing of one draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    /// Name of the arm.
    pub name: String,
    /// The assay that is shown: the one that the stop rule looks at.
    pub assay: String,
    /// Its unit; `1` if it is measured in its first value.
    pub unit: String,
    /// Times, as far as any draw went.
    pub times: Vec<f64>,
    /// Per time, share of the draws that have not yet progressed; the quantiles are those of these draws.
    pub at_risk: Vec<f64>,
    /// 5 % quantile of the burden.
    pub q05: Vec<f64>,
    /// Median.
    pub median: Vec<f64>,
    /// 95 % quantile.
    pub q95: Vec<f64>,
    /// Number of the draw whose time to progression is the median one (of two, the earlier).
    pub shown: usize,
    /// Its burden, at the same times as far as it went.
    pub burden: Vec<f64>,
    /// Its dosing.
    pub dosing: Vec<DoseSpan>,
    /// When it ended.
    pub end: f64,
}

/// Sketches one arm at the given times (finite, sorted; from 0 for [`Scale::OfFirst`]).
///
/// # Errors
/// [`PlanError`] if vectors or tuned numbers do not fit the model, there is no assay or stop rule, or the engine refuses.
pub fn sketch(
    model: &Model,
    arm: &Arm,
    cohort: &Cohort,
    scenario: &Scenario,
    times: &[f64],
    scale: Scale,
) -> Result<Sketch, PlanError> {
    let core = model.core();
    cohort.check(core)?;
    scenario.check()?;
    arm.check(core)?;
    let stops = deciding_stops(core);
    let Some(&first) = stops.first() else {
        return Err(PlanError::NoStop);
    };
    let mut assay = 0;
    let mut found = false;
    core.stops[first].when.walk(&mut |e| {
        if let (Expr::Assay(index, Memory::Latest), false) = (e, found) {
            (assay, found) = (*index, true);
        }
    });
    let Some(shown_assay) = core.assays.get(assay) else {
        return Err(PlanError::NoAssay);
    };
    let simulation = Simulation::new(model, arm.regimen, scenario.settings(times.to_vec()))?;
    let job = |at: usize| Job {
        parameters: cohort.vectors()[at].clone(),
        tune: arm.tune.clone(),
        patient: cohort.numbers()[at],
    };
    let keep = |at: usize, run: forestall_engine::Run| {
        let rows = simulation.observe(&cohort.vectors()[at], &run);
        let by = match scale {
            Scale::Absolute => 1.0,
            Scale::OfFirst => rows.first().map_or(1.0, |row| row[assay]),
        };
        let burden: Vec<f64> = rows.iter().map(|row| row[assay] / by).collect();
        let course = Course::of(&run, &stops);
        // A rule that does not end the run leaves it going: only what came before it is shown.
        let kept = run
            .trajectory
            .times
            .iter()
            .filter(|&&t| t <= course.time)
            .count();
        let spans = dosing(&run, course.time);
        (course.time, burden[..kept].to_vec(), spans)
    };
    let draws = run_all(&simulation, cohort.len(), job, keep)?;
    let mut order: Vec<usize> = (0..draws.len()).collect();
    order.sort_by(|&a, &b| draws[a].0.total_cmp(&draws[b].0).then(a.cmp(&b)));
    let shown = order[(order.len() - 1) / 2];
    let longest = draws
        .iter()
        .map(|(_, burden, _)| burden.len())
        .max()
        .unwrap_or(0);
    let mut sketch = Sketch {
        name: arm.name.clone(),
        assay: shown_assay.name.clone(),
        unit: match scale {
            Scale::Absolute => shown_assay.unit.clone(),
            Scale::OfFirst => "1".to_owned(),
        },
        times: times[..longest].to_vec(),
        at_risk: Vec::with_capacity(longest),
        q05: Vec::with_capacity(longest),
        median: Vec::with_capacity(longest),
        q95: Vec::with_capacity(longest),
        shown,
        burden: draws[shown].1.clone(),
        dosing: draws[shown].2.clone(),
        end: draws[shown].0,
    };
    for at in 0..longest {
        let mut values: Vec<f64> = draws
            .iter()
            .filter_map(|(_, b, _)| b.get(at).copied())
            .collect();
        values.sort_by(f64::total_cmp);
        sketch
            .at_risk
            .push(values.len() as f64 / draws.len() as f64);
        for (series, p) in [
            (&mut sketch.q05, 0.05),
            (&mut sketch.median, 0.5),
            (&mut sketch.q95, 0.95),
        ] {
            series.extend(quantile(&values, p));
        }
    }
    Ok(sketch)
}
