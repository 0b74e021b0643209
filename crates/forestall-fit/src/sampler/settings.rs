//! How chains are run.

use serde::{Deserialize, Serialize};

use crate::FitError;

/// How chains are run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    /// Chains, advanced together; a multiple of the engine's lanes wastes none.
    pub chains: usize,
    /// Particles of the first stage.
    pub particles: usize,
    /// Components of the mixture at most.
    pub components: usize,
    /// Global moves per iteration.
    pub jumps: usize,
    /// Iterations per chain for adaptation, not kept.
    pub warmup: usize,
    /// Iterations per chain between two looks at the diagnostics.
    pub block: usize,
    /// Draws per chain after which a mixture that does not do is fitted anew to these draws, which are dropped; twice as many after
    /// each refit; 0 never.
    pub refit: usize,
    /// Draws per chain at most, dropped ones not counted.
    pub most: usize,
    /// Effective sample size wanted, bulk and tail, of every coordinate.
    pub ess: f64,
    /// R-hat wanted.
    pub rhat: f64,
    /// Doublings of a trajectory at most; 2 where more than 5 % of the global moves are taken.
    pub depth: usize,
    /// Mean acceptance that the step size aims at.
    pub acceptance: f64,
}

impl Default for Sampling {
    fn default() -> Self {
        Self {
            chains: 16,
            particles: 1024,
            components: 16,
            jumps: 16,
            warmup: 24,
            block: 12,
            refit: 48,
            most: 2000,
            ess: 1100.0,
            rhat: 1.01,
            depth: 8,
            acceptance: 0.8,
        }
    }
}

impl Sampling {
    pub(super) fn check(&self) -> Result<(), FitError> {
        let least = |setting, found: usize, expected, good: bool| {
            if good {
                Ok(())
            } else {
                let found = found as f64;
                Err(FitError::Setting {
                    setting,
                    found,
                    expected,
                })
            }
        };
        least("chains", self.chains, "at least 1", self.chains >= 1)?;
        least("warmup", self.warmup, "at least 20", self.warmup >= 20)?;
        least("block", self.block, "at least 4", self.block >= 4)?;
        least(
            "depth",
            self.depth,
            "between 1 and 12",
            (1..=12).contains(&self.depth),
        )?;
        let target = self.acceptance;
        if target > 0.0 && target < 1.0 {
            Ok(())
        } else {
            Err(FitError::Setting {
                setting: "acceptance",
                found: target,
                expected: "between 0 and 1",
            })
        }
    }
}
