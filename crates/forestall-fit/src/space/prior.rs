//! A prior distribution cut to the bounds of its parameter.

use forestall_base::{incomplete_beta, incomplete_gamma, normal_quantile};
use forestall_model::Distribution;
use libm::{exp, expm1, lgamma, log, log1p};

const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;

/// A distribution restricted to an interval and normalised there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    distribution: Distribution,
    low: f64,
    high: f64,
    /// Probability below `low`, and between `low` and `high`, of the unrestricted distribution.
    below: f64,
    mass: f64,
}

impl Prior {
    /// The distribution between two bounds (which may be infinite); `None` if it has no mass there or impossible parameters.
    pub fn new(distribution: Distribution, bounds: (f64, f64)) -> Option<Self> {
        let support = support(distribution)?;
        let low = bounds.0.max(support.0);
        let high = bounds.1.min(support.1);
        if low.is_nan() || high.is_nan() || low >= high {
            return None;
        }
        let below = lower(distribution, low);
        let mass = lower(distribution, high) - below;
        (mass > 0.0 && mass.is_finite()).then_some(Self {
            distribution,
            low,
            high,
            below,
            mass,
        })
    }

    /// The interval in which the density is positive.
    pub fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// The unrestricted distribution.
    pub fn distribution(&self) -> Distribution {
        self.distribution
    }

    /// Logarithm of the normalised density at `x` inside the support, and its derivative there.
    pub fn ln_density(&self, x: f64) -> (f64, f64) {
        if !(x >= self.low && x <= self.high) {
            return (f64::NEG_INFINITY, 0.0);
        }
        let (value, slope) = match self.distribution {
            Distribution::Uniform(a, b) => (-log(b - a), 0.0),
            Distribution::LogUniform(a, b) => (-log(x) - log(log(b / a)), -1.0 / x),
            Distribution::Normal(mean, sd) => {
                let u = (x - mean) / sd;
                (-0.5 * u * u - log(sd) - LN_SQRT_2PI, -u / sd)
            }
            Distribution::LogNormal(median, sd) => {
                let u = log(x / median) / sd;
                (
                    -0.5 * u * u - log(sd) - LN_SQRT_2PI - log(x),
                    -(u / sd + 1.0) / x,
                )
            }
            Distribution::HalfNormal(sd) => {
                let u = x / sd;
                (
                    -0.5 * u * u - log(sd) - LN_SQRT_2PI + std::f64::consts::LN_2,
                    -u / sd,
                )
            }
            Distribution::Beta(a, b) => (
                (a - 1.0) * log(x) + (b - 1.0) * log1p(-x) - ln_beta(a, b),
                (a - 1.0) / x - (b - 1.0) / (1.0 - x),
            ),
            Distribution::Gamma(shape, mean) => {
                let rate = shape / mean;
                (
                    shape * log(rate) - lgamma(shape) + (shape - 1.0) * log(x) - rate * x,
                    (shape - 1.0) / x - rate,
                )
            }
            Distribution::Exponential(mean) => (-x / mean - log(mean), -1.0 / mean),
        };
        (value - log(self.mass), slope)
    }

    /// Distribution function of the restricted prior.
    pub fn probability_below(&self, x: f64) -> f64 {
        ((lower(self.distribution, x.clamp(self.low, self.high)) - self.below) / self.mass)
            .clamp(0.0, 1.0)
    }

    /// The value below which the share `p` in (0, 1) lies.
    pub fn quantile(&self, p: f64) -> f64 {
        let q = self.below + p * self.mass;
        let x = match self.distribution {
            Distribution::Uniform(a, b) => a + q * (b - a),
            Distribution::LogUniform(a, b) => a * exp(q * log(b / a)),
            Distribution::Normal(mean, sd) => mean + sd * normal_quantile(q),
            Distribution::LogNormal(median, sd) => median * exp(sd * normal_quantile(q)),
            Distribution::HalfNormal(sd) => sd * normal_quantile(0.5 + 0.5 * q),
            Distribution::Exponential(mean) => -mean * log1p(-q),
            Distribution::Beta(..) | Distribution::Gamma(..) => self.bisect(q),
        };
        x.clamp(self.low, self.high)
    }

    /// Quantile by bisection on a scale that resolves small values (the square root of machine precision is not enough near 0).
    fn bisect(&self, q: f64) -> f64 {
        let top = if self.high.is_finite() {
            self.high
        } else {
            let mut top = 1.0;
            while lower(self.distribution, top) < q && top < 1e300 {
                top *= 2.0;
            }
            top
        };
        let (mut a, mut b) = (log(self.low.max(1e-300)), log(top));
        for _ in 0..200 {
            let middle = 0.5 * (a + b);
            if lower(self.distribution, exp(middle)) < q {
                a = middle;
            } else {
                b = middle;
            }
        }
        exp(0.5 * (a + b))
    }

    /// Standard deviation of the restricted prior, from 999 equally probable values.
    pub fn standard_deviation(&self) -> f64 {
        let values: Vec<f64> = (1..1000)
            .map(|k| self.quantile(f64::from(k) / 1000.0))
            .collect();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        (values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt()
    }
}

/// Where a distribution is positive; `None` if its parameters are impossible.
fn support(distribution: Distribution) -> Option<(f64, f64)> {
    let positive = |x: f64| x > 0.0 && x.is_finite();
    match distribution {
        Distribution::Uniform(a, b) => (a < b && (b - a).is_finite()).then_some((a, b)),
        Distribution::LogUniform(a, b) => (positive(a) && positive(b) && a < b).then_some((a, b)),
        Distribution::Normal(mean, sd) => {
            (mean.is_finite() && positive(sd)).then_some((f64::NEG_INFINITY, f64::INFINITY))
        }
        Distribution::LogNormal(a, b) | Distribution::Gamma(a, b) => {
            (positive(a) && positive(b)).then_some((0.0, f64::INFINITY))
        }
        Distribution::HalfNormal(a) | Distribution::Exponential(a) => {
            positive(a).then_some((0.0, f64::INFINITY))
        }
        Distribution::Beta(a, b) => (positive(a) && positive(b)).then_some((0.0, 1.0)),
    }
}

/// Distribution function of the unrestricted distribution.
fn lower(distribution: Distribution, x: f64) -> f64 {
    match distribution {
        Distribution::Uniform(a, b) => ((x - a) / (b - a)).clamp(0.0, 1.0),
        Distribution::LogUniform(a, b) => (log(x.max(a) / a) / log(b / a)).clamp(0.0, 1.0),
        Distribution::Normal(mean, sd) => normal_lower((x - mean) / sd),
        Distribution::LogNormal(median, sd) => {
            if x <= 0.0 {
                0.0
            } else {
                normal_lower(log(x / median) / sd)
            }
        }
        Distribution::HalfNormal(sd) => 1.0 - 2.0 * normal_lower(-x.max(0.0) / sd),
        Distribution::Beta(a, b) => incomplete_beta(a, b, x).0,
        Distribution::Gamma(shape, mean) => incomplete_gamma(shape, x * shape / mean).0,
        Distribution::Exponential(mean) => -expm1(-x.max(0.0) / mean),
    }
}

/// Logarithm of the beta function.
fn ln_beta(a: f64, b: f64) -> f64 {
    lgamma(a) + lgamma(b) - lgamma(a + b)
}

/// Distribution function of the standard normal distribution.
fn normal_lower(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}
