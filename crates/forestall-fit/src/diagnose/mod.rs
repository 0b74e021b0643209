//! Do the chains agree, how many independent draws are they worth, and what did the data not tell?
//!
//! Rank-normalised split R-hat, bulk and tail effective sample size after Vehtari, Gelman, Simpson, Carpenter and Buerkner (2021,
//! doi:10.1214/20-BA1221). Chains are slices of equal length, one number per draw.

mod agreement;
mod identified;
mod ranks;
mod size;
mod summary;

#[cfg(test)]
mod tests;

pub use agreement::rhat;
pub use identified::{Identified, identified};
pub use size::{ess_bulk, ess_mean, ess_tail};
pub use summary::{Summary, correlations, quantile};
