//! What a figure of a simulation shows: quantities over time and the drugs below them.

use crate::patient::{DrugStrip, HiddenState};
use crate::report::Quantity;

/// A figure of one simulation or of several on one axis of time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Course {
    /// What it is, for those who cannot see it.
    pub title: String,
    /// What is to be seen, in sentences.
    pub description: String,
    /// Unit of all times; `step` and `1` have none.
    pub time_unit: String,
    /// First and last time.
    pub domain: [f64; 2],
    /// Panels from above.
    pub panels: Vec<CoursePanel>,
}

/// Curves that share an axis, and the drugs that were given.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CoursePanel {
    /// What the panel is, such as the regimen; nothing for a single one.
    pub heading: String,
    /// What is drawn.
    pub quantity: Quantity,
    /// How the quantity is spread along its axis.
    pub axis: CourseAxis,
    /// The curves: medians of bands, the outer quantiles may be empty.
    pub curves: Vec<HiddenState>,
    /// Drugs that are given.
    pub dosing: Vec<DrugStrip>,
}

/// How a quantity is spread along its axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CourseAxis {
    /// As suits the numbers.
    #[default]
    Suiting,
    /// In proportion.
    Linear,
    /// By the logarithm; what is not positive is left out.
    Log,
}
