//! Figures of a population: best response, time to the event, courses.

use forestall_model::Core;
use forestall_report::{
    AnalysisFigure, Band, Bundle, Drawn, Progression, ProgressionCurve, Quantity, Subject,
    Waterfall,
};

use super::{Arm, weighted::Population};

/// Patients that are drawn one by one.
const CURVES: usize = 40;
/// Share of the patients of whom a course must be known at a time for quantiles there.
const KNOWN: f64 = 0.5;

/// The figures, of accepted patients.
pub(super) fn figures(
    core: &Core,
    arms: &[Arm],
    population: &Population,
    assay: Option<usize>,
    event: Option<usize>,
) -> Vec<AnalysisFigure> {
    let kept: Vec<usize> = (0..population.accepted.len())
        .filter(|&k| population.accepted[k])
        .collect();
    let mut figures = Vec::new();
    if let Some(event) = event {
        let limit = interesting(arms, &kept);
        let curve = |arm: &Arm| ProgressionCurve {
            name: core.regimens[arm.regimen].name.clone(),
            observed: kept
                .iter()
                .map(|&k| Subject {
                    time: arm.events[k].0.min(limit),
                    event: arm.events[k].1,
                })
                .collect(),
            predicted: None,
        };
        figures.push(AnalysisFigure {
            name: format!("time-to-{}", core.stops[event].name),
            drawn: Drawn::Progression(Progression {
                event: core.stops[event].name.clone(),
                time_unit: core.time_unit.clone(),
                curves: arms.iter().map(curve).collect(),
            }),
        });
    }
    let Some(assay) = assay else {
        return figures;
    };
    let own = &core.assays[assay];
    for arm in arms {
        let regimen = core.regimens[arm.regimen].name.clone();
        let changes: Vec<f64> = kept
            .iter()
            .filter_map(|&k| best_change(&arm.courses[k]))
            .collect();
        if !changes.is_empty() {
            figures.push(AnalysisFigure {
                name: format!("waterfall-{regimen}"),
                drawn: Drawn::Waterfall(Waterfall {
                    assay: own.name.clone(),
                    regimen: regimen.clone(),
                    changes,
                }),
            });
        }
        let line = |k: &usize| {
            let dense = arm.times[..arm.dense].iter().copied();
            dense.zip(arm.courses[*k].iter().copied()).collect()
        };
        let step = (kept.len() / CURVES).max(1);
        figures.push(AnalysisFigure {
            name: format!("courses-{regimen}"),
            drawn: Drawn::Bundle(Bundle {
                observable: Quantity::new(&own.name, &own.unit),
                regimen,
                time_unit: core.time_unit.clone(),
                curves: kept.iter().step_by(step).take(CURVES).map(line).collect(),
                band: band(&kept, arm),
            }),
        });
    }
    figures
}

/// The time after which no event comes any more, and a little: what follows is one straight line.
fn interesting(arms: &[Arm], kept: &[usize]) -> f64 {
    let events = arms.iter().flat_map(|arm| {
        let own = kept.iter().map(|&k| arm.events[k]);
        own.filter(|(_, met)| *met).map(|(time, _)| time)
    });
    let last = events.fold(0.0, f64::max);
    if last > 0.0 {
        1.1 * last
    } else {
        f64::INFINITY
    }
}

/// Smallest value after the first, over the first, minus 1.
fn best_change(course: &[f64]) -> Option<f64> {
    let (first, rest) = course.split_first()?;
    let least = rest
        .iter()
        .copied()
        .filter(|x| x.is_finite())
        .fold(f64::INFINITY, f64::min);
    (*first > 0.0 && least.is_finite()).then(|| least / first - 1.0)
}

/// Quantiles at each time, as long as at least half of the patients are followed.
fn band(kept: &[usize], arm: &Arm) -> Band {
    let mut band = Band::default();
    for (row, &time) in arm.times[..arm.dense].iter().enumerate() {
        let mut own: Vec<f64> = kept
            .iter()
            .filter_map(|&k| arm.courses[k].get(row).copied())
            .collect();
        own.retain(|x| x.is_finite());
        if (own.len() as f64) < KNOWN * kept.len() as f64 || own.is_empty() {
            break;
        }
        own.sort_by(f64::total_cmp);
        let at = |p: f64| forestall_base::quantile(&own, p).unwrap_or(f64::NAN);
        band.time.push(time);
        band.q05.push(at(0.05));
        band.q25.push(at(0.25));
        band.q50.push(at(0.5));
        band.q75.push(at(0.75));
        band.q95.push(at(0.95));
    }
    band
}
