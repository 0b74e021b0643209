//! Draws from a posterior: tempered particles find the modes, then chains with local and global moves run until they agree.
//!
//! 1. [`particles`] go from the prior to the posterior and find every mode that holds mass; they also give the evidence.
//! 2. A [`Mixture`] of t distributions is fitted to them and frozen.
//! 3. Chains start at particles. Each iteration makes a few *global* moves (a point of the mixture, taken or not) and one *local*
//!    move (a NUTS transition). Without particles ([`Run::from_points`]) the chains move locally only.
//! 4. Blocks of iterations are added until the largest rank-normalised split R-hat and the smallest effective sample size are as
//!    wanted, or the budget is used; the result says which.
//!
//! **Why the posterior `p` is left unchanged.** The global move proposes `y` from the frozen mixture `q`, whatever the present `x`, and
//! takes it with probability `min(1, p(y) q(x) / (p(x) q(y)))`: the Metropolis-Hastings rule for an independent proposal, so `p` is
//! stationary. The local move leaves `p` stationary for any fixed metric and step size. Mixture, metric and step size do not change
//! after the warm-up, whose draws are not kept; a fixed alternation of moves that each leave `p` stationary does so too. A chain that
//! jumps between modes makes R-hat honest: it no longer measures where the chains started.
//!
//! **Batches.** All chains advance in lock-step with one batch of gradients per tick; all global proposals of a block are
//! evaluated at once without gradients, since they do not depend on the chains. Every transition has its own random stream, so
//! neither the batch nor a killed and resumed [`Run`] (serialisable between blocks) changes a byte. `nuts-rs` is not used: it
//! asks for one density at a time and cannot fill the lanes of the engine.

// Several arrays share one index; zipped iterators would hide the algebra.
#![allow(clippy::needless_range_loop)]

mod adaptation;
mod channels;
mod mixture;
mod moves;
mod particles;
mod polish;
mod record;
mod run;
mod settings;
mod tree;

#[cfg(test)]
mod tests;

pub use mixture::Mixture;
pub use particles::{Particles, particles};
pub use record::{Record, Sample, Verdict};
pub use run::{Run, sample};
pub use settings::Sampling;
