//! What ends a run, or is timed in it.

use crate::Expr;

/// When a stop rule is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Check {
    /// At 0, `every`, 2 `every`, ...
    Grid(f64),
    /// At the regimen's visits only.
    Visits,
    /// At any moment: the crossing is root-found.
    Continuous,
}

/// A stop rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// Name.
    pub name: String,
    /// Condition, on true (not noisy) assay values, states, parameters and time.
    pub when: Expr,
    /// A comparison in `when` also counts as true when it fails by less than this (absolute).
    pub tolerance: f64,
    /// When it is looked at.
    pub check: Check,
    /// Number of checks in a row that must be true.
    pub consecutive: u32,
    /// Whether the run ends here.
    pub ends: bool,
    /// Whether it is looked at before (`true`) or after the regimen's decision of the same moment.
    pub before_decision: bool,
    /// If true of the parameters, the rule can never be met and the run is not simulated.
    pub never_if: Option<Expr>,
    /// Index of another stop rule that must have been met before this one is looked at.
    pub after: Option<usize>,
}
