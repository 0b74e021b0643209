//! The base patient of Gallagher 2024 (doi:10.1158/0008-5472.CAN-23-2040), whose times and best thresholds were computed with
//! independent code (NumPy, classical Runge-Kutta with quarter-day steps).

mod models;

use forestall_plan::{Arm, Scenario, Search, bound, compare, tune};
use models::{BASE, arm, model_of, point};

/// Visit interval; AT50 and the best of 300 threshold rules with progression looked for every half day, and its thresholds.
const SEARCH: [(f64, f64, f64, f64); 6] = [
    (1.0, 663.0, 2162.5, 1.195),
    (7.0, 673.5, 1886.5, 1.161),
    (14.0, 702.0, 1799.5, 1.144),
    (30.0, 612.0, 1446.0, 1.077),
    (60.0, 671.0, 977.5, 0.807),
    (90.0, 589.0, 589.0, 0.301),
];

/// Published: untreated 41 days, continuous 452, AT50 with daily decisions 663, on a grid of days.
#[test]
fn the_base_patient_has_its_published_times() {
    let model = model_of(&BASE.replace("every 1/2 day", "every 1 day"));
    let arms = Arm::named(model.core(), ["untreated", "continuous", "at50"]).unwrap();
    let comparison = compare(&model, &arms, &point(&model), &Scenario::default()).unwrap();
    let names = comparison
        .regimens
        .iter()
        .map(|r| (r.name.as_str(), r.objective.mean, r.rank));
    let wanted = [
        ("at50", 663.0, 1),
        ("continuous", 452.0, 2),
        ("untreated", 41.0, 3),
    ];
    assert_eq!(names.collect::<Vec<_>>(), wanted);
    assert_eq!(comparison.reference.as_deref(), Some("continuous"));
    assert_eq!(comparison.get("at50").unwrap().gain.unwrap().mean, 211.0);
    assert_eq!(comparison.get("at50").unwrap().starts, 2.0);
    assert_eq!(comparison.get("continuous").unwrap().drug_use, 1.0);
    assert_eq!(comparison.get("untreated").unwrap().drug_use, 0.0);
}

/// NumPy, exactly: AT50 and the best of the 60 x 5 rules at each visit interval, both thresholds of the best being equal.
#[test]
fn the_search_finds_the_reference_rules_and_times_exactly() {
    let model = model_of(BASE);
    let threshold = arm(&model, "threshold");
    for (visits, at50, best, hi) in SEARCH {
        let scenario = Scenario::default().every(visits);
        let found = tune(
            &model,
            &threshold,
            &point(&model),
            &scenario,
            &Search::default(),
        )
        .unwrap();
        assert_eq!(found.grid.len(), 300);
        assert_eq!(found.searched, 301);
        let rule = found.best.as_ref().unwrap();
        assert_eq!(rule.value, best, "{visits}: {rule:?}");
        assert!(found.gains());
        let tops = found.grid.iter().filter(|c| c.value == best);
        let equal = |c: &&forestall_plan::Candidate| {
            (c.tuned[0].value - hi).abs() < 5e-4 && c.tuned[1].value == 1.0
        };
        assert_eq!(tops.filter(equal).count(), 1, "{visits}: hi = lo = {hi}");
        let comparison =
            compare(&model, &[arm(&model, "at50")], &point(&model), &scenario).unwrap();
        assert_eq!(comparison.regimens[0].objective.mean, at50, "{visits}");
    }
}

/// Reference: with progression noted only at visits, AT50 lasts 663, 679, 714, 630, 720, 630 days.
#[test]
fn progression_noted_only_at_visits_comes_later() {
    let model = model_of(&BASE.replace("check = \"every 1/2 day\"", "check = \"visits\""));
    let wanted = [663.0, 679.0, 714.0, 630.0, 720.0, 630.0];
    for ((visits, between, ..), at_visits) in SEARCH.into_iter().zip(wanted) {
        let scenario = Scenario::default().every(visits);
        let comparison =
            compare(&model, &[arm(&model, "at50")], &point(&model), &scenario).unwrap();
        assert_eq!(comparison.regimens[0].objective.mean, at_visits, "{visits}");
        assert!(at_visits >= between);
    }
}

/// Closed form: ln(L/R0) / (rR (1 - L) - dR), without and with turnover; without, 2626.0 days.
#[test]
fn the_bound_equals_its_closed_form() {
    let model = model_of(BASE);
    for turnover in [0.0, 0.01, 0.05] {
        let mut parameters = model.core().defaults();
        parameters[4] = turnover;
        let found = bound(&model, &parameters).unwrap();
        let growth = 0.027 * (1.0 - 0.9) - turnover * 0.027;
        let wanted = (0.9_f64 / 0.00075).ln() / growth;
        assert!(
            (found.time / wanted - 1.0).abs() < 1e-9,
            "{} {wanted}",
            found.time
        );
        assert_eq!(found.population, "R");
        assert!(!found.exact);
    }
    let found = bound(&model, &model.core().defaults()).unwrap();
    assert_eq!(format!("{:.1}", found.time), "2626.0");
}

/// Reference: the daily threshold rule reaches 82 % of the bound, 30-day visits 55 %.
#[test]
fn plans_are_shares_of_the_bound() {
    let model = model_of(BASE);
    let threshold = arm(&model, "threshold");
    for (visits, share) in [(1.0, 0.82), (30.0, 0.55)] {
        let scenario = Scenario::default().every(visits);
        let cohort = point(&model);
        let found = tune(&model, &threshold, &cohort, &scenario, &Search::default()).unwrap();
        let best = found.arm(&threshold).unwrap();
        let comparison = compare(&model, &[best], &cohort, &scenario).unwrap();
        let got = comparison.regimens[0].share_of_bound.unwrap().median;
        assert!((got - share).abs() < 0.005, "{visits}: {got}");
    }
}
