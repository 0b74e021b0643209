//! What leaves the crate: JSON, tables, sketches.

mod models;

use forestall_plan::{
    Arm, Cohort, Scale, Scenario, compare, dosing, patients_table, reference, sketch,
};
use models::{BASE, EXPONENTIAL, arm, model_of, point, spread};

/// The command contract: `regimens: [{name, objective: {mean, q05, q95}, drug_use, rank}]`.
#[test]
fn json_has_the_keys_of_the_command_contract() {
    let model = model_of(BASE);
    let arms = Arm::all(model.core());
    let comparison = compare(&model, &arms, &point(&model), &Scenario::default()).unwrap();
    let json = serde_json::to_value(&comparison).unwrap();
    for regimen in json["regimens"].as_array().unwrap() {
        assert!(regimen["name"].is_string());
        for key in ["mean", "q05", "q25", "median", "q75", "q95"] {
            assert!(regimen["objective"][key].is_f64(), "{key}");
        }
        assert!(regimen["drug_use"].is_f64());
        assert!(regimen["rank"].is_u64());
        assert!(regimen["best_probability"].is_f64());
    }
    assert_eq!(json["objective"], "time to progression");
    assert_eq!(json["reference"], "continuous");
    assert_eq!(json["verdict"], "gained");
    let mut back: forestall_plan::Comparison = serde_json::from_value(json).unwrap();
    back.courses.clone_from(&comparison.courses);
    assert_eq!(back, comparison);
    let ranking = comparison.ranking();
    assert_eq!(ranking.regimens.len(), 4);
    assert_eq!(ranking.regimens[0].name, comparison.regimens[0].name);
    assert_eq!(ranking.unit, "day");
}

#[test]
fn the_table_has_a_row_per_regimen_and_draw() {
    let model = model_of(EXPONENTIAL);
    let cohort = spread(&model, "g", [0.02, 0.0]);
    let arms = Arm::all(model.core());
    let comparison = compare(&model, &arms, &cohort, &Scenario::default()).unwrap();
    let table = comparison.to_table().unwrap();
    assert_eq!(table.rows(), 4);
    let names: Vec<_> = table.columns().iter().map(|c| c.name.as_str()).collect();
    let wanted = [
        "regimen",
        "draw",
        "time",
        "progressed",
        "failed",
        "drug_use",
        "starts",
        "visits",
    ];
    assert_eq!(names, wanted);
    assert_eq!(table.column("time").unwrap().unit, "day");
    assert_eq!(
        table.texts("regimen").unwrap()[..2],
        ["continuous", "continuous"]
    );
    assert_eq!(table.integers("draw").unwrap(), [0, 1, 0, 1]);
    assert_eq!(
        table.flags("progressed").unwrap(),
        [true, false, true, false]
    );
    assert_eq!(table.numbers("time").unwrap()[1], 300.0);
}

/// Closed form: the sketch of exponential growth is 2 exp(g t), the shown draw the one with the median time, the share at risk
/// the share of draws with ln(1.2) / g at least t.
#[test]
fn a_sketch_follows_the_closed_form() {
    let model = model_of(EXPONENTIAL);
    let growth = [0.03, 0.01, 0.02];
    let cohort = spread(&model, "g", growth);
    let times: Vec<f64> = (0..40).map(|i| 0.5 * f64::from(i)).collect();
    let drawn = sketch(
        &model,
        &arm(&model, "untreated"),
        &cohort,
        &Scenario::default(),
        &times,
        Scale::Absolute,
    )
    .unwrap();
    assert_eq!((drawn.assay.as_str(), drawn.shown), ("burden", 2));
    assert!((drawn.end - 1.2_f64.ln() / 0.02).abs() < 1e-7);
    assert_eq!(drawn.times.len(), 37);
    for (&t, &n) in drawn.times.iter().zip(&drawn.burden) {
        assert!((n / (2.0 * (0.02 * t).exp()) - 1.0).abs() < 1e-6);
    }
    for (at, &t) in drawn.times.iter().enumerate() {
        let left: Vec<f64> = growth
            .into_iter()
            .filter(|g| 1.2_f64.ln() / g >= t)
            .collect();
        assert_eq!(drawn.at_risk[at], left.len() as f64 / 3.0, "{t}");
        assert!(drawn.q05[at] <= drawn.median[at] && drawn.median[at] <= drawn.q95[at]);
    }
    assert_eq!(drawn.dosing.len(), 1);
    assert_eq!(drawn.dosing[0].doses, [0.0]);
}

/// Closed form: in units of its first value the burden is exp(g t), whatever that value is.
#[test]
fn a_sketch_of_the_first_value_begins_at_one() {
    let model = model_of(EXPONENTIAL);
    let cohort = spread(&model, "g", [0.01, 0.02]);
    let rule = arm(&model, "untreated");
    let times = [0.0, 2.0, 4.0];
    let drawn = sketch(
        &model,
        &rule,
        &cohort,
        &Scenario::default(),
        &times,
        Scale::OfFirst,
    )
    .unwrap();
    assert_eq!(drawn.unit, "1");
    for (&t, &n) in drawn.times.iter().zip(&drawn.burden) {
        assert!((n / (0.02 * t).exp() - 1.0).abs() < 1e-6, "{n}");
    }
}

/// The table of several patients is theirs one after the other, with their names.
#[test]
fn patients_stand_one_after_the_other_in_the_table() {
    let model = model_of(EXPONENTIAL);
    let arms = [arm(&model, "untreated")];
    let of = |g: &[f64]| {
        let cohort = spread(&model, "g", g.iter().copied());
        compare(&model, &arms, &cohort, &Scenario::default()).unwrap()
    };
    let (first, second) = (of(&[0.02, 0.0]), of(&[0.01]));
    let table = patients_table(&[("P1", &first), ("P2", &second)]).unwrap();
    assert_eq!(table.texts("patient").unwrap(), ["P1", "P1", "P2"]);
    assert_eq!(table.integers("draw").unwrap(), [0, 1, 0]);
    assert_eq!(table.columns()[0].name, "patient");
    let own = second.to_table().unwrap().numbers("time").unwrap();
    assert_eq!(table.numbers("time").unwrap()[2..], own);
    assert_eq!(patients_table(&[]).unwrap().rows(), 0);
}

/// The strip of a threshold rule alternates, touches, and covers the time to progression.
#[test]
fn a_dosing_strip_covers_the_time() {
    let model = model_of(BASE);
    let rule = arm(&model, "at50");
    let drawn = sketch(
        &model,
        &rule,
        &point(&model),
        &Scenario::default(),
        &[0.0, 100.0],
        Scale::Absolute,
    )
    .unwrap();
    assert_eq!(drawn.end, 663.0);
    let first = drawn.dosing.first().unwrap();
    assert_eq!((first.from, first.doses[0]), (0.0, 1.0));
    for pair in drawn.dosing.windows(2) {
        assert_eq!(pair[0].to, pair[1].from);
        assert_ne!(pair[0].doses, pair[1].doses);
    }
    assert_eq!(drawn.dosing.last().unwrap().to, 663.0);
    let comparison = compare(&model, &[rule], &point(&model), &Scenario::default()).unwrap();
    let on: f64 = drawn
        .dosing
        .iter()
        .map(|s| s.doses[0] * (s.to - s.from))
        .sum();
    assert!((on / 663.0 - comparison.regimens[0].drug_use).abs() < 1e-12);
}

#[test]
fn spans_before_a_switch_at_the_end_are_kept_whole() {
    let model = model_of(BASE);
    let settings = forestall_engine::Settings::default();
    let index = model.core().regimen("at50").unwrap();
    let simulation = forestall_engine::Simulation::new(&model, index, settings).unwrap();
    let job = forestall_engine::Job::new(model.core().defaults());
    let run = simulation.run(&[job]).unwrap().remove(0);
    let cut = run.switches[0].time;
    let spans = dosing(&run, cut);
    assert_eq!(spans.len(), 1);
    assert_eq!((spans[0].from, spans[0].to), (0.0, cut));
    assert!(dosing(&run, 0.0).is_empty());
}

/// The reference arm is told by its doses: not by its name, not a pause, not a rule; what is given
/// at present before all others, more drugs before fewer.
#[test]
fn the_reference_is_the_regimen_that_always_gives() {
    let renamed = BASE.replace("[regimen.continuous]", "[regimen.standard-of-care]");
    let model = model_of(&renamed);
    assert_eq!(
        reference(model.core()),
        model.core().regimen("standard-of-care")
    );
    let paused = BASE.replace(
        "[regimen.continuous]\nD = \"on\"",
        "[regimen.continuous]\nD = \"off\"",
    );
    assert_eq!(reference(model_of(&paused).core()), None);
    let two = BASE
        .replace("[assay.burden]", "[drug.E]\nexposure = \"on-off\"\neffect = [{ mode = \"norton-simon\", on = \"S\", strength = 1 }]\n[assay.burden]")
        .replace("[stop.progression]", "[regimen.both]\nD = \"on\"\nE = \"on\"\n[stop.progression]");
    let model = model_of(&two);
    assert_eq!(reference(model.core()), model.core().regimen("both"));
    let given = model_of(&two.replace("[regimen.continuous]", "[regimen.as_given]"));
    assert_eq!(reference(given.core()), given.core().regimen("as_given"));
}

#[test]
fn draws_are_laid_over_the_base_by_name() {
    let model = model_of(BASE);
    let base = model.core().defaults();
    let draws = forestall_base::Draws {
        names: vec!["fR".into(), "r".into()],
        units: vec!["1".into(), "1/day".into()],
        chain: vec![0, 0],
        draw: vec![0, 1],
        values: vec![0.01, 0.02, 0.03, 0.04],
    };
    let cohort = Cohort::from_draws(model.core(), &base, &draws).unwrap();
    assert_eq!(cohort.vectors()[1], [0.04, 1.5, 0.75, 0.03, 0.0]);
    assert_eq!(cohort.numbers(), [0, 1]);
    assert_eq!(cohort.thinned(1).vectors(), &cohort.vectors()[..1]);
    assert_eq!(cohort.thinned(0).len(), 1);
    assert_eq!(cohort.thinned(9), cohort);
    let (searched, compared) = cohort.halves();
    assert_eq!(
        (searched.numbers(), compared.numbers()),
        (&[0][..], &[1][..])
    );
    assert_eq!(compared.vectors(), &cohort.vectors()[1..]);
    assert_eq!(searched.halves(), (searched.clone(), searched.clone()));
}
