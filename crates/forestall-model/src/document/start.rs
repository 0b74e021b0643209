//! `[start]`

use super::{Duration, Expression, Text, table::table};

table! {
    /// A past without decisions that leads from the initial values to time 0.
    StartTable {
        /// Condition at which time 0 begins, such as "burden >= 1e9", or "steady": when nothing changes any more.
        until: Expression,
        /// Regimen whose first state holds in the past; no drugs if not given.
        regimen: Option<Text>,
        /// How long the past may be; 1000000 units of time if not given.
        at_most: Option<Duration>,
    }
}
