//! Point estimates within bounds, from many starts that advance in lock-step.
//!
//! | search | for |
//! |---|---|
//! | [`least_squares`] | sums of squares with a Jacobian (Levenberg-Marquardt) |
//! | [`quasi_newton`] | log densities with a gradient (damped BFGS) |
//! | [`simplex`] | log densities without derivatives (Nelder-Mead) |
//!
//! The first two solve each step's quadratic model exactly within the bounds, so an optimum at a bound is reached exactly, not
//! approached. Each round evaluates one point of every active start in one batch. A start that has come close to a better one is
//! stopped. Nothing is random: starting points come from a low-discrepancy sequence ([`spread`]).

// Several arrays share one index; zipped iterators would hide the algebra.
#![allow(clippy::needless_range_loop)]

mod box_step;
mod levenberg_marquardt;
mod lock_step;
mod nelder_mead;
mod quasi_newton;
mod starts;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use levenberg_marquardt::least_squares;
pub use nelder_mead::simplex;
pub use quasi_newton::quasi_newton;
pub use starts::spread;

use crate::FitError;

/// When a search stops.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stopping {
    /// Rounds at most.
    pub rounds: usize,
    /// Stop when a step promises and brings less than this share of the value.
    pub value: f64,
    /// Stop when a step is smaller than this share of the bounds' width.
    pub step: f64,
    /// Two starts closer than this share of the width, in every coordinate, have merged; 0 never merges.
    pub merge: f64,
}

impl Default for Stopping {
    /// 80 rounds, 1e-10 of the value, 1e-10 of the width, merged below 1e-2.
    fn default() -> Self {
        Self {
            rounds: 80,
            value: 1e-10,
            step: 1e-10,
            merge: 1e-2,
        }
    }
}

/// Where a coordinate of an optimum lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// Between the bounds.
    Inside,
    /// Exactly at the lower bound.
    Low,
    /// Exactly at the upper bound.
    High,
}

/// Why a search from one start ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// No further progress is possible.
    Converged,
    /// It came close to a better start.
    Merged,
    /// The rounds are used up.
    Rounds,
    /// The start could not be evaluated.
    Failed,
}

/// A local optimum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Optimum {
    /// The parameters.
    pub point: Vec<f64>,
    /// What was minimised: the sum of squares, or minus the log density.
    pub value: f64,
    /// For each coordinate, whether it is at a bound.
    pub sides: Vec<Side>,
    /// Number of starts that ended here, merged ones included.
    pub starts: usize,
    /// Why the best of them ended.
    pub ended: Ended,
}

/// All distinct local optima, best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Optima {
    /// At least one, best first.
    pub optima: Vec<Optimum>,
    /// Number of points evaluated.
    pub evaluations: usize,
    /// Number of batch calls.
    pub rounds: usize,
}

impl Optima {
    /// The best optimum (there is always one).
    pub fn best(&self) -> &Optimum {
        &self.optima[0]
    }
}

/// What every search keeps of one start.
#[derive(Debug, Clone)]
struct Progress {
    point: Vec<f64>,
    value: f64,
    ended: Option<Ended>,
    /// The start that it merged with.
    into: Option<usize>,
}

impl Progress {
    /// Nothing has been evaluated at `start`, which is moved onto the bounds if it lies outside.
    fn new(start: &[f64], bounds: &Bounds) -> Self {
        let mut point = start.to_vec();
        bounds.project(&mut point);
        Self {
            point,
            value: f64::INFINITY,
            ended: None,
            into: None,
        }
    }
}

/// The box: bounds, widths for scaling, projection.
#[derive(Debug, Clone)]
struct Bounds {
    low: Vec<f64>,
    high: Vec<f64>,
}

impl Bounds {
    fn new(bounds: &[(f64, f64)], starts: &[Vec<f64>]) -> Result<Self, FitError> {
        for start in starts {
            if start.len() != bounds.len() {
                return Err(FitError::Length {
                    what: "starting point",
                    found: start.len(),
                    expected: bounds.len(),
                });
            }
        }
        Ok(Self {
            low: bounds.iter().map(|b| b.0).collect(),
            high: bounds.iter().map(|b| b.1).collect(),
        })
    }

    fn dimension(&self) -> usize {
        self.low.len()
    }

    fn project(&self, point: &mut [f64]) {
        for (i, x) in point.iter_mut().enumerate() {
            *x = x.max(self.low[i]).min(self.high[i]);
        }
    }

    /// Width of the bounds, or a size of `x` where they are infinite.
    fn width(&self, i: usize, x: f64) -> f64 {
        let width = self.high[i] - self.low[i];
        if width.is_finite() {
            width
        } else {
            x.abs().max(1.0)
        }
    }

    /// Largest difference of two points in widths.
    fn distance(&self, a: &[f64], b: &[f64]) -> f64 {
        (0..a.len())
            .map(|i| (a[i] - b[i]).abs() / self.width(i, b[i]))
            .fold(0.0, f64::max)
    }

    fn sides(&self, point: &[f64]) -> Vec<Side> {
        point
            .iter()
            .enumerate()
            .map(|(i, &x)| {
                if x <= self.low[i] {
                    Side::Low
                } else if x >= self.high[i] {
                    Side::High
                } else {
                    Side::Inside
                }
            })
            .collect()
    }
}

/// Stops every active start that lies within `radius` of a better one.
fn merge<'a>(progress: impl Iterator<Item = &'a mut Progress>, bounds: &Bounds, radius: f64) {
    let mut all: Vec<&mut Progress> = progress.collect();
    let mut order: Vec<usize> = (0..all.len())
        .filter(|&k| all[k].value.is_finite())
        .collect();
    order.sort_by(|&a, &b| all[a].value.total_cmp(&all[b].value).then(a.cmp(&b)));
    for place in 1..order.len() {
        let k = order[place];
        if all[k].ended.is_some() {
            continue;
        }
        let close = order[..place].iter().copied().find(|&better| {
            all[better].ended != Some(Ended::Merged)
                && bounds.distance(&all[k].point, &all[better].point) < radius
        });
        if let Some(better) = close {
            all[k].ended = Some(Ended::Merged);
            all[k].into = Some(better);
        }
    }
}

/// Collects the ends of all starts into distinct optima.
fn collect(
    progress: &[&Progress],
    bounds: &Bounds,
    evaluations: usize,
    rounds: usize,
) -> Result<Optima, FitError> {
    let mut order: Vec<usize> = (0..progress.len())
        .filter(|&k| progress[k].value.is_finite() && progress[k].into.is_none())
        .collect();
    order.sort_by(|&a, &b| {
        progress[a]
            .value
            .total_cmp(&progress[b].value)
            .then(a.cmp(&b))
    });
    let mut optima: Vec<Optimum> = Vec::new();
    let mut home = vec![usize::MAX; progress.len()];
    for k in order {
        let end = progress[k];
        let same = optima.iter().position(|o| {
            bounds.distance(&end.point, &o.point) < 1e-3
                && (end.value - o.value).abs() <= 1e-4 * o.value.abs() + 1e-12
        });
        home[k] = same.unwrap_or(optima.len());
        if let Some(at) = same {
            optima[at].starts += 1;
        } else {
            optima.push(Optimum {
                point: end.point.clone(),
                value: end.value,
                sides: bounds.sides(&end.point),
                starts: 1,
                ended: end.ended.unwrap_or(Ended::Rounds),
            });
        }
    }
    for start in 0..progress.len() {
        let mut k = start;
        while let Some(next) = progress[k].into {
            k = next;
        }
        if k != start && home[k] != usize::MAX {
            optima[home[k]].starts += 1;
        }
    }
    if optima.is_empty() {
        return Err(FitError::NoFiniteValue {
            tried: progress.len(),
            what: "starting points",
        });
    }
    Ok(Optima {
        optima,
        evaluations,
        rounds,
    })
}
