//! The phase portrait of a model with two states.

use forestall_engine::{Kind, SteadyState};
use forestall_report::{Portrait, PortraitState, Quantity};

use super::held::Held;
use crate::cli::failure::Failure;

/// Places along each side of the portrait from which courses start.
const STARTS: usize = 4;
/// Times at which a course is recorded.
const RECORDED: usize = 500;
/// Decades of a logarithmic axis at most.
const DECADES: f64 = 6.0;

/// Nullclines, courses, borders of basins and steady states within a window that shows all of them.
pub(super) fn portrait(held: &Held, found: &[SteadyState], log: bool) -> Result<Portrait, Failure> {
    let core = held.model.core();
    let window = [0, 1].map(|k| window(held, found, k, log));
    let nullclines = held.model.nullclines(&held.parameters, window, log)?;
    let states = &core.states;
    let pair = |line: &[f64]| [line[0], line[1]];
    let seen = |course: Vec<Vec<f64>>| -> Vec<[f64; 2]> {
        let inside = |place: &[f64; 2]| {
            (0..2).all(|k| {
                let (low, high) = window[k];
                let margin = if log { 0.0 } else { 0.05 * (high - low) };
                place[k] >= low - margin && place[k] <= high + margin
            })
        };
        course
            .iter()
            .map(|line| pair(line))
            .take_while(inside)
            .collect()
    };
    // Early times lie close together: courses begin fast and end slowly.
    let horizon = core.solver.until;
    let times: Vec<f64> = (0..=RECORDED)
        .map(|k| horizon * (k as f64 / RECORDED as f64).powi(4))
        .collect();
    let mut orbits = Vec::new();
    for i in 0..STARTS {
        for j in 0..STARTS {
            // The sides of the window, and a little of its inside.
            if (1..STARTS - 1).contains(&i) && (1..STARTS - 1).contains(&j) {
                continue;
            }
            let start: Vec<f64> = [i, j]
                .iter()
                .zip(window)
                .map(|(&k, (low, high))| {
                    let share = 0.04 + 0.92 * k as f64 / (STARTS - 1) as f64;
                    if log {
                        low * (high / low).powf(share)
                    } else {
                        low + share * (high - low)
                    }
                })
                .collect();
            orbits.push(seen(held.model.orbit(&held.parameters, &start, &times)?));
        }
    }
    let mut borders = Vec::new();
    for saddle in found.iter().filter(|state| state.kind() == Kind::Saddle) {
        // A saddle on a side of the box has its border on that side.
        if saddle
            .states
            .iter()
            .zip(&held.ranges)
            .any(|(x, (low, _))| x <= low)
        {
            continue;
        }
        for arm in held.model.border(&held.parameters, saddle, &held.ranges)? {
            borders.push(seen(arm));
        }
    }
    Ok(Portrait {
        x: Quantity::new(&states[0].name, &states[0].unit),
        y: Quantity::new(&states[1].name, &states[1].unit),
        x_range: window[0],
        y_range: window[1],
        log,
        first: nullclines.first,
        second: nullclines.second,
        orbits,
        borders,
        states: found
            .iter()
            .map(|state| PortraitState {
                at: pair(&state.states),
                stable: state.is_stable(),
                word: state.kind().word().to_owned(),
            })
            .collect(),
    })
}

/// The part of a range that steady states and the start lie in, with a margin.
fn window(held: &Held, found: &[SteadyState], k: usize, log: bool) -> (f64, f64) {
    let (low, high) = held.ranges[k];
    let values = found.iter().map(|state| state.states[k]);
    let largest = values.clone().fold(f64::NEG_INFINITY, f64::max);
    let top = if largest > low {
        (low + 1.3 * (largest - low)).min(high)
    } else {
        high
    };
    if !log {
        return (low, top);
    }
    let positive = values.filter(|x| *x > 0.0).fold(f64::INFINITY, f64::min);
    let least = if positive.is_finite() {
        positive / 30.0
    } else {
        top * 1e-4
    };
    (
        least.max(top * 10_f64.powf(-DECADES)).max(low.max(0.0)),
        top,
    )
}
