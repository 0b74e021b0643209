//! Extreme values of a run: looked for on a grid, then twice more around the best point, then on a parabola.

use forestall_model::{Core, Expr, Extreme};

use crate::{Run, Trajectory};

/// Points of the first grid.
const COARSE: usize = 4000;
/// Points of each finer grid.
const FINE: usize = 200;
/// Number of finer grids.
const ROUNDS: usize = 2;

/// What a search for an extreme has found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// The extreme value, in the unit of what was looked at.
    pub value: f64,
    /// Its time, in the unit of time of the model.
    pub time: f64,
}

/// The extremes in an expression, parents first.
pub(super) fn of(expr: &Expr) -> Vec<&Extreme> {
    let mut found: Vec<&Extreme> = Vec::new();
    collect(expr, &mut found);
    found
}

fn collect<'a>(expr: &'a Expr, found: &mut Vec<&'a Extreme>) {
    match expr {
        Expr::Outcome(forestall_model::Outcome::Extreme(extreme)) => found.push(extreme),
        Expr::Unary(_, a) => collect(a, found),
        Expr::Binary(_, ab) => {
            collect(&ab.0, found);
            collect(&ab.1, found);
        }
        Expr::If(abc) => {
            collect(&abc.0, found);
            collect(&abc.1, found);
            collect(&abc.2, found);
        }
        _ => {}
    }
}

/// Times at which a run must be recorded for the first look.
pub(super) fn first_grid(core: &Core, extreme: &Extreme) -> Vec<f64> {
    let (from, to) = extreme.window.unwrap_or((0.0, core.solver.until));
    match extreme.every {
        Some(every) => {
            let points = ((to - from) / every * (1.0 + 1e-12)).floor() as usize;
            (0..=points).map(|i| from + i as f64 * every).collect()
        }
        None => grid(from, to, COARSE),
    }
}

fn grid(from: f64, to: f64, points: usize) -> Vec<f64> {
    (0..=points)
        .map(|i| from + (to - from) * (i as f64 / points as f64))
        .collect()
}

/// The best recorded point, and its neighbours as the next interval.
fn best(
    extreme: &Extreme,
    times: &[f64],
    track: &Trajectory,
    value: &impl Fn(&Trajectory, usize) -> f64,
) -> Option<(Found, f64, f64)> {
    let sign = if extreme.largest { 1.0 } else { -1.0 };
    let rows: Vec<(f64, f64)> = times
        .iter()
        .filter_map(|time| {
            let row = track.times.binary_search_by(|t| t.total_cmp(time)).ok()?;
            Some((*time, value(track, row)))
        })
        .collect();
    let (at, &(time, found)) = rows
        .iter()
        .enumerate()
        .filter(|(_, (_, value))| !value.is_nan())
        .max_by(|(i, a), (j, b)| (sign * a.1).total_cmp(&(sign * b.1)).then(j.cmp(i)))?;
    let before = rows[at.saturating_sub(1)].0;
    let after = rows[(at + 1).min(rows.len() - 1)].0;
    Some((Found { value: found, time }, before, after))
}

/// Finds the extreme. `first` is a run recorded at least at `times`; `again` runs the same patient, recorded at other times.
pub(super) fn find(
    extreme: &Extreme,
    times: &[f64],
    first: &Run,
    value: &impl Fn(&Trajectory, usize) -> f64,
    again: &impl Fn(Vec<f64>) -> Option<Run>,
) -> Option<Found> {
    let (mut found, mut from, mut to) = best(extreme, times, &first.trajectory, value)?;
    if extreme.every.is_some() {
        return Some(found);
    }
    for _ in 0..ROUNDS {
        if to <= from {
            break;
        }
        let times = grid(from, to, FINE);
        let run = again(times.clone())?;
        let better = best(extreme, &times, &run.trajectory, value)?;
        (found, from, to) = better;
    }
    // The vertex of the parabola through the best point and its neighbours.
    if from < found.time && found.time < to {
        let run = again(vec![from, found.time, to])?;
        if run.trajectory.times.len() == 3 {
            let [a, b, c] = [0, 1, 2].map(|row| value(&run.trajectory, row));
            let bend = (c - b) / (to - found.time) - (b - a) / (found.time - from);
            let middle = 0.5 * ((c - b) / (to - found.time) + (b - a) / (found.time - from));
            let shift = -middle * 0.5 * (to - from) / bend;
            if shift.abs() <= 0.5 * (to - from) {
                found.time += shift;
            }
        }
    }
    Some(found)
}
