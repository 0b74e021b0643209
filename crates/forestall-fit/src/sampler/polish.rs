//! The mixture meets the posterior: importance-weighted draws correct what the particles got wrong.
//!
//! Adaptive importance sampling with mixtures (Cappé, Douc, Guillin, Marin, Robert 2008, doi:10.1007/s11222-008-9059-x), with the
//! draws of all rounds weighted against the average of the mixtures they came from (Cornuet, Marin, Mira, Robert 2012,
//! doi:10.1111/j.1467-9469.2011.00756.x). Chains start only afterwards, with the mixture frozen.

use super::Run;
use super::channels::{Purpose, stream};
use crate::{BatchDensity, FitError};

/// Rounds at most.
const ROUNDS: usize = 8;
/// Draws per round.
const DRAWS: usize = 1024;
/// Rounds of expectation maximisation after each.
const IMPROVEMENTS: usize = 3;
/// Effective share of the weights of a round, the first one apart, that is good enough.
const ENOUGH: f64 = 0.6;
/// Rounds after which a round that improves little is the last one, and how much "little" is.
const PATIENCE: usize = 3;
const LITTLE: f64 = 1.1;

impl Run {
    /// Improves the mixture with importance-weighted draws, kept together with `points` (flat) that represent the posterior as well
    /// as is known so far.
    pub(super) fn polish(
        &mut self,
        target: &mut dyn BatchDensity,
        points: &[f64],
    ) -> Result<(), FitError> {
        let d = self.dimension;
        let Some(mut mixture) = self.mixture.take() else {
            return Ok(());
        };
        let mut pool = points.to_vec();
        let known = points.len() / d;
        let mut past = Vec::new();
        let mut values = Vec::new();
        // Sum of the densities of all mixtures so far at each draw.
        let mut density: Vec<f64> = Vec::new();
        let mut best = 0.0_f64;
        for round in 0..ROUNDS {
            let when = self.refits * ROUNDS + round;
            let mut random = stream(self.seed, self.patient, Purpose::Polish, 0, when);
            let from = pool.len();
            pool.resize(from + DRAWS * d, 0.0);
            for point in pool[from..].chunks_exact_mut(d) {
                mixture.draw(&mut random, point);
            }
            values.resize(values.len() + DRAWS, 0.0);
            let fresh = values.len() - DRAWS;
            target.evaluate(&pool[from..], &mut values[fresh..], None)?;
            self.record.values += DRAWS;
            for (sum, point) in density.iter_mut().zip(pool[known * d..].chunks_exact(d)) {
                *sum += libm::exp(mixture.ln_density(point));
            }
            past.push(mixture);
            for point in pool[from..].chunks_exact(d) {
                let each = past.iter().map(|m| libm::exp(m.ln_density(point)));
                density.push(each.sum());
            }
            let mut weights = vec![1.0; known];
            weights.extend(capped_weights(&values, &density));
            let share = effective_share(&weights[known + fresh..]);
            mixture = past[round].refined(&pool, &weights, IMPROVEMENTS);
            if round > 0 && share > ENOUGH || round >= PATIENCE && share < LITTLE * best {
                break;
            }
            best = best.max(share);
        }
        self.metric = mixture.within().clone();
        self.mixture = Some(mixture);
        Ok(())
    }
}

/// Weights of draws with mean 1, none above the square root of their number (Ionides 2008, doi:10.1198/106186008X320456), from log
/// densities wanted and densities drawn from.
fn capped_weights(values: &[f64], density: &[f64]) -> Vec<f64> {
    let ln = values.iter().zip(density).map(|(v, q)| v - libm::log(*q));
    let ln: Vec<f64> = ln
        .map(|l| if l.is_nan() { f64::NEG_INFINITY } else { l })
        .collect();
    let top = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if top == f64::NEG_INFINITY {
        return vec![0.0; ln.len()];
    }
    let weights: Vec<f64> = ln.iter().map(|l| libm::exp(l - top)).collect();
    let count = weights.len() as f64;
    let mean = weights.iter().sum::<f64>() / count;
    weights
        .iter()
        .map(|w| (w / mean).min(count.sqrt()))
        .collect()
}

/// Effective number of weights as a share of their number (Kish).
fn effective_share(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    if squares > 0.0 {
        sum * sum / (squares * weights.len() as f64)
    } else {
        0.0
    }
}
