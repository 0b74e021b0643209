//! What can go wrong between data and posterior.

use thiserror::Error;

/// Why a fit could not be made. A single parameter vector that cannot be evaluated is no error: it has density 0.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum FitError {
    /// A parameter's bounds enclose nothing.
    #[error(
        "parameter \"{name}\": bounds [{low}, {high}] enclose no value; the lower bound must be below the upper"
    )]
    EmptyBounds {
        /// Parameter.
        name: String,
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// Without a prior, a parameter needs finite bounds to be estimated.
    #[error(
        "parameter \"{name}\": bounds [{low}, {high}] are not finite and no prior is given; give finite bounds or a prior"
    )]
    NoPrior {
        /// Parameter.
        name: String,
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// A prior has no mass between the bounds, or numbers it cannot have.
    #[error("parameter \"{name}\": prior {prior} has no mass between the bounds {low} and {high}")]
    EmptyPrior {
        /// Parameter.
        name: String,
        /// Prior as the model file writes it.
        prior: String,
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// A fit names a parameter index that the model does not have.
    #[error("free parameter number {index} does not exist: the model has {count} parameters")]
    NoParameter {
        /// Index, from 0.
        index: usize,
        /// Number of parameters.
        count: usize,
    },
    /// Nothing is free.
    #[error("nothing to estimate: no parameter is free")]
    NothingFree,
    /// A slice has the wrong length.
    #[error("{what}: found {found} numbers, expected {expected}")]
    Length {
        /// Which slice.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The right length.
        expected: usize,
    },
    /// No start, or no draw from the prior, has a finite value.
    #[error("none of the {tried} {what} could be evaluated: the model gives no finite value there")]
    NoFiniteValue {
        /// How many were tried.
        tried: usize,
        /// `starting points` or `draws from the prior`.
        what: &'static str,
    },
    /// A setting is outside its range.
    #[error("{setting} = {found}: expected {expected}")]
    Setting {
        /// Name of the setting.
        setting: &'static str,
        /// Its value.
        found: f64,
        /// Its range, in words.
        expected: &'static str,
    },
    /// A stored state belongs to another run.
    #[error(
        "the stored state is of another run: {what} was {found}, now {expected}; remove it or use the same settings"
    )]
    OtherRun {
        /// What differs.
        what: &'static str,
        /// In the stored state.
        found: String,
        /// In this run.
        expected: String,
    },
    /// The model itself failed, for all points alike (not a matter of parameter values).
    #[error("the model cannot be evaluated: {reason}")]
    Model {
        /// The evaluator's own words.
        reason: String,
    },
    /// A patient's data cannot be used with the model.
    #[error("patient \"{patient}\": {problem}")]
    Data {
        /// Patient.
        patient: String,
        /// What is wrong and what to do.
        problem: String,
    },
}
