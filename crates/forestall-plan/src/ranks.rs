//! Who is best, and how sure is that: ranks draw by draw.

use serde::{Deserialize, Serialize};

/// Share of the draws in which one regimen must be longer than another to be told apart from it.
const CLEARLY: f64 = 0.95;

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
    /// Probability of being the best.
    pub best_probability: f64,
}

/// Standings of regimens from their times, `times[regimen][draw]`; longer is better.
pub fn standings(times: &[Vec<f64>]) -> Vec<Standing> {
    let count = times.len();
    let draws = times.iter().map(Vec::len).min().unwrap_or(0);
    let mut weights = vec![vec![0.0; count]; count];
    for draw in 0..draws {
        for (own, weight) in times.iter().zip(&mut weights) {
            let longer = times.iter().filter(|t| t[draw] > own[draw]).count();
            let equal = times.iter().filter(|t| t[draw] == own[draw]).count();
            for rank in &mut weight[longer..longer + equal] {
                *rank += 1.0 / equal as f64;
            }
        }
    }
    let standing = |weight: &Vec<f64>| {
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
            rank_probability,
        }
    };
    weights.iter().map(standing).collect()
}

/// Places of regimens that are already ordered best first, from their times, `times[regimen][draw]`.
///
/// A regimen shares the place of the one that heads its group unless that one is longer in at least 95 % of the draws; a new
/// group's place is one more than the number of regimens before it. For a single draw that is the order of the times.
pub fn places(times: &[Vec<f64>]) -> Vec<usize> {
    let mut places = Vec::with_capacity(times.len());
    let mut head = 0;
    for (at, own) in times.iter().enumerate() {
        let longer = times[head].iter().zip(own).filter(|(a, b)| a > b).count();
        if longer as f64 >= CLEARLY * own.len() as f64 && longer > 0 {
            head = at;
        }
        places.push(head + 1);
    }
    places
}
