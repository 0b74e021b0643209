use forestall_engine::Model;
use forestall_model::{Source, load};

use super::*;

/// The competition model of INFERENCE with progression looked for every half day, as its schedule search states.
const MODEL: &str = r#"
[model]
name = "base patient"
time = "day"
[parameter]
r = 0.027
dD = 1.5
n0 = 0.75
fR = 0.001
[population.S]
initial = "n0 * (1 - fR)"
birth = "r * (1 - (S + R))"
[population.R]
initial = "n0 * fR"
birth = "r * (1 - (S + R))"
[drug.D]
exposure = "on-off"
effect = [{ mode = "norton-simon", on = "S", strength = "dD" }]
[assay.burden]
value = "S + R"
every = "7 day"
noise = "normal(0.05)"
relative_to = "first"
[regimen.untreated]
D = "off"
[regimen.continuous]
D = "on"
[regimen.at50]
decide = "every 1 day"
initial = "on"
[regimen.at50.state.on]
D = "on"
leave = [{ when = "burden < 0.5 * baseline(burden)", to = "off" }]
[regimen.at50.state.off]
leave = [{ when = "burden > baseline(burden)", to = "on" }]
[regimen.threshold]
decide = { every = "1 day", first = "0 day" }
initial = "on"
tune = { hi = { value = 1.0, range = [0.2, 1.195], steps = 60 }, share = { value = 0.5, range = [0.2, 1.0], steps = 5 } }
[regimen.threshold.state.on]
D = "on"
leave = [{ when = "burden < share * hi * baseline(burden)", to = "off" }]
[regimen.threshold.state.off]
leave = [{ when = "burden > hi * baseline(burden)", to = "on" }]
[stop.progression]
when = "burden > 1.2 * baseline(burden)"
check = "every 1/2 day"
"#;

fn model() -> Model {
    let source = Source {
        name: "base.toml".to_owned(),
        text: MODEL.to_owned(),
    };
    let loaded = load(&source, None).unwrap_or_else(|e| panic!("{e}"));
    Model::new(loaded.core).unwrap()
}

fn scenario(visits: Option<f64>) -> Scenario {
    Scenario {
        seed: 1,
        visits,
        noise: false,
        horizon: 10_000.0,
    }
}

fn base(model: &Model) -> Vec<Vec<f64>> {
    vec![model.core().defaults()]
}

/// Published base patient (Gallagher 2024): continuous 452 days, AT50 663 with daily decisions; untreated 41.
#[test]
fn the_base_patient_has_its_published_times() {
    let model = model();
    for (name, days) in [("untreated", 41.0), ("continuous", 452.0), ("at50", 663.0)] {
        let regimen = model.core().regimen(name).unwrap();
        let arm = run_arm(&model, regimen, &[], &base(&model), &scenario(None)).unwrap();
        assert!(
            (arm.times[0] - days).abs() <= 0.5,
            "{name}: {}",
            arm.times[0]
        );
    }
}

/// The best threshold rules of the reference search (daily, 7, 14, 30 days: 2162, 1886, 1799, 1446): at least as long.
#[test]
fn tuned_thresholds_hold_as_long_as_the_reference_search_says() {
    let model = model();
    let regimen = model.core().regimen("threshold").unwrap();
    for (visits, days) in [(1.0, 2162.0), (7.0, 1886.0), (14.0, 1799.0), (30.0, 1446.0)] {
        let tuned = tune(&model, regimen, &base(&model), &scenario(Some(visits))).unwrap();
        assert_eq!(tuned.candidates, 301);
        assert!(
            tuned.arm.times[0] >= days,
            "{visits}: {} at {:?}",
            tuned.arm.times[0],
            tuned.arm.tune
        );
        assert!(tuned.arm.times[0] <= 2626.1);
    }
}

/// Closed form: ln(L/R0) / (rR (1 - L)) with L = 0.9, R0 = 0.00075, rR = 0.027: 2626.0 days.
#[test]
fn the_bound_equals_its_closed_form() {
    let model = model();
    let bound = bound(&model, &model.core().defaults()).unwrap();
    let wanted = (0.9_f64 / 0.00075).ln() / (0.027 * 0.1);
    assert!((bound - wanted).abs() < 1e-6 * wanted, "{bound} {wanted}");
    assert!((bound - 2626.0).abs() < 0.1);
}

#[test]
fn a_model_without_an_untouched_population_has_no_bound_and_says_why() {
    let text = MODEL.replace("on = \"S\"", "on = [\"S\", \"R\"]");
    let loaded = load(
        &Source {
            name: "m".to_owned(),
            text,
        },
        None,
    )
    .unwrap();
    let model = Model::new(loaded.core).unwrap();
    let reason = bound(&model, &model.core().defaults()).unwrap_err();
    assert_eq!(
        reason,
        "no population grows untouched by every drug: control without end is possible"
    );
}

/// Worked by hand: three draws, one tie.
#[test]
fn places_and_probabilities_equal_a_worked_example() {
    let arm = |times: &[f64], drug| Arm {
        regimen: 0,
        tune: vec![],
        times: times.to_vec(),
        drug_use: vec![drug; 3],
        starts: vec![0.0; 3],
    };
    let arms = [
        arm(&[10.0, 20.0, f64::INFINITY], 1.0),
        arm(&[10.0, 30.0, 40.0], 0.5),
        arm(&[5.0, 5.0, 5.0], 0.1),
    ];
    let places = rank(&arms, 50.0);
    let ranks: Vec<usize> = places.iter().map(|p| p.rank).collect();
    // Means 80/3, 80/3, 5: the second uses less drug.
    assert_eq!(ranks, [2, 1, 3]);
    let best: Vec<f64> = places.iter().map(|p| p.best).collect();
    assert!((best[0] - 0.5).abs() < 1e-15 && (best[1] - 0.5).abs() < 1e-15 && best[2] == 0.0);
    assert_eq!(gain(&arms[0], &arms[1], 50.0), [0.0, -10.0, 10.0]);
    assert!((arms[0].indefinite() - 1.0 / 3.0).abs() < 1e-15);
}

#[test]
fn the_reference_arm_is_the_regimen_that_never_pauses() {
    let model = model();
    let core = model.core();
    assert_eq!(reference_arm(core), core.regimen("continuous"));
}

#[test]
fn noise_is_common_to_all_regimens_and_results_do_not_depend_on_threads() {
    let model = model();
    let regimen = model.core().regimen("at50").unwrap();
    let draws: Vec<Vec<f64>> = (0..200)
        .map(|i| {
            let mut all = model.core().defaults();
            all[3] = 0.0005 + f64::from(i) * 1e-5;
            all
        })
        .collect();
    let noisy = Scenario {
        noise: true,
        ..scenario(Some(14.0))
    };
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| run_arm(&model, regimen, &[], &draws, &noisy).unwrap())
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(7));
}
