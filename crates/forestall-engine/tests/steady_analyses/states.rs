//! Steady states, held doses, nullclines.

use super::*;

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
