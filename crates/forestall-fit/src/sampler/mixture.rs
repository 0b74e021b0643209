//! A frozen picture of the posterior from which whole points are proposed.

use forestall_base::Stream;
use serde::{Deserialize, Serialize};

use crate::Cholesky;
use crate::linear::weighted_moments;

/// Degrees of freedom of the fitted components.
const FREEDOM: f64 = 6.0;
/// Share and stretch of the wide component that keeps the proposal above a fraction of the posterior everywhere.
const WIDE_SHARE: f64 = 0.03;
const WIDE_STRETCH: f64 = 3.0;
/// Share and stretch of the halos of the fitted components, which reach along thin bent tails.
const HALO_SHARE: f64 = 0.1;
const HALO_STRETCH: f64 = 2.5;
const FITTED_SHARE: f64 = 1.0 - WIDE_SHARE - HALO_SHARE;
/// Rounds of expectation maximisation from one look at the likelihood to the next.
const LOOKED_AT: usize = 3;
/// Price of a fitted number in the information criterion.
const PRICE: f64 = 4.0;

/// One multivariate t distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Component {
    share: f64,
    centre: Vec<f64>,
    factor: Cholesky,
    /// Share over the determinant of the factor.
    height: f64,
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
    /// components is doubled as long as an information criterion falls, up to `most`.
    pub fn fit(points: &[f64], dimension: usize, most: usize, stream: &mut Stream) -> Self {
        let weights = vec![1.0; points.len() / dimension];
        let mut best = Fitting::new(points, dimension, 1, stream);
        best.improve(points, &weights, 20);
        let mut count = 2;
        while count <= most {
            let mut trial = Fitting::new(points, dimension, count, stream);
            trial.improve(points, &weights, 30);
            if trial.criterion() >= best.criterion() && count > 2 {
                break;
            }
            if trial.criterion() < best.criterion() {
                best = trial;
            }
            count *= 2;
        }
        best.freeze(points, &weights)
    }

    /// The mixture after some more rounds of expectation maximisation on weighted points.
    pub(super) fn refined(&self, points: &[f64], weights: &[f64], rounds: usize) -> Self {
        let d = self.within.size();
        let (_, _, covariance) = weighted_moments(points, |k| weights[k], d);
        let fitted = &self.components[..self.components.len() / 2];
        let mut fitting = Fitting {
            components: fitted
                .iter()
                .map(|c| Component::new(c.share / FITTED_SHARE, c.centre.clone(), c.factor.clone()))
                .collect(),
            dimension: d,
            ln_likelihood: f64::NEG_INFINITY,
            floor: floor(&covariance, d),
        };
        fitting.improve(points, weights, rounds);
        fitting.freeze(points, weights)
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
        let weights = vec![1.0; part.len() / dimension];
        let mut fitting = Fitting::new(&part, dimension, 5, stream);
        fitting.improve(&part, &weights, 12);
        fitting.freeze(&part, &weights)
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
            left -= component.share;
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
        let (d, mut gap) = (point.len(), vec![0.0; point.len()]);
        let (fitted, others) = self.components.split_at(self.components.len() / 2);
        let mut sum = 0.0;
        // A halo has the centre and the shape of its component: one distance does for both.
        for (own, halo) in fitted.iter().zip(others) {
            let square = own.square(point, &mut gap);
            sum += own.shape(square, d) + halo.shape(square / (HALO_STRETCH * HALO_STRETCH), d);
        }
        if let Some(wide) = self.components.last() {
            sum += wide.shape(wide.square(point, &mut gap), d);
        }
        libm::log(sum) + self.constant
    }
}

impl Component {
    fn new(share: f64, centre: Vec<f64>, factor: Cholesky) -> Self {
        let height = share * libm::exp(-factor.ln_determinant());
        Self {
            share,
            centre,
            factor,
            height,
        }
    }

    /// Squared distance of a point from the centre, in units of the component's spread.
    fn square(&self, point: &[f64], gap: &mut [f64]) -> f64 {
        for ((g, x), c) in gap.iter_mut().zip(point).zip(&self.centre) {
            *g = x - c;
        }
        self.factor.solve_lower(gap);
        gap.iter().map(|g| g * g).sum()
    }

    /// Share times density at a squared distance, without the common constant.
    ///
    /// `(1 + q/6)^-(6 + d)/2` is a product of whole powers and a root: no logarithm is needed.
    fn shape(&self, square: f64, dimension: usize) -> f64 {
        let base = 1.0 / (1.0 + square / FREEDOM);
        let twice = FREEDOM as usize + dimension;
        let mut power = if twice % 2 == 1 { base.sqrt() } else { 1.0 };
        for _ in 0..twice / 2 {
            power *= base;
        }
        self.height * power
    }
}

/// A mixture while it is fitted.
struct Fitting {
    components: Vec<Component>,
    dimension: usize,
    ln_likelihood: f64,
    /// Added to every scatter matrix: a thousandth of the overall variance of each coordinate, so that none collapses.
    floor: Vec<f64>,
}

/// A thousandth of the overall variance of each coordinate.
fn floor(covariance: &[f64], d: usize) -> Vec<f64> {
    (0..d).map(|i| 1e-3 * covariance[i * d + i]).collect()
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
        let share = 1.0 / components as f64;
        Self {
            components: centres
                .into_iter()
                .map(|centre| Component::new(share, centre, factor.clone()))
                .collect(),
            dimension: d,
            ln_likelihood: f64::NEG_INFINITY,
            floor: floor(&covariance, d),
        }
    }

    fn improve(&mut self, points: &[f64], weights: &[f64], rounds: usize) {
        let total: f64 = weights.iter().sum();
        for round in 1..=rounds {
            // The likelihood takes a logarithm per point: it is looked at now and then only.
            let looked_at = round % LOOKED_AT == 0 || round == rounds;
            let before = self.ln_likelihood;
            self.round(points, weights, looked_at);
            let gain = (self.ln_likelihood - before) / LOOKED_AT as f64;
            if looked_at && gain < 2e-4 * total && before.is_finite() {
                break;
            }
        }
    }

    /// One round of expectation maximisation for t distributions (Peel and McLachlan 2000, doi:10.1023/A:1008981510081), with the
    /// likelihood of the mixture before it if asked for.
    fn round(&mut self, points: &[f64], weights: &[f64], looked_at: bool) {
        let (d, n, k) = (self.dimension, weights.len(), self.components.len());
        let mut shares = vec![0.0; n * k];
        let mut pulls = vec![0.0; n * k];
        let mut gap = vec![0.0; d];
        let mut ln_likelihood = 0.0;
        for (row, point) in points.chunks_exact(d).enumerate() {
            let weight = weights[row];
            let row = row * k..(row + 1) * k;
            let (shares, pulls) = (&mut shares[row.clone()], &mut pulls[row]);
            for (c, component) in self.components.iter().enumerate() {
                let square = component.square(point, &mut gap);
                shares[c] = component.shape(square, d);
                pulls[c] = (FREEDOM + d as f64) / (FREEDOM + square);
            }
            let total: f64 = shares.iter().sum::<f64>().max(f64::MIN_POSITIVE);
            if looked_at {
                ln_likelihood += weight * libm::log(total);
            }
            for share in shares {
                *share *= weight / total;
            }
        }
        if looked_at {
            self.ln_likelihood = ln_likelihood;
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
            let factor = Cholesky::regularised(&scatter, d);
            kept.push((weight, centre, factor));
        }
        let total: f64 = kept.iter().map(|k| k.0).sum();
        if total > 0.0 {
            self.components = kept
                .into_iter()
                .map(|(weight, centre, factor)| Component::new(weight / total, centre, factor))
                .collect();
        }
    }

    /// Information criterion (smaller is better). The price of a number lies between Akaike's 2 and Bayes' `ln n`: a proposal with a
    /// few components too many costs little, one with too few a lot.
    fn criterion(&self) -> f64 {
        let d = self.dimension as f64;
        let numbers = self.components.len() as f64 * (1.0 + d + 0.5 * d * (d + 1.0)) - 1.0;
        -2.0 * self.ln_likelihood + PRICE * numbers
    }

    fn freeze(self, points: &[f64], weights: &[f64]) -> Mixture {
        let d = self.dimension;
        let mut within = vec![0.0; d * d];
        let mut column = vec![0.0; d];
        let mut unit = vec![0.0; d];
        for component in &self.components {
            let share = component.share * FREEDOM / (FREEDOM - 2.0);
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
        let (_, mean, covariance) = weighted_moments(points, |k| weights[k], d);
        let wide: Vec<f64> = covariance
            .iter()
            .map(|c| c * WIDE_STRETCH * WIDE_STRETCH)
            .collect();
        let mut components = self.components;
        let mut halos = Vec::with_capacity(components.len());
        for component in &mut components {
            let halo = component.factor.scaled(HALO_STRETCH);
            let share = HALO_SHARE * component.share;
            halos.push(Component::new(share, component.centre.clone(), halo));
            component.share *= FITTED_SHARE;
            component.height *= FITTED_SHARE;
        }
        components.extend(halos);
        let factor = Cholesky::regularised(&wide, d);
        components.push(Component::new(WIDE_SHARE, mean, factor));
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
