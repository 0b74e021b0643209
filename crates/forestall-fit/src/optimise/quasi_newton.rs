//! Modes of a log density within bounds, by its gradient.

use super::box_step::box_step;
use super::lock_step::{Walk, lock_step};
use super::{Bounds, Ended, Optima, Progress, Stopping};
use crate::linear::dot;
use crate::{BatchDensity, FitError};

/// One start.
struct Curved {
    progress: Progress,
    gradient: Vec<f64>,
    /// Approximation of the Hessian matrix, positive definite.
    hessian: Vec<f64>,
    direction: Vec<f64>,
    length: f64,
    trial: Vec<f64>,
    fresh: bool,
}

/// Local maxima of a log density within bounds, from many starts: BFGS with Powell's damping, a step that minimises the quadratic
/// model exactly within the bounds, and backtracking along it.
///
/// The density is a function of the bounded parameters. Values in the result are minus the log density.
///
/// # Errors
/// [`FitError`] if no start can be evaluated, a start has the wrong length, or the model itself fails.
pub fn quasi_newton(
    density: &mut dyn BatchDensity,
    bounds: &[(f64, f64)],
    starts: &[Vec<f64>],
    stopping: Stopping,
) -> Result<Optima, FitError> {
    let bounds = Bounds::new(bounds, starts)?;
    let d = bounds.dimension();
    let (mut values, mut gradients) = (Vec::new(), Vec::new());
    lock_step(
        starts,
        &bounds,
        stopping,
        |points, count, walks: &mut [&mut Curved]| {
            values.resize(count, 0.0);
            gradients.resize(count * d, 0.0);
            density.evaluate(points, &mut values, Some(&mut gradients))?;
            for (row, walk) in walks.iter_mut().enumerate() {
                let own = &gradients[row * d..(row + 1) * d];
                let gradient: Vec<f64> = own.iter().map(|g| -g).collect();
                walk.absorb(-values[row], gradient, &bounds, stopping);
            }
            Ok(())
        },
    )
}

impl Walk for Curved {
    fn new(start: &[f64], bounds: &Bounds) -> Self {
        let d = bounds.dimension();
        let progress = Progress::new(start, bounds);
        Self {
            trial: progress.point.clone(),
            progress,
            gradient: vec![0.0; d],
            hessian: vec![0.0; d * d],
            direction: vec![0.0; d],
            length: 1.0,
            fresh: true,
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

impl Curved {
    fn absorb(&mut self, value: f64, gradient: Vec<f64>, bounds: &Bounds, stopping: Stopping) {
        let usable = value.is_finite() && gradient.iter().all(|g| g.is_finite());
        let before = self.progress.value;
        if before.is_infinite() {
            if !usable {
                self.progress.ended = Some(Ended::Failed);
                return;
            }
            self.take(value, gradient);
            self.restart(bounds);
            self.propose(bounds);
            return;
        }
        let slope = dot(&self.gradient, &self.direction);
        if usable && value <= before + 1e-4 * self.length * slope {
            let moved = bounds.distance(&self.trial, &self.progress.point);
            self.update(&gradient);
            self.take(value, gradient);
            let small = stopping.value * value.abs().max(1.0);
            if moved <= stopping.step || (before - value <= small && self.length == 1.0) {
                self.finish(bounds);
            } else {
                self.propose(bounds);
            }
        } else {
            // Minimum of the parabola through both values and the slope, within a tenth and a half.
            let shorter = if usable {
                -slope * self.length / (2.0 * (value - before - slope * self.length))
            } else {
                0.1
            };
            self.length *= shorter.clamp(0.1, 0.5);
            if self.length < 1e-10 {
                self.finish(bounds);
            } else {
                self.walk(bounds);
            }
        }
    }

    /// A stall under an old Hessian is tried once more from steepest descent.
    fn finish(&mut self, bounds: &Bounds) {
        if self.fresh {
            self.progress.ended = Some(Ended::Converged);
        } else {
            self.restart(bounds);
            self.propose(bounds);
        }
    }

    fn take(&mut self, value: f64, gradient: Vec<f64>) {
        self.progress.value = value;
        self.progress.point.copy_from_slice(&self.trial);
        self.gradient = gradient;
    }

    /// A diagonal Hessian under which the first step is a tenth of the width in each free coordinate.
    fn restart(&mut self, bounds: &Bounds) {
        let d = bounds.dimension();
        self.hessian.fill(0.0);
        for i in 0..d {
            let width = bounds.width(i, self.progress.point[i]);
            self.hessian[i * d + i] = (self.gradient[i].abs() / (0.1 * width)).max(1e-8);
        }
        self.fresh = true;
    }

    fn update(&mut self, gradient: &[f64]) {
        let d = gradient.len();
        let s: Vec<f64> = (0..d)
            .map(|i| self.trial[i] - self.progress.point[i])
            .collect();
        let mut y: Vec<f64> = (0..d).map(|i| gradient[i] - self.gradient[i]).collect();
        let bs: Vec<f64> = (0..d)
            .map(|i| dot(&self.hessian[i * d..(i + 1) * d], &s))
            .collect();
        let (sbs, sy) = (dot(&s, &bs), dot(&s, &y));
        if !(sbs > 0.0 && sbs.is_finite()) {
            return;
        }
        // Powell: mix in the old curvature where the new one is not clearly positive.
        if sy < 0.2 * sbs {
            let share = 0.8 * sbs / (sbs - sy);
            for i in 0..d {
                y[i] = share * y[i] + (1.0 - share) * bs[i];
            }
        }
        let sy = dot(&s, &y);
        for i in 0..d {
            for j in 0..d {
                self.hessian[i * d + j] += y[i] * y[j] / sy - bs[i] * bs[j] / sbs;
            }
        }
        self.fresh = false;
    }

    fn propose(&mut self, bounds: &Bounds) {
        let d = bounds.dimension();
        let x = &self.progress.point;
        let low: Vec<f64> = (0..d).map(|i| bounds.low[i] - x[i]).collect();
        let high: Vec<f64> = (0..d).map(|i| bounds.high[i] - x[i]).collect();
        match box_step(&self.hessian, &self.gradient, &low, &high) {
            Some(step) if dot(&step, &self.gradient) < 0.0 => {
                self.direction = step;
                self.length = 1.0;
                self.walk(bounds);
            }
            _ if self.fresh => self.progress.ended = Some(Ended::Converged),
            _ => {
                self.restart(bounds);
                self.propose(bounds);
            }
        }
    }

    fn walk(&mut self, bounds: &Bounds) {
        for i in 0..self.trial.len() {
            let (x, p) = (self.progress.point[i], self.direction[i]);
            // The full step may end at a bound: meet it exactly.
            self.trial[i] = if self.length == 1.0 && p <= bounds.low[i] - x {
                bounds.low[i]
            } else if self.length == 1.0 && p >= bounds.high[i] - x {
                bounds.high[i]
            } else {
                x + self.length * p
            };
        }
        bounds.project(&mut self.trial);
        if self.trial == self.progress.point {
            self.progress.ended = Some(Ended::Converged);
        }
    }
}
