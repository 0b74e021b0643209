//! What came of a verification.

use serde::Serialize;

/// A check that did not come out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Failed {
    /// Model file.
    pub model: String,
    /// Check, with its row where it runs over a table.
    pub check: String,
    /// What came out; `null` in JSON if it is infinite or no number.
    pub got: f64,
    /// What was expected.
    pub expected: f64,
    /// How close it had to be, in words.
    pub tolerance: String,
}

/// A check that could not be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Open {
    /// Model file.
    pub model: String,
    /// Check.
    pub check: String,
    /// Why.
    pub reason: String,
    /// Number of single comparisons, if known.
    pub comparisons: usize,
}

/// How one `[expect]` went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Checked {
    /// Model file.
    pub model: String,
    /// Check.
    pub check: String,
    /// Published, computed or negative.
    pub status: &'static str,
    /// The quantity, as the file has it.
    pub quantity: String,
    /// Of the comparison that is farthest off: what was expected; `null` in JSON if it is infinite or no number.
    pub expected: f64,
    /// Of the same: what came out.
    pub got: f64,
    /// How close it had to be, in words.
    pub tolerance: String,
    /// Where the numbers come from.
    pub source: String,
    /// Number of comparisons.
    pub comparisons: usize,
    /// Number that failed.
    pub failed: usize,
    /// Time of its simulations in milliseconds.
    pub simulation_ms: f64,
}

/// A comparison that came out, but only by the tolerance of a stop rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnifeEdge {
    /// Model file.
    pub model: String,
    /// Check with its row.
    pub check: String,
    /// Value with the tolerance, as published.
    pub with_tolerance: f64,
    /// Value without it.
    pub without: f64,
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Verification {
    /// Number of model files.
    pub models: usize,
    /// Number of comparisons made.
    pub checks: usize,
    /// Number that came out.
    pub passed: usize,
    /// Those that did not.
    pub failed: Vec<Failed>,
    /// Checks that need another engine.
    pub pending: Vec<Open>,
    /// Checks whose data are not there.
    pub skipped: Vec<Open>,
    /// Comparisons that hang on the tolerance of a stop rule.
    pub knife_edges: Vec<KnifeEdge>,
    /// Each `[expect]`.
    pub expects: Vec<Checked>,
    /// Wall time in seconds.
    pub wall_s: f64,
}
