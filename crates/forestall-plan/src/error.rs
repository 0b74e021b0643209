//! What can go wrong when regimens are planned.

use forestall_base::TableError;
use forestall_engine::EngineError;
use thiserror::Error;

/// Why a plan could not be made.
#[derive(Debug, Error)]
pub enum PlanError {
    /// There is no regimen to compare.
    #[error("there is no regimen to compare; give the model a [regimen], or name at least one")]
    NoRegimen,
    /// The model has no stop rule, so nothing says what a regimen is good for.
    #[error(
        "the model has no stop rule; give it a [stop] such as progression, whose time is what regimens are compared by"
    )]
    NoStop,
    /// The model has no assay to show.
    #[error("the model has no assay; give it an [assay] such as burden to show")]
    NoAssay,
    /// There are no parameter vectors.
    #[error("there is no parameter vector to plan for; give a point, draws or virtual patients")]
    NoVector,
    /// A number of parameters does not match the model.
    #[error("parameter vector {number} has {found} values, the model has {expected} parameters")]
    VectorLength {
        /// The vector, from 1.
        number: usize,
        /// Its length.
        found: usize,
        /// Number of parameters of the model.
        expected: usize,
    },
    /// A column of draws is not a parameter of the model.
    #[error(
        "the draws have a column \"{name}\", which is no parameter of the model{}",
        suggestion(near.as_ref())
    )]
    UnknownParameter {
        /// The column.
        name: String,
        /// The parameter that may have been meant.
        near: Option<String>,
    },
    /// A regimen that is not there.
    #[error("the model has no regimen \"{name}\"{}", suggestion(near.as_ref()))]
    UnknownRegimen {
        /// The name.
        name: String,
        /// The regimen that may have been meant.
        near: Option<String>,
    },
    /// A number of tuned values does not match the regimen.
    #[error("regimen \"{regimen}\" has {expected} tuned numbers, {found} values were given")]
    TuneLength {
        /// The regimen.
        regimen: String,
        /// Values given.
        found: usize,
        /// Tuned numbers of the regimen.
        expected: usize,
    },
    /// A regimen without a `tune` range.
    #[error(
        "regimen \"{0}\" has nothing to tune; give it tune = {{ name = {{ value, range, steps }} }}"
    )]
    NothingToTune(String),
    /// A grid that nobody could wait for.
    #[error(
        "the tune ranges of regimen \"{regimen}\" span {found:e} candidates; at most {most} are searched, so give fewer steps"
    )]
    TooManyCandidates {
        /// The regimen.
        regimen: String,
        /// Size of the grid.
        found: f64,
        /// Largest size.
        most: usize,
    },
    /// A quantile that is none.
    #[error("a quantile must lie between 0 and 1; found {0}")]
    Quantile(f64),
    /// A time, interval or share that cannot be.
    #[error("{what} must be {expected}; found {found}")]
    Number {
        /// What the number is.
        what: &'static str,
        /// What it must be.
        expected: &'static str,
        /// The number.
        found: f64,
    },
    /// The engine refuses.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A table cannot be built.
    #[error(transparent)]
    Table(#[from] TableError),
}

fn suggestion(near: Option<&String>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"))
}
