//! Least squares within bounds.

use super::box_step::box_step;
use super::lock_step::{Walk, lock_step};
use super::{Bounds, Ended, Optima, Progress, Stopping};
use crate::{BatchResiduals, FitError};

/// One start.
struct Damped {
    progress: Progress,
    /// `J'J` and `J'r` at the current point.
    normal: Vec<f64>,
    slope: Vec<f64>,
    damping: f64,
    growth: f64,
    trial: Vec<f64>,
    /// Decrease of the sum of squares that the quadratic model promises at `trial`.
    promised: f64,
}

/// Local minima of the sum of squared residuals within bounds, from many starts (Levenberg 1944, Marquardt 1963).
///
/// The damped quadratic model is minimised exactly within the bounds; damping follows Nielsen's gain-ratio rule. Starts outside the
/// bounds are moved onto them. Values in the result are sums of squares.
///
/// # Errors
/// [`FitError`] if no start can be evaluated, a start has the wrong length, or the model itself fails.
pub fn least_squares(
    residuals: &mut dyn BatchResiduals,
    bounds: &[(f64, f64)],
    starts: &[Vec<f64>],
    stopping: Stopping,
) -> Result<Optima, FitError> {
    let bounds = Bounds::new(bounds, starts)?;
    let (d, m) = (bounds.dimension(), residuals.count());
    let (mut values, mut jacobians) = (Vec::new(), Vec::new());
    lock_step(
        starts,
        &bounds,
        stopping,
        |points, count, walks: &mut [&mut Damped]| {
            values.resize(count * m, 0.0);
            jacobians.resize(count * m * d, 0.0);
            residuals.evaluate(points, &mut values, &mut jacobians)?;
            for (row, walk) in walks.iter_mut().enumerate() {
                let r = &values[row * m..(row + 1) * m];
                let j = &jacobians[row * m * d..(row + 1) * m * d];
                walk.absorb(r, j, &bounds, stopping);
            }
            Ok(())
        },
    )
}

impl Walk for Damped {
    fn new(start: &[f64], bounds: &Bounds) -> Self {
        let d = bounds.dimension();
        let progress = Progress::new(start, bounds);
        Self {
            trial: progress.point.clone(),
            progress,
            normal: vec![0.0; d * d],
            slope: vec![0.0; d],
            damping: 1e-2,
            growth: 2.0,
            promised: 0.0,
        }
    }

    fn progress(&mut self) -> &mut Progress {
        &mut self.progress
    }

    fn trials(&self, points: &mut Vec<f64>) -> usize {
        points.extend_from_slice(&self.trial);
        1
    }
}

impl Damped {
    fn absorb(&mut self, r: &[f64], j: &[f64], bounds: &Bounds, stopping: Stopping) {
        let d = bounds.dimension();
        let value: f64 = r.iter().map(|x| x * x).sum();
        let usable = value.is_finite() && j.iter().all(|x| x.is_finite());
        let before = self.progress.value;
        if before.is_infinite() {
            if !usable {
                self.progress.ended = Some(Ended::Failed);
                return;
            }
            self.accept(value, r, j, d);
        } else {
            let gain = if usable {
                (before - value) / self.promised
            } else {
                -1.0
            };
            let moved = bounds.distance(&self.trial, &self.progress.point);
            if gain > 1e-4 {
                self.accept(value, r, j, d);
                let shrink = 1.0 - libm::pow(2.0 * gain - 1.0, 3.0);
                self.damping = (self.damping * shrink.max(0.1)).max(1e-12);
                self.growth = 2.0;
                let small = stopping.value * value;
                if before - value <= small && self.promised <= small {
                    self.progress.ended = Some(Ended::Converged);
                }
            } else {
                self.damping *= self.growth;
                self.growth *= 2.0;
                if self.promised <= stopping.value * before {
                    self.progress.ended = Some(Ended::Converged);
                }
            }
            if moved <= stopping.step || self.damping > 1e16 {
                self.progress.ended = Some(Ended::Converged);
            }
        }
        if self.progress.ended.is_none() {
            self.propose(bounds);
        }
    }

    fn accept(&mut self, value: f64, r: &[f64], j: &[f64], d: usize) {
        self.progress.value = value;
        self.progress.point.copy_from_slice(&self.trial);
        self.normal.fill(0.0);
        self.slope.fill(0.0);
        for (r, row) in r.iter().zip(j.chunks_exact(d)) {
            for a in 0..d {
                self.slope[a] += row[a] * r;
                for b in 0..=a {
                    self.normal[a * d + b] += row[a] * row[b];
                }
            }
        }
        for a in 0..d {
            for b in 0..a {
                self.normal[b * d + a] = self.normal[a * d + b];
            }
        }
    }

    fn propose(&mut self, bounds: &Bounds) {
        let d = bounds.dimension();
        let x = &self.progress.point;
        let widths: Vec<f64> = (0..d).map(|i| bounds.width(i, x[i])).collect();
        // In widths, no coordinate is damped less than a millionth of the stiffest one: a flat one must not fly off.
        let stiffest = (0..d)
            .map(|i| self.normal[i * d + i] * widths[i] * widths[i])
            .fold(0.0, f64::max);
        if stiffest == 0.0 {
            self.progress.ended = Some(Ended::Converged);
            return;
        }
        let mut damped = self.normal.clone();
        for i in 0..d {
            let least = 1e-6 * stiffest / (widths[i] * widths[i]);
            damped[i * d + i] += self.damping * self.normal[i * d + i].max(least) + 1e-12 * least;
        }
        let low: Vec<f64> = (0..d).map(|i| bounds.low[i] - x[i]).collect();
        let high: Vec<f64> = (0..d).map(|i| bounds.high[i] - x[i]).collect();
        let Some(step) = box_step(&damped, &self.slope, &low, &high) else {
            self.progress.ended = Some(Ended::Converged);
            return;
        };
        let mut model = 0.0;
        for i in 0..d {
            let row: f64 = (0..d).map(|k| self.normal[i * d + k] * step[k]).sum();
            model += step[i] * (2.0 * self.slope[i] + row);
            self.trial[i] = if step[i] <= low[i] {
                bounds.low[i]
            } else if step[i] >= high[i] {
                bounds.high[i]
            } else {
                x[i] + step[i]
            };
        }
        self.promised = -model;
        bounds.project(&mut self.trial);
        if self.promised <= 0.0 || self.trial == *x {
            self.progress.ended = Some(Ended::Converged);
        }
    }
}
