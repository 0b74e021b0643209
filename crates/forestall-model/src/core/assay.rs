//! What can be measured.

use crate::Expr;

/// What data and model are divided by before they are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relative {
    /// Nothing.
    Absolute,
    /// Their first value (model: at time 0).
    First,
    /// Their largest value (model: over all steps of the run).
    Peak,
}

/// Measurement noise; standard deviations are expressions in parameters.
#[derive(Debug, Clone, PartialEq)]
pub enum Noise {
    /// No noise is stated.
    None,
    /// `normal(sd)`: y = f + sd e.
    Normal(Expr),
    /// `proportional(b)`: y = f (1 + b e).
    Proportional(Expr),
    /// `combined(sd, b)`: y = f + sqrt(sd^2 + b^2 f^2) e.
    Combined(Expr, Expr),
    /// `lognormal(sd)`: ln y = ln f + sd e.
    LogNormal(Expr),
}

/// Something that can be measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Assay {
    /// Name.
    pub name: String,
    /// What is measured, in states, parameters, doses and `let`s.
    pub value: Expr,
    /// Unit as written; `1` if dimensionless.
    pub unit: String,
    /// Time between measurements in clinical routine.
    pub every: Option<f64>,
    /// Noise.
    pub noise: Noise,
    /// Values below are reported as "below".
    pub detection_limit: Option<f64>,
    /// What data and model are divided by before they are compared.
    pub relative: Relative,
}
