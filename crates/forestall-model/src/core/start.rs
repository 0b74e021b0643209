//! What comes before time 0.

use crate::Expr;

/// A past that leads from the initial values to time 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// Time 0 is the moment at which this becomes true; without it, the model comes to rest first.
    pub until: Option<Expr>,
    /// Regimen whose first state holds in the past, by index; no drugs without it.
    pub regimen: Option<usize>,
    /// How long the past may be.
    pub at_most: f64,
}
