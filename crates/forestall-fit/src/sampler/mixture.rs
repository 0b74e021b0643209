//! A frozen picture of the posterior from which whole points are proposed.

use forestall_base::Stream;
use serde::{Deserialize, Serialize};

use super::tree::ln_add;
use crate::Cholesky;
use crate::linear::weighted_moments;

/// Degrees of freedom of the fitted components.
const FREEDOM: f64 = 6.0;
/// Share and stretch of the wide component that keeps the proposal above a fraction of the posterior everywhere.
const WIDE_SHARE: f64 = 0.05;
const WIDE_STRETCH: f64 = 3.0;

/// One multivariate t distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Component {
    ln_share: f64,
    centre: Vec<f64>,
    factor: Cholesky,
}

/// A mixture of multivariate t distributions with 6 degrees of freedom, one of them wide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mixture {
    components: Vec<Component>,
    /// Mean covariance within the fitted components.
    within: Cholesky,
    constant: f64,
}

impl Mixture {
    /// Fits a mixture to equally weighted points (flat, `dimension` coordinates each) by expectation maximisation; the number of
    /// components is doubled as long as the Bayesian information criterion falls, up to `most`.
    pub fn fit(points: &[f64], dimension: usize, most: usize, stream: &mut Stream) -> Self {
        let mut best = Fitting::new(points, dimension, 1, stream);
        best.improve(points, 20);
        let mut count = 2;
        let mut failures = 0;
        while count <= most && failures < 2 {
            let mut trial = Fitting::new(points, dimension, count, stream);
            trial.improve(points, 60);
            if trial.criterion() < best.criterion() {
                best = trial;
                failures = 0;
            } else {
                failures += 1;
            }
            count += count.div_ceil(2);
        }
        best.freeze(points)
    }

    /// Fits a mixture of a fixed number of components to a part of the points (every n-th, about 400) in a few rounds.
    pub(super) fn sketch(points: &[f64], dimension: usize, stream: &mut Stream) -> Self {
        let count = points.len() / dimension;
        let stride = (count / 400).max(1);
        let part: Vec<f64> = points
            .chunks_exact(dimension)
            .step_by(stride)
            .flatten()
            .copied()
            .collect();
        let mut fitting = Fitting::new(&part, dimension, 5, stream);
        fitting.improve(&part, 12);
        fitting.freeze(&part)
    }

    /// Number of components, the wide one included.
    pub fn components(&self) -> usize {
        self.components.len()
    }

    /// Factor of the mean covariance within the components: a metric that does not see the distance between modes.
    pub fn within(&self) -> &Cholesky {
        &self.within
    }

    /// Draws a point.
    pub fn draw(&self, stream: &mut Stream, point: &mut [f64]) {
        let mut left = stream.uniform();
        let mut chosen = &self.components[self.components.len() - 1];
        for component in &self.components {
            left -= libm::exp(component.ln_share);
            if left < 0.0 {
                chosen = component;
                break;
            }
        }
        let unit: Vec<f64> = point.iter().map(|_| stream.normal()).collect();
        // A chi-square number with an even number of degrees of freedom is a sum of exponential ones.
        let chi: f64 = (0..(FREEDOM / 2.0) as usize)
            .map(|_| 2.0 * stream.exponential())
            .sum();
        chosen.factor.multiply(&unit, point);
        let stretch = (FREEDOM / chi).sqrt();
        for (x, centre) in point.iter_mut().zip(&chosen.centre) {
            *x = centre + stretch * *x;
        }
    }

    /// Logarithm of the normalised density.
    pub fn ln_density(&self, point: &[f64]) -> f64 {
        let mut gap = vec![0.0; point.len()];
        self.components
            .iter()
            .map(|c| c.ln_share + c.ln_shape(point, &mut gap).0)
            .fold(f64::NEG_INFINITY, ln_add)
            + self.constant
    }
}

impl Component {
    /// Log density without its constant, and the squared distance.
    fn ln_shape(&self, point: &[f64], gap: &mut [f64]) -> (f64, f64) {
        for ((g, x), c) in gap.iter_mut().zip(point).zip(&self.centre) {
            *g = x - c;
        }
        self.factor.solve_lower(gap);
        let square: f64 = gap.iter().map(|g| g * g).sum();
        let power = 0.5 * (FREEDOM + gap.len() as f64);
        let shape = -power * libm::log1p(square / FREEDOM) - self.factor.ln_determinant();
        (shape, square)
    }
}

/// A mixture while it is fitted.
struct Fitting {
    components: Vec<Component>,
    dimension: usize,
    ln_likelihood: f64,
    /// Added to every scatter matrix: a thousandth of the overall variance of each coordinate, so that none collapses.
    floor: Vec<f64>,
    count: usize,
}

impl Fitting {
    /// Centres chosen far from each other in proportion to the squared distance (k-means++), overall covariance shrunk.
    fn new(points: &[f64], d: usize, components: usize, stream: &mut Stream) -> Self {
        let count = points.len() / d;
        let (_, mean, covariance) = weighted_moments(points, |_| 1.0, d);
        let whole = Cholesky::regularised(&covariance, d);
        let shrink = libm::pow(components as f64, -2.0 / d as f64);
        let start: Vec<f64> = covariance.iter().map(|c| c * shrink).collect();
        let factor = Cholesky::regularised(&start, d);
        let at = |k: usize| points[k * d..(k + 1) * d].to_vec();
        let mut centres = vec![if components == 1 {
            mean
        } else {
            at(stream.below(count))
        }];
        let mut nearest = vec![f64::INFINITY; count];
        while centres.len() < components {
            let newest = &centres[centres.len() - 1];
            let mut gap = vec![0.0; d];
            for (near, point) in nearest.iter_mut().zip(points.chunks_exact(d)) {
                for i in 0..d {
                    gap[i] = point[i] - newest[i];
                }
                whole.solve_lower(&mut gap);
                *near = near.min(gap.iter().map(|g| g * g).sum());
            }
            let mut left = stream.uniform() * nearest.iter().sum::<f64>();
            let chosen = nearest.iter().position(|near| {
                left -= near;
                left < 0.0
            });
            centres.push(at(chosen.unwrap_or(0)));
        }
        let ln_share = -libm::log(components as f64);
        Self {
            components: centres
                .into_iter()
                .map(|centre| Component {
                    ln_share,
                    centre,
                    factor: factor.clone(),
                })
                .collect(),
            dimension: d,
            ln_likelihood: f64::NEG_INFINITY,
            floor: (0..d).map(|i| 1e-3 * covariance[i * d + i]).collect(),
            count,
        }
    }

    fn improve(&mut self, points: &[f64], rounds: usize) {
        for _ in 0..rounds {
            let before = self.ln_likelihood;
            self.round(points);
            if self.ln_likelihood - before < 1e-4 * self.count as f64 && before.is_finite() {
                break;
            }
        }
    }

    /// One round of expectation maximisation for t distributions (Peel and McLachlan 2000, doi:10.1023/A:1008981510081).
    fn round(&mut self, points: &[f64]) {
        let (d, n, k) = (self.dimension, self.count, self.components.len());
        let mut shares = vec![0.0; n * k];
        let mut pulls = vec![0.0; n * k];
        let mut gap = vec![0.0; d];
        self.ln_likelihood = 0.0;
        for (row, point) in points.chunks_exact(d).enumerate() {
            let mut total = f64::NEG_INFINITY;
            for (c, component) in self.components.iter().enumerate() {
                let (shape, square) = component.ln_shape(point, &mut gap);
                shares[row * k + c] = component.ln_share + shape;
                pulls[row * k + c] = (FREEDOM + d as f64) / (FREEDOM + square);
                total = ln_add(total, shares[row * k + c]);
            }
            self.ln_likelihood += total;
            for share in &mut shares[row * k..(row + 1) * k] {
                *share = libm::exp(*share - total);
            }
        }
        let mut kept = Vec::new();
        for c in 0..k {
            let weight: f64 = (0..n).map(|row| shares[row * k + c]).sum();
            // A component of fewer points than it has numbers says nothing.
            if weight < (2 * d + 2) as f64 && k > 1 {
                continue;
            }
            let pull = |row: usize| shares[row * k + c] * pulls[row * k + c];
            let (pulled, centre, mut scatter) = weighted_moments(points, pull, d);
            for s in &mut scatter {
                *s *= pulled / weight;
            }
            for i in 0..d {
                scatter[i * d + i] += self.floor[i];
            }
            kept.push(Component {
                ln_share: libm::log(weight / n as f64),
                centre,
                factor: Cholesky::regularised(&scatter, d),
            });
        }
        if !kept.is_empty() {
            let total = kept
                .iter()
                .map(|c| c.ln_share)
                .fold(f64::NEG_INFINITY, ln_add);
            for c in &mut kept {
                c.ln_share -= total;
            }
            self.components = kept;
        }
    }

    /// Bayesian information criterion (smaller is better).
    fn criterion(&self) -> f64 {
        let d = self.dimension as f64;
        let numbers = self.components.len() as f64 * (1.0 + d + 0.5 * d * (d + 1.0)) - 1.0;
        -2.0 * self.ln_likelihood + numbers * libm::log(self.count as f64)
    }

    fn freeze(self, points: &[f64]) -> Mixture {
        let d = self.dimension;
        let mut within = vec![0.0; d * d];
        let mut column = vec![0.0; d];
        let mut unit = vec![0.0; d];
        for component in &self.components {
            let share = libm::exp(component.ln_share) * FREEDOM / (FREEDOM - 2.0);
            for k in 0..d {
                unit.fill(0.0);
                unit[k] = 1.0;
                component.factor.multiply(&unit, &mut column);
                for i in 0..d {
                    for j in 0..d {
                        within[i * d + j] += share * column[i] * column[j];
                    }
                }
            }
        }
        let (_, mean, covariance) = weighted_moments(points, |_| 1.0, d);
        let wide: Vec<f64> = covariance
            .iter()
            .map(|c| c * WIDE_STRETCH * WIDE_STRETCH)
            .collect();
        let mut components = self.components;
        for component in &mut components {
            component.ln_share += libm::log1p(-WIDE_SHARE);
        }
        components.push(Component {
            ln_share: libm::log(WIDE_SHARE),
            centre: mean,
            factor: Cholesky::regularised(&wide, d),
        });
        let half = 0.5 * FREEDOM;
        let dimension = d as f64;
        Mixture {
            components,
            within: Cholesky::regularised(&within, d),
            constant: libm::lgamma(half + 0.5 * dimension)
                - libm::lgamma(half)
                - 0.5 * dimension * libm::log(FREEDOM * std::f64::consts::PI),
        }
    }
}
