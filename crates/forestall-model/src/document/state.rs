//! `[state.NAME]`

use super::{Expression, Number, Text, table::table};

table! {
    /// A quantity with an equation of its own: a marker, a substance, a capacity.
    StateTable {
        /// Value at time 0, in parameters.
        initial: Expression,
        /// Unit; "1" if not given.
        unit: Option<Text>,
        /// Time derivative.
        ode: Option<Expression>,
        /// Value after one step of a map.
        next: Option<Expression>,
        /// Smallest value, applied after each step.
        floor: Option<Number>,
        /// Largest value, applied after each step.
        ceiling: Option<Number>,
    }
}
