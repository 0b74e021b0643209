//! Plans whose numbers can be written down.

mod models;

use forestall_plan::{
    Cohort, Course, Difference, Origin, Scenario, Spread, Verdict, bound, compare, standings,
};
use models::{BASE, EXPONENTIAL, arm, model_of, point, spread};

/// Closed form: exponential growth passes 1.2 times the start at ln(1.2) / g.
#[test]
fn exponential_growth_progresses_at_ln_1_2_over_g() {
    let model = model_of(EXPONENTIAL);
    let arms = [arm(&model, "untreated"), arm(&model, "continuous")];
    let growth = [0.01, 0.02, 0.05];
    let cohort = spread(&model, "g", growth);
    let comparison = compare(&model, &arms, &cohort, &Scenario::default()).unwrap();
    let names: Vec<_> = comparison
        .regimens
        .iter()
        .map(|r| r.name.as_str())
        .collect();
    assert_eq!(names, ["continuous", "untreated"]);
    for (courses, factor) in comparison.courses.iter().zip([0.75, 1.0]) {
        for (course, g) in courses.iter().zip(growth) {
            let wanted = 1.2_f64.ln() / (g * factor);
            assert!(
                (course.time / wanted - 1.0).abs() < 1e-8,
                "{} {wanted}",
                course.time
            );
        }
    }
    assert_eq!(comparison.verdict, Verdict::NothingGained);
    let untreated = comparison.get("untreated").unwrap();
    let gain = untreated.gain.unwrap();
    assert_eq!((gain.longer, gain.shorter), (0.0, 1.0));
    let wanted = -1.2_f64.ln() / 0.02 / 3.0;
    assert!((gain.median / wanted - 1.0).abs() < 1e-7);
}

/// Closed form: under the drug, growth per cell is smallest, so continuous therapy reaches the bound itself.
#[test]
fn the_bound_of_exponential_growth_is_reached() {
    let model = model_of(EXPONENTIAL);
    let found = bound(&model, &model.core().defaults()).unwrap();
    let wanted = 1.2_f64.ln() / (0.02 * 0.75);
    assert!((found.time / wanted - 1.0).abs() < 1e-12, "{}", found.time);
    assert!((found.limit - 2.4).abs() < 1e-12 && (found.growth - 0.015).abs() < 1e-15);
    assert!(found.exact);
    let arms = [arm(&model, "continuous")];
    let comparison = compare(&model, &arms, &point(&model), &Scenario::default()).unwrap();
    let share = comparison.regimens[0].share_of_bound.unwrap();
    assert!((share.median - 1.0).abs() < 1e-8);
    // A horizon at half of the bound is what can be reached then.
    let scenario = Scenario {
        horizon: Some(wanted / 2.0),
        ..Scenario::default()
    };
    let comparison = compare(&model, &arms, &point(&model), &scenario).unwrap();
    assert_eq!(comparison.regimens[0].share_of_bound.unwrap().median, 1.0);
}

/// Restricted mean by hand: ln(1.2) / 0.02 = 9.1161 and two draws that are cut off at 12.
#[test]
fn times_are_cut_off_at_the_horizon() {
    let model = model_of(EXPONENTIAL);
    let cohort = spread(&model, "g", [0.02, 0.001, 0.0]);
    let scenario = Scenario {
        horizon: Some(12.0),
        ..Scenario::default()
    };
    let comparison = compare(&model, &[arm(&model, "untreated")], &cohort, &scenario).unwrap();
    let regimen = &comparison.regimens[0];
    let wanted = (1.2_f64.ln() / 0.02 + 24.0) / 3.0;
    assert!((regimen.objective.mean - wanted).abs() < 1e-7);
    assert!((regimen.indefinite - 2.0 / 3.0).abs() < 1e-15);
    assert_eq!(comparison.horizon, 12.0);
    assert_eq!(comparison.verdict, Verdict::NoReference);
    assert_eq!(comparison.bounded, 2.0 / 3.0);
    assert_eq!(
        comparison.no_bound.as_deref(),
        Some("`N` can be held in check: its growth per cell can be as low as 0")
    );
}

/// Worked by hand: three regimens, four draws, a tie for the first rank in one and for the last in another.
#[test]
fn ranks_equal_a_worked_example() {
    let times = [
        vec![10.0, 20.0, 30.0, 40.0],
        vec![10.0, 25.0, 10.0, 50.0],
        vec![5.0, 30.0, 10.0, 45.0],
    ];
    let all = standings(&times);
    let wanted = [
        [0.375, 0.125, 0.5],
        [0.375, 0.5, 0.125],
        [0.25, 0.375, 0.375],
    ];
    for (standing, wanted) in all.iter().zip(wanted) {
        assert_eq!(standing.rank_probability, wanted);
        assert_eq!(standing.best_probability, wanted[0]);
        assert_eq!(
            standing.rank_mean,
            wanted[0] + 2.0 * wanted[1] + 3.0 * wanted[2]
        );
        assert_eq!((standing.rank_q05, standing.rank_q95), (1, 3));
    }
    // Unbeaten in draws 1 and 3; 1 and 4; 2.
    let unbeaten: Vec<f64> = all.iter().map(|s| s.unbeaten_probability).collect();
    assert_eq!(unbeaten, [0.5, 0.5, 0.25]);
}

/// NumPy: mean and quantiles (0.05, 0.25, 0.5, 0.75, 0.95) of 1, 2, 4, 8 and of paired differences.
#[test]
fn spreads_and_differences_are_those_of_numpy() {
    let spread = Spread::of([8.0, 1.0, 4.0, 2.0]).unwrap();
    let got = [
        spread.mean,
        spread.q05,
        spread.q25,
        spread.median,
        spread.q75,
        spread.q95,
    ];
    for (got, wanted) in got.into_iter().zip([3.75, 1.15, 1.75, 3.0, 5.0, 7.4]) {
        assert!((got - wanted).abs() < 1e-12, "{got}");
    }
    assert_eq!(Spread::of([]), None);
    let difference = Difference::between(&[1.0, 5.0, 9.0, 2.0], &[1.0, 2.0, 4.0, 8.0]).unwrap();
    assert_eq!((difference.mean, difference.median), (0.5, 1.5));
    assert_eq!((difference.longer, difference.shorter), (0.5, 0.25));
}

/// A posterior that is one draw repeated says what the point says, without spread.
#[test]
fn one_draw_repeated_is_the_point() {
    let model = model_of(BASE);
    let arms = forestall_plan::Arm::all(model.core());
    let scenario = Scenario::default().every(14.0);
    let one = compare(&model, &arms, &point(&model), &scenario).unwrap();
    let vectors = vec![model.core().defaults(); 100];
    let cohort = Cohort::new(vectors, Origin::Posterior);
    let many = compare(&model, &arms, &cohort, &scenario).unwrap();
    for (one, many) in one.regimens.iter().zip(&many.regimens) {
        assert_eq!(one.objective, many.objective);
        assert_eq!(one.objective.q05, many.objective.q95);
        assert_eq!(one.drug_use_spread, many.drug_use_spread);
        assert_eq!((one.gain, one.rank), (many.gain, many.rank));
        assert_eq!(one.share_of_bound, many.share_of_bound);
    }
}

/// Monotone: more resistant cells at the start, earlier progression, under every regimen that does not see noise; a smaller bound.
#[test]
fn more_resistance_means_less_time() {
    let model = model_of(BASE);
    let arms = [arm(&model, "continuous"), arm(&model, "at50")];
    let shares = (1..=20).map(|i| 0.0005 * f64::from(i));
    let cohort = spread(&model, "fR", shares);
    let comparison = compare(&model, &arms, &cohort, &Scenario::default()).unwrap();
    let continuous = comparison
        .regimens
        .iter()
        .position(|r| r.name == "continuous")
        .unwrap();
    let times: Vec<f64> = comparison.courses[continuous]
        .iter()
        .map(|c| c.time)
        .collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
    for (regimen, courses) in comparison.regimens.iter().zip(&comparison.courses) {
        for (vector, course) in cohort.vectors().iter().zip(courses) {
            let bound = bound(&model, vector).unwrap();
            assert!(course.time <= bound.time + 0.5, "{}", regimen.name);
        }
    }
}

/// Exact: what is used is what the switches say; a regimen that is always on uses all, one that is off nothing.
#[test]
fn drug_use_is_a_share_of_the_time_to_progression() {
    let model = model_of(BASE);
    let arms = forestall_plan::Arm::all(model.core());
    let comparison = compare(&model, &arms, &point(&model), &Scenario::default()).unwrap();
    let course = |name: &str| -> &Course {
        let at = comparison
            .regimens
            .iter()
            .position(|r| r.name == name)
            .unwrap();
        &comparison.courses[at][0]
    };
    assert_eq!(course("continuous").drug_use, 1.0);
    assert_eq!(course("untreated").drug_use, 0.0);
    let at50 = course("at50");
    assert_eq!(at50.exposure, [at50.drug_use]);
    assert!(at50.drug_use > 0.5 && at50.drug_use < 1.0);
    assert!((at50.drug_use * at50.time - (at50.drug_use * at50.time).round()).abs() < 1e-9);
    assert_eq!(at50.visits, 662);
}

/// Turnover 0.25 and more: resistant cells alone cannot fill 1.2 n0, so control lasts and the file's rule says so.
#[test]
fn indefinite_control_is_told_from_a_late_progression() {
    let text = BASE.replace(
        "tolerance = 1e-6",
        "tolerance = 1e-6\nnever_if = \"1 - turnover < 1.2 * n0\"",
    );
    let model = model_of(&text);
    let cohort = spread(&model, "turnover", [0.0, 0.05, 0.3, 0.4]);
    let scenario = Scenario {
        horizon: Some(455.0),
        ..Scenario::default()
    };
    let comparison = compare(&model, &[arm(&model, "continuous")], &cohort, &scenario).unwrap();
    let regimen = &comparison.regimens[0];
    assert_eq!(regimen.indefinite, 0.75);
    assert_eq!(regimen.drug_use, 1.0);
    assert_eq!(comparison.bounded, 0.5);
    assert_eq!(
        comparison.no_bound.as_deref(),
        Some(
            "with these parameters the model says that stop rule `progression` need never be met (never_if), so control can last for ever"
        )
    );
}
