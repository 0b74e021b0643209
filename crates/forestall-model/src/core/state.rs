//! What changes in time, and by which events.

use crate::Expr;

/// What a state is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateKind {
    /// Cells (or cell density): changed by channels.
    Population,
    /// Anything else with its own equation: a marker, a substance, a capacity.
    Auxiliary,
}

/// A quantity that changes in time.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Name.
    pub name: String,
    /// Population or auxiliary.
    pub kind: StateKind,
    /// Unit as written; `1` if dimensionless.
    pub unit: String,
    /// Value at time 0, in parameters and parameter-only `let`s.
    pub initial: Expr,
    /// Time derivative: the sum of the channels and of the state's own `ode`.
    pub rate: Expr,
    /// Value after one step of a discrete map (`[solver] method = "map"` only), from the values before the step.
    pub next: Option<Expr>,
    /// Lower bound put on the state after each step.
    pub floor: Option<f64>,
    /// Upper bound put on the state after each step.
    pub ceiling: Option<f64>,
}

/// One kind of event: a birth, a death, a mutation, a switch.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Such as `birth of S` or `switch S -> R`.
    pub name: String,
    /// Changed states and by how many.
    pub change: Vec<(usize, i32)>,
    /// Events per unit of time, in all cells together. Negative values of a birth mean deaths (crowding beyond capacity).
    pub rate: Expr,
}
