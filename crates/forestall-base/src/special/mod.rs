//! Functions that distributions need: incomplete beta and gamma functions and their inverses.

mod beta;
mod gamma;
#[cfg(test)]
mod tests;

pub use beta::{beta_quantile, incomplete_beta};
pub use gamma::{gamma_quantile, incomplete_gamma};
