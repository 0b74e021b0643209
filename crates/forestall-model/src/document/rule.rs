//! `[[rule]]`

use super::{Expression, Text, Word, Words, table::table};

table! {
    /// A rule of behaviour: a signal increases or decreases a rate.
    RuleTable {
        /// What the cells sense.
        signal: Expression,
        /// What the signal does to the behaviour.
        direction: Word<Direction>,
        /// The rate, such as "birth of S", "death of S", "switch S -> R" or "mutation S -> R".
        behaviour: Text,
        /// The rate without signals; that of the population if not given.
        base: Option<Expression>,
        /// The rate under the strongest signal.
        to: Expression,
        /// Signal of half the effect.
        half: Expression,
        /// Hill power.
        power: Expression,
        /// Rules of one name make a term of their own, which is added to the rate.
        name: Option<Text>,
    }
}

/// What a signal does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Leads towards a larger or other value.
    Increases,
    /// Leads away from it.
    Decreases,
}

impl Words for Direction {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("increases", Self::Increases),
        ("decreases", Self::Decreases),
    ];
}
