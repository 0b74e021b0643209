//! Shares of clones as priors.

use crate::profile::phase::Bounds;

/// Standard deviations on either side of the middle of a 95 % interval.
const SPREAD: f64 = 1.96;

/// The beta distribution of a share with these bounds (ends of a 95 % interval), by its moments; `None` where it is known.
pub(super) fn beta(share: Bounds) -> Option<(f64, f64)> {
    let mean = share.best.clamp(1e-6, 1.0 - 1e-6);
    let sd = (share.high - share.low) / (2.0 * SPREAD);
    let ratio = mean * (1.0 - mean) / (sd * sd) - 1.0;
    // No flatter than uniform: an interval as wide as everything says nothing.
    (sd > 1e-6).then(|| {
        let total = ratio.max(1.0 / mean.min(1.0 - mean)).min(1e6);
        (mean * total, (1.0 - mean) * total)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Oracle: moments of the beta distribution, mean a / (a + b) and variance m (1 - m) / (a + b + 1).
    #[test]
    fn moments_are_those_of_the_interval() {
        let bounds = Bounds {
            low: 0.2,
            best: 0.3,
            high: 0.4,
        };
        let (a, b) = beta(bounds).unwrap();
        let mean = a / (a + b);
        let sd = (mean * (1.0 - mean) / (a + b + 1.0)).sqrt();
        assert!((mean - 0.3).abs() < 1e-12 && (sd - 0.1 / SPREAD).abs() < 1e-12);
        assert_eq!(beta(Bounds::exactly(0.3)), None);
    }
}
