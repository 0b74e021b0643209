//! Exact tests of a cohort, and the interval of a change.

use crate::profile::phase::Bounds;

/// Probability that at least `least` of independent events happen, whose probabilities are `each`. Their order does not change a
/// bit of the result.
#[must_use]
pub fn poisson_binomial_at_least(least: usize, each: &[f64]) -> f64 {
    if least == 0 {
        return 1.0;
    }
    if least > each.len() {
        return 0.0;
    }
    let mut sorted = each.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    // Probability of 0, 1, ... of the events so far; the last entry gathers `least` and more, so that no digits are lost.
    let mut chance = vec![0.0; least + 1];
    chance[0] = 1.0;
    for p in sorted {
        chance[least] += chance[least - 1] * p;
        for count in (1..least).rev() {
            chance[count] = chance[count] * (1.0 - p) + chance[count - 1] * p;
        }
        chance[0] *= 1.0 - p;
    }
    chance[least].min(1.0)
}

/// Adjusted p-values (Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x) of `tests` tests, of which all that
/// are not given have the p-value 1; in the order given.
#[must_use]
pub fn benjamini_hochberg(p: &[f64], tests: usize) -> Vec<f64> {
    let tests = tests.max(p.len()) as f64;
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least: f64 = 1.0;
    for (rank, &i) in order.iter().enumerate().rev() {
        least = least.min(p[i] * tests / (rank + 1) as f64);
        adjusted[i] = least;
    }
    adjusted
}

/// Two-sided exact sign test of `a` against `b`: both are as likely.
#[must_use]
pub fn sign_test(a: usize, b: usize) -> f64 {
    let trials = (a + b) as u32;
    let tail = crate::profile::binomial_at_least(a.max(b) as u32, trials, 0.5);
    (2.0 * tail).min(1.0)
}

/// `after` less `before`, of two numbers measured apart, with an interval from theirs (Newcombe 1998, method 10,
/// doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I): each end is as far from the best value as the two ends
/// that lead there, added as the legs of a right triangle. Of exact intervals it covers at least as often as they do, nearly.
#[must_use]
pub fn difference(before: Bounds, after: Bounds) -> Bounds {
    let best = after.best - before.best;
    Bounds {
        low: best - libm::hypot(after.best - after.low, before.high - before.best),
        best,
        high: best + libm::hypot(after.high - after.best, before.best - before.low),
    }
}
