//! Oracles: finite differences, round trips, closed-form densities and quantiles.

use super::*;

fn transforms() -> Vec<Transform> {
    vec![
        Transform::Identity,
        Transform::Above(-2.0),
        Transform::Below(3.0),
        Transform::Logit(1e-5, 0.25),
        Transform::LogLogit(1e-3, 1.0),
        Transform::Probit(1e-5, 0.25),
        Transform::LogProbit(1e-3, 1.0),
    ]
}

/// Derivatives against central differences with step 1e-5: 1e-7 relative.
#[test]
fn derivatives_of_every_transform_match_finite_differences() {
    for t in transforms() {
        for z in [-5.0, -1.3, 0.0, 0.4, 2.0, 4.0] {
            let (h, at) = (1e-5, t.image(z));
            let (up, down) = (t.image(z + h), t.image(z - h));
            let slope = (up.x - down.x) / (2.0 * h);
            assert!(
                (slope - at.slope).abs() < 1e-7 * (1e-3 + at.slope.abs()),
                "{t:?} {z}"
            );
            assert!(
                (libm::log(at.slope.abs()) - at.ln_slope).abs() < 1e-12,
                "{t:?} {z}"
            );
            let curve = (up.ln_slope - down.ln_slope) / (2.0 * h);
            assert!((curve - at.curve).abs() < 1e-8, "{t:?} {z}");
        }
    }
}

/// z -> x -> z to 1e-9 for |z| <= 20, and x -> z -> x to 1e-15 absolute within 1e-12 of both bounds.
#[test]
fn every_transform_goes_there_and_back() {
    for t in transforms() {
        for k in -25..=25 {
            let z = 0.2 * f64::from(k);
            assert!((t.inverse(t.image(z).x) - z).abs() < 1e-9, "{t:?} {z}");
        }
    }
    for t in [Transform::Logit(0.1, 1.0), Transform::Probit(0.1, 1.0)] {
        for x in [0.1 + 1e-12, 0.1 + 1e-6, 0.5, 1.0 - 1e-6, 1.0 - 1e-12] {
            assert!((t.image(t.inverse(x)).x - x).abs() < 1e-15, "{x}");
        }
    }
}

#[test]
fn the_edges_stay_open_and_finite() {
    for t in transforms() {
        for z in [-1e9, -710.0, -40.0, 40.0, 710.0, 1e9] {
            let at = t.image(z);
            assert!(at.x.is_finite() && at.ln_slope.is_finite() && at.curve.is_finite());
            match t {
                Transform::Logit(a, b)
                | Transform::LogLogit(a, b)
                | Transform::Probit(a, b)
                | Transform::LogProbit(a, b) => {
                    assert!(a < at.x && at.x < b, "{t:?} {z}");
                }
                Transform::Above(a) => assert!(at.x > a),
                Transform::Below(b) => assert!(at.x < b),
                Transform::Identity => {}
            }
        }
        for x in [1e-5, 0.25, 0.0, 1.0, -2.0, 3.0] {
            assert!(t.inverse(x).is_finite(), "{t:?} {x}");
        }
    }
}

fn priors() -> Vec<(Distribution, (f64, f64))> {
    let inf = f64::INFINITY;
    vec![
        (Distribution::Uniform(0.1, 1.0), (0.1, 1.0)),
        (Distribution::LogUniform(1e-3, 1.0), (1e-3, 0.5)),
        (Distribution::Normal(0.027, 0.0135), (0.0, inf)),
        (Distribution::LogNormal(2.0, 0.7), (0.0, inf)),
        (Distribution::HalfNormal(0.3), (0.0, inf)),
        (Distribution::Beta(0.5, 0.5), (0.0, 1.0)),
        (Distribution::Beta(1.0, 4.0), (0.1, 0.9)),
        (Distribution::Gamma(2.5, 3.0), (0.0, inf)),
        (Distribution::Exponential(10.0), (0.0, 20.0)),
    ]
}

/// The density is the derivative of the distribution function (1e-6 relative), its slope that of the density, and the quantile
/// inverts the distribution function (1e-9).
#[test]
fn density_slope_and_quantile_agree_for_every_prior() {
    for (distribution, bounds) in priors() {
        let prior = Prior::new(distribution, bounds).unwrap();
        for k in 1..20 {
            let p = f64::from(k) / 20.0;
            let x = prior.quantile(p);
            assert!(
                (prior.probability_below(x) - p).abs() < 1e-9,
                "{distribution:?} {p}"
            );
            let h = 1e-5 * x;
            let density =
                (prior.probability_below(x + h) - prior.probability_below(x - h)) / (2.0 * h);
            let (value, slope) = prior.ln_density(x);
            assert!(
                (libm::exp(value) / density - 1.0).abs() < 1e-5,
                "{distribution:?} {p}"
            );
            let wanted = (prior.ln_density(x + h).0 - prior.ln_density(x - h).0) / (2.0 * h);
            assert!((slope - wanted).abs() < 1e-6 * (1.0 + wanted.abs()) + 1e-9 / h * 1e-6);
        }
    }
}

/// Closed forms: sd of uniform(0, 1) is 1/sqrt 12, of beta(1/2, 1/2) 1/sqrt 8, of exponential(1) 1 (2 % for cut tails).
#[test]
fn standard_deviations_of_priors() {
    let sd = |d, b| Prior::new(d, b).unwrap().standard_deviation();
    assert!((sd(Distribution::Uniform(0.0, 1.0), (0.0, 1.0)) - 12f64.sqrt().recip()).abs() < 1e-3);
    assert!((sd(Distribution::Beta(0.5, 0.5), (0.0, 1.0)) - 8f64.sqrt().recip()).abs() < 1e-3);
    let inf = (0.0, f64::INFINITY);
    assert!((sd(Distribution::Exponential(1.0), inf) - 1.0).abs() < 0.02);
}

/// Gradient of prior plus Jacobian against central differences: 1e-6.
#[test]
fn gradient_of_the_prior_on_the_real_space() {
    let coordinates = priors()
        .into_iter()
        .map(|(d, b)| Coordinate::new("p", b, Some(d)).unwrap())
        .collect();
    let space = Space::new(coordinates).unwrap();
    let z: Vec<f64> = (0..space.dimension())
        .map(|i| 0.3 * i as f64 - 1.2)
        .collect();
    let mut g = vec![0.0; z.len()];
    space.ln_prior(&z, Some(&mut g));
    for i in 0..z.len() {
        let (mut up, mut down) = (z.clone(), z.clone());
        up[i] += 1e-5;
        down[i] -= 1e-5;
        let wanted = (space.ln_prior(&up, None) - space.ln_prior(&down, None)) / 2e-5;
        assert!(
            (g[i] - wanted).abs() < 1e-6 * (1.0 + wanted.abs()),
            "{i}: {} {wanted}",
            g[i]
        );
    }
}

/// The prior integrates to 1 over z (trapezium, 4e4 points over +-60): 1e-4.
#[test]
fn the_prior_on_the_real_line_is_normalised() {
    for (d, b) in priors() {
        let space = Space::new(vec![Coordinate::new("p", b, Some(d)).unwrap()]).unwrap();
        let total: f64 = (0..40_000)
            .map(|k| libm::exp(space.ln_prior(&[f64::from(k) * 0.003 - 60.0], None)) * 0.003)
            .sum();
        assert!((total - 1.0).abs() < 1e-4, "{d:?} {total}");
    }
}

#[test]
fn refusals_have_exact_messages() {
    let inf = f64::INFINITY;
    let text = |bounds, prior| Coordinate::new("r", bounds, prior).unwrap_err().to_string();
    assert_eq!(
        text((1.0, 0.0), None),
        "parameter \"r\": bounds [1, 0] enclose no value; the lower bound must be below the upper"
    );
    assert_eq!(
        text((0.0, inf), None),
        "parameter \"r\": bounds [0, inf] are not finite and no prior is given; give finite bounds or a prior"
    );
    assert_eq!(
        text((0.0, 1.0), Some(Distribution::Uniform(2.0, 3.0))),
        "parameter \"r\": prior uniform(2, 3) has no mass between the bounds 0 and 1"
    );
    assert_eq!(
        text((0.0, 1.0), Some(Distribution::Normal(0.5, -1.0))),
        "parameter \"r\": prior normal(0.5, -1) has no mass between the bounds 0 and 1"
    );
    assert_eq!(
        Space::of_model(&[], &[]).unwrap_err().to_string(),
        "nothing to estimate: no parameter is free"
    );
    assert_eq!(
        Space::of_model(&[], &[3]).unwrap_err().to_string(),
        "free parameter number 3 does not exist: the model has 0 parameters"
    );
}
