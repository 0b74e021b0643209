//! Step size and metric during the warm-up.

use serde::{Deserialize, Serialize};

use crate::Cholesky;

/// Dual averaging of the logarithm of the step size (Hoffman and Gelman 2014, section 3.2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Averaging {
    centre: f64,
    gap: f64,
    mean: f64,
    count: f64,
}

impl Averaging {
    pub(super) fn new(step: f64) -> Self {
        Self {
            centre: libm::log(3.0 * step),
            gap: 0.0,
            mean: libm::log(step),
            count: 0.0,
        }
    }

    /// The next step size after a transition with this mean acceptance.
    pub(super) fn next(&mut self, acceptance: f64, wanted: f64) -> f64 {
        self.count += 1.0;
        let share = 1.0 / (self.count + 10.0);
        self.gap += share * (wanted - acceptance - self.gap);
        let ln_step = (self.centre - self.count.sqrt() / 0.05 * self.gap).clamp(-20.0, 2.0);
        self.mean += libm::pow(self.count, -0.75) * (ln_step - self.mean);
        libm::exp(ln_step)
    }

    /// Logarithm of the averaged step size.
    pub(super) fn ln_mean(&self) -> f64 {
        self.mean
    }
}

/// Lengths of the windows of a warm-up. With a metric from particles, two for the step size alone; otherwise a short one to get
/// going, windows of doubling length for the metric, and a short one for the last step size.
pub(super) fn windows(warmup: usize, metric_known: bool) -> Vec<usize> {
    if metric_known {
        return vec![warmup / 2, warmup - warmup / 2];
    }
    let ends = (warmup / 8).max(5);
    let mut left = warmup.saturating_sub(2 * ends);
    let mut all = vec![ends];
    let mut length = (warmup / 8).max(10);
    while left > 0 {
        // A last window that could not be followed by one twice as long takes all that is left.
        let next = if left < 3 * length { left } else { length };
        all.push(next);
        left -= next;
        length *= 2;
    }
    all.push(ends);
    all
}

/// Covariance around each chain's own mean, pooled over chains and shrunk a little towards a small multiple of the identity: chains
/// in different modes do not stretch it.
pub(super) fn metric(chains: &[Vec<f64>], d: usize) -> Cholesky {
    let mut sum = vec![0.0; d * d];
    let mut freedom = 0.0;
    for chain in chains {
        let n = chain.len() / d;
        let mean: Vec<f64> = (0..d)
            .map(|i| chain.iter().skip(i).step_by(d).sum::<f64>() / n.max(1) as f64)
            .collect();
        for point in chain.chunks_exact(d) {
            for i in 0..d {
                for j in 0..d {
                    sum[i * d + j] += (point[i] - mean[i]) * (point[j] - mean[j]);
                }
            }
        }
        freedom += n.saturating_sub(1) as f64;
    }
    let keep = freedom / (freedom + 5.0);
    for s in &mut sum {
        *s *= keep / freedom.max(1.0);
    }
    for i in 0..d {
        sum[i * d + i] += 1e-3 * (1.0 - keep);
    }
    Cholesky::regularised(&sum, d)
}
