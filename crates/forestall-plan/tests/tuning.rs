//! What a search may and may not choose.

mod models;

use forestall_plan::{Goal, Scenario, Search, Tuning, compare, tune};
use models::{BASE, arm, model_of, point, spread};

fn search(goal: Goal) -> Search {
    Search {
        goal,
        ..Search::default()
    }
}

/// A rule that the grid misses: the untuned one is the best, and is chosen.
#[test]
fn the_untuned_rule_is_never_beaten_by_a_worse_one() {
    let text = BASE.replace(
        "tune = { hi = { value = 1.0, range = [0.2, 1.195], steps = 60 }, share = { value = 0.5, range = [0.2, 1.0], steps = 5 } }",
        "tune = { hi = { value = 1.19, range = [0.2, 1.195], steps = 3 }, share = { value = 1.0, range = [0.2, 1.0], steps = 2 } }",
    );
    let model = model_of(&text);
    for visits in [7.0, 14.0, 30.0, 90.0] {
        let scenario = Scenario::default().every(visits);
        let rule = arm(&model, "threshold");
        let found = tune(&model, &rule, &point(&model), &scenario, &Search::default()).unwrap();
        let best = found.best.unwrap();
        assert!(best.value >= found.untuned.value);
        assert!(found.grid.iter().all(|c| c.value <= best.value));
        assert_eq!(found.searched, 7);
    }
}

/// Where resistant cells are a tenth at the start of a small tumour, published times are 106 days for continuous therapy and for
/// AT50 alike: no rule below the first size gains anything, and continuous therapy stands first.
#[test]
fn a_search_can_say_that_nothing_is_gained() {
    let text = BASE
        .replace("n0 = 0.75", "n0 = 0.25")
        .replace("fR = 0.001", "fR = 0.1")
        .replace(
            "value = 1.0, range = [0.2, 1.195], steps = 60",
            "value = 0.5, range = [0.2, 0.5], steps = 6",
        );
    let model = model_of(&text.replace("every 1/2 day", "every 1 day"));
    let rule = arm(&model, "threshold");
    let cohort = point(&model);
    let scenario = Scenario::default();
    let found = tune(&model, &rule, &cohort, &scenario, &Search::default()).unwrap();
    assert!(!found.gains(), "{:?}", found.best);
    assert_eq!(found.reference.as_ref().unwrap().value, 106.0);
    let arms = [
        found.arm(&rule).unwrap(),
        arm(&model, "at50"),
        arm(&model, "continuous"),
    ];
    let comparison = compare(&model, &arms, &cohort, &scenario).unwrap();
    assert_eq!(comparison.regimens[0].name, "continuous");
    assert_eq!(comparison.regimens[0].rank, 1);
    assert_eq!(
        comparison.verdict.to_string(),
        "no regimen compared gains anything over continuous therapy"
    );
}

/// A limit of drug use is kept by the best rule; a limit that no rule keeps leaves none.
#[test]
fn drug_use_is_limited() {
    // Treatment starts at once, so that every rule uses some drug.
    let model = model_of(&BASE.replace(
        "value = 1.0, range = [0.2, 1.195]",
        "value = 0.8, range = [0.2, 0.9]",
    ));
    let scenario = Scenario::default().every(14.0);
    let rule = arm(&model, "threshold");
    let with = |most| {
        let search = Search {
            most_drug_use: Some(most),
            ..Search::default()
        };
        tune(&model, &rule, &point(&model), &scenario, &search).unwrap()
    };
    let mut before = f64::INFINITY;
    for most in [1.0, 0.8, 0.6, 0.5] {
        let found = with(most);
        let Some(best) = found.best else { continue };
        assert!(best.drug_use <= most && best.allowed, "{most}: {best:?}");
        assert!(best.value <= before, "a tighter limit cannot gain");
        let allowed = found.grid.iter().filter(|c| c.drug_use <= most);
        assert_eq!(
            best.value,
            allowed
                .map(|c| c.value)
                .fold(found.untuned.value.min(0.0), f64::max)
        );
        before = best.value;
    }
    let none = with(0.0);
    assert_eq!(none.best, None);
    assert!(!none.gains());
    assert!(none.arm(&rule).is_none() && none.gain.is_none());
}

/// The best rule by a quantile or by the chance of a time is at least as good, by that measure, as the one with the best mean.
#[test]
fn robust_goals_are_met_by_their_own_measure() {
    let model = model_of(BASE);
    let rule = arm(&model, "threshold");
    let cohort = spread(&model, "fR", (0..24).map(|i| 0.0002 * 1.3_f64.powi(i)));
    let scenario = Scenario::default().every(30.0);
    let run = |goal| tune(&model, &rule, &cohort, &scenario, &search(goal)).unwrap();
    let measure = |found: &Tuning, goal: Goal| {
        let arm = found.arm(&rule).unwrap();
        let comparison = compare(&model, &[arm], &cohort, &scenario).unwrap();
        let mut times: Vec<f64> = comparison.courses[0].iter().map(|c| c.time).collect();
        times.sort_by(f64::total_cmp);
        match goal {
            Goal::Mean => comparison.regimens[0].objective.mean,
            Goal::Quantile(p) => forestall_base::quantile(&times, p).unwrap(),
            Goal::Exceeds(t) => times.iter().filter(|&&x| x > t).count() as f64 / 24.0,
        }
    };
    let mean = run(Goal::Mean);
    for goal in [
        Goal::Quantile(0.1),
        Goal::Quantile(0.0),
        Goal::Exceeds(900.0),
    ] {
        let robust = run(goal);
        assert_eq!(robust.best.as_ref().unwrap().value, measure(&robust, goal));
        assert!(measure(&robust, goal) >= measure(&mean, goal), "{goal:?}");
        assert!(measure(&robust, Goal::Mean) <= measure(&mean, Goal::Mean) + 1e-9);
    }
}

/// Second method: all draws for all rules. Screening must find a rule within 1 % of that, and never one below the untuned.
#[test]
fn screening_comes_close_to_the_full_search() {
    let model = model_of(BASE);
    let rule = arm(&model, "threshold");
    let cohort = spread(&model, "fR", (0..160).map(|i| 0.0005 + 2e-5 * f64::from(i)));
    let scenario = Scenario::default().every(30.0).noisy();
    let run = |screen| {
        let search = Search {
            screen,
            ..Search::default()
        };
        tune(&model, &rule, &cohort, &scenario, &search).unwrap()
    };
    let (quick, full) = (run(Some(16)), run(None));
    let (quick_best, full_best) = (quick.best.unwrap(), full.best.unwrap());
    assert_eq!((quick_best.draws, full_best.draws), (160, 160));
    assert!(quick_best.value <= full_best.value);
    assert!(
        quick_best.value > 0.99 * full_best.value,
        "{quick_best:?} {full_best:?}"
    );
    assert_eq!(quick.untuned, full.untuned);
    assert_eq!(quick.grid.len(), 300);
}

/// Refinement only ever improves, stays within the ranges, and counts what it judged.
#[test]
fn refinement_never_loses() {
    let model = model_of(BASE);
    let rule = arm(&model, "threshold");
    let cohort = point(&model);
    for visits in [1.0, 30.0, 60.0] {
        let scenario = Scenario::default().every(visits);
        let run = |halvings| {
            let search = Search {
                halvings,
                ..Search::default()
            };
            tune(&model, &rule, &cohort, &scenario, &search).unwrap()
        };
        let (grid, refined) = (run(0), run(4));
        let best = refined.best.unwrap();
        assert!(best.value >= grid.best.unwrap().value, "{visits}");
        assert!(refined.searched > 301);
        assert!((0.2..=1.195).contains(&best.tuned[0].value));
        assert!((0.2..=1.0).contains(&best.tuned[1].value));
        assert!(best.value <= 2626.5);
    }
}

/// A tumour that cannot grow reaches the horizon under every rule: one rule is judged, and it is the written one.
#[test]
fn nothing_is_searched_where_nothing_can_be_gained() {
    let model = model_of(&BASE.replace("r = 0.027", "r = 0"));
    let rule = arm(&model, "threshold");
    let scenario = Scenario {
        horizon: Some(200.0),
        ..Scenario::default()
    };
    let found = tune(&model, &rule, &point(&model), &scenario, &Search::default()).unwrap();
    assert_eq!((found.searched, found.grid.len()), (1, 0));
    assert_eq!(found.best.as_ref(), Some(&found.untuned));
    assert_eq!(found.untuned.value, 200.0);
    assert!(!found.gains());
}
