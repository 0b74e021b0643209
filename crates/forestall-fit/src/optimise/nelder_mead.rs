//! Modes of a log density within bounds, without derivatives.

use super::lock_step::{Walk, lock_step};
use super::{Bounds, Ended, Optima, Progress, Stopping};
use crate::{BatchDensity, FitError};

/// What the evaluated points of a round are.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    /// The corners of a new simplex.
    Corners,
    /// The worst corner mirrored, and twice as far.
    Mirror,
    /// Between the worst corner and the centre, outside and inside.
    Between,
    /// All but the best corner, drawn half-way to it.
    Shrink,
}

/// One start.
struct Simplex {
    progress: Progress,
    corners: Vec<Vec<f64>>,
    values: Vec<f64>,
    stage: Stage,
    trials: Vec<Vec<f64>>,
    /// Value of the mirrored corner.
    mirrored: f64,
    restarts: usize,
    /// Best value when the simplex was last built anew.
    restarted_at: f64,
}

/// Local maxima of a log density within bounds, from many starts: Nelder and Mead's simplex (1965) with the coefficients of Gao and
/// Han (2012, doi:10.1007/s10589-010-9329-3) for the dimension, points moved onto the bounds, and restarts with a new simplex
/// until a restart brings nothing.
///
/// Mirrored and expanded corner are evaluated together, so a round costs one to `d + 1` points. `stopping.rounds` counts batch
/// calls; a simplex needs several hundred. Values in the result are minus the log density.
///
/// # Errors
/// [`FitError`] if no start can be evaluated, a start has the wrong length, or the model itself fails.
pub fn simplex(
    density: &mut dyn BatchDensity,
    bounds: &[(f64, f64)],
    starts: &[Vec<f64>],
    stopping: Stopping,
) -> Result<Optima, FitError> {
    let bounds = Bounds::new(bounds, starts)?;
    let mut values = Vec::new();
    lock_step(
        starts,
        &bounds,
        stopping,
        |points, count, walks: &mut [&mut Simplex]| {
            values.resize(count, 0.0);
            density.evaluate(points, &mut values, None)?;
            let mut left = &values[..];
            for walk in walks {
                let own;
                (own, left) = left.split_at(walk.trials.len());
                let found = own
                    .iter()
                    .map(|v| if v.is_nan() { f64::INFINITY } else { -v });
                walk.absorb(&found.collect::<Vec<f64>>(), &bounds, stopping);
            }
            Ok(())
        },
    )
}

/// A simplex around a point; edges are a share of the width, towards the roomier side.
fn build(centre: &[f64], edge: f64, bounds: &Bounds) -> Vec<Vec<f64>> {
    let mut corners = vec![centre.to_vec()];
    for i in 0..centre.len() {
        let mut corner = centre.to_vec();
        let length = edge * bounds.width(i, centre[i]);
        let room = bounds.high[i] - centre[i] >= centre[i] - bounds.low[i];
        corner[i] += if room { length } else { -length };
        bounds.project(&mut corner);
        corners.push(corner);
    }
    corners
}

impl Walk for Simplex {
    /// A simplex moves slowly: two that are close need not be on their way to one mode.
    const MERGES_EVERY: usize = 20;
    const MERGES_WITHIN: f64 = 0.1;

    fn new(start: &[f64], bounds: &Bounds) -> Self {
        let progress = Progress::new(start, bounds);
        let trials = build(&progress.point, 0.1, bounds);
        Self {
            progress,
            corners: Vec::new(),
            values: Vec::new(),
            stage: Stage::Corners,
            trials,
            mirrored: 0.0,
            restarts: 0,
            restarted_at: f64::INFINITY,
        }
    }

    fn progress(&mut self) -> &mut Progress {
        &mut self.progress
    }

    fn trials(&self, points: &mut Vec<f64>) -> usize {
        for trial in &self.trials {
            points.extend_from_slice(trial);
        }
        self.trials.len()
    }
}

impl Simplex {
    fn worst(&self) -> usize {
        self.values.len() - 1
    }

    fn replace_worst(&mut self, trial: usize, value: f64) {
        let worst = self.worst();
        self.corners[worst].copy_from_slice(&self.trials[trial]);
        self.values[worst] = value;
    }

    fn absorb(&mut self, found: &[f64], bounds: &Bounds, stopping: Stopping) {
        let worst = self.values.len().saturating_sub(1);
        match self.stage {
            Stage::Corners => {
                self.corners = std::mem::take(&mut self.trials);
                self.values = found.to_vec();
                if found.iter().all(|v| v.is_infinite()) {
                    self.progress.ended = Some(Ended::Failed);
                    return;
                }
            }
            Stage::Shrink => {
                for k in 1..self.corners.len() {
                    self.corners[k].copy_from_slice(&self.trials[k - 1]);
                    self.values[k] = found[k - 1];
                }
            }
            Stage::Mirror => {
                self.mirrored = found[0];
                if found[0] < self.values[0] && found[1] < found[0] {
                    self.replace_worst(1, found[1]);
                } else if found[0] < self.values[worst - 1] {
                    self.replace_worst(0, found[0]);
                } else {
                    self.stage = Stage::Between;
                    self.aim(bounds);
                    return;
                }
            }
            Stage::Between => {
                let outside = self.mirrored < self.values[worst];
                let limit = self.mirrored.min(self.values[worst]);
                if found[0] <= limit && (found[0] < self.values[worst] || outside) {
                    self.replace_worst(0, found[0]);
                } else {
                    self.stage = Stage::Shrink;
                    self.aim(bounds);
                    return;
                }
            }
        }
        self.sort();
        self.progress.value = self.values[0];
        self.progress.point.copy_from_slice(&self.corners[0]);
        self.stage = Stage::Mirror;
        let size = self
            .corners
            .iter()
            .map(|c| bounds.distance(c, &self.corners[0]))
            .fold(0.0, f64::max);
        let spread = self.values[self.worst()] - self.values[0];
        let scale = self.values[0].abs().max(1e-300);
        if size <= stopping.step.max(1e-13) || (spread <= stopping.value * scale && size < 1e-3) {
            // A simplex may have collapsed onto a face of the box: build a new one until that brings nothing.
            let gained = self.restarted_at - self.values[0];
            if gained <= 10.0 * stopping.value * scale || self.restarts >= 8 {
                self.progress.ended = Some(Ended::Converged);
                return;
            }
            self.restarts += 1;
            self.restarted_at = self.values[0];
            let edge = if self.restarts % 2 == 1 { 0.02 } else { 0.2 };
            self.trials = build(&self.corners[0], edge, bounds);
            self.stage = Stage::Corners;
            return;
        }
        self.aim(bounds);
    }

    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        order.sort_by(|&a, &b| self.values[a].total_cmp(&self.values[b]));
        self.corners = order.iter().map(|&k| self.corners[k].clone()).collect();
        self.values = order.iter().map(|&k| self.values[k]).collect();
    }

    /// Writes the points to be evaluated in this stage.
    fn aim(&mut self, bounds: &Bounds) {
        let d = bounds.dimension();
        let n = d.max(2) as f64;
        let worst = self.worst();
        let centre: Vec<f64> = (0..d)
            .map(|i| self.corners[..worst].iter().map(|c| c[i]).sum::<f64>() / worst as f64)
            .collect();
        let along = |share: f64| {
            let mut point: Vec<f64> = (0..d)
                .map(|i| centre[i] + share * (centre[i] - self.corners[worst][i]))
                .collect();
            bounds.project(&mut point);
            point
        };
        self.trials = match self.stage {
            Stage::Corners => Vec::new(),
            Stage::Mirror => vec![along(1.0), along(1.0 + 2.0 / n)],
            Stage::Between => {
                let share = 0.75 - 0.5 / n;
                let outside = self.mirrored < self.values[worst];
                vec![along(if outside { share } else { -share })]
            }
            Stage::Shrink => {
                let share = (1.0 - 1.0 / n).clamp(0.5, 0.9);
                let best = &self.corners[0];
                self.corners[1..]
                    .iter()
                    .map(|c| (0..d).map(|i| best[i] + share * (c[i] - best[i])).collect())
                    .collect()
            }
        };
    }
}
