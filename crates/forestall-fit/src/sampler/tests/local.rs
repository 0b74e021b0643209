//! Local moves alone (plain NUTS with windowed metric).

use forestall_base::Stream;
use forestall_model::Distribution;

use super::super::*;
use super::densities::{Plain, column, covariance, mean};
use crate::BatchDensity;
use crate::diagnose::Summary;
use crate::space::{Coordinate, Posterior, Space};

fn long(ess: f64) -> Sampling {
    Sampling {
        warmup: 300,
        block: 100,
        ess,
        ..Sampling::default()
    }
}

fn run(
    target: &mut dyn BatchDensity,
    d: usize,
    spread: f64,
    seed: u64,
    ess: f64,
    acceptance: f64,
) -> Sample {
    let sampling = Sampling {
        acceptance,
        ..long(ess)
    };
    let mut stream = Stream::new(seed, 0, 0);
    let starts: Vec<f64> = (0..d * sampling.chains)
        .map(|_| spread * stream.normal())
        .collect();
    let mut run = Run::from_points(&starts, &sampling, seed, 0).unwrap();
    while run.verdict().is_none() {
        run.advance(target).unwrap();
    }
    run.sample()
}

/// n = 4000 effective, seed 1, ten-dimensional normal with variances 1..100 and correlation 0.9 between neighbours (AR): mean within
/// 4.5 standard errors and covariance within 5 % of sd products + 4.5 errors; false-alarm rate below 1e-3 for all 65 together.
#[test]
fn a_correlated_normal_in_ten_dimensions_has_its_moments() {
    let d = 10;
    let sd: Vec<f64> = (0..d).map(|i| 1.0 + i as f64).collect();
    // x_i = sd_i u_i, u AR(1) with correlation 0.9: the precision of u is tridiagonal.
    let rho: f64 = 0.9;
    let f = {
        let sd = sd.clone();
        move |x: &[f64], g: &mut [f64]| {
            let u: Vec<f64> = x.iter().zip(&sd).map(|(x, s)| x / s).collect();
            let c = 1.0 - rho * rho;
            let mut value = -0.5 * u[0] * u[0];
            g.fill(0.0);
            g[0] -= u[0];
            for i in 1..u.len() {
                let e = u[i] - rho * u[i - 1];
                value -= 0.5 * e * e / c;
                g[i] -= e / c;
                g[i - 1] += rho * e / c;
            }
            for (g, s) in g.iter_mut().zip(&sd) {
                *g /= s;
            }
            value
        }
    };
    let sample = run(&mut Plain(d, f), d, 30.0, 1, 4000.0, 0.8);
    assert!(sample.agreed && sample.divergences == 0, "{sample:?}");
    let x: Vec<Vec<f64>> = (0..d).map(|i| column(&sample.points, d, i)).collect();
    let error = 4.5 / sample.ess_min.sqrt();
    for i in 0..d {
        assert!(mean(&x[i]).abs() < error * sd[i], "{i}");
        for j in 0..=i {
            let wanted = sd[i] * sd[j] * libm::pow(rho, (i - j) as f64);
            let found = covariance(&x[i], &x[j]);
            assert!(
                (found - wanted).abs() < 1.5 * error * sd[i] * sd[j],
                "{i} {j} {found} {wanted}"
            );
        }
    }
}

/// n = 2000 effective, seed 2, Rosenbrock's banana x ~ normal(0, 1), y | x ~ normal(x^2, 0.5): means 0 and 1, variances 1 and
/// 2.25; limits 4.5 errors of the mean and 15 % of the variances (6 errors of a chi-square-like y); false alarm below 1e-4.
#[test]
fn a_banana_has_its_known_marginals() {
    let f = |x: &[f64], g: &mut [f64]| {
        let e = (x[1] - x[0] * x[0]) / 0.25;
        g[0] = -x[0] + 2.0 * x[0] * e;
        g[1] = -e;
        -0.5 * x[0] * x[0] - 0.5 * e * (x[1] - x[0] * x[0])
    };
    // Its arms are sixty times as curved as its middle: the step must be short.
    let sample = run(&mut Plain(2, f), 2, 2.0, 2, 2000.0, 0.95);
    assert!(sample.agreed, "{} {}", sample.rhat_max, sample.ess_min);
    let (x, y) = (column(&sample.points, 2, 0), column(&sample.points, 2, 1));
    let error = 4.5 / sample.ess_min.sqrt();
    assert!(mean(&x).abs() < error && (mean(&y) - 1.0).abs() < 1.5 * error);
    assert!(
        (covariance(&x, &x) - 1.0).abs() < 0.15,
        "{}",
        covariance(&x, &x)
    );
    assert!(
        (covariance(&y, &y) - 2.25).abs() < 0.5,
        "{}",
        covariance(&y, &y)
    );
}

/// n = 1000 effective, seed 3, a mild funnel v ~ normal(0, 1), x | v ~ normal(0, e^v): quantiles of v at 5, 50, 95 % against
/// the normal ones, limit 4.5 errors of the share below; false alarm below 1e-4.
#[test]
fn a_funnel_has_a_normal_neck() {
    let f = |p: &[f64], g: &mut [f64]| {
        let (v, x) = (p[0], p[1]);
        let precision = libm::exp(-2.0 * v);
        g[0] = -v - 1.0 + x * x * precision;
        g[1] = -x * precision;
        -0.5 * v * v - v - 0.5 * x * x * precision
    };
    let sample = run(&mut Plain(2, f), 2, 1.0, 3, 1000.0, 0.95);
    assert!(sample.agreed, "{} {}", sample.rhat_max, sample.ess_min);
    let v = column(&sample.points, 2, 0);
    for (p, limit) in [(0.05, -1.644_853_6), (0.5, 0.0), (0.95, 1.644_853_6)] {
        let share = v.iter().filter(|v| **v < limit).count() as f64 / v.len() as f64;
        let error = (p * (1.0 - p) / sample.ess_min).sqrt();
        assert!((share - p).abs() < 4.5 * error, "{p} {share}");
    }
}

/// n = 2000 effective, seed 4, a flat likelihood under beta(1/2, 1/2), uniform, half-normal and log-uniform priors: the draws are the
/// prior; nine deciles each, limit 4.5 errors of the share below; false alarm below 1e-3 for all 36.
#[test]
fn mass_at_the_bounds_is_drawn_as_the_prior_says() {
    let inf = f64::INFINITY;
    let coordinates = vec![
        Coordinate::new("a", (0.0, 1.0), Some(Distribution::Beta(0.5, 0.5))).unwrap(),
        Coordinate::new("b", (-2.0, 3.0), None).unwrap(),
        Coordinate::new("c", (0.0, inf), Some(Distribution::HalfNormal(2.0))).unwrap(),
        Coordinate::new("d", (1e-3, 1.0), Some(Distribution::LogUniform(1e-3, 1.0))).unwrap(),
    ];
    let space = Space::new(coordinates).unwrap();
    let flat = Plain(4, |_: &[f64], g: &mut [f64]| {
        g.fill(0.0);
        0.0
    });
    let mut target = Posterior::new(space.clone(), flat).unwrap();
    let sample = run(&mut target, 4, 1.0, 4, 2000.0, 0.8);
    assert!(sample.agreed, "{} {}", sample.rhat_max, sample.ess_min);
    let mut x = vec![0.0; sample.points.len()];
    for (z, x) in sample.points.chunks_exact(4).zip(x.chunks_exact_mut(4)) {
        space.to_bounded(z, x);
    }
    for (i, c) in space.coordinates().iter().enumerate() {
        let draws = column(&x, 4, i);
        for decile in 1..10 {
            let p = f64::from(decile) / 10.0;
            let limit = c.prior.quantile(p);
            let share = draws.iter().filter(|v| **v < limit).count() as f64 / draws.len() as f64;
            let error = (p * (1.0 - p) / sample.ess_min).sqrt();
            assert!((share - p).abs() < 4.5 * error, "{} {p} {share}", c.name);
        }
    }
}

/// Summary of a run agrees with its own R-hat.
#[test]
fn the_sample_reports_what_its_draws_say() {
    let f = |x: &[f64], g: &mut [f64]| {
        g[0] = -x[0];
        -0.5 * x[0] * x[0]
    };
    let sample = run(&mut Plain(1, f), 1, 1.0, 6, 500.0, 0.8);
    let chains: Vec<&[f64]> = sample.points.chunks_exact(sample.length).collect();
    let summary = Summary::of(&chains);
    assert_eq!(summary.rhat, sample.rhat_max);
    assert_eq!(summary.ess_bulk.min(summary.ess_tail), sample.ess_min);
    assert_eq!(sample.record.transitions, sample.length * sample.chains);
    assert_eq!(
        sample.record.depths.iter().sum::<usize>(),
        sample.record.transitions
    );
}
