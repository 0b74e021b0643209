//! What is reported of the draws of one parameter.

use serde::{Deserialize, Serialize};

use super::{ess_bulk, ess_tail, rhat};

/// Quantile of unsorted numbers, interpolated between the closest ranks (type 7 of Hyndman and Fan). NaN if there are none.
pub fn quantile(values: &[f64], p: f64) -> f64 {
    if values.is_empty() {
        return f64::NAN;
    }
    let place = p.clamp(0.0, 1.0) * (values.len() - 1) as f64;
    let k = (place.floor() as usize).min(values.len() - 1);
    let mut copy = values.to_vec();
    let (_, low, rest) = copy.select_nth_unstable_by(k, f64::total_cmp);
    let low = *low;
    let high = rest.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    low + (place - k as f64) * (high - low)
}

/// Mean, spread, quantiles and chain diagnostics of one parameter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// Median.
    pub median: f64,
    /// 95 % quantile.
    pub q95: f64,
    /// Rank-normalised split R-hat.
    pub rhat: f64,
    /// Bulk effective sample size.
    pub ess_bulk: f64,
    /// Tail effective sample size.
    pub ess_tail: f64,
}

impl Summary {
    /// Of the chains of one parameter.
    pub fn of(chains: &[&[f64]]) -> Self {
        let all = chains.concat();
        let n = all.len() as f64;
        let mean = all.iter().sum::<f64>() / n;
        let square: f64 = all.iter().map(|x| (x - mean) * (x - mean)).sum();
        Self {
            mean,
            sd: (square / (n - 1.0)).sqrt(),
            q05: quantile(&all, 0.05),
            median: quantile(&all, 0.5),
            q95: quantile(&all, 0.95),
            rhat: rhat(chains),
            ess_bulk: ess_bulk(chains),
            ess_tail: ess_tail(chains),
        }
    }
}

/// Correlation matrix (row-major) of parameters given as columns of equal length. A constant column has correlation 0.
pub fn correlations(columns: &[&[f64]]) -> Vec<f64> {
    let d = columns.len();
    let centred: Vec<Vec<f64>> = columns
        .iter()
        .map(|c| {
            let mean = c.iter().sum::<f64>() / c.len() as f64;
            c.iter().map(|x| x - mean).collect()
        })
        .collect();
    let norm: Vec<f64> = centred
        .iter()
        .map(|c| c.iter().map(|x| x * x).sum::<f64>().sqrt())
        .collect();
    let mut matrix = vec![0.0; d * d];
    for i in 0..d {
        for j in 0..d {
            matrix[i * d + j] = if i == j {
                1.0
            } else if norm[i] > 0.0 && norm[j] > 0.0 {
                let product: f64 = centred[i].iter().zip(&centred[j]).map(|(a, b)| a * b).sum();
                product / (norm[i] * norm[j])
            } else {
                0.0
            };
        }
    }
    matrix
}
