//! `[population.NAME]`

use super::{Expression, GrowthTable, List, Number, Reference, Text, table::table};

table! {
    /// Cells of one kind.
    PopulationTable {
        /// Size at time 0, in parameters.
        initial: Expression,
        /// Unit; "1" if not given.
        unit: Option<Text>,
        /// Divisions per cell and time.
        birth: Option<Expression>,
        /// A law of growth, instead of "birth".
        growth: Option<GrowthTable>,
        /// Deaths per cell and time.
        death: Option<Expression>,
        /// Cells that become cells of another population.
        #[schemars(default)]
        switch: List<SwitchTable>,
        /// Divisions of which the new cell belongs to another population.
        #[schemars(default)]
        mutation: List<MutationTable>,
        /// Further term of the time derivative of the whole population.
        ode: Option<Expression>,
        /// Smallest value, applied after each step.
        floor: Option<Number>,
        /// Largest value, applied after each step.
        ceiling: Option<Number>,
    }
}

table! {
    /// Cells that become cells of another population.
    SwitchTable {
        /// The other population.
        to: Reference,
        /// Switches per cell and time.
        rate: Expression,
    }
}

table! {
    /// Divisions of which the new cell belongs to another population.
    MutationTable {
        /// The other population.
        to: Reference,
        /// Share of the divisions.
        probability: Expression,
    }
}
