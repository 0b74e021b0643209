//! `[assay.NAME]`

use super::{Duration, Expression, Number, Text, Word, Words, table::table};
use crate::Relative;

table! {
    /// Something that can be measured.
    AssayTable {
        /// What is measured.
        value: Option<Expression>,
        /// Instead of `value`: time derivative of a state of the assay's name.
        ode: Option<Expression>,
        /// Instead of `value`: value after one step of a map.
        next: Option<Expression>,
        /// With `ode` or `next`: value at time 0.
        initial: Option<Expression>,
        /// Unit; found from the value if not given.
        unit: Option<Text>,
        /// Time between measurements in clinical routine.
        every: Option<Duration>,
        /// normal(sd), proportional(b), combined(sd, b) or lognormal(sd).
        noise: Option<Expression>,
        /// Values below are reported as "below".
        detection_limit: Option<Number>,
        /// "first" or "peak": data and model are divided by their first or largest value.
        relative_to: Option<Word<RelativeTo>>,
    }
}

impl AssayTable {
    /// Whether the assay has a state of its own.
    pub fn has_state(&self) -> bool {
        self.ode.is_some() || self.next.is_some()
    }
}

/// What data and model are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RelativeTo {
    /// Their first value.
    First,
    /// Their largest value.
    Peak,
}

impl Words for RelativeTo {
    const WORDS: &'static [(&'static str, Self)] = &[("first", Self::First), ("peak", Self::Peak)];
}

impl From<RelativeTo> for Relative {
    fn from(word: RelativeTo) -> Self {
        match word {
            RelativeTo::First => Self::First,
            RelativeTo::Peak => Self::Peak,
        }
    }
}
