//! `[combination.NAME]`

use super::{Expression, List, Word, Words, table::table};

table! {
    /// A quantity that several drugs change together, such as a rate: usable by its name in every expression.
    CombinationTable {
        /// How the effects of the drugs combine.
        surface: Word<Surface>,
        /// Drugs, or the concentrations that act, as expressions.
        #[schemars(required)]
        drugs: Option<List<Expression>>,
        /// Value without drugs.
        #[schemars(rename = "E0")]
        none as "E0": Expression,
        /// Value at saturation of each drug alone.
        #[schemars(rename = "E", required)]
        alone as "E": Option<List<Expression>>,
        /// Dose of half the effect of each drug.
        #[schemars(rename = "C", required)]
        half as "C": Option<List<Expression>>,
        /// Hill slope of each drug; 1 if not given.
        h: Option<List<Expression>>,
        /// Of "musyc": value at saturation of both drugs.
        #[schemars(rename = "E3")]
        both as "E3": Option<Expression>,
        /// Of "musyc": factor of the potency of drug 2 in the presence of drug 1; 1 if not given.
        alpha12: Option<Expression>,
        /// Of "musyc": factor of the potency of drug 1 in the presence of drug 2; 1 if not given.
        alpha21: Option<Expression>,
        /// Of "musyc": factor of the Hill slope of drug 2 in the presence of drug 1; 1 if not given.
        gamma12: Option<Expression>,
        /// Of "musyc": factor of the Hill slope of drug 1 in the presence of drug 2; 1 if not given.
        gamma21: Option<Expression>,
    }
}

/// How the effects of drugs combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Surface {
    /// What the drugs leave of the value without drugs is multiplied.
    Bliss,
    /// Changes of the value are added.
    Additive,
    /// The strongest single drug counts.
    Hsa,
    /// Each drug is a dilution of the others.
    Loewe,
    /// Two drugs change each other's potency, slope and largest effect.
    Musyc,
}

impl Words for Surface {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("bliss", Self::Bliss),
        ("additive", Self::Additive),
        ("hsa", Self::Hsa),
        ("loewe", Self::Loewe),
        ("musyc", Self::Musyc),
    ];
}
