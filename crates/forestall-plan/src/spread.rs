//! Mean and quantiles of a number over an ensemble.

use forestall_base::{Objective, quantile};
use serde::{Deserialize, Serialize};

/// Mean and quantiles (type 7, see [`quantile`]).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 25 % quantile.
    pub q25: f64,
    /// Median.
    pub median: f64,
    /// 75 % quantile.
    pub q75: f64,
    /// 95 % quantile.
    pub q95: f64,
}

impl Spread {
    /// The spread of some values; `None` for none.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = values.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let at = |p| quantile(&sorted, p);
        Some(Self {
            mean: mean(&sorted)?,
            q05: at(0.05)?,
            q25: at(0.25)?,
            median: at(0.5)?,
            q75: at(0.75)?,
            q95: at(0.95)?,
        })
    }

    /// Mean and outer quantiles alone.
    pub fn objective(&self) -> Objective {
        Objective {
            mean: self.mean,
            q05: self.q05,
            q95: self.q95,
        }
    }
}

/// Mean, with the mean of equal values being that value exactly; `None` for no values.
pub(crate) fn mean(values: &[f64]) -> Option<f64> {
    let &first = values.first()?;
    let sum: f64 = values.iter().map(|value| value - first).sum();
    Some(first + sum / values.len() as f64)
}
