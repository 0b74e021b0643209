//! Branches over a parameter.

use super::*;

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
