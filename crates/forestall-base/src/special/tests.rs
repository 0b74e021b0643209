use super::{beta_quantile, gamma_quantile, incomplete_beta, incomplete_gamma};
use libm::{exp, lgamma, log, log1p};

/// Density of the beta distribution.
fn density(a: f64, b: f64, x: f64) -> f64 {
    exp(lgamma(a + b) - lgamma(a) - lgamma(b) + (a - 1.0) * log(x) + (b - 1.0) * log1p(-x))
}

/// Cumulative probability and quantile are each other's inverse, also where SciPy was not asked.
#[test]
fn quantiles_invert_the_cumulative_probability() {
    for shape in [0.05, 0.5, 1.0, 7.0, 300.0] {
        for u in [1e-4, 0.1, 0.37, 0.8, 0.9999] {
            let x = gamma_quantile(shape, u);
            let (p, _) = incomplete_gamma(shape, x);
            assert!(
                (p - u).abs() < 1e-12 || x < 1e-290,
                "gamma {shape} {u}: {p}"
            );
            for other in [0.3, 2.0, 50.0] {
                let x = beta_quantile(shape, other, u);
                let (p, _) = incomplete_beta(shape, other, x);
                // Near 1 neighbouring numbers are far apart in probability.
                let spacing = density(shape, other, x) * 2e-16 * x;
                let edge = !(1e-290..=1.0 - 1e-15).contains(&x);
                assert!(
                    (p - u).abs() < 1e-11 + spacing || edge,
                    "beta {shape} {other} {u}: {x} {p}"
                );
            }
        }
    }
}
