//! Exact binomial intervals and tails.

use forestall_base::{beta_quantile, incomplete_beta};

/// A number with an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Lower end.
    pub low: f64,
    /// Best value.
    pub best: f64,
    /// Upper end.
    pub high: f64,
}

impl Bounds {
    /// A number known without error.
    #[must_use]
    pub fn exactly(value: f64) -> Self {
        Self {
            low: value,
            best: value,
            high: value,
        }
    }

    /// Whether the two intervals have no point in common.
    #[must_use]
    pub fn disjoint(&self, other: &Self) -> bool {
        self.high < other.low || other.high < self.low
    }

    pub(super) fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Self {
            low: f(self.low),
            best: f(self.best),
            high: f(self.high),
        }
    }
}

impl std::fmt::Display for Bounds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { low, best, high } = self;
        write!(f, "{best:.2} ({low:.2}-{high:.2})")
    }
}

/// The exact interval of a probability after `hits` in `trials` (Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404), at
/// `level` (0.95: 2.5 % on either side). Without trials: 0 to 1.
#[must_use]
pub fn binomial_interval(hits: u32, trials: u32, level: f64) -> Bounds {
    let (x, n) = (f64::from(hits.min(trials)), f64::from(trials));
    let tail = (1.0 - level) / 2.0;
    if trials == 0 {
        return Bounds {
            low: 0.0,
            best: 0.5,
            high: 1.0,
        };
    }
    let low = if hits == 0 {
        0.0
    } else {
        beta_quantile(x, n - x + 1.0, tail)
    };
    let high = if hits >= trials {
        1.0
    } else {
        beta_quantile(x + 1.0, n - x, 1.0 - tail)
    };
    Bounds {
        low,
        best: x / n,
        high,
    }
}

/// Probability of at least `hits` in `trials` of probability `p` each.
#[must_use]
pub fn binomial_at_least(hits: u32, trials: u32, p: f64) -> f64 {
    if hits == 0 {
        return 1.0;
    }
    if hits > trials {
        return 0.0;
    }
    let (x, n) = (f64::from(hits), f64::from(trials));
    incomplete_beta(x, n - x + 1.0, p).0
}
