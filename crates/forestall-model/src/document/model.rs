//! `[model]`

use super::{List, Text, table::table};

table! {
    /// What the model is and in which unit it measures time.
    ModelTable {
        /// Title.
        name: Text,
        /// Where it was published, such as "doi:10.1158/0008-5472.CAN-20-0806".
        cite: Option<Text>,
        /// What it says, in a few sentences.
        summary: Option<Text>,
        /// Unit of time: second, minute, hour, day, week, month, year, or "1" for steps without a unit.
        time: Text,
        /// Mechanisms of escape in the model.
        #[schemars(default)]
        mechanism: List<Text>,
        /// Strategies against them in the model.
        #[schemars(default)]
        strategy: List<Text>,
        /// Known slips of the source, and what this file does instead: a sentence or two each.
        #[schemars(default)]
        slips: List<Text>,
    }
}
