//! The regularised incomplete gamma function and its inverse.
//!
//! Series and continued fraction: Abramowitz and Stegun, Handbook of Mathematical Functions, 6.5.29 and 6.5.31.

use crate::stream::normal_quantile;
use libm::{exp, lgamma, log, sqrt};

/// Below this the series or the fraction has converged.
const EPSILON: f64 = 1e-16;

/// Lower and upper regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x).
#[must_use]
pub fn incomplete_gamma(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x.is_infinite() {
        return (1.0, 0.0);
    }
    let front = exp(a * log(x) - x - lgamma(a));
    if x < a + 1.0 {
        let mut term = 1.0 / a;
        let mut sum = term;
        let mut n = a;
        for _ in 0..10_000 {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * EPSILON {
                break;
            }
        }
        let p = (front * sum).min(1.0);
        (p, 1.0 - p)
    } else {
        // Modified Lentz evaluation of the continued fraction.
        let tiny = 1e-300;
        let mut b = x + 1.0 - a;
        let mut c = 1.0 / tiny;
        let mut d = 1.0 / b;
        let mut h = d;
        for i in 1..10_000 {
            let i = f64::from(i);
            let an = -i * (i - a);
            b += 2.0;
            d = an * d + b;
            d = 1.0 / if d.abs() < tiny { tiny } else { d };
            c = b + an / c;
            c = if c.abs() < tiny { tiny } else { c };
            let delta = c * d;
            h *= delta;
            if (delta - 1.0).abs() < EPSILON {
                break;
            }
        }
        let q = (front * h).min(1.0);
        (1.0 - q, q)
    }
}

/// The x with P(a, x) = u, for 0 < u < 1.
#[must_use]
pub fn gamma_quantile(a: f64, u: f64) -> f64 {
    // First guess: Wilson and Hilferty (1931), or the leading term of the series near 0.
    let z = normal_quantile(u);
    let t = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * sqrt(a));
    let small = exp((log(u) + lgamma(a + 1.0)) / a);
    let guess = if a > 0.5 && t > 0.2 {
        a * t * t * t
    } else {
        small
    };
    let density = |x: f64| exp((a - 1.0) * log(x) - x - lgamma(a));
    let below = |x: f64| {
        let (p, q) = incomplete_gamma(a, x);
        // The smaller side keeps its digits.
        if u < 0.5 { p - u } else { (1.0 - u) - q }
    };
    super::beta::root(guess.max(1e-300), 0.0, f64::INFINITY, below, density)
}
