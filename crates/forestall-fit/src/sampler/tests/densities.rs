//! Densities with known moments, evidence and draws.

use forestall_base::Stream;

use crate::{BatchDensity, FitError, Tempered};

/// A log likelihood with gradient under independent normal priors of mean 0.
pub(super) struct Closed<F> {
    pub dimension: usize,
    pub prior_sd: f64,
    pub likelihood: F,
    /// Largest number of points of one call; 0 is any (larger calls are cut into pieces of this size).
    pub evaluations: usize,
}

pub(super) fn closed<F: Fn(&[f64], &mut [f64]) -> f64>(
    dimension: usize,
    prior_sd: f64,
    likelihood: F,
) -> Closed<F> {
    Closed {
        dimension,
        prior_sd,
        likelihood,
        evaluations: 0,
    }
}

pub(super) fn ln_normal(x: f64, sd: f64) -> f64 {
    -0.5 * x * x / (sd * sd) - libm::log(sd) - 0.918_938_533_204_672_8
}

impl<F: Fn(&[f64], &mut [f64]) -> f64> Tempered for Closed<F> {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn draw_prior(&self, stream: &mut Stream, point: &mut [f64]) {
        for x in point {
            *x = self.prior_sd * stream.normal();
        }
    }

    fn ln_prior(&self, point: &[f64]) -> f64 {
        point.iter().map(|&x| ln_normal(x, self.prior_sd)).sum()
    }

    fn ln_likelihood(&mut self, points: &[f64], value: &mut [f64]) -> Result<(), FitError> {
        let mut slope = vec![0.0; self.dimension];
        for (point, value) in points.chunks_exact(self.dimension).zip(value) {
            *value = (self.likelihood)(point, &mut slope);
        }
        Ok(())
    }
}

impl<F: Fn(&[f64], &mut [f64]) -> f64> BatchDensity for Closed<F> {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn evaluate(
        &mut self,
        points: &[f64],
        value: &mut [f64],
        mut gradient: Option<&mut [f64]>,
    ) -> Result<(), FitError> {
        let d = self.dimension;
        let mut slope = vec![0.0; d];
        for (k, point) in points.chunks_exact(d).enumerate() {
            value[k] = (self.likelihood)(point, &mut slope) + self.ln_prior(point);
            if let Some(g) = gradient.as_deref_mut() {
                for i in 0..d {
                    g[k * d + i] = slope[i] - point[i] / (self.prior_sd * self.prior_sd);
                }
            }
        }
        self.evaluations += value.len();
        Ok(())
    }
}

/// A density without a prior, for local moves alone.
pub(super) struct Plain<F>(pub usize, pub F);

impl<F: Fn(&[f64], &mut [f64]) -> f64> BatchDensity for Plain<F> {
    fn dimension(&self) -> usize {
        self.0
    }

    fn evaluate(
        &mut self,
        points: &[f64],
        value: &mut [f64],
        gradient: Option<&mut [f64]>,
    ) -> Result<(), FitError> {
        let d = self.0;
        let mut nothing = vec![0.0; points.len()];
        let gradient = gradient.unwrap_or(&mut nothing);
        for (k, point) in points.chunks_exact(d).enumerate() {
            value[k] = (self.1)(point, &mut gradient[k * d..(k + 1) * d]);
        }
        Ok(())
    }
}

/// Two normal modes of weights 0.7 and 0.3 and unit variance, at -10 and +10 in every coordinate; a likelihood.
pub(super) fn two_modes(x: &[f64], slope: &mut [f64]) -> f64 {
    let at = |m: f64| x.iter().map(|v| ln_normal(v - m, 1.0)).sum::<f64>();
    let (a, b) = (at(-10.0) + libm::log(0.7), at(10.0) + libm::log(0.3));
    let top = a.max(b);
    let value = top + libm::log(libm::exp(a - top) + libm::exp(b - top));
    let share = libm::exp(a - value);
    for (s, v) in slope.iter_mut().zip(x) {
        *s = share * (-10.0 - v) + (1.0 - share) * (10.0 - v);
    }
    value
}

/// Column `i` of flat points.
pub(super) fn column(points: &[f64], d: usize, i: usize) -> Vec<f64> {
    points.iter().skip(i).step_by(d).copied().collect()
}

pub(super) fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

pub(super) fn covariance(x: &[f64], y: &[f64]) -> f64 {
    let (a, b) = (mean(x), mean(y));
    x.iter().zip(y).map(|(x, y)| (x - a) * (y - b)).sum::<f64>() / x.len() as f64
}
