//! What can go wrong when a model is run.

use thiserror::Error;

/// Why a run could not be set up.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum EngineError {
    /// The model has no state.
    #[error("the model has no population and no state, so there is nothing to run")]
    NoState,
    /// The model needs more registers than bytecode can address.
    #[error("the model needs {0} registers; at most 60000 are supported")]
    TooLarge(usize),
    /// A number of parameters does not match the model.
    #[error("{found} parameter values were given, the model has {expected}")]
    ParameterCount {
        /// Number of the model.
        expected: usize,
        /// Number given.
        found: usize,
    },
    /// A stop rule is checked at visits, but nothing says when visits are.
    #[error(
        "stop rule `{stop}` is checked at visits, but regimen `{regimen}` has none; give the regimen `decide = \"every ...\"` or check the rule on a grid"
    )]
    NoVisits {
        /// Stop rule.
        stop: String,
        /// Regimen.
        regimen: String,
    },
    /// A replay was asked of a model with events.
    #[error("the model has events, which a replay (fit, forecast) does not run yet")]
    Events,
    /// A replay was asked of a model with a past.
    #[error("the model has a past ([start]), which a replay (fit, forecast) does not run yet")]
    Past,
    /// Times are not increasing or not finite.
    #[error("times must be finite and sorted; found {found} after {before}")]
    Times {
        /// Offending time.
        found: f64,
        /// The time before it.
        before: f64,
    },
}

/// Why one run failed; the others go on.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum Failure {
    /// The solver could not proceed.
    #[error(
        "step size fell below {step:e} at time {time} (a rate or a population grows without bound: end the run earlier with `until`; or the \
         model is stiff: method = \"stiff\")"
    )]
    StepSize {
        /// Time reached.
        time: f64,
        /// Step.
        step: f64,
    },
    /// Too many steps.
    #[error(
        "more than {steps} steps were needed before time {time} (a rate jumps back and forth, or the tolerance is too small)"
    )]
    Steps {
        /// Time reached.
        time: f64,
        /// Steps made.
        steps: u64,
    },
    /// A start value is not a finite number.
    #[error("the start value of a state is not a finite number for these parameters")]
    Start,
    /// The past does not lead to time 0.
    #[error("the end of the past ([start]) was not reached within {time}")]
    Past {
        /// Time passed.
        time: f64,
    },
    /// Events set each other off without end at one moment.
    #[error("events set each other off without end at time {time}")]
    EndlessEvents {
        /// Time.
        time: f64,
    },
    /// A regimen changed its state without end at one moment.
    #[error(
        "the regimen changes its state without end at time {time} (two ways out undo each other: keep their thresholds apart, or decide at visits)"
    )]
    Restless {
        /// Time.
        time: f64,
    },
}
