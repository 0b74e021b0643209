//! The share of a cohort without progression over time, from the draws of each patient.

use forestall_report::Band;

/// Number of times at which the share is computed.
const POINTS: usize = 240;

/// Probability of an event up to `time`, from sorted times; those that never come are infinite.
fn happened(times: &[f64], time: f64) -> f64 {
    times.partition_point(|&t| t <= time) as f64 / times.len().max(1) as f64
}

/// Expected share without the event, with the 5 % and 95 % quantiles of the share in a cohort of this size whose patients are
/// independent.
pub(super) fn share_without(all: &[&[f64]], end: f64) -> Band {
    let mut band = Band::default();
    let size = all.len().max(1) as f64;
    for k in 0..=POINTS {
        let time = end * k as f64 / POINTS as f64;
        let without: Vec<f64> = all.iter().map(|d| 1.0 - happened(d, time)).collect();
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

    /// By hand: two patients, one progressing at 10 or 30, one at 10 or never.
    #[test]
    fn the_share_is_the_mean_over_patients() {
        let (first, second) = ([10.0, 30.0], [10.0, f64::INFINITY]);
        let band = share_without(&[&first, &second], 40.0);
        let at = |time: f64| band.q50[(time / 40.0 * POINTS as f64) as usize];
        for (time, share) in [
            (0.0, 1.0),
            (9.0, 1.0),
            (10.0, 0.5),
            (29.0, 0.5),
            (40.0, 0.25),
        ] {
            assert!((at(time) - share).abs() < 1e-15, "{time}");
        }
    }
}
