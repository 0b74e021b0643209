//! Particles, mixture, and chains with global moves.

use super::super::channels::{Purpose, stream};
use super::super::*;
use super::densities::{closed, column, covariance, ln_normal, mean, two_modes};
use crate::BatchDensity;

/// n = 1024 particles, seeds 0..40, five normal likelihoods at 1 with sd 0.01 to 100 under normal(0, 10) priors: the mean error of the
/// log evidence within 4.5 standard errors of 0, each error below 1.5 (observed sd about 0.2); false alarm below 1e-5.
#[test]
fn particles_give_the_closed_form_evidence_of_a_conjugate_model() {
    const SD: [f64; 5] = [0.01, 0.1, 1.0, 10.0, 100.0];
    let mut target = closed(5, 10.0, |x: &[f64], g: &mut [f64]| {
        for i in 0..5 {
            g[i] = (1.0 - x[i]) / (SD[i] * SD[i]);
        }
        x.iter().zip(SD).map(|(x, sd)| ln_normal(x - 1.0, sd)).sum()
    });
    let wanted: f64 = SD
        .iter()
        .map(|sd| ln_normal(1.0, (sd * sd + 100.0).sqrt()))
        .sum();
    let errors: Vec<f64> = (0..40)
        .map(|seed| particles(&mut target, 1024, seed, 0).unwrap().ln_evidence - wanted)
        .collect();
    let sd = covariance(&errors, &errors).sqrt();
    assert!(errors.iter().all(|e| e.abs() < 1.5), "{errors:?}");
    // The logarithm of an unbiased estimate is low by half its variance.
    assert!(
        (mean(&errors) + 0.5 * sd * sd).abs() < 4.5 * sd / 40f64.sqrt(),
        "{} {sd}",
        mean(&errors)
    );
}

/// n = 1024 particles, seeds 0..20, two modes 20 sd apart in each of 5 coordinates: closed-form evidence (each within 2) and mean weight
/// of the first mode 0.7 * (same prior factor) = 0.7 within 0.1; false alarm below 1e-4.
#[test]
fn particles_find_both_modes_and_their_weights() {
    let mut target = closed(5, 10.0, two_modes);
    let wanted = 5.0 * ln_normal(10.0, 101f64.sqrt());
    let shares: Vec<f64> = (0..20)
        .map(|seed| {
            let cloud = particles(&mut target, 1024, seed, 0).unwrap();
            assert!(
                (cloud.ln_evidence - wanted).abs() < 2.0,
                "{} {wanted}",
                cloud.ln_evidence
            );
            let first = column(&cloud.points, 5, 0);
            first.iter().filter(|x| **x < 0.0).count() as f64 / first.len() as f64
        })
        .collect();
    assert!((mean(&shares) - 0.7).abs() < 0.1, "{shares:?}");
}

/// n above 1000 effective, seeds 0..10, two modes 20 sd apart in each of 5 coordinates, weights 0.7 and 0.3: every run agrees (R-hat <
/// 1.01), weight within 5 errors (0.073), moments of the modes right; false alarm below 1e-4.
#[test]
fn chains_jump_between_modes_twenty_sd_apart() {
    let mut target = closed(5, 10.0, two_modes);
    for seed in 0..10 {
        let sample = sample(&mut target, &Sampling::default(), seed, 0).unwrap();
        assert!(
            sample.agreed,
            "{seed}: {} {}",
            sample.rhat_max, sample.ess_min
        );
        let first = column(&sample.points, 5, 0);
        let share = first.iter().filter(|x| **x < 0.0).count() as f64 / first.len() as f64;
        assert!(
            (share - 0.7).abs() < 5.0 * (0.21 / sample.ess_min).sqrt(),
            "{seed}: {share}"
        );
        let left: Vec<f64> = first.into_iter().filter(|x| *x < 0.0).collect();
        assert!(
            (mean(&left) + 1000.0 / 101.0).abs() < 0.2,
            "{seed}: {}",
            mean(&left)
        );
        assert!(
            (covariance(&left, &left) - 100.0 / 101.0).abs() < 0.25,
            "{seed}"
        );
    }
}

/// Effective share of 4000 importance weights of a mixture for a target, and the evidence that their mean gives.
fn effective_share(mixture: &Mixture, target: &mut dyn BatchDensity, seed: u64) -> (f64, f64) {
    let d = target.dimension();
    let mut random = stream(seed, 9, Purpose::Move, 0, 0);
    let mut points = vec![0.0; 4000 * d];
    for point in points.chunks_exact_mut(d) {
        mixture.draw(&mut random, point);
    }
    let mut values = vec![0.0; 4000];
    target.evaluate(&points, &mut values, None).unwrap();
    let weights = values.iter().zip(points.chunks_exact(d));
    let weights: Vec<f64> = weights
        .map(|(v, point)| libm::exp(v - mixture.ln_density(point)))
        .collect();
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    let sum: f64 = weights.iter().sum();
    (sum * sum / (4000.0 * squares), sum / 4000.0)
}

/// Seeds 0..12, a likelihood that cuts a normal(0, 10) prior off at 0 (logistic edge) and bends the second coordinate along the first
/// (a boomerang of ends thirty times as long as thick): the mean weight is the evidence (0.5: the edge is symmetric and the bend
/// normalised) within 5 % in every run, and polishing raises the mean effective share, to above 0.5. Single shares are no test: a
/// mixture that does not reach the ends never meets the weights that tell.
#[test]
fn polishing_makes_the_mixture_fit_edges_and_bends() {
    let mut target = closed(2, 10.0, |x: &[f64], g: &mut [f64]| {
        let bend = x[1] - 0.1 * x[0] * x[0];
        let edge = 1.0 / (1.0 + libm::exp(4.0 * x[0]));
        g[0] = 4.0 * edge;
        g[1] = 0.0;
        libm::log(1.0 - edge) + ln_normal(bend, 1.0) - ln_normal(x[1], 10.0)
    });
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for seed in 0..12 {
        let cloud = particles(&mut target, 1024, seed, 0).unwrap();
        let mut run = Run::from_particles(&cloud, &Sampling::default(), seed, 0).unwrap();
        before.push(effective_share(run.mixture().unwrap(), &mut target, seed).0);
        run.polish(&mut target, &cloud.points).unwrap();
        let (share, evidence) = effective_share(run.mixture().unwrap(), &mut target, seed);
        assert!((evidence / 0.5 - 1.0).abs() < 0.05, "{seed}: {evidence}");
        after.push(share);
    }
    let (before, after) = (mean(&before), mean(&after));
    assert!(after > before && after > 0.5, "{before} {after}");
}

/// Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788) of y ~ normal(theta, 1), theta ~ normal(0, 2), 3 readings, both
/// kinds of moves: 200 data sets, ranks of theta among 19 thinned draws in 10 bins of 20: chi-square with 9 degrees of freedom
/// below 33.7 (false alarm 1e-4).
#[test]
fn ranks_of_the_truth_are_uniform() {
    let mut bins = [0_u32; 10];
    let quick = Sampling {
        particles: 128,
        chains: 4,
        warmup: 20,
        block: 50,
        most: 100,
        ess: 1e9,
        ..Sampling::default()
    };
    for set in 0..200_u32 {
        let mut random = forestall_base::Stream::new(11, set, 0);
        let truth = 2.0 * random.normal();
        let data: Vec<f64> = (0..3).map(|_| truth + random.normal()).collect();
        let mut target = closed(1, 2.0, move |x: &[f64], g: &mut [f64]| {
            g[0] = data.iter().map(|y| y - x[0]).sum();
            data.iter().map(|y| ln_normal(y - x[0], 1.0)).sum()
        });
        let sample = sample(&mut target, &quick, 11, set).unwrap();
        let stride = sample.points.len() / 19;
        let thin = sample.points.iter().step_by(stride).take(19);
        let rank = thin.filter(|x| **x < truth).count();
        bins[rank / 2] += 1;
    }
    let chi: f64 = bins
        .iter()
        .map(|&b| (f64::from(b) - 20.0).powi(2) / 20.0)
        .sum();
    assert!(chi < 33.7, "{chi} {bins:?}");
}

/// The mixture's density integrates to 1: 2e5 points of a wide normal, seed 9, importance mean within 5 standard errors.
#[test]
fn the_mixture_is_normalised_and_draws_what_it_says() {
    let mut random = stream(9, 0, Purpose::Mixture, 0, 0);
    let points: Vec<f64> = (0..800)
        .flat_map(|k| {
            let shift = if k % 3 == 0 { 6.0 } else { 0.0 };
            [random.normal() + shift, 0.5 * random.normal() - shift]
        })
        .collect();
    let mixture = Mixture::fit(&points, 2, 12, &mut random);
    assert!(mixture.components() >= 3);
    let n = 200_000;
    let weights: Vec<f64> = (0..n)
        .map(|_| {
            let x = [8.0 * random.normal(), 8.0 * random.normal()];
            libm::exp(mixture.ln_density(&x) - ln_normal(x[0], 8.0) - ln_normal(x[1], 8.0))
        })
        .collect();
    let error = (covariance(&weights, &weights) / f64::from(n)).sqrt();
    assert!(
        (mean(&weights) - 1.0).abs() < 5.0 * error + 0.02,
        "{} {error}",
        mean(&weights)
    );
    let mut far = 0;
    let mut point = [0.0; 2];
    for _ in 0..20_000 {
        mixture.draw(&mut random, &mut point);
        far += i32::from(point[0] - point[1] > 6.0);
    }
    // A third of the points, and about half of the wide component's 5 %.
    assert!((f64::from(far) / 20_000.0 - 0.34).abs() < 0.03, "{far}");
}
