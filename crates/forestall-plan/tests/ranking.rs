//! Who is better, how surely, and who shares a place: paired differences whose answer can be written down.
#![allow(clippy::unwrap_used)]

mod models;

use forestall_plan::{Comparison, Difference, PlanError, Scenario, compare, places, pooled};
use models::{EXPONENTIAL, arm, model_of, spread};

/// Times of `n` draws: the first `k` are `special`, the others `usual`.
fn times(n: usize, k: usize, special: f64, usual: f64) -> Vec<f64> {
    let mut all = vec![usual; n];
    all[..k].fill(special);
    all
}

fn difference(ours: &[f64], theirs: &[f64]) -> Difference {
    Difference::between(ours, theirs).unwrap()
}

fn placed(all: &[Vec<f64>]) -> Vec<usize> {
    places(all.len(), |a, b| difference(&all[a], &all[b]).clear())
}

/// Closed form: differences 1, 2, 3, 4 have mean 2.5 and standard deviation sqrt(5/3); Student's 95 % quantile of 3 degrees of
/// freedom is 2.3534, so the 90 % interval is 2.5 -+ 1.5191.
#[test]
fn the_interval_of_a_mean_is_that_of_student() {
    let d = difference(&[2.0, 4.0, 6.0, 8.0], &[1.0, 2.0, 3.0, 4.0]);
    assert_eq!(d.mean, 2.5);
    assert!((d.mean_q05 - (2.5 - 1.5191)).abs() < 5e-3, "{d:?}");
    assert!((d.mean_q95 - (2.5 + 1.5191)).abs() < 5e-3, "{d:?}");
    assert!(d.clear());
}

/// 57 of 100 draws reach the horizon under both and 43 progress under one only: never shorter, sometimes longer, so clearly longer.
#[test]
fn draws_at_the_horizon_are_for_neither() {
    let horizon = times(100, 0, 0.0, 3650.0);
    let untreated = times(100, 43, 9.0, 3650.0);
    let d = difference(&horizon, &untreated);
    assert_eq!(
        (d.longer, d.shorter, d.q05, d.median),
        (0.43, 0.0, 0.0, 0.0)
    );
    assert!(d.clear() && !difference(&untreated, &horizon).clear());
    assert_eq!(placed(&[horizon.clone(), horizon, untreated]), [1, 1, 3]);
}

/// By hand, k differing draws of 100, equal and in favour: mean k D / 100, standard error D sqrt(k (100 - k) / 99) / 100, so that
/// the lower end of the interval (quantile 1.6604) passes 0 between k = 2 and k = 3.
#[test]
fn two_draws_of_a_hundred_are_an_accident_and_three_are_not() {
    for (k, wanted) in [(1, false), (2, false), (3, true), (10, true)] {
        let d = difference(&times(100, k, 20.0, 10.0), &times(100, 0, 0.0, 10.0));
        let (n, share) = (100.0_f64, k as f64 / 100.0);
        let low = 10.0 * (share - 1.6604 * (share * (1.0 - share) / (n - 1.0)).sqrt());
        assert!((d.mean_q05 - low).abs() < 1e-3, "{k} {d:?} {low}");
        assert_eq!(d.clear(), wanted, "{k}");
    }
}

/// By hand: longer by 1 in `k` of 100 draws, shorter by 1 in the others; clear from 95 on, whatever the mean.
#[test]
fn of_the_draws_that_differ_95_in_100_must_agree() {
    for (k, wanted) in [(60, false), (94, false), (95, true), (100, true)] {
        let ours = times(100, k, 11.0, 9.0);
        assert_eq!(
            difference(&ours, &times(100, 0, 0.0, 10.0)).clear(),
            wanted,
            "{k}"
        );
    }
}

/// Much in some draws, a loss in many others: the mean is far from 0, but which is better for this patient is not known.
#[test]
fn a_large_mean_alone_is_not_clear() {
    let d = difference(&times(100, 40, 1000.0, 90.0), &times(100, 0, 0.0, 100.0));
    assert!(d.mean_q05 > 200.0 && (d.longer, d.shorter) == (0.4, 0.6));
    assert!(!d.clear());
}

/// Equal regimens are not told apart; of a single draw, every difference counts.
#[test]
fn a_point_is_ranked_by_its_times() {
    assert_eq!(
        placed(&[vec![3.0], vec![3.0], vec![2.0], vec![1.0]]),
        [1, 1, 3, 4]
    );
    assert!(!difference(&[3.0; 50], &[3.0; 50]).clear());
    assert!(placed(&[]).is_empty());
    assert_eq!(Difference::between(&[], &[]), None);
}

/// The second and the third are each like their neighbour, but the first is clearly better than the third: it opens a place, so
/// that nobody shares one with a regimen that is clearly different.
#[test]
fn nobody_shares_a_place_with_a_clearly_better_one() {
    let clearly = |a: usize, b: usize| (a, b) == (0, 2);
    assert_eq!(places(4, clearly), [1, 1, 3, 3]);
    let all_better = |a: usize, b: usize| a < b;
    assert_eq!(places(4, all_better), [1, 2, 3, 4]);
    assert_eq!(places(3, |_, _| false), [1, 1, 1]);
}

/// Under exponential growth at g the time is ln(1.2) / g, with the drug a third longer.
fn plan(growth: &[f64]) -> Comparison {
    let model = model_of(EXPONENTIAL);
    let arms = [arm(&model, "untreated"), arm(&model, "continuous")];
    let cohort = spread(&model, "g", growth.iter().copied());
    compare(&model, &arms, &cohort, &Scenario::default()).unwrap()
}

/// Closed form: patients at g = 0.01 (two draws) and 0.02 (one draw) count the same, mean ln(1.2) (100 + 50) / 2; one patient alone
/// is ranked as in the own comparison.
#[test]
fn patients_count_the_same_in_a_cohort() {
    let (slow, fast) = (plan(&[0.01, 0.01]), plan(&[0.02]));
    let both = pooled(&[&slow, &fast]).unwrap();
    let untreated = &both.regimens[1];
    assert_eq!((untreated.name.as_str(), both.patients), ("untreated", 2));
    let wanted = 1.2_f64.ln() * 75.0;
    assert!((untreated.objective.mean / wanted - 1.0).abs() < 1e-7);
    let gain = untreated.gain.unwrap();
    assert!((gain.mean / (-wanted / 3.0) - 1.0).abs() < 1e-7);
    // Two patients: half of the distance of their differences, times 6.314, to either side.
    let half = 6.3138 * 1.2_f64.ln() / 3.0 * 50.0 / 2.0;
    assert!((gain.mean - gain.mean_q05 - half).abs() < 1e-2, "{gain:?}");
    assert_eq!((both.regimens[0].rank, untreated.rank), (1, 1));
    let one = pooled(&[&slow]).unwrap();
    for (pooled, own) in one.regimens.iter().zip(&slow.regimens) {
        assert_eq!(pooled.objective, own.objective);
        assert_eq!((pooled.rank, pooled.gain), (own.rank, own.gain));
        assert_eq!(
            pooled.unbeaten_probability,
            own.standing.unbeaten_probability
        );
    }
}

#[test]
fn a_cohort_needs_patients_with_the_same_regimens() {
    assert!(matches!(pooled(&[]), Err(PlanError::NoVector)));
    let model = model_of(EXPONENTIAL);
    let cohort = spread(&model, "g", [0.01]);
    let scenario = Scenario::default();
    let other = compare(&model, &[arm(&model, "untreated")], &cohort, &scenario).unwrap();
    let error = pooled(&[&plan(&[0.01]), &other]).unwrap_err();
    assert_eq!(error.to_string(), "the model has no regimen \"continuous\"");
}
