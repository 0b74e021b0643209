//! Distributions of one number: density, quantile, text.

#[cfg(test)]
mod tests;
mod text;

use crate::Distribution;
use forestall_base::{beta_quantile, gamma_quantile, normal_quantile};
use libm::{exp, lgamma, log, sqrt};
use std::f64::consts::{LN_2, PI};

impl Distribution {
    /// Smallest interval outside of which the density is 0.
    pub fn support(&self) -> (f64, f64) {
        match *self {
            Self::Uniform(low, high) | Self::LogUniform(low, high) => (low, high),
            Self::Normal(..) => (f64::NEG_INFINITY, f64::INFINITY),
            Self::LogNormal(..) | Self::HalfNormal(_) | Self::Gamma(..) | Self::Exponential(_) => {
                (0.0, f64::INFINITY)
            }
            Self::Beta(..) => (0.0, 1.0),
        }
    }

    /// Natural logarithm of the density at `x`; minus infinity outside the support.
    pub fn ln_density(&self, x: f64) -> f64 {
        let (low, high) = self.support();
        if x.is_nan() {
            return f64::NAN;
        }
        if x < low || x > high || x.is_infinite() {
            return f64::NEG_INFINITY;
        }
        match *self {
            Self::Uniform(low, high) => -log(high - low),
            Self::LogUniform(low, high) => -log(x) - log(log(high / low)),
            Self::Normal(mean, sd) => ln_standard_normal((x - mean) / sd) - log(sd),
            Self::LogNormal(median, sd) => {
                if x <= 0.0 {
                    return f64::NEG_INFINITY;
                }
                ln_standard_normal(log(x / median) / sd) - log(sd) - log(x)
            }
            Self::HalfNormal(sd) => LN_2 + ln_standard_normal(x / sd) - log(sd),
            Self::Beta(a, b) => {
                let norm = lgamma(a + b) - lgamma(a) - lgamma(b);
                norm + times_ln(a - 1.0, x) + times_ln(b - 1.0, 1.0 - x)
            }
            Self::Gamma(shape, mean) => {
                let rate = shape / mean;
                shape * log(rate) - lgamma(shape) + times_ln(shape - 1.0, x) - rate * x
            }
            Self::Exponential(mean) => -log(mean) - x / mean,
        }
    }

    /// Derivative of [`ln_density`](Self::ln_density) by `x`; 0 outside the support.
    pub fn ln_density_derivative(&self, x: f64) -> f64 {
        let (low, high) = self.support();
        if x.is_nan() {
            return f64::NAN;
        }
        if x < low || x > high || x.is_infinite() {
            return 0.0;
        }
        match *self {
            Self::Uniform(..) => 0.0,
            Self::LogUniform(..) => -1.0 / x,
            Self::Normal(mean, sd) => -(x - mean) / (sd * sd),
            Self::LogNormal(median, sd) => -(1.0 + log(x / median) / (sd * sd)) / x,
            Self::HalfNormal(sd) => -x / (sd * sd),
            Self::Beta(a, b) => over(a - 1.0, x) - over(b - 1.0, 1.0 - x),
            Self::Gamma(shape, mean) => over(shape - 1.0, x) - shape / mean,
            Self::Exponential(mean) => -1.0 / mean,
        }
    }

    /// The value below which a share `u` (0 to 1) of the distribution lies.
    ///
    /// NaN if `u` is outside 0 to 1.
    pub fn quantile(&self, u: f64) -> f64 {
        if !(0.0..=1.0).contains(&u) {
            return f64::NAN;
        }
        let (low, high) = self.support();
        if u == 0.0 {
            return low;
        }
        if u == 1.0 {
            return high;
        }
        match *self {
            Self::Uniform(low, high) => low + u * (high - low),
            Self::LogUniform(low, high) => low * exp(u * log(high / low)),
            Self::Normal(mean, sd) => mean + sd * normal_quantile(u),
            Self::LogNormal(median, sd) => median * exp(sd * normal_quantile(u)),
            Self::HalfNormal(sd) => sd * half_normal_quantile(u),
            Self::Beta(a, b) => beta_quantile(a, b, u),
            Self::Gamma(shape, mean) => gamma_quantile(shape, u) * mean / shape,
            Self::Exponential(mean) => -mean * libm::log1p(-u),
        }
    }
}

/// Quantile of |z| for a standard normal z: the root of erf(z / sqrt 2) = u.
fn half_normal_quantile(u: f64) -> f64 {
    let mut z = -normal_quantile((1.0 - u) / 2.0);
    for _ in 0..2 {
        // The smaller of u and 1 - u keeps its digits.
        let y = z / sqrt(2.0);
        let excess = if u < 0.5 {
            libm::erf(y) - u
        } else {
            (1.0 - u) - libm::erfc(y)
        };
        z -= excess / (2.0 * exp(ln_standard_normal(z)));
    }
    z
}

fn ln_standard_normal(z: f64) -> f64 {
    -0.5 * z * z - log(sqrt(2.0 * PI))
}

/// `k ln x`, 0 where k is 0 even if x is 0.
fn times_ln(k: f64, x: f64) -> f64 {
    if k == 0.0 { 0.0 } else { k * log(x) }
}

/// `k / x`, 0 where k is 0 even if x is 0.
fn over(k: f64, x: f64) -> f64 {
    if k == 0.0 { 0.0 } else { k / x }
}
