//! Weights of virtual populations. Oracle: the ratio of two Gaussian densities, whose moments and effective number are closed forms.
#![allow(clippy::unwrap_used)]

use forestall_base::Stream;
use forestall_engine::{Prevalence, Target, Weights};
use forestall_model::Distribution;

const COUNT: u32 = 4000;

fn normals(channel: u64) -> Vec<f64> {
    (0..COUNT)
        .map(|k| Stream::new(5, k, channel).normal())
        .collect()
}

fn moments(weights: &Weights, values: &[f64]) -> (f64, f64) {
    let n = f64::from(COUNT);
    let mean = weights
        .values
        .iter()
        .zip(values)
        .map(|(w, x)| w * x)
        .sum::<f64>()
        / n;
    let square = weights
        .values
        .iter()
        .zip(values)
        .map(|(w, x)| w * (x - mean) * (x - mean))
        .sum::<f64>()
        / n;
    (mean, square.sqrt())
}

/// Closed form: from normal(0, 1) to normal(m, s), E w^2 = exp(m^2 / (2 - s^2)) / (s sqrt(2 - s^2)); a variable 0.8 x + 0.6 z becomes
/// normal(0.8 m, sqrt(0.64 s^2 + 0.36)). Within 0.03 and
/// three standard errors (4000 patients, densities estimated).
#[test]
fn a_gaussian_population_is_weighted_into_another_one() {
    let (x, z) = (normals(1), normals(2));
    let other: Vec<f64> = x.iter().zip(&z).map(|(x, z)| 0.8 * x + 0.6 * z).collect();
    let (m, s) = (0.7, 0.6_f64);
    let target = Target {
        values: x.clone(),
        wanted: Distribution::Normal(m, s),
    };
    let weights = Weights::new(&vec![true; x.len()], &[target]).unwrap();
    let (mean, sd) = moments(&weights, &x);
    assert!(
        (mean - m).abs() < 0.03 && (sd - s).abs() < 0.03,
        "{mean} {sd}"
    );
    let (mean, sd) = moments(&weights, &other);
    assert!(
        (mean - 0.8 * m).abs() < 0.03 && (sd - (0.64 * s * s + 0.36).sqrt()).abs() < 0.03,
        "{mean} {sd}"
    );
    let square = (m * m / (2.0 - s * s)).exp() / (s * (2.0 - s * s).sqrt());
    // The mean of w^2 over the patients has a standard error, from E w^4 in closed form.
    let (a, b, c) = (
        4.0 / (s * s) - 3.0,
        4.0 * m / (s * s),
        4.0 * m * m / (s * s),
    );
    let fourth = (b * b / (2.0 * a) - c / 2.0).exp() / (s.powi(4) * a.sqrt());
    let error = ((fourth - square * square) / f64::from(COUNT)).sqrt();
    let found = f64::from(COUNT) / weights.effective();
    assert!((found - square).abs() < 3.0 * error, "{found} {square}");
    // Accepted patients need no weights: mean and spread are those wanted, within four standard errors.
    let accepted = weights.accepted(1);
    let own: Vec<f64> = x
        .iter()
        .zip(&accepted)
        .filter(|(_, a)| **a)
        .map(|(x, _)| *x)
        .collect();
    let mean = own.iter().sum::<f64>() / own.len() as f64;
    assert!(
        own.len() > 500 && (mean - m).abs() < 4.0 * s / (own.len() as f64).sqrt() + 0.03,
        "{} {mean}",
        own.len()
    );
    assert_eq!(accepted, weights.accepted(1));
    assert!((weights.quantile(&x, 0.5).unwrap() - m).abs() < 0.04);
}

/// Closed form: two correlated targets at once; a log-normal target of a positive outcome.
#[test]
fn two_targets_are_met_together_and_a_lognormal_one_on_its_scale() {
    let (x, z) = (normals(1), normals(2));
    let y: Vec<f64> = x.iter().zip(&z).map(|(x, z)| 0.6 * x + 0.8 * z).collect();
    let targets = [
        Target {
            values: x.clone(),
            wanted: Distribution::Normal(0.3, 0.7),
        },
        Target {
            values: y.clone(),
            wanted: Distribution::Normal(-0.2, 0.7),
        },
    ];
    let weights = Weights::new(&vec![true; x.len()], &targets).unwrap();
    for (values, m) in [(&x, 0.3), (&y, -0.2)] {
        let (mean, sd) = moments(&weights, values);
        assert!(
            (mean - m).abs() < 0.05 && (sd - 0.7).abs() < 0.05,
            "{mean} {sd}"
        );
    }
    let size: Vec<f64> = x.iter().map(|x| x.exp()).collect();
    let target = Target {
        values: size.clone(),
        wanted: Distribution::LogNormal(1.5, 0.5),
    };
    let weights = Weights::new(&vec![true; x.len()], &[target]).unwrap();
    let (mean, sd) = moments(&weights, &x);
    assert!(
        (mean - 1.5_f64.ln()).abs() < 0.03 && (sd - 0.5).abs() < 0.03,
        "{mean} {sd}"
    );
}

/// By hand: shares are met exactly, alone and two at once; what holds nobody is refused; the implausible weigh nothing.
#[test]
fn shares_are_met_and_the_implausible_weigh_nothing() {
    let plausible = [true, true, true, true, false];
    let weights = Weights::new(&plausible, &[]).unwrap();
    assert_eq!(weights.values, [1.25, 1.25, 1.25, 1.25, 0.0]);
    assert!((weights.effective() - 4.0).abs() < 1e-12);
    let share = |inside: [bool; 5], share: f64| Prevalence {
        inside: inside.to_vec(),
        share,
    };
    let one = share([true, false, false, false, true], 0.4);
    let weighted = weights
        .clone()
        .with_prevalence(std::slice::from_ref(&one))
        .unwrap();
    assert!(
        (weighted.values[0] / 5.0 - 0.4).abs() < 1e-12
            && (weighted.values[1] / 5.0 - 0.2).abs() < 1e-12
    );
    let two = share([true, true, false, false, false], 0.7);
    let both = weights.clone().with_prevalence(&[one, two]).unwrap();
    assert!(
        (both.values[0] / 5.0 - 0.4).abs() < 1e-9
            && ((both.values[0] + both.values[1]) / 5.0 - 0.7).abs() < 1e-9
    );
    assert_eq!(weights.with_prevalence(&[share([false; 5], 0.5)]), None);
    assert_eq!(Weights::new(&[false; 5], &[]), None);
    let far = Target {
        values: vec![0.0, 1.0, 2.0, 3.0, 4.0],
        wanted: Distribution::Uniform(50.0, 60.0),
    };
    assert_eq!(Weights::new(&plausible, &[far]), None);
}

/// By hand: the median of an even number is the mean of the two in the middle, weights shift it, what is no number does not count.
#[test]
fn quantiles_are_those_of_weighted_patients() {
    let even = Weights::new(&[true; 5], &[]).unwrap();
    let values = [4.0, f64::NAN, 1.0, 3.0, 2.0];
    for (share, wanted) in [(0.5, 2.5), (0.25, 1.5), (0.3, 2.0), (0.0, 1.0), (1.0, 4.0)] {
        assert_eq!(even.quantile(&values, share), Some(wanted), "{share}");
    }
    let one = Prevalence {
        inside: vec![false, false, false, true, false],
        share: 0.7,
    };
    let heavy = even.with_prevalence(&[one]).unwrap();
    assert_eq!(heavy.quantile(&values, 0.5), Some(3.0));
    let never = [1.0, f64::INFINITY, 2.0, f64::INFINITY, f64::INFINITY];
    let even = Weights::new(&[true; 5], &[]).unwrap();
    assert_eq!(even.quantile(&never, 0.5), Some(f64::INFINITY));
    assert_eq!(even.quantile(&[f64::NAN; 5], 0.5), None);
}
