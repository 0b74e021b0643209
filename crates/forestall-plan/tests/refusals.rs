//! Every refusal, word for word.

mod models;

use forestall_base::Draws;
use forestall_plan::{
    Arm, Cohort, Goal, Origin, PlanError, Scenario, Search, bound, compare, sketch, tune,
};
use models::{BASE, EXPONENTIAL, arm, model_of, point};

fn said<T>(result: Result<T, PlanError>) -> String {
    match result {
        Ok(_) => panic!("not refused"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn cohorts() {
    let model = model_of(BASE);
    let arms = Arm::all(model.core());
    let go = |cohort: &Cohort| said(compare(&model, &arms, cohort, &Scenario::default()));
    assert_eq!(
        go(&Cohort::new(Vec::new(), Origin::Posterior)),
        "there is no parameter vector to plan for; give a point, draws or virtual patients"
    );
    let short = vec![model.core().defaults(), vec![1.0]];
    assert_eq!(
        go(&Cohort::new(short, Origin::Virtual)),
        "parameter vector 2 has 1 values, the model has 5 parameters"
    );
    let draws = |name: &str| Draws {
        names: vec![name.to_owned()],
        units: vec!["1".into()],
        chain: vec![0],
        draw: vec![0],
        values: vec![1.0],
    };
    let base = model.core().defaults();
    let from = |name| said(Cohort::from_draws(model.core(), &base, &draws(name)));
    assert_eq!(
        from("turnovr"),
        "the draws have a column \"turnovr\", which is no parameter of the model; did you mean \"turnover\"?"
    );
    assert_eq!(
        from("temperature"),
        "the draws have a column \"temperature\", which is no parameter of the model"
    );
    assert_eq!(
        said(Cohort::from_draws(model.core(), &[], &draws("fR"))),
        "parameter vector 1 has 0 values, the model has 5 parameters"
    );
}

#[test]
fn arms() {
    let model = model_of(BASE);
    assert_eq!(
        said(Arm::named(model.core(), ["at05"])),
        "the model has no regimen \"at05\"; did you mean \"at50\"?"
    );
    assert_eq!(
        said(Arm::named(model.core(), ["radio"])),
        "the model has no regimen \"radio\""
    );
    let go = |arms: &[Arm]| said(compare(&model, arms, &point(&model), &Scenario::default()));
    assert_eq!(
        go(&[]),
        "there is no regimen to compare; give the model a [regimen], or name at least one"
    );
    assert_eq!(
        go(&[arm(&model, "threshold").with("mine", vec![1.0])]),
        "regimen \"threshold\" has 2 tuned numbers, 1 values were given"
    );
    let outside = Arm {
        regimen: 9,
        ..arm(&model, "at50")
    };
    assert_eq!(go(&[outside]), "the model has no regimen \"at50\"");
}

#[test]
fn scenarios() {
    let model = model_of(BASE);
    let arms = Arm::all(model.core());
    let go = |scenario: Scenario| said(compare(&model, &arms, &point(&model), &scenario));
    assert_eq!(
        go(Scenario::default().every(0.0)),
        "time between visits must be positive and finite; found 0"
    );
    let endless = Scenario {
        horizon: Some(f64::INFINITY),
        ..Scenario::default()
    };
    assert_eq!(
        go(endless),
        "horizon must be positive and finite; found inf"
    );
}

#[test]
fn searches() {
    let model = model_of(BASE);
    let (cohort, scenario) = (point(&model), Scenario::default());
    let go = |name: &str, search: Search| {
        said(tune(
            &model,
            &arm(&model, name),
            &cohort,
            &scenario,
            &search,
        ))
    };
    assert_eq!(
        go("at50", Search::default()),
        "regimen \"at50\" has nothing to tune; give it tune = { name = { value, range, steps } }"
    );
    let goal = |goal| Search {
        goal,
        ..Search::default()
    };
    assert_eq!(
        go("threshold", goal(Goal::Quantile(10.0))),
        "a quantile must lie between 0 and 1; found 10"
    );
    assert_eq!(
        go("threshold", goal(Goal::Exceeds(-1.0))),
        "time to exceed must be finite and not negative; found -1"
    );
    let most = Search {
        most_drug_use: Some(50.0),
        ..Search::default()
    };
    assert_eq!(
        go("threshold", most),
        "largest drug use must be a share from 0 to 1; found 50"
    );
    let mut core = model.core().clone();
    let threshold = core.regimen("threshold").unwrap();
    core.regimens[threshold].tune[0].steps = 1_000_000;
    let large = forestall_engine::Model::new(core).unwrap();
    let rule = arm(&large, "threshold");
    assert_eq!(
        said(tune(
            &large,
            &rule,
            &point(&large),
            &scenario,
            &Search::default()
        )),
        "the tune ranges of regimen \"threshold\" span 5e6 candidates; at most 1000000 are searched, so give fewer steps"
    );
}

#[test]
fn models_that_cannot_be_planned_with() {
    let mut core = model_of(BASE).core().clone();
    core.stops.clear();
    let model = forestall_engine::Model::new(core).unwrap();
    let (cohort, scenario) = (point(&model), Scenario::default());
    let rule = arm(&model, "threshold");
    let wanted = "the model has no stop rule; give it a [stop] such as progression, whose time is what regimens are compared by";
    assert_eq!(
        said(compare(
            &model,
            std::slice::from_ref(&rule),
            &cohort,
            &scenario
        )),
        wanted
    );
    assert_eq!(
        said(tune(&model, &rule, &cohort, &scenario, &Search::default())),
        wanted
    );
    assert_eq!(
        said(sketch(
            &model,
            &rule,
            &cohort,
            &scenario,
            &[],
            forestall_plan::Scale::Absolute
        )),
        wanted
    );
    let mut core = model_of(EXPONENTIAL).core().clone();
    core.assays.clear();
    core.stops[0].when = forestall_model::Expr::binary(
        forestall_model::Binary::Greater,
        forestall_model::Expr::State(0),
        forestall_model::Expr::Number(3.0),
    );
    let model = forestall_engine::Model::new(core).unwrap();
    assert_eq!(
        said(sketch(
            &model,
            &arm(&model, "untreated"),
            &point(&model),
            &scenario,
            &[],
            forestall_plan::Scale::Absolute,
        )),
        "the model has no assay; give it an [assay] such as burden to show"
    );
}

/// Why there is no bound, for a model each.
#[test]
fn bounds() {
    let change = |from: &str, to: &str| {
        assert!(BASE.contains(from), "{from}");
        let model = model_of(&BASE.replace(from, to));
        match bound(&model, &model.core().defaults()) {
            Ok(found) => panic!("{found:?}"),
            Err(reason) => reason.to_string(),
        }
    };
    assert!(
        change("on = \"S\"", "on = [\"S\", \"R\"]")
            .starts_with("`S` can be held in check: its growth per cell can be as low as -0.0135")
    );
    assert_eq!(
        change(
            "birth = \"r * (1 - (S + R))\"\ndeath = \"turnover * r\"\n[drug.D]",
            "birth = \"r * (1 - (S + R)) * (1 - 0.1 * time / 100)\"\ndeath = \"turnover * r\"\n[drug.D]"
        ),
        "the growth of `R` depends on time, which the stop rule does not limit"
    );
    assert_eq!(
        change("value = \"S + R\"", "value = \"S\""),
        "the growth of `S` depends on `R`, which the stop rule does not limit"
    );
    assert_eq!(
        change(
            "burden > 1.2 * baseline(burden)",
            "burden > 1.2 * nadir(burden)"
        ),
        "stop rule `progression` depends on the nadir of `burden`, not on the present size of populations alone"
    );
    assert_eq!(
        change(
            "burden > 1.2 * baseline(burden)",
            "burden < 0.9 * baseline(burden)"
        ),
        "stop rule `progression` does not stay true as populations grow"
    );
    assert!(change("fR = 0.001", "fR = 0").starts_with("`S` can be held in check"));
    let mut core = model_of(BASE).core().clone();
    core.solver.method = forestall_model::Method::Map { step: 1.0 };
    let model = forestall_engine::Model::new(core).unwrap();
    let reason = bound(&model, &model.core().defaults()).unwrap_err();
    assert_eq!(
        reason.to_string(),
        "the model is a discrete map; the bound needs rates of growth"
    );
}
