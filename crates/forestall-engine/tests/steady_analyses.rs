//! Steady states under held doses, their kinds, branches over a parameter, nullclines. Oracles: normal forms in closed form, a
//! polynomial system whose roots are all known, and the circuit of Lu 2013, whose folds come from an independent solver.
#![allow(clippy::unwrap_used)]

use forestall_engine::{Along, AnalysisError, Branch, BranchPoint, HeldDose, Kind, Model, Special};
use forestall_model::{Source, load};

/// A model of states with these rates, all in parameters `m` and `a`.
fn model(states: &[(&str, &str)]) -> Model {
    let mut text = String::from("[model]\nname = \"t\"\ntime = \"1\"\n[parameter]\nm = 0\na = 1\n");
    for (name, rate) in states {
        text += &format!("[state.{name}]\ninitial = \"m * a\"\node = \"{rate}\"\n");
    }
    of_text(&text)
}

fn of_text(text: &str) -> Model {
    let loaded = load(&Source::new("t.toml", text), None).unwrap();
    Model::new(loaded.core).unwrap()
}

fn library(name: &str) -> Model {
    let path = format!("{}/../../models/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    of_text(&std::fs::read_to_string(path).unwrap())
}

fn along(model: &Model, from: f64, to: f64, ranges: &[(f64, f64)]) -> Vec<Branch> {
    let along = Along {
        parameter: 0,
        from,
        to,
        log: false,
    };
    model
        .branches(&model.core().defaults(), along, ranges)
        .unwrap()
}

fn specials(branches: &[Branch]) -> Vec<&BranchPoint> {
    let points = branches.iter().flat_map(|b| &b.points);
    points.filter(|p| p.special.is_some()).collect()
}

/// Closed form: (x^2 - 1)(x^2 - 4) = 0 and (y - x)(y + 3) = 0 have the eight roots x in {-2, -1, 1, 2}, y in {x, -3}.
#[test]
fn all_eight_roots_of_a_polynomial_system_are_found() {
    let model = model(&[
        ("x", "(x ^ 2 - 1) * (x ^ 2 - 4) + m"),
        ("y", "(y - x) * (y + 3) * a"),
    ]);
    let found = model
        .steady_states(None, &[0.0, 1.0], &[(-10.0, 10.0), (-10.0, 10.0)])
        .unwrap();
    let wanted: Vec<[f64; 2]> = [-2.0, -1.0, 1.0, 2.0]
        .iter()
        .flat_map(|&x| [[x, -3.0], [x, x]])
        .collect();
    assert_eq!(found.len(), 8, "{found:?}");
    for (got, wanted) in found.iter().zip(wanted) {
        assert!(
            got.states
                .iter()
                .zip(wanted)
                .all(|(a, b)| (a - b).abs() < 1e-10),
            "{got:?}"
        );
    }
}

/// Closed form: x' = m - x^2 has its fold at 0, stable above and unstable below, as one branch; to 1e-9.
#[test]
fn the_saddle_node_normal_form_has_one_branch_that_folds_at_zero() {
    let branches = along(&model(&[("x", "m - x ^ 2 * a")]), -1.0, 1.0, &[(-2.0, 2.0)]);
    assert_eq!(branches.len(), 1);
    let found = specials(&branches);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].special, Some(Special::Fold));
    assert!(
        found[0].parameter.abs() < 1e-9 && found[0].states[0].abs() < 1e-5,
        "{found:?}"
    );
    for point in branches[0].points.iter().filter(|p| p.special.is_none()) {
        assert!((point.parameter - point.states[0].powi(2)).abs() < 1e-9);
        assert!(point.states[0].abs() < 1e-3 || point.is_stable() == (point.states[0] > 0.0));
    }
    let ends = [&branches[0].points[0], branches[0].points.last().unwrap()];
    assert!(
        ends.iter().all(|p| (p.parameter - 1.0).abs() < 1e-12),
        "{ends:?}"
    );
}

/// Closed form: x' = m + x - x^3 folds at m = -+ 2 / sqrt 27, x = +- 1 / sqrt 3, to 1e-9; three states between, one outside.
#[test]
fn the_cusp_normal_form_has_both_folds() {
    let branches = along(
        &model(&[("x", "m + a * x - x ^ 3")]),
        -1.0,
        1.0,
        &[(-3.0, 3.0)],
    );
    assert_eq!(branches.len(), 1);
    let found = specials(&branches);
    let at = 2.0 / 27.0_f64.sqrt();
    assert_eq!(found.len(), 2);
    for point in found {
        assert_eq!(point.special, Some(Special::Fold));
        let x = -point.parameter.signum() / 3.0_f64.sqrt();
        assert!((point.parameter.abs() - at).abs() < 1e-9, "{point:?}");
        assert!((point.states[0] - x).abs() < 1e-4, "{point:?}");
    }
}

/// Closed form: the Hopf normal form with frequency 3 turns unstable at m = 0, to 1e-9.
#[test]
fn the_hopf_normal_form_is_located_with_its_frequency() {
    let model = model(&[
        ("x", "m * x - 3 * y - x * (x ^ 2 + y ^ 2) * a"),
        ("y", "3 * x + m * y - y * (x ^ 2 + y ^ 2)"),
    ]);
    let branches = along(&model, -1.0, 1.0, &[(-2.0, 2.0), (-2.0, 2.0)]);
    assert_eq!(branches.len(), 1, "{branches:?}");
    let found = specials(&branches);
    assert_eq!(found.len(), 1);
    let Some(Special::Hopf {
        frequency,
        lyapunov,
    }) = found[0].special
    else {
        panic!("{found:?}");
    };
    assert!(
        (frequency - 3.0).abs() < 1e-9 && found[0].parameter.abs() < 1e-9,
        "{found:?}"
    );
    assert!(lyapunov < 0.0, "{lyapunov}");
}

/// Closed form: with r' = m r + l r^3 in polar coordinates the first Lyapunov coefficient is l times a positive number that does not
/// depend on l; to 1e-4 (differences of the Jacobian).
#[test]
fn the_side_to_which_oscillations_are_born_is_told() {
    let of = |l: f64| {
        let x = format!("m * x - 3 * y + {l} * x * (x ^ 2 + y ^ 2) * a + x ^ 2 - x * y");
        let model = model(&[
            ("x", &x),
            ("y", &format!("3 * x + m * y + {l} * y * (x ^ 2 + y ^ 2)")),
        ]);
        let branches = along(&model, -1.0, 1.0, &[(-0.5, 0.5), (-0.5, 0.5)]);
        let found = specials(&branches);
        match found[0].special {
            Some(Special::Hopf { lyapunov, .. }) => lyapunov,
            other => panic!("{other:?}"),
        }
    };
    let [less, more] = [of(-2.0), of(2.0)];
    assert!(less < 0.0 && more > 0.0, "{less} {more}");
    // The quadratic terms add the same to both.
    let middle = of(0.5);
    assert!(
        (middle - (less + (more - less) * 2.5 / 4.0)).abs() < 1e-4 * (more - less),
        "{less} {middle} {more}"
    );
}

/// Closed form: the Brusselator x' = 1 - (m + 1) x + a x^2 y, y' = m x - a x^2 y rests at (1, m / a), and a Hopf point lies at
/// m = 1 + a with frequency sqrt a, to 1e-9.
#[test]
fn the_brusselator_begins_to_oscillate_where_theory_says() {
    let model = model(&[
        ("x", "1 - (m + 1) * x + a * x ^ 2 * y"),
        ("y", "m * x - a * x ^ 2 * y"),
    ]);
    let along = Along {
        parameter: 0,
        from: 0.5,
        to: 8.0,
        log: true,
    };
    let branches = model
        .branches(&[0.5, 4.0], along, &[(0.0, 10.0), (0.0, 10.0)])
        .unwrap();
    let found = specials(&branches);
    assert_eq!((branches.len(), found.len()), (1, 1), "{found:?}");
    let Some(Special::Hopf {
        frequency,
        lyapunov,
    }) = found[0].special
    else {
        panic!("{found:?}");
    };
    assert!((found[0].parameter - 5.0).abs() < 1e-8, "{found:?}");
    // Theory: the Brusselator's oscillations are born stable.
    assert!(
        (frequency - 2.0).abs() < 1e-8 && lyapunov < 0.0,
        "{lyapunov}"
    );
}

/// Closed form: x' = x (m - x): two branches, 0 and m, that change stability at m = 0. The half below the range is not followed.
#[test]
fn the_transcritical_crossing_is_marked() {
    let branches = along(
        &model(&[("x", "a * x * (m - x)")]),
        -1.0,
        1.0,
        &[(0.0, 2.0)],
    );
    assert_eq!(branches.len(), 2, "{branches:?}");
    let found = specials(&branches);
    assert!(
        found
            .iter()
            .all(|p| p.special == Some(Special::Crossing) && p.parameter.abs() < 1e-9)
    );
    assert_eq!(found.len(), 1, "{found:?}");
}

/// Closed form: x^2 + m^2 = 1 is a closed curve with folds at m = -1 and m = 1.
#[test]
fn a_closed_curve_is_gone_round_once() {
    let branches = along(
        &model(&[("x", "a - x ^ 2 - m ^ 2")]),
        -2.0,
        2.0,
        &[(-3.0, 3.0)],
    );
    assert_eq!(branches.len(), 1);
    assert!(branches[0].closed);
    let mut folds: Vec<f64> = specials(&branches).iter().map(|p| p.parameter).collect();
    folds.sort_by(f64::total_cmp);
    assert_eq!(folds.len(), 2);
    assert!(
        (folds[0] + 1.0).abs() < 1e-9 && (folds[1] - 1.0).abs() < 1e-9,
        "{folds:?}"
    );
}

/// Number of steady states of the circuit of Lu 2013 at three levels of SNAIL, on the branch, and its four folds, which an independent
/// reduction to one equation gives (SciPy), to 1e-6.
#[test]
fn the_emt_circuit_folds_where_an_independent_solver_says() {
    let model = library("lu-2013-emt");
    let ranges = model.core().steady.clone();
    let branches = along(&model, 1.5e5, 2.5e5, &ranges);
    assert_eq!(branches.len(), 1);
    let mut folds: Vec<f64> = specials(&branches).iter().map(|p| p.parameter).collect();
    folds.sort_by(f64::total_cmp);
    let wanted = [
        185_074.768_87,
        193_180.375_04,
        208_836.048_94,
        224_681.578_72,
    ];
    assert_eq!(folds.len(), 4, "{folds:?}");
    for (got, wanted) in folds.iter().zip(wanted) {
        assert!((got / wanted - 1.0).abs() < 1e-6, "{folds:?}");
    }
    for (level, count) in [(1.8e5, 1), (1.9e5, 3), (2.0e5, 5)] {
        let pairs = branches[0].points.windows(2);
        let passed = pairs.filter(|p| (p[0].parameter - level) * (p[1].parameter - level) < 0.0);
        assert_eq!(passed.count(), count, "{level}");
    }
}

/// Kirschner and Panetta 1998: the coexistence state loses and regains its stability along the antigenicity c.
#[test]
fn the_limit_cycle_of_kirschner_and_panetta_lies_between_two_hopf_points() {
    let model = library("kirschner-panetta-1998");
    let c = model.core().parameter("c").unwrap();
    let along = Along {
        parameter: c,
        from: 1e-5,
        to: 0.05,
        log: true,
    };
    let ranges = model.core().steady.clone();
    let branches = model
        .branches(&model.core().defaults(), along, &ranges)
        .unwrap();
    let hopf: Vec<f64> = specials(&branches)
        .iter()
        .filter(|p| matches!(p.special, Some(Special::Hopf { .. })))
        .map(|p| p.parameter)
        .collect();
    // Oscillating at 0.02 and damped at 0.035 (published behaviour; the paper puts the change at 0.032).
    assert!(hopf.iter().any(|c| (0.03..0.035).contains(c)), "{hopf:?}");
}

/// Kuznetsov 1994: dormant focus, saddle, large-tumour node, and the tumour-free state, which is a saddle.
#[test]
fn kinds_of_kuznetsovs_steady_states() {
    let model = library("kuznetsov-1994-dormancy");
    let ranges = model.core().steady.clone();
    let held = model.held(Some(0), &[]).unwrap();
    let found = held
        .steady_states(None, &model.core().defaults(), &ranges)
        .unwrap();
    let mut kinds: Vec<&str> = found.iter().map(|s| s.kind().word()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["saddle", "saddle", "stable focus", "stable node"]);
    let free = found.iter().find(|s| s.states.contains(&0.0)).unwrap();
    assert_eq!((free.kind(), free.unstable_directions()), (Kind::Saddle, 1));
}

const DOSED: &str = "[model]\nname = \"t\"\ntime = \"day\"\n[parameter]\nr = { value = 1, unit = \"1/day\" }\nk = { value = 1, unit = \"1/(mg day)\" }\n\
q = { value = 0.25, unit = \"mg\" }\n[population.S]\ninitial = \"0.1\"\nbirth = \"r * (1 - S)\"\ndeath = \"k * dose(D)\"\n\
[drug.D]\nexposure = \"amount\"\nunit = \"mg\"\n[regimen.none]\n[regimen.some]\nD = \"q\"\n";

/// Closed form: S' = r (1 - S) S - k D S rests at 1 - k D / r: under the regimen's dose, under a given one, along the dose.
#[test]
fn doses_are_held_by_regimen_by_number_and_as_a_parameter() {
    let model = of_text(DOSED);
    let parameters = model.core().defaults();
    let top = |held: &Model, parameters: &[f64]| {
        held.steady_states(None, parameters, &[(0.0, 2.0)])
            .unwrap()
            .last()
            .unwrap()
            .states[0]
    };
    let by_regimen = model.held(Some(1), &[]).unwrap();
    assert!((top(&by_regimen, &parameters) - 0.75).abs() < 1e-12);
    // The dose is an expression of the parameter q, also along it.
    let q = Along {
        parameter: 2,
        from: 0.0,
        to: 2.0,
        log: false,
    };
    let branches = by_regimen.branches(&parameters, q, &[(0.0, 2.0)]).unwrap();
    assert!(
        specials(&branches)
            .iter()
            .all(|p| (p.parameter - 1.0).abs() < 1e-9)
    );
    assert!(!specials(&branches).is_empty());
    let by_number = model.held(Some(1), &[(0, HeldDose::At(0.5))]).unwrap();
    assert!((top(&by_number, &parameters) - 0.5).abs() < 1e-12);
    let varied = model.held(None, &[(0, HeldDose::Varied(0.1))]).unwrap();
    assert_eq!(varied.core().parameters[3].name, "dose(D)");
    assert!((top(&varied, &varied.core().defaults()) - 0.9).abs() < 1e-12);
}

#[test]
fn models_that_never_rest_are_refused() {
    let refused = |text: &str| of_text(text).held(Some(0), &[]).unwrap_err();
    let timed = DOSED.replace("r * (1 - S)", "r * (1 - S) * sin(time * r)");
    assert!(matches!(refused(&timed), AnalysisError::Time { state } if state == "S"));
    let map = format!("{DOSED}[solver]\nmethod = \"map\"\nstep = 1\n");
    assert_eq!(refused(&map), AnalysisError::Map);
    let single = DOSED
        .replace("dose(D)\"", "q\"")
        .replace("unit = \"mg\"\n[regimen.none]\n", "unit = \"mg\"\ninto = \"G\"\n")
        .replace("[regimen.some]\nD = \"q\"", "[state.G]\ninitial = \"0 * q\"\nunit = \"mg\"\node = \"-r * G\"\n[regimen.some]\nD = { amount = 2, every = \"1 day\" }");
    assert!(matches!(
        refused(&single),
        AnalysisError::SingleDoses { .. }
    ));
    let model = of_text(DOSED);
    let empty = Along {
        parameter: 0,
        from: 1.0,
        to: 1.0,
        log: false,
    };
    let wrong = model
        .branches(&model.core().defaults(), empty, &[(0.0, 2.0)])
        .unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "the parameter cannot run from 1 to 1: that is one value"
    );
    let low = Along {
        from: 0.0,
        to: 1.0,
        log: true,
        ..empty
    };
    let wrong = model
        .branches(&model.core().defaults(), low, &[(0.0, 2.0)])
        .unwrap_err();
    assert!(wrong.to_string().contains("logarithmic"), "{wrong}");
}

/// Closed form: where x' = 1 - x^2 - y^2 vanishes is the unit circle (one closed line), where y' = y - x does a straight line; to 1e-9.
#[test]
fn nullclines_are_the_curves_on_which_a_rate_vanishes() {
    let model = model(&[("x", "a - x ^ 2 - y ^ 2 + m"), ("y", "y - x")]);
    let found = model
        .nullclines(&[0.0, 1.0], [(-2.0, 2.0), (-2.01, 1.99)], false)
        .unwrap();
    assert_eq!((found.first.len(), found.second.len()), (1, 1));
    let circle = &found.first[0];
    assert!(
        circle.len() > 100
            && circle
                .iter()
                .all(|[x, y]| (x * x + y * y - 1.0).abs() < 1e-9)
    );
    let gap = |a: [f64; 2], b: [f64; 2]| libm::hypot(a[0] - b[0], a[1] - b[1]);
    assert!(gap(circle[0], circle[circle.len() - 1]) < 0.1);
    assert!(found.second[0].iter().all(|[x, y]| (x - y).abs() < 1e-9));
    assert!(
        found
            .field
            .iter()
            .all(|([x, y], [_, dy])| (dy - (y - x)).abs() < 1e-12)
    );
    let logs = model
        .nullclines(&[0.0, 1.0], [(1e-3, 2.0), (1e-3, 2.0)], true)
        .unwrap();
    assert!(
        logs.first[0]
            .iter()
            .all(|[x, y]| (x * x + y * y - 1.0).abs() < 1e-9)
    );
    assert_eq!(
        library("lu-2013-emt")
            .nullclines(
                &library("lu-2013-emt").core().defaults(),
                [(0.0, 1.0); 2],
                false
            )
            .unwrap()
            .first
            .len(),
        0
    );
}
