use forestall_base::Stream;

use super::super::{benjamini_hochberg, difference, poisson_binomial_at_least, sign_test};
use crate::profile::phase::{Bounds, binomial_interval};

/// All 2^n outcomes, one by one.
#[test]
fn poisson_binomial_tail_agrees_with_all_outcomes() {
    let each = [0.02, 0.9, 0.31, 0.5, 0.004, 0.77, 0.12];
    for least in 0..=8 {
        let mut sum = 0.0;
        for outcome in 0..1_u32 << each.len() {
            if outcome.count_ones() as usize >= least {
                let chance = |(i, p): (usize, &f64)| {
                    if outcome >> i & 1 == 1 { *p } else { 1.0 - p }
                };
                sum += each.iter().enumerate().map(chance).product::<f64>();
            }
        }
        let tail = poisson_binomial_at_least(least, &each);
        assert!((tail - sum).abs() < 1e-14, "{least}: {tail} {sum}");
    }
    // Equal probabilities: the binomial tail; a small one keeps its digits.
    let tail = poisson_binomial_at_least(8, &[1e-4; 10]);
    let exact = 45.0 * 1e-32 * 0.9999 * 0.9999 + 10.0 * 1e-36 * 0.9999 + 1e-40;
    assert!((tail / exact - 1.0).abs() < 1e-12);
    let mut turned = each;
    turned.reverse();
    assert_eq!(
        poisson_binomial_at_least(3, &each).to_bits(),
        poisson_binomial_at_least(3, &turned).to_bits()
    );
}

/// The 15 p-values of Benjamini and Hochberg 1995 (section 4): at a rate of 0.05 the procedure rejects the first four.
#[test]
fn benjamini_hochberg_rejects_four_of_the_fifteen_in_its_paper() {
    let p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];
    let q = benjamini_hochberg(&p, 15);
    assert_eq!(q.iter().filter(|q| **q <= 0.05).count(), 4);
    assert!((q[0] - 0.0015).abs() < 1e-12 && (q[3] - 0.0095 * 15.0 / 4.0).abs() < 1e-12);
    // Tests that are not given have the p-value 1.
    assert_eq!(benjamini_hochberg(&p[..1], 15)[0], 0.0015);
}

/// Conover, Practical Nonparametric Statistics: 2 P(X >= a) of a fair coin; 8 of 9: 2 * (9 + 1) / 512.
#[test]
fn sign_test_is_twice_the_tail_of_a_fair_coin() {
    assert!((sign_test(8, 1) - 20.0 / 512.0).abs() < 1e-12);
    assert_eq!(sign_test(1, 8), sign_test(8, 1));
    assert_eq!((sign_test(3, 3), sign_test(0, 0)), (1.0, 1.0));
}

/// Newcombe 1998, table II (a): 56 of 70 less 48 of 80, from score intervals: 0.0524 to 0.3339.
#[test]
fn the_interval_of_a_difference_is_that_of_its_paper() {
    let score = |x: f64, n: f64| {
        let (p, z) = (x / n, 1.959_963_984_540_054);
        let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
        let half = z / (1.0 + z * z / n) * ((p * (1.0 - p) + z * z / (4.0 * n)) / n).sqrt();
        Bounds {
            low: middle - half,
            best: p,
            high: middle + half,
        }
    };
    let found = difference(score(48.0, 80.0), score(56.0, 70.0));
    assert!((found.best - 0.2).abs() < 1e-12);
    assert!(
        (found.low - 0.0524).abs() < 5e-5 && (found.high - 0.3339).abs() < 5e-5,
        "{found:?}"
    );
}

/// Of exact intervals: covers the true difference at least in 95 % of 4,000 draws at every pair of fractions and depths.
#[test]
fn the_interval_of_a_difference_covers_the_truth() {
    for (case, (p, n, q, m)) in [
        (0.02, 300, 0.15, 80),
        (0.5, 40, 0.3, 200),
        (0.0, 400, 0.05, 400),
        (0.9, 60, 0.1, 60),
    ]
    .into_iter()
    .enumerate()
    {
        let mut stream = Stream::new(11, case as u32, 0);
        let mut draw = |p: f64, n: u32| (0..n).filter(|_| stream.uniform() < p).count() as u32;
        let covered = (0..4000).filter(|_| {
            let (a, b) = (draw(p, n), draw(q, m));
            let found = difference(binomial_interval(a, n, 0.95), binomial_interval(b, m, 0.95));
            found.low <= q - p && q - p <= found.high
        });
        let share = covered.count() as f64 / 4000.0;
        assert!(share >= 0.95, "{case}: {share}");
    }
}
