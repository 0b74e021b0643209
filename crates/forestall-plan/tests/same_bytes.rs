//! Results do not depend on threads, on who is compared with whom, or on how many draws there are.

mod models;

use forestall_plan::{Arm, Cohort, Scale, Scenario, Search, compare, sketch, tune};
use models::{BASE, arm, model_of, spread};

fn noisy() -> Scenario {
    Scenario {
        horizon: Some(3000.0),
        ..Scenario::default().every(14.0).noisy()
    }
}

fn cohort(model: &forestall_engine::Model) -> Cohort {
    spread(model, "fR", (0..150).map(|i| 0.0005 + f64::from(i) * 1e-5))
}

/// Everything, on 1, 2 and 7 threads, with noise: the same bytes.
#[test]
fn threads_change_nothing() {
    let model = model_of(BASE);
    let (cohort, scenario) = (cohort(&model), noisy());
    let arms = Arm::all(model.core());
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let comparison = compare(&model, &arms, &cohort, &scenario).unwrap();
            let rule = arm(&model, "threshold");
            let search = Search {
                halvings: 1,
                screen: Some(8),
                ..Search::default()
            };
            let few = cohort.thinned(30);
            let found = tune(&model, &rule, &few, &scenario, &search).unwrap();
            let times: Vec<f64> = (0..60).map(|i| 20.0 * f64::from(i)).collect();
            let drawn = sketch(&model, &rule, &cohort, &scenario, &times, Scale::OfFirst).unwrap();
            let table = comparison.to_table().unwrap().to_parquet().unwrap();
            let text = serde_json::to_string(&(&comparison, &found, &drawn)).unwrap();
            (text, table)
        })
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(7));
}

/// Common random numbers: what a regimen does in a draw does not depend on the other regimens or draws.
#[test]
fn a_draw_does_the_same_in_any_company() {
    let model = model_of(BASE);
    let (cohort, scenario) = (cohort(&model), noisy());
    let all = compare(&model, &Arm::all(model.core()), &cohort, &scenario).unwrap();
    let few = cohort.thinned(7);
    let alone = compare(&model, &[arm(&model, "at50")], &few, &scenario).unwrap();
    let at = all.regimens.iter().position(|r| r.name == "at50").unwrap();
    let rows = (0..7).map(|i| all.courses[at][i * 150 / 7].clone());
    assert_eq!(rows.collect::<Vec<_>>(), alone.courses[0]);
    let quiet = Scenario {
        noise: false,
        ..scenario
    };
    let quiet = compare(&model, &[arm(&model, "at50")], &few, &quiet).unwrap();
    assert_ne!(quiet.courses, alone.courses, "noise matters");
    let other = Scenario {
        seed: 2,
        ..scenario
    };
    let other = compare(&model, &[arm(&model, "at50")], &few, &other).unwrap();
    assert_ne!(other.courses, alone.courses, "the seed matters");
}
