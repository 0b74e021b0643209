//! Who is best, and how sure is that: ranks draw by draw.

use serde::{Deserialize, Serialize};

/// The ranks of one regimen over the draws.
///
/// In a draw, regimens with equal times share their ranks evenly: two that are best together have ranks 1 and 2 with weight
/// one half each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Probability of each rank, the first being the best; sums to 1.
    pub rank_probability: Vec<f64>,
    /// Mean rank.
    pub rank_mean: f64,
    /// The smallest rank that is reached or bettered with a probability of at least 5 %.
    pub rank_q05: usize,
    /// The smallest rank that is reached or bettered with a probability of at least 95 %.
    pub rank_q95: usize,
    /// Probability of being the best, shared evenly where several are.
    pub best_probability: f64,
    /// Probability that no other is longer, so that ties count in full.
    pub unbeaten_probability: f64,
}

/// Standings of regimens from their times, `times[regimen][draw]`; longer is better.
pub fn standings(times: &[Vec<f64>]) -> Vec<Standing> {
    let count = times.len();
    let draws = times.iter().map(Vec::len).min().unwrap_or(0);
    let mut weights = vec![vec![0.0; count]; count];
    let mut unbeaten = vec![0_usize; count];
    for draw in 0..draws {
        for (at, (own, weight)) in times.iter().zip(&mut weights).enumerate() {
            let longer = times.iter().filter(|t| t[draw] > own[draw]).count();
            let equal = times.iter().filter(|t| t[draw] == own[draw]).count();
            for rank in &mut weight[longer..longer + equal] {
                *rank += 1.0 / equal as f64;
            }
            unbeaten[at] += usize::from(longer == 0);
        }
    }
    let standing = |(weight, &unbeaten): (&Vec<f64>, &usize)| {
        let rank_probability: Vec<f64> = weight.iter().map(|w| w / draws.max(1) as f64).collect();
        let reached = |wanted: f64| {
            let mut sum = 0.0;
            let place = rank_probability.iter().position(|p| {
                sum += p;
                sum >= wanted - 1e-12
            });
            place.map_or(count, |p| p + 1)
        };
        Standing {
            rank_mean: rank_probability
                .iter()
                .zip(1..)
                .map(|(p, rank)| p * f64::from(rank))
                .sum(),
            rank_q05: reached(0.05),
            rank_q95: reached(0.95),
            best_probability: rank_probability.first().copied().unwrap_or(0.0),
            unbeaten_probability: unbeaten as f64 / draws.max(1) as f64,
            rank_probability,
        }
    };
    weights.iter().zip(&unbeaten).map(standing).collect()
}
