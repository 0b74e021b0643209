//! What a model says of itself.

use crate::Expr;

/// How an expectation came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Printed in the paper or stored by its authors.
    Published,
    /// Computed from the published equations with an independent solver.
    Computed,
    /// A known slip: the value shows what goes wrong.
    Negative,
}

/// A number or a rule that the model must reproduce.
#[derive(Debug, Clone, PartialEq)]
pub struct Expect {
    /// Name.
    pub name: String,
    /// Regimen, by index; for tables possibly overridden per row.
    pub regimen: Option<usize>,
    /// Name of the `[variant]` to apply.
    pub variant: Option<String>,
    /// Engine that can give the number: `ode`, `exact`, `hybrid` or `spatial`.
    pub engine: String,
    /// Number of runs of a stochastic engine, if it is stated.
    pub runs: Option<u32>,
    /// Parameter values: index and formula (a number, or a formula over the columns of `table`), as text.
    pub with: Vec<(usize, String)>,
    /// The quantity.
    pub of: Expr,
    /// What it must equal: numbers, or a formula over the columns of `table`, as text.
    pub equals: String,
    /// Tolerance.
    pub tolerance: Tolerance,
    /// Rows to run over.
    pub table: Option<ExpectTable>,
    /// Status.
    pub status: Status,
    /// Where the number comes from.
    pub source: String,
}

/// How close is equal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// Exactly equal (whole numbers).
    Exact,
    /// |a - b| at most this.
    Absolute(f64),
    /// |a - b| at most this times |b|.
    Relative(f64),
}

/// A table of expectations outside the project, found in the data folder.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectTable {
    /// Path below the data folder.
    pub file: String,
    /// Column whose text chooses the regimen, and the map from text to regimen index.
    pub regimen: Option<(String, Vec<(String, usize)>)>,
    /// Only rows in which each column has this text.
    pub only: Vec<(String, String)>,
    /// Patient column and data file, for quantities that need a patient's data.
    pub patient: Option<(String, String)>,
    /// Parameters whose value is that of the column of the same name, where there is one: index and formula over columns, as text.
    pub by_name: Vec<(usize, String)>,
    /// `mean`: additionally the mean of all rows must equal this, within the same tolerance.
    pub mean: Option<f64>,
    /// `median`: the same of the median.
    pub median: Option<f64>,
    /// `sum`: additionally the sum over all rows must equal this, within the same tolerance.
    pub sum: Option<f64>,
}
