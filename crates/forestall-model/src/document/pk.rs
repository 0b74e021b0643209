//! `[pk.NAME]`

use super::{Expression, List, Text, table::table};

table! {
    /// How the doses of a drug spread through the body; the name is that of the concentration.
    PkTable {
        /// The drug.
        drug: Text,
        /// Volume of the central compartment.
        volume: Expression,
        /// Clearance, in volume per time; 0 if not given.
        clearance: Option<Expression>,
        /// Elimination that saturates, beside clearance.
        saturable: Option<SaturableTable>,
        /// Further compartments that exchange with the central one.
        #[schemars(default)]
        peripheral: List<PeripheralTable>,
        /// Rate of absorption from the gut or from under the skin; without it doses go into the central compartment.
        absorption: Option<Expression>,
        /// Share of a dose that arrives; 1 if not given.
        bioavailability: Option<Expression>,
    }
}

table! {
    /// Elimination of at most this amount per time.
    SaturableTable {
        /// Largest amount per time.
        largest: Expression,
        /// Concentration of half of it.
        half: Expression,
    }
}

table! {
    /// A compartment that exchanges with the central one.
    PeripheralTable {
        /// Its volume.
        volume: Expression,
        /// Flow to and from it, in volume per time.
        flow: Expression,
    }
}
