//! The share of a cohort without progression over time, from quantiles of each patient's time.

use forestall_report::Band;

use crate::cli::plan_folder::RegimenPlan;

/// Number of times at which the share is computed.
const POINTS: usize = 120;

/// Distribution function of a time, straight between its known quantiles.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TimeDistribution {
    /// Times and the probability of an event up to them; both never fall.
    knots: Vec<(f64, f64)>,
}

impl TimeDistribution {
    /// From the quantiles of a plan; whatever lies at the horizon has not happened.
    pub(super) fn of_plan(plan: &RegimenPlan, horizon: f64) -> Self {
        let o = &plan.objective;
        let (first, last) = (
            o.q05 - 0.25 * (plan.q25 - o.q05),
            o.q95 + 0.25 * (o.q95 - plan.q75),
        );
        let known = [
            (first.max(0.0), 0.0),
            (o.q05, 0.05),
            (plan.q25, 0.25),
            (plan.median, 0.5),
            (plan.q75, 0.75),
            (o.q95, 0.95),
            (last, 1.0),
        ];
        let ever = (1.0 - plan.indefinite).clamp(0.0, 1.0);
        let mut knots: Vec<(f64, f64)> = known
            .into_iter()
            .filter(|(time, share)| *time < horizon && *share <= ever)
            .collect();
        if let Some(&(time, share)) = knots.last()
            && share < ever
        {
            let whole = ever >= 1.0 && plan.median < horizon;
            let end = if whole { last.min(horizon) } else { horizon };
            knots.push((end.max(time), ever));
        }
        Self { knots }
    }

    /// Probability of the event up to `time`.
    pub(super) fn at(&self, time: f64) -> f64 {
        let after = self.knots.partition_point(|k| k.0 <= time);
        let Some(&(from, low)) = after.checked_sub(1).and_then(|k| self.knots.get(k)) else {
            return 0.0;
        };
        match self.knots.get(after) {
            None => low,
            Some(&(to, high)) => low + (high - low) * (time - from) / (to - from),
        }
    }
}

/// Smallest time by which the event has the probability `p` over the cohort, `None` if it never has.
pub(super) fn pooled_quantile(all: &[TimeDistribution], p: f64, horizon: f64) -> Option<f64> {
    let mean = |time: f64| all.iter().map(|d| d.at(time)).sum::<f64>() / all.len().max(1) as f64;
    let (mut low, mut high) = (0.0, horizon * (1.0 - 1e-9));
    if mean(high) < p {
        return None;
    }
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if mean(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(high)
}

/// Expected share without the event, with the 5 % and 95 % quantiles of the share in a cohort of this size whose patients are
/// independent.
pub(super) fn share_without(all: &[TimeDistribution], end: f64) -> Band {
    let mut band = Band::default();
    let size = all.len().max(1) as f64;
    for k in 0..=POINTS {
        let time = end * k as f64 / POINTS as f64;
        let without: Vec<f64> = all.iter().map(|d| 1.0 - d.at(time)).collect();
        let counts = count_probabilities(&without);
        band.time.push(time);
        band.q05.push(count_quantile(&counts, 0.05) / size);
        band.q50.push(without.iter().sum::<f64>() / size);
        band.q95.push(count_quantile(&counts, 0.95) / size);
    }
    band
}

/// Probability of each number of successes among independent trials.
fn count_probabilities(trials: &[f64]) -> Vec<f64> {
    let mut counts = vec![1.0];
    for &p in trials {
        counts.push(0.0);
        for k in (0..counts.len()).rev() {
            let below = if k > 0 { counts[k - 1] } else { 0.0 };
            counts[k] = counts[k] * (1.0 - p) + below * p;
        }
    }
    counts
}

fn count_quantile(counts: &[f64], p: f64) -> f64 {
    let mut sum = 0.0;
    for (k, probability) in counts.iter().enumerate() {
        sum += probability;
        if sum >= p - 1e-12 {
            return k as f64;
        }
    }
    counts.len().saturating_sub(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Closed form: the binomial distribution of four fair coins.
    #[test]
    fn counts_of_equal_trials_are_binomial() {
        let counts = count_probabilities(&[0.5; 4]);
        for (got, want) in counts.iter().zip([1.0, 4.0, 6.0, 4.0, 1.0]) {
            assert!((got - want / 16.0).abs() < 1e-15);
        }
        assert!((count_quantile(&counts, 0.05) - 0.0).abs() < 1e-15);
        assert!((count_quantile(&counts, 0.5) - 2.0).abs() < 1e-15);
    }

    #[test]
    fn a_distribution_goes_through_its_quantiles() {
        let d = TimeDistribution {
            knots: vec![(100.0, 0.0), (200.0, 0.5), (300.0, 0.8)],
        };
        assert!((d.at(50.0) - 0.0).abs() < 1e-15);
        assert!((d.at(150.0) - 0.25).abs() < 1e-15);
        assert!((d.at(9e9) - 0.8).abs() < 1e-15);
        let both = [d.clone(), d];
        assert!((pooled_quantile(&both, 0.5, 1000.0).unwrap_or(0.0) - 200.0).abs() < 1e-6);
        assert_eq!(pooled_quantile(&both, 0.9, 1000.0), None);
    }
}
