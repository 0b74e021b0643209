//! Potential scale reduction.

use super::quantile;
use super::ranks::{mean, normal_scores, slices, split, variance};

/// Rank-normalised split R-hat: the larger of the one for location and the folded one for scale.
///
/// Below 1.01 the chains agree. NaN for fewer than four draws per chain or draws that are not finite; 1 if all draws are equal.
pub fn rhat(chains: &[&[f64]]) -> f64 {
    let halves = split(chains);
    if halves.is_empty()
        || halves.iter().any(|h| h.len() < 2)
        || halves.iter().any(|h| h.iter().any(|x| !x.is_finite()))
    {
        return f64::NAN;
    }
    let middle = quantile(&halves.concat(), 0.5);
    let folded: Vec<Vec<f64>> = halves
        .iter()
        .map(|half| half.iter().map(|x| (x - middle).abs()).collect())
        .collect();
    plain(&normal_scores(&halves)).max(plain(&normal_scores(&slices(&folded))))
}

/// R-hat of chains as they are.
fn plain(chains: &[Vec<f64>]) -> f64 {
    let n = chains[0].len() as f64;
    let means: Vec<f64> = chains.iter().map(|c| mean(c)).collect();
    let within = mean(&chains.iter().map(|c| variance(c)).collect::<Vec<_>>());
    let between = variance(&means);
    if within == 0.0 {
        return if between == 0.0 { 1.0 } else { f64::INFINITY };
    }
    ((n - 1.0) / n + between / within).sqrt()
}
