//! Why a model cannot be analysed.

use thiserror::Error;

use crate::EngineError;

/// Why steady states of a model cannot be looked for.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum AnalysisError {
    /// The model is a discrete map.
    #[error("the model is a discrete map, whose fixed points are no steady states of its rates")]
    Map,
    /// Events change states at their moments.
    #[error("the model has events, which its rates do not show")]
    Events,
    /// The rates depend on time.
    #[error("the rate of {state} depends on time, so the model never comes to rest for good")]
    Time {
        /// A state whose rate does.
        state: String,
    },
    /// A drug is given in single doses.
    #[error("regimen {regimen} gives {drug} in single doses, under which nothing comes to rest")]
    SingleDoses {
        /// Regimen.
        regimen: String,
        /// Drug.
        drug: String,
    },
    /// The range of the parameter is empty or not finite, or not positive where it must be.
    #[error("the parameter cannot run from {from} to {to}{why}")]
    Range {
        /// From.
        from: f64,
        /// To.
        to: f64,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The model cannot be run at all.
    #[error(transparent)]
    Engine(#[from] EngineError),
}
