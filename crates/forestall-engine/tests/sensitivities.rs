//! Local and global sensitivities. Oracles: closed forms of growth and of times to a threshold, central differences on library models,
//! the Ishigami and the Sobol g function, a linear function.
#![allow(clippy::unwrap_used)]

use std::f64::consts::PI;

use forestall_engine::{Local, Model, SobolDesign};
use forestall_model::{Source, load_asked};

/// Model and quantity.
fn asked(text: &str, of: &str) -> (Model, forestall_model::Expr) {
    let source = Source::new("t.toml", text);
    let (loaded, mut quantities) = load_asked(&source, None, &[of.to_owned()], "--of").unwrap();
    (Model::new(loaded.core).unwrap(), quantities.remove(0))
}

fn library(name: &str) -> String {
    let path = format!("{}/../../models/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn local(text: &str, regimen: usize, of: &str) -> Local {
    let (model, quantity) = asked(text, of);
    let parameters = model.core().defaults();
    let all: Vec<usize> = (0..parameters.len()).collect();
    model
        .elasticities(regimen, &quantity, &parameters, &all)
        .unwrap()
}

/// Growth from S0 at rate r, killed at rate k while a pulsed drug is on; a rule on a grid.
const GROWTH: &str = "[model]\nname = \"t\"\ntime = \"day\"\n[parameter]\nr = 0.1\nS0 = 2\nk = 0.3\nlevel = 3\n[population.S]\ninitial = \"S0\"\n\
birth = \"r\"\ndeath = \"k * dose(D)\"\n[drug.D]\nexposure = \"on-off\"\n[assay.burden]\nvalue = \"S\"\nevery = 1\n[regimen.none]\n\
[regimen.pulsed]\nD = { on = 2, off = 3 }\n[stop.progression]\nwhen = \"burden > level * baseline(burden)\"\ncheck = \"every 1 day\"\nends = false\n\
[solver]\nuntil = 40\n";

/// Closed form: S(t) = S0 exp(r t - k (time on)); elasticities r t, 1, -k (time on), to 1e-7, by tangents.
#[test]
fn elasticities_of_growth_under_pulses_are_its_exponents() {
    let found = local(GROWTH, 1, "at(S, 12)");
    // On from 0 to 2, 5 to 7, 10 to 12.
    let wanted = [0.1 * 12.0, 1.0, -0.3 * 6.0, 0.0];
    assert!((found.value - 2.0 * libm::exp(1.2 - 1.8)).abs() < 1e-8);
    for (slope, wanted) in found.slopes.iter().zip(wanted) {
        assert!(slope.tangent.is_some());
        assert!(
            (slope.elasticity - wanted).abs() < 1e-7,
            "{slope:?} {wanted}"
        );
    }
}

/// Closed form: the time to level times the baseline is ln(level) / r: elasticities -1 by r, 0 by S0, 1 / ln(level) by level, to 1e-7.
#[test]
fn the_time_of_a_stop_rule_has_the_derivative_of_its_closed_form() {
    let found = local(GROWTH, 0, "time(progression)");
    let ln = 3.0_f64.ln();
    assert!((found.value - ln / 0.1).abs() < 1e-7, "{found:?}");
    for (slope, wanted) in found.slopes.iter().zip([-1.0, 0.0, 0.0, 1.0 / ln]) {
        assert!(
            (slope.tangent.unwrap() * [0.1, 2.0, 0.3, 3.0][slope.parameter] / found.value - wanted)
                .abs()
                < 1e-7,
            "{slope:?}"
        );
        assert!((slope.elasticity - wanted).abs() < 1e-7);
    }
}

/// Closed form: a combination of quantities, ln(at(S, 20) / at(S, 10)) = 10 r; and an extreme at the end of a pulse.
#[test]
fn quantities_of_several_readings_follow_the_chain_rule() {
    let found = local(GROWTH, 0, "ln(at(S, 20) / at(S, 10)) + level ^ 2");
    assert!(
        (found.slopes[0].tangent.unwrap() - 10.0).abs() < 1e-6,
        "{found:?}"
    );
    assert!(found.slopes[1].tangent.unwrap().abs() < 1e-8);
    assert!((found.slopes[3].tangent.unwrap() - 6.0).abs() < 1e-12);
    let least = local(GROWTH, 1, "smallest(S, 0, 12)");
    assert!((least.slopes[2].elasticity + 1.8).abs() < 1e-5, "{least:?}");
}

/// Second method: tangents against central differences on library models, to 1e-5 of the largest elasticity.
#[test]
fn tangents_agree_with_central_differences_on_library_models() {
    let cases = [
        ("hahnfeldt-1999-angiogenesis", 0, "at(V, 20)"),
        ("kuznetsov-1994-dormancy", 0, "largest(T, 0, 100)"),
        ("strobl-2021-turnover", 0, "time(progression)"),
        ("kirschner-panetta-1998", 0, "at(T, 50)"),
    ];
    for (name, regimen, of) in cases {
        let found = local(&library(name), regimen, of);
        let (model, _) = asked(&library(name), of);
        let defaults = model.core().defaults();
        let scale = |slope: f64, k: usize| slope * defaults[k] / found.value;
        let largest = found
            .slopes
            .iter()
            .map(|s| s.elasticity.abs())
            .fold(0.0, f64::max);
        assert!(largest > 0.1 && largest.is_finite(), "{name} {found:?}");
        for slope in &found.slopes {
            let tangent = slope.tangent.unwrap_or_else(|| panic!("{name}: {slope:?}"));
            let (a, b) = (
                scale(tangent, slope.parameter),
                scale(slope.difference, slope.parameter),
            );
            assert!(
                (a - b).abs() <= 1e-5 * largest,
                "{name} {}: {a} {b}",
                model.core().parameters[slope.parameter].name
            );
        }
    }
}

/// Single doses and thresholds at any moment have no tangents: differences stand alone and say so.
#[test]
fn where_tangents_do_not_reach_differences_are_taken() {
    let found = local(&library("hahnfeldt-1999-angiogenesis"), 1, "at(V, 13)");
    assert!(
        found
            .slopes
            .iter()
            .all(|s| s.tangent.is_none() && s.difference.is_finite())
    );
    let amounts = GROWTH
        .replace(
            "exposure = \"on-off\"",
            "exposure = \"amount\"\nunit = \"1\"",
        )
        .replace("D = { on = 2, off = 3 }", "D = \"k\"");
    let found = local(&amounts, 1, "at(S, 5)");
    let known: Vec<bool> = found.slopes.iter().map(|s| s.tangent.is_some()).collect();
    // The dose is k: that derivative is one of differences, -2 k^2 t.
    assert_eq!(known, [true, true, false, true]);
    assert!(
        (found.slopes[2].elasticity + 2.0 * 0.09 * 5.0).abs() < 1e-6,
        "{found:?}"
    );
}

/// Indices of a function of numbers in (0, 1).
fn indices(parameters: usize, samples: u32, f: impl Fn(&[f64]) -> f64) -> Vec<[[f64; 3]; 2]> {
    let design = SobolDesign {
        parameters,
        samples,
        seed: 7,
    };
    let outcomes: Vec<f64> = (0..design.runs())
        .map(|run| f(&design.point(run)))
        .collect();
    let found = design.indices(&outcomes).unwrap();
    assert_eq!(found.rows, samples as usize);
    found
        .indices
        .iter()
        .map(|i| [i.first, i.total].map(|x| [x.value, x.q05, x.q95]))
        .collect()
}

/// Each estimate lies within four standard errors, as its own interval has them, of the closed form, and within 0.03.
#[track_caller]
fn close(found: &[[[f64; 3]; 2]], first: &[f64], total: &[f64]) {
    for (k, [one, all]) in found.iter().enumerate() {
        for (got, wanted) in [(one, first[k]), (all, total[k])] {
            let error = (got[2] - got[1]) / 3.29;
            let gap = (got[0] - wanted).abs();
            assert!(
                gap <= 4.0 * error + 1e-12 && gap < 0.03,
                "{k}: {got:?} {wanted}"
            );
        }
    }
}

/// Closed form (Ishigami and Homma 1990): sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 on (-pi, pi)^3, N = 8192.
#[test]
fn indices_of_the_ishigami_function_are_its_closed_forms() {
    let (a, b) = (7.0, 0.1);
    let found = indices(3, 8192, |u| {
        let x: Vec<f64> = u.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
        libm::sin(x[0]) + a * libm::sin(x[1]).powi(2) + b * x[2].powi(4) * libm::sin(x[0])
    });
    let one = 0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2);
    let two = a * a / 8.0;
    let both = 8.0 * b * b * PI.powi(8) / 225.0;
    let all = one + two + both;
    close(
        &found,
        &[one / all, two / all, 0.0],
        &[(one + both) / all, two / all, both / all],
    );
}

/// Closed form (Saltelli and Sobol 1995): the product of (|4 u - 2| + a) / (1 + a), N = 8192.
#[test]
fn indices_of_the_g_function_are_its_closed_forms() {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0];
    let found = indices(5, 8192, |u| {
        u.iter()
            .zip(a)
            .map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a))
            .product()
    });
    let own = a.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let product: f64 = own.iter().map(|v| 1.0 + v).product();
    let all = product - 1.0;
    let first: Vec<f64> = own.iter().map(|v| v / all).collect();
    let total: Vec<f64> = own
        .iter()
        .map(|v| v * (product / (1.0 + v)) / all)
        .collect();
    close(&found, &first, &total);
}

/// Closed form: of a linear function, first-order and total indices are both c^2 / sum c^2. A constant has none, a broken run is left out.
#[test]
fn indices_of_a_linear_function_are_shares_of_its_squares() {
    let c = [3.0, 2.0, 1.0];
    let found = indices(3, 4096, |u| {
        1e6 + u.iter().zip(c).map(|(u, c)| u * c).sum::<f64>()
    });
    let share = c.map(|c| c * c / 14.0);
    close(&found, &share, &share);
    let design = SobolDesign {
        parameters: 2,
        samples: 8,
        seed: 1,
    };
    assert_eq!(design.indices(&vec![3.5; design.runs()]), None);
    let mut outcomes: Vec<f64> = (0..design.runs()).map(|run| design.point(run)[0]).collect();
    outcomes[5] = f64::NAN;
    assert_eq!(design.indices(&outcomes).unwrap().rows, 7);
    // Runs of one row share what is not exchanged.
    let points: Vec<Vec<f64>> = (4..8).map(|run| design.point(run)).collect();
    assert_eq!((points[2][0], points[2][1]), (points[1][0], points[0][1]));
    assert_eq!((points[3][0], points[3][1]), (points[0][0], points[1][1]));
}
