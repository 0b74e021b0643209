//! The base patient of Gallagher 2024 (doi:10.1158/0008-5472.CAN-23-2040), whose times and best thresholds are known.

use forestall_engine::Model;
use forestall_model::{Source, load};
use forestall_plan::{Arm, Cohort, Scenario, Search, bound, compare, tune};

/// Progression is looked for every half day, decisions are taken at day 0 too, the first state is on.
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

fn model_of(text: &str) -> Model {
    let source = Source { name: "base.toml".to_owned(), text: text.to_owned() };
    Model::new(load(&source, None).unwrap_or_else(|e| panic!("{e}")).core).unwrap()
}

fn point(model: &Model) -> Cohort {
    Cohort::point(model.core().defaults())
}

/// Published: untreated 41 days, continuous 452, AT50 with daily decisions 663 (within the half day of the grid).
#[test]
fn the_base_patient_has_its_published_times() {
    let model = model_of(MODEL);
    let arms = Arm::named(model.core(), ["untreated", "continuous", "at50"]).unwrap();
    let comparison = compare(&model, &arms, &point(&model), &Scenario::default()).unwrap();
    for (name, days) in [("untreated", 41.0), ("continuous", 452.0), ("at50", 663.0)] {
        let time = comparison.get(name).unwrap().objective.mean;
        assert!((time - days).abs() <= 0.5, "{name}: {time}");
    }
    assert_eq!(comparison.regimens[0].name, "at50");
    assert_eq!(comparison.reference.as_deref(), Some("continuous"));
}

/// Reference search of 300 candidates, daily, 7-, 14-, 30-day visits: 2162, 1886, 1799, 1446 days. At least as long here.
#[test]
fn tuned_thresholds_hold_as_long_as_the_reference_search_says() {
    let model = model_of(MODEL);
    let arm = &Arm::named(model.core(), ["threshold"]).unwrap()[0];
    for (visits, days) in [(1.0, 2162.0), (7.0, 1886.0), (14.0, 1799.0), (30.0, 1446.0)] {
        let scenario = Scenario::default().every(visits);
        let found = tune(&model, arm, &point(&model), &scenario, &Search::default()).unwrap();
        let best = found.best.as_ref().unwrap();
        assert!(best.objective.mean >= days, "{visits}: {best:?}");
        assert!(best.objective.mean <= 2626.1, "above the bound");
        assert!(found.gains());
    }
}

/// Closed form: ln(L/R0) / (rR (1 - L)) with L = 0.9, R0 = 0.00075, rR = 0.027: 2626.0 days.
#[test]
fn the_bound_equals_its_closed_form() {
    let model = model_of(MODEL);
    let found = bound(&model, &model.core().defaults()).unwrap();
    let wanted = (0.9_f64 / 0.00075).ln() / (0.027 * 0.1);
    assert!((found.time / wanted - 1.0).abs() < 1e-6, "{} {wanted}", found.time);
    assert!((found.time - 2626.0).abs() < 0.1);
}

/// A drug that hits every population: no bound, and the reason is given.
#[test]
fn a_model_without_an_untouched_population_has_no_bound() {
    let model = model_of(&MODEL.replace("on = \"S\"", "on = [\"S\", \"R\"]"));
    assert!(bound(&model, &model.core().defaults()).is_err());
}

/// The same bytes on 1, 2 and 7 threads, with noise.
#[test]
fn results_do_not_depend_on_threads() {
    let model = model_of(MODEL);
    let vectors = (0..150).map(|i| {
        let mut all = model.core().defaults();
        all[3] = 0.0005 + f64::from(i) * 1e-5;
        all
    });
    let cohort = Cohort::new(vectors.collect(), forestall_plan::Origin::Posterior);
    let arms = Arm::all(model.core());
    let scenario = Scenario::default().every(14.0).noisy();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| compare(&model, &arms, &cohort, &scenario).unwrap())
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(7));
}
