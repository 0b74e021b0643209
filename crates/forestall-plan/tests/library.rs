//! The library models: no regimen of any of them, at any virtual patient, outlasts the upper bound.

mod models;

use std::path::Path;

use forestall_base::Stream;
use forestall_model::{Check, Core};
use forestall_plan::{Arm, Cohort, NoBound, Origin, Scenario, bound, compare};
use models::model_of;

/// The defaults, and 40 patients of the model's distributions within its bounds.
fn patients(core: &Core) -> Cohort {
    let mut vectors = vec![core.defaults()];
    for number in 0..if core.patients.is_empty() { 0 } else { 40 } {
        let mut own = core.defaults();
        for (index, distribution) in &core.patients {
            let (low, high) = core.parameters[*index].bounds;
            let u = Stream::new(3, number, *index as u64).uniform();
            own[*index] = distribution.quantile(u).clamp(low, high);
        }
        vectors.push(own);
    }
    Cohort::new(vectors, Origin::Virtual)
}

/// Property: time to progression <= bound, but for the time between two looks of the stop rule.
#[test]
fn no_regimen_outlasts_the_bound() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut bounded = 0;
    for file in files
        .iter()
        .filter(|f| f.extension().is_some_and(|e| e == "toml"))
    {
        let model = model_of(&std::fs::read_to_string(file).unwrap());
        let core = model.core();
        let cohort = patients(core);
        let arms = Arm::all(core);
        if arms.is_empty() || core.stops.is_empty() {
            continue;
        }
        let looks = core.stops.iter().map(|s| match s.check {
            Check::Grid(every) => every * f64::from(s.consecutive),
            _ => 0.0,
        });
        let between = looks.fold(0.0, f64::max) + 1e-6;
        let scenario = Scenario {
            horizon: Some(core.solver.until.min(4000.0)),
            ..Scenario::default()
        };
        let comparison = compare(&model, &arms, &cohort, &scenario).unwrap();
        for (at, vector) in cohort.vectors().iter().enumerate() {
            match bound(&model, vector) {
                Ok(found) => {
                    bounded += 1;
                    for courses in &comparison.courses {
                        let time = courses[at].time;
                        assert!(
                            time <= found.time + between,
                            "{}: {time} {found:?}",
                            core.name
                        );
                    }
                }
                Err(NoBound::NoStop) => panic!("{} has a stop rule", core.name),
                Err(reason) => assert!(!reason.to_string().is_empty()),
            }
        }
    }
    assert!(bounded >= 10, "{bounded} bounds");
}
