//! Which regimen is best, and how sure that is.

use crate::Arm;

/// The place of an arm among others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// 1 for the best mean; of equal means the one with less drug comes first, and equal in both share a place.
    pub rank: usize,
    /// Probability, over draws, of the longest time; ties are shared evenly.
    pub best: f64,
}

/// Places of all arms, which must have run on the same draws. Times are cut off at the horizon.
pub fn rank(arms: &[Arm], horizon: f64) -> Vec<Place> {
    let times: Vec<Vec<f64>> = arms.iter().map(|a| a.restricted(horizon)).collect();
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len().max(1) as f64;
    let keys: Vec<(f64, f64)> = arms
        .iter()
        .zip(&times)
        .map(|(a, t)| (mean(t), mean(&a.drug_use)))
        .collect();
    let before = |a: (f64, f64), b: (f64, f64)| a.0 > b.0 || (a.0 == b.0 && a.1 < b.1);
    let draws = times.first().map_or(0, Vec::len);
    let mut best = vec![0.0; arms.len()];
    for draw in 0..draws {
        let top = times
            .iter()
            .map(|t| t[draw])
            .fold(f64::NEG_INFINITY, f64::max);
        let winners: Vec<usize> = (0..arms.len()).filter(|&a| times[a][draw] == top).collect();
        for &winner in &winners {
            best[winner] += 1.0 / (winners.len() * draws) as f64;
        }
    }
    keys.iter()
        .zip(best)
        .map(|(&key, best)| Place {
            rank: 1 + keys.iter().filter(|&&other| before(other, key)).count(),
            best,
        })
        .collect()
}

/// Difference of restricted times of two arms, draw by draw.
pub fn gain(arm: &Arm, reference: &Arm, horizon: f64) -> Vec<f64> {
    let (a, b) = (arm.restricted(horizon), reference.restricted(horizon));
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}
