//! Burden and dosing under a regimen, for figures.

use forestall_engine::Model;
use forestall_model::Core;
use forestall_plan::{Arm, Cohort, DoseSpan, PlanError, Scale, Scenario, Sketch, sketch};

use super::folder::RegimenPlan;

/// Points of a curve.
const POINTS: usize = 160;

/// Draws used for curves.
const DRAWS: usize = 60;

/// Burden over time relative to its first value, and when drugs are on.
pub(super) struct Curve {
    sketch: Sketch,
    /// Points at which at least half of the draws have not progressed.
    points: usize,
    dosing: Vec<(String, f64, f64)>,
}

impl Curve {
    /// The curve of an arm from 0 to `end`.
    pub(super) fn of(
        model: &Model,
        arm: &Arm,
        cohort: &Cohort,
        scenario: &Scenario,
        end: f64,
    ) -> Result<Self, PlanError> {
        let times: Vec<f64> = (0..=POINTS)
            .map(|i| end * i as f64 / POINTS as f64)
            .collect();
        let until = Scenario {
            horizon: Some(end),
            ..*scenario
        };
        let few = cohort.thinned(DRAWS);
        let sketch = sketch(model, arm, &few, &until, &times, Scale::OfFirst)?;
        // Beyond, the band would be that of the few draws that progress last.
        let points = sketch.at_risk.iter().take_while(|&&s| s >= 0.5).count();
        let dosing = strips(model.core(), &sketch.dosing);
        Ok(Self {
            sketch,
            points,
            dosing,
        })
    }

    /// Writes the curve into the plan of its regimen.
    pub(super) fn put_into(self, plan: &mut RegimenPlan) {
        let part = |series: &[f64]| series.iter().take(self.points).copied().collect();
        plan.assay.clone_from(&self.sketch.assay);
        plan.times = part(&self.sketch.times);
        plan.q05 = part(&self.sketch.q05);
        plan.q50 = part(&self.sketch.median);
        plan.q95 = part(&self.sketch.q95);
        plan.dosing = self.dosing;
    }
}

/// When each drug is on, from spans of unchanged doses.
fn strips(core: &Core, spans: &[DoseSpan]) -> Vec<(String, f64, f64)> {
    let mut strips: Vec<(String, f64, f64)> = Vec::new();
    for (index, drug) in core.drugs.iter().enumerate() {
        let mut last: Option<(f64, f64)> = None;
        for span in spans.iter().filter(|s| s.doses[index] > 0.0) {
            last = match last {
                Some((from, to)) if to >= span.from => Some((from, span.to)),
                other => {
                    strips.extend(other.map(|(from, to)| (drug.name.clone(), from, to)));
                    Some((span.from, span.to))
                }
            };
        }
        strips.extend(last.map(|(from, to)| (drug.name.clone(), from, to)));
    }
    strips
}
