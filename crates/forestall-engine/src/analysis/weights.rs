//! Weights of a virtual population, so that its outcomes look like those of a real one.
//!
//! A patient with outcomes x gets the weight t(x) / s(x): the density wanted over the density simulated (Allen, Rieger, Musante 2016,
//! doi:10.1002/psp4.12063, accept with a probability in proportion to it). s is a Gaussian kernel estimate over all targets together, on
//! their correlated scale, drawn towards the mean so that it has the variance of the sample (West 1993, doi:10.1111/j.2517-6161.1993.tb01911.x).

// Several arrays share one index; zipped iterators would hide the algebra.
#![allow(clippy::needless_range_loop)]

use forestall_base::Stream;
use forestall_model::Distribution;

/// Channel of the numbers that decide on acceptance.
const ACCEPT_CHANNEL: u64 = 0x6163_6365_0000_0000;

/// A wanted distribution of one outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The outcome of each patient.
    pub values: Vec<f64>,
    /// Its wanted distribution.
    pub wanted: Distribution,
}

/// A wanted share of patients in a range of one outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Prevalence {
    /// Per patient, whether it lies in the range.
    pub inside: Vec<bool>,
    /// The share wanted, between 0 and 1.
    pub share: f64,
}

/// Weights per patient, with mean 1 over all.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// One per patient; 0 for those that are not plausible or whose outcomes are not finite.
    pub values: Vec<f64>,
}

impl Weights {
    /// The weights of patients of whom some are plausible, under targets of their outcomes; nothing if no patient is left.
    pub fn new(plausible: &[bool], targets: &[Target]) -> Option<Self> {
        let usable: Vec<usize> = (0..plausible.len())
            .filter(|&k| plausible[k] && targets.iter().all(|t| t.values[k].is_finite()))
            .collect();
        if usable.len() < 2 {
            return None;
        }
        let mut values = vec![0.0; plausible.len()];
        if targets.is_empty() {
            for &k in &usable {
                values[k] = 1.0;
            }
            return Self { values }.normalised();
        }
        // Positive outcomes of targets on a logarithmic scale are smoothed on it.
        let points: Vec<Vec<f64>> = (targets.iter())
            .map(|target| {
                usable
                    .iter()
                    .map(|&k| scaled(target, target.values[k]))
                    .collect()
            })
            .collect();
        let simulated = kernel_density(&points)?;
        let mut logs = Vec::with_capacity(usable.len());
        for (at, &k) in usable.iter().enumerate() {
            let wanted: f64 = (targets.iter())
                .map(|target| {
                    let x = target.values[k];
                    let stretch = if is_logarithmic(target) {
                        libm::log(x)
                    } else {
                        0.0
                    };
                    target.wanted.ln_density(x) + stretch
                })
                .sum();
            logs.push(wanted - libm::log(simulated[at]));
        }
        let largest = logs
            .iter()
            .copied()
            .filter(|x| x.is_finite())
            .fold(f64::NEG_INFINITY, f64::max);
        if !largest.is_finite() {
            return None;
        }
        for (&k, log) in usable.iter().zip(logs) {
            values[k] = if log.is_finite() {
                libm::exp(log - largest)
            } else {
                0.0
            };
        }
        Self { values }.normalised()
    }

    /// The same with the shares wanted, all of them at once, by proportional fitting (Deming and Stephan 1940); nothing where a range that
    /// is wanted holds nobody.
    #[must_use]
    pub fn with_prevalence(mut self, wanted: &[Prevalence]) -> Option<Self> {
        for _ in 0..500 {
            let mut largest = 0.0_f64;
            for one in wanted {
                let all: f64 = self.values.iter().sum();
                let own: f64 = (self.values.iter().zip(&one.inside))
                    .filter(|(_, i)| **i)
                    .map(|(w, _)| w)
                    .sum();
                let share = own / all;
                if (share <= 0.0 && one.share > 0.0) || (share >= 1.0 && one.share < 1.0) {
                    return None;
                }
                largest = largest.max((share - one.share).abs());
                for (weight, inside) in self.values.iter_mut().zip(&one.inside) {
                    *weight *= if *inside {
                        if share > 0.0 { one.share / share } else { 0.0 }
                    } else if share < 1.0 {
                        (1.0 - one.share) / (1.0 - share)
                    } else {
                        0.0
                    };
                }
            }
            if largest < 1e-12 {
                break;
            }
        }
        self.normalised()
    }

    /// The number of equally weighted patients that tell as much: (sum w)^2 / sum w^2 (Kish 1965).
    pub fn effective(&self) -> f64 {
        let sum: f64 = self.values.iter().sum();
        let squares: f64 = self.values.iter().map(|w| w * w).sum();
        sum * sum / squares
    }

    /// Per patient, whether it is accepted into a population without weights: with probability w / largest w.
    pub fn accepted(&self, seed: u64) -> Vec<bool> {
        let largest = self.values.iter().copied().fold(0.0, f64::max);
        let accept = |(number, weight): (usize, &f64)| {
            Stream::new(seed, number as u32, ACCEPT_CHANNEL).uniform() * largest < *weight
        };
        self.values.iter().enumerate().map(accept).collect()
    }

    /// The weighted quantile of values: the first value at which the weights up to it exceed the share, and the mean with the value before
    /// it where they reach the share exactly there (type 2 of Hyndman and Fan 1996, so that the
    /// median of an even number is the usual one); values that are not a number do not count.
    #[must_use]
    pub fn quantile(&self, values: &[f64], share: f64) -> Option<f64> {
        let mut pairs: Vec<(f64, f64)> = (values.iter().copied().zip(self.values.iter().copied()))
            .filter(|(x, weight)| !x.is_nan() && *weight > 0.0)
            .collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let all: f64 = pairs.iter().map(|pair| pair.1).sum();
        let wanted = share * all;
        let mut sum = 0.0;
        for (number, (x, weight)) in pairs.iter().enumerate() {
            sum += weight;
            if (sum - wanted).abs() <= 1e-12 * all {
                let next = pairs.get(number + 1).map_or(*x, |pair| pair.0);
                return Some(if next == *x { *x } else { 0.5 * (x + next) });
            }
            if sum > wanted {
                return Some(*x);
            }
        }
        pairs.last().map(|pair| pair.0)
    }

    fn normalised(mut self) -> Option<Self> {
        let sum: f64 = self.values.iter().sum();
        let count = self.values.len() as f64;
        if !(sum > 0.0 && sum.is_finite()) {
            return None;
        }
        for weight in &mut self.values {
            *weight *= count / sum;
        }
        Some(self)
    }
}

/// Whether a target lives on a logarithmic scale.
fn is_logarithmic(target: &Target) -> bool {
    matches!(
        target.wanted,
        Distribution::LogNormal(..) | Distribution::LogUniform(..)
    ) && target.values.iter().all(|x| !x.is_finite() || *x > 0.0)
}

fn scaled(target: &Target, x: f64) -> f64 {
    if is_logarithmic(target) {
        libm::log(x)
    } else {
        x
    }
}

/// Kernel estimate of the density of points (one list per dimension) at the points themselves, up to a factor. Nothing if a dimension does
/// not vary or depends on the others.
fn kernel_density(points: &[Vec<f64>]) -> Option<Vec<f64>> {
    let (d, n) = (points.len(), points[0].len());
    let mean: Vec<f64> = points
        .iter()
        .map(|x| x.iter().sum::<f64>() / n as f64)
        .collect();
    // Lower Cholesky factor of the covariance.
    let mut factor = vec![vec![0.0; d]; d];
    for i in 0..d {
        for j in 0..=i {
            let pairs = points[i].iter().zip(&points[j]);
            let covariance = pairs
                .map(|(a, b)| (a - mean[i]) * (b - mean[j]))
                .sum::<f64>()
                / n as f64;
            let known: f64 = (0..j).map(|k| factor[i][k] * factor[j][k]).sum();
            if i == j {
                let rest = covariance - known;
                if rest.is_nan() || rest <= 1e-12 * covariance {
                    return None;
                }
                factor[i][i] = rest.sqrt();
            } else {
                factor[i][j] = (covariance - known) / factor[j][j];
            }
        }
    }
    // Points on the scale on which they have unit covariance.
    let mut white: Vec<Vec<f64>> = vec![vec![0.0; d]; n];
    for (at, own) in white.iter_mut().enumerate() {
        for i in 0..d {
            let known: f64 = (0..i).map(|k| factor[i][k] * own[k]).sum();
            own[i] = (points[i][at] - mean[i] - known) / factor[i][i];
        }
    }
    // Silverman's width for Gaussian kernels; kernels are drawn towards the mean.
    let (dimensions, count) = (d as f64, n as f64);
    let width = libm::pow(4.0 / ((dimensions + 2.0) * count), 1.0 / (dimensions + 4.0));
    let shrink = 1.0 / (1.0 + width * width).sqrt();
    let spread = width * shrink;
    let density = |own: &Vec<f64>| {
        let kernels = white.iter().map(|other| {
            let square: f64 = (own.iter().zip(other))
                .map(|(a, b)| (a - shrink * b) * (a - shrink * b))
                .sum();
            libm::exp(-0.5 * square / (spread * spread))
        });
        kernels.sum::<f64>() / count
    };
    Some(white.iter().map(density).collect())
}
