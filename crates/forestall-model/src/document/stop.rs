//! `[stop.NAME]`

use super::{Count, Expression, Flag, Number, Reference, Timing, Word, Words, table::table};

table! {
    /// A stop rule.
    StopTable {
        /// Condition, in assays, states and parameters.
        when: Expression,
        /// A comparison also counts as true if it fails by less than this; 0 if not given.
        tolerance: Option<Number>,
        /// When the condition is looked at: "every 1 day", "visits" or "continuous".
        check: Timing,
        /// Number of checks in a row that must be true; 1 if not given.
        consecutive: Option<Count>,
        /// Whether the run ends here; true if not given.
        ends: Option<Flag>,
        /// Whether it is looked at "before decision" (default) or "after decision" of the regimen.
        order: Option<Word<OrderWord>>,
        /// If true of the parameters, the rule can never be met.
        never_if: Option<Expression>,
        /// Another stop rule that must have been met before.
        after: Option<Reference>,
    }
}

/// Before or after the decision of the regimen at the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrderWord {
    /// Before.
    Before,
    /// After.
    After,
}

impl Words for OrderWord {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("before decision", Self::Before),
        ("after decision", Self::After),
    ];
}
