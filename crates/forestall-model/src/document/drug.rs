//! `[drug.NAME]`

use super::collection::OneOrMore;
use super::{Expression, List, Named, Reference, Text, Word, Words, table::table};
use crate::Exposure;

table! {
    /// A drug and what it does.
    DrugTable {
        /// Whether it is on or off, or given in amounts.
        exposure: Word<Exposure>,
        /// Unit of the amount.
        unit: Option<Text>,
        /// State that doses are added to; infusions flow into it.
        into: Option<Reference>,
        /// Of "into": share of a dose that arrives; 1 if not given.
        fraction: Option<Expression>,
        /// What states become at the moment of a dose.
        #[schemars(default)]
        at_dose: Named<Expression>,
        /// What it does to the rates, in order of application.
        #[schemars(default)]
        effect: List<EffectTable>,
    }
}

table! {
    /// What a drug does to a rate.
    EffectTable {
        /// How it works.
        mode: Word<Mode>,
        /// A population, or the name of a rate such as "birth of S"; or a list of them.
        on: OneOrMore<Reference>,
        /// Of "kill" and "norton-simon": strength per dose.
        strength: Option<Expression>,
        /// Of "factor": what the rate is multiplied by while the drug is given.
        factor: Option<Expression>,
    }
}

/// How a drug works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Adds strength times dose to the death rate.
    Kill,
    /// Multiplies the birth rate by 1 - strength times dose.
    NortonSimon,
    /// Multiplies a named rate while the drug is given.
    Factor,
}

impl Words for Mode {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("kill", Self::Kill),
        ("norton-simon", Self::NortonSimon),
        ("factor", Self::Factor),
    ];
}

impl Words for Exposure {
    const WORDS: &'static [(&'static str, Self)] =
        &[("on-off", Self::OnOff), ("amount", Self::Amount)];
}
