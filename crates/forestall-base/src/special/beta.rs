//! The regularised incomplete beta function and its inverse.
//!
//! Continued fraction: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.5.8.

use libm::{exp, lgamma, log, log1p};

/// Regularised incomplete beta function and its complement: I_x(a, b) and 1 - I_x(a, b).
#[must_use]
pub fn incomplete_beta(a: f64, b: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x >= 1.0 {
        return (1.0, 0.0);
    }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    if x < (a + 1.0) / (a + b + 2.0) {
        let p = (front * fraction(a, b, x) / a).min(1.0);
        (p, 1.0 - p)
    } else {
        let q = (front * fraction(b, a, 1.0 - x) / b).min(1.0);
        (1.0 - q, q)
    }
}

/// The continued fraction, by the modified Lentz method.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let tiny = 1e-300;
    let guard = |y: f64| if y.abs() < tiny { tiny } else { y };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        let delta = d * c;
        h *= delta;
        if (delta - 1.0).abs() < 1e-16 {
            break;
        }
    }
    h
}

/// The x with I_x(a, b) = u, for 0 < u < 1.
#[must_use]
pub fn beta_quantile(a: f64, b: f64, u: f64) -> f64 {
    let norm = lgamma(a + b) - lgamma(a) - lgamma(b);
    let density = |x: f64| exp(norm + (a - 1.0) * log(x) + (b - 1.0) * log1p(-x));
    let below = |x: f64| {
        let (p, q) = incomplete_beta(a, b, x);
        if u < 0.5 { p - u } else { (1.0 - u) - q }
    };
    // First guess: the leading term at the nearer end, or the mean.
    let mean = a / (a + b);
    let low = exp((log(u) + log(a) - norm) / a);
    let high = exp((log1p(-u) + log(b) - norm) / b);
    let guess = if low < 0.1 * mean {
        low
    } else if high < 0.1 * (1.0 - mean) {
        1.0 - high
    } else {
        mean
    };
    root(guess, 0.0, 1.0, below, density)
}

/// The root of the increasing function `f` with derivative `slope` between `low` and `high`:
/// Newton's method, bisection wherever it would leave the bracket.
pub(super) fn root(
    guess: f64,
    mut low: f64,
    mut high: f64,
    f: impl Fn(f64) -> f64,
    slope: impl Fn(f64) -> f64,
) -> f64 {
    let mut x = guess;
    for _ in 0..2000 {
        let y = f(x);
        if y == 0.0 {
            return x;
        }
        if y < 0.0 {
            low = x;
        } else {
            high = x;
        }
        let mut next = x - y / slope(x);
        if !(next > low && next < high) {
            next = if high.is_infinite() {
                2.0 * x.max(1e-300)
            } else if low == 0.0 {
                // Towards 0 by orders of magnitude.
                if high > 1e-3 { high / 2.0 } else { high * 1e-3 }
            } else {
                low + (high - low) / 2.0
            };
        }
        if (next - x).abs() <= 1e-16 * next.abs() || next == x {
            return next;
        }
        x = next;
    }
    x
}
