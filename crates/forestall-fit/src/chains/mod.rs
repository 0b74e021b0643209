//! Draws from a posterior: tempered particles find the modes, then chains with local and global moves run until they agree.
//!
//! * **Particles** ([`particles`]) go from the prior to the posterior and so find every mode that holds mass.
//! * **Local moves** are NUTS transitions, one gradient at a time; all chains advance together, so that the engine's lanes are full.
//! * **Global moves** are independence proposals from a mixture around the particles. The mixture, the metric and the step size are
//!   frozen before the first kept draw; each move by itself leaves the posterior unchanged (NUTS by construction, the global one by
//!   the Metropolis-Hastings ratio), so their alternation does too.
//! * **Stopping.** Blocks of draws are added until the largest rank-normalised split R-hat is below 1.01 and the smallest effective
//!   sample size above what was asked for, or the budget is used; the result says which.
//!
//! Ready-made samplers ask for one density at a time; here one batch serves eight chains for the price of one.

mod global;
mod particles;
mod tree;

use forestall_base::Stream;

pub use particles::{Particles, particles};

use crate::{
    BatchDensity, Cholesky, FitError, Tempered,
    diagnose::{ess_bulk, ess_tail, rhat},
    linear::weighted_moments,
};
use global::Global;
use tree::Chain;

/// Channel of chain 0; later chains follow.
const CHANNEL: u64 = 0x6368_6100_0000_0000;

/// Acceptance that step adaptation aims at.
const TARGET_ACCEPT: f64 = 0.8;

/// How chains are run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampling {
    /// Chains, advanced together.
    pub chains: usize,
    /// Particles of the first stage.
    pub particles: usize,
    /// Iterations per chain for adaptation, not kept.
    pub warmup: usize,
    /// Draws per chain added at a time.
    pub block: usize,
    /// Draws per chain at most.
    pub most: usize,
    /// Smallest effective sample size wanted.
    pub ess: f64,
    /// Largest R-hat wanted.
    pub rhat: f64,
}

impl Default for Sampling {
    fn default() -> Self {
        Self {
            chains: 8,
            particles: 512,
            warmup: 120,
            block: 100,
            most: 3000,
            ess: 1000.0,
            rhat: 1.01,
        }
    }
}

/// Draws of a posterior, on the real line of each coordinate.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Number of chains.
    pub chains: usize,
    /// Draws per chain.
    pub length: usize,
    /// Points: chain by chain, draw by draw, coordinate by coordinate.
    pub points: Vec<f64>,
    /// Largest R-hat over the coordinates.
    pub rhat_max: f64,
    /// Smallest of bulk and tail effective sample size over the coordinates.
    pub ess_min: f64,
    /// Whether both are as wanted.
    pub agreed: bool,
    /// Divergent local moves.
    pub divergences: usize,
    /// Share of global proposals that were taken.
    pub global_acceptance: f64,
    /// Logarithm of the evidence, from the particles.
    pub ln_evidence: f64,
    /// Number of points evaluated, with and without gradient.
    pub evaluations: usize,
}

/// Samples a posterior.
///
/// # Errors
/// [`FitError`] if the prior gives no point that can be evaluated, or the evaluator fails.
pub fn sample<T: Tempered + BatchDensity>(
    target: &mut T,
    sampling: &Sampling,
    seed: u64,
    number: u32,
) -> Result<Sample, FitError> {
    let d = BatchDensity::dimension(target);
    let cloud = particles(target, sampling.particles, seed, number)?;
    let (_, _, covariance) = weighted_moments(&cloud.points, |_| 1.0, d);
    let factor = Cholesky::regularised(&covariance, d);
    let global = Global::new(&cloud.points, d, factor.clone());
    let mut chains: Vec<Chain> = (0..sampling.chains)
        .map(|c| {
            let at = c * sampling.particles / sampling.chains * d;
            let stream = Stream::new(seed, number, CHANNEL + c as u64);
            Chain::new(&cloud.points[at..at + d], factor.clone(), 0.6, stream)
        })
        .collect();
    let mut run = Run {
        target,
        chains: &mut chains,
        global: &global,
        evaluations: 0,
    };
    let pooled = run.warm_up(sampling.warmup)?;
    let (_, _, covariance) = weighted_moments(&pooled, |_| 1.0, d);
    let metric = Cholesky::regularised(&covariance, d);
    for chain in run.chains.iter_mut() {
        chain.metric = metric.clone();
    }
    run.warm_up(sampling.warmup / 2)?;
    for chain in run.chains.iter_mut() {
        chain.divergences = 0;
        chain.jumps = 0;
        chain.jumps_taken = 0;
    }
    let mut draws: Vec<Vec<f64>> = vec![Vec::new(); sampling.chains];
    let (mut length, mut rhat_max, mut ess_min) = (0, f64::INFINITY, 0.0);
    while length < sampling.most {
        run.advance(sampling.block, &mut |chain, point| {
            draws[chain].extend_from_slice(point)
        })?;
        length += sampling.block;
        (rhat_max, ess_min) = agreement(&draws, d);
        if rhat_max < sampling.rhat && ess_min > sampling.ess {
            break;
        }
    }
    let evaluations = run.evaluations + cloud.evaluations;
    let jumps: usize = chains.iter().map(|c| c.jumps).sum();
    Ok(Sample {
        chains: sampling.chains,
        length,
        points: draws.concat(),
        rhat_max,
        ess_min,
        agreed: rhat_max < sampling.rhat && ess_min > sampling.ess,
        divergences: chains.iter().map(|c| c.divergences).sum(),
        global_acceptance: chains.iter().map(|c| c.jumps_taken).sum::<usize>() as f64
            / jumps.max(1) as f64,
        ln_evidence: cloud.ln_evidence,
        evaluations,
    })
}

/// Chains at work.
struct Run<'a, T> {
    target: &'a mut T,
    chains: &'a mut Vec<Chain>,
    global: &'a Global,
    evaluations: usize,
}

impl<T: BatchDensity> Run<'_, T> {
    /// Makes `iterations` of every chain and hands each new point to `keep`.
    ///
    /// Chains finish an iteration at different times; those that are ahead wait, so that every chain makes the same number.
    fn advance(
        &mut self,
        iterations: usize,
        keep: &mut dyn FnMut(usize, &[f64]),
    ) -> Result<(), FitError> {
        let d = self.chains[0].point.len();
        let mut left = vec![iterations; self.chains.len()];
        let (mut points, mut values, mut gradients) = (Vec::new(), Vec::new(), Vec::new());
        while left.iter().any(|&l| l > 0) {
            let active: Vec<usize> = (0..left.len()).filter(|&c| left[c] > 0).collect();
            points.clear();
            for &c in &active {
                points.extend_from_slice(self.chains[c].asks());
            }
            values.resize(active.len(), 0.0);
            gradients.resize(active.len() * d, 0.0);
            self.target
                .evaluate(&points, &mut values, Some(&mut gradients))?;
            self.evaluations += active.len();
            for (row, &c) in active.iter().enumerate() {
                let gradient = &gradients[row * d..(row + 1) * d];
                if self.chains[c].absorb(values[row], gradient, self.global) {
                    left[c] -= 1;
                    keep(c, &self.chains[c].point);
                }
            }
        }
        Ok(())
    }

    /// Adapts the common step size by dual averaging (Hoffman and Gelman 2014, section 3.2) over the chains' mean acceptance; gives
    /// the points of the second half.
    fn warm_up(&mut self, iterations: usize) -> Result<Vec<f64>, FitError> {
        let mut pooled = Vec::new();
        let centre = libm::log(10.0 * self.chains[0].step);
        let (mut bar, mut gap) = (0.0, 0.0);
        for iteration in 1..=iterations {
            let second_half = 2 * iteration > iterations;
            self.advance(1, &mut |_, point| {
                if second_half {
                    pooled.extend_from_slice(point);
                }
            })?;
            let n = self.chains.len() as f64;
            let accept = self.chains.iter().map(|c| c.accept).sum::<f64>() / n;
            let t = iteration as f64;
            let eta = 1.0 / (t + 10.0);
            gap = (1.0 - eta) * gap + eta * (TARGET_ACCEPT - accept);
            let ln_step = centre - t.sqrt() / 0.05 * gap;
            let forget = libm::pow(t, -0.75);
            bar = forget * ln_step + (1.0 - forget) * bar;
            let step = libm::exp(if iteration == iterations {
                bar
            } else {
                ln_step
            });
            for chain in self.chains.iter_mut() {
                chain.step = step.clamp(1e-6, 4.0);
            }
        }
        Ok(pooled)
    }
}

/// Largest R-hat and smallest effective sample size over the coordinates.
fn agreement(draws: &[Vec<f64>], d: usize) -> (f64, f64) {
    let (mut worst, mut least) = (0.0_f64, f64::INFINITY);
    for coordinate in 0..d {
        let columns: Vec<Vec<f64>> = draws
            .iter()
            .map(|c| c.iter().skip(coordinate).step_by(d).copied().collect())
            .collect();
        let chains: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        worst = worst.max(rhat(&chains));
        least = least.min(ess_bulk(&chains)).min(ess_tail(&chains));
    }
    (worst, least)
}

#[cfg(test)]
mod tests;
