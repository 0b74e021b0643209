//! `growth` of a population.

use super::{Expression, Word, Words, table::table};

table! {
    /// A law of growth that stands for the births of a population, and for the deaths that belong to it.
    GrowthTable {
        /// The law.
        law: Word<Law>,
        /// Constant of the law, per cell and time.
        rate: Expression,
        /// Of "logistic", "generalised-logistic" and "gompertz": number of cells at which growth stops.
        capacity: Option<Expression>,
        /// Exponent of the law; of "bertalanffy" 2/3 if not given.
        exponent: Option<Expression>,
        /// Of "bertalanffy": loss, per cell and time.
        loss: Option<Expression>,
        /// Number of cells that the law looks at; the population itself if not given.
        total: Option<Expression>,
        /// Of "logistic" and "generalised-logistic": whether crowding slows births (if not given) or adds deaths.
        crowding: Option<Word<Crowding>>,
    }
}

/// A law of growth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Law {
    /// r
    Exponential,
    /// r (1 - N/K)
    Logistic,
    /// r (1 - (N/K)^e)
    GeneralisedLogistic,
    /// r ln(K/N)
    Gompertz,
    /// r N^(e - 1)
    Power,
    /// r N^(e - 1) - loss
    Bertalanffy,
}

impl Words for Law {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("exponential", Self::Exponential),
        ("logistic", Self::Logistic),
        ("generalised-logistic", Self::GeneralisedLogistic),
        ("gompertz", Self::Gompertz),
        ("power", Self::Power),
        ("bertalanffy", Self::Bertalanffy),
    ];
}

/// What crowding does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Crowding {
    /// Fewer births.
    Births,
    /// More deaths.
    Deaths,
}

impl Words for Crowding {
    const WORDS: &'static [(&'static str, Self)] =
        &[("births", Self::Births), ("deaths", Self::Deaths)];
}
