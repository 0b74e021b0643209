//! Drugs.

use crate::Expr;

/// How a drug is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// On (1) or off (0).
    OnOff,
    /// Any amount from 0.
    Amount,
}

/// A drug.
#[derive(Debug, Clone, PartialEq)]
pub struct Drug {
    /// Name.
    pub name: String,
    /// On-off or amount.
    pub exposure: Exposure,
    /// Unit of the amount.
    pub unit: String,
    /// What a single dose does at its moment: states and their new values, all from the values before; `dose(D)` is the amount of
    /// this dose. Empty for a drug that is given at a level instead.
    pub at_dose: Vec<(usize, Expr)>,
}
