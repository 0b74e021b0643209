//! `[steady]`

use super::{Bounds, Named, table::table};

table! {
    /// Where steady states are looked for.
    SteadyTable {
        /// Smallest and largest value of each population and state.
        range: Named<Bounds>,
    }
}
