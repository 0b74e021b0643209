//! `analyse`: what a model says by itself.

mod arguments;
mod continuation;
mod folder;
mod held;
mod local;
mod named;
mod population;
mod portrait;
mod quantities;
mod ranges;
mod sensitivity;
mod sobol;
mod spread;
mod steady;

pub(crate) use arguments::AnalyseArguments;

use super::failure::{Failure, Outcome};
use arguments::Analysis;
use forestall_engine::AnalysisError;

/// `analyse`.
pub(crate) fn run(arguments: &AnalyseArguments) -> Outcome {
    match &arguments.analysis {
        Analysis::Steady(own) => steady::run(own),
        Analysis::Continuation(own) => continuation::run(own),
        Analysis::Sensitivity(own) => sensitivity::run(own),
        Analysis::Population(own) => population::run(own),
    }
}

/// A model that cannot be analysed is wrong input, and what to do depends on why.
impl From<AnalysisError> for Failure {
    fn from(error: AnalysisError) -> Self {
        let message = error.to_string();
        let help = match error {
            AnalysisError::Engine(error) => return error.into(),
            AnalysisError::Map => "`forestall simulate` runs maps",
            AnalysisError::Events => "`forestall simulate` runs models with events",
            AnalysisError::Time { .. } => {
                "take the time out of the rate, or hold what it stands for as a parameter"
            }
            AnalysisError::SingleDoses { .. } => {
                "choose another regimen after --regimen, or a constant rate with --dose DRUG=AMOUNT"
            }
            AnalysisError::Range { .. } => "give both ends, such as --from 0.1 --to 10",
        };
        Self::usage(message, help)
    }
}
