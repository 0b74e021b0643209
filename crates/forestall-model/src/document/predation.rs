//! `[predation.NAME]`

use super::{Expression, List, Word, Words, table::table};

table! {
    /// How often a prey cell is killed: a rate per prey cell, usable by its name in every expression.
    PredationTable {
        /// How the rate depends on predators and prey.
        form: Word<Form>,
        /// Number of predators, such as effector cells.
        predator: Expression,
        /// Number of prey, such as tumour cells.
        prey: Expression,
        /// Constant of the form.
        rate: Expression,
        /// Of the forms that saturate: number of prey, or share of them, at half the effect.
        half: Option<Expression>,
        /// Of "double-saturation": number of predators that halves the effect of each; "half" if not given.
        half_predator: Option<Expression>,
        /// Of "power-ratio": exponent of the ratio of predators to prey.
        exponent: Option<Expression>,
        /// What weakens the predators: each divides the rate by 1 + (by / half) ^ power.
        #[schemars(default)]
        suppressed: List<SuppressionTable>,
    }
}

table! {
    /// What weakens predators.
    SuppressionTable {
        /// How much of it there is.
        by: Expression,
        /// Amount that halves the rate.
        half: Expression,
        /// Exponent; 1 if not given.
        power: Option<Expression>,
    }
}

/// How killing depends on predators and prey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// rate * E
    MassAction,
    /// rate * E / (half + T)
    Saturating,
    /// rate * E / (E + half * T)
    RatioDependent,
    /// rate * E / (1 + E / h + T / half)
    DoubleSaturation,
    /// rate * (E / T)^exponent / (half + (E / T)^exponent)
    PowerRatio,
}

impl Words for Form {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("mass-action", Self::MassAction),
        ("saturating", Self::Saturating),
        ("ratio-dependent", Self::RatioDependent),
        ("double-saturation", Self::DoubleSaturation),
        ("power-ratio", Self::PowerRatio),
    ];
}
