//! `analyse sensitivity`.

use super::{
    arguments::{SensitivityArguments, SensitivityMethod},
    local,
    quantities::{asked, one_regimen},
    sobol,
};
use crate::cli::failure::Outcome;

/// `analyse sensitivity`.
pub(super) fn run(arguments: &SensitivityArguments) -> Outcome {
    let asked = asked(&arguments.model, &arguments.of, "--of")?;
    let regimen = one_regimen(&asked.core, arguments.regimen.as_ref())?;
    match arguments.method {
        SensitivityMethod::Local => local::run(arguments, &asked, regimen),
        SensitivityMethod::Sobol => sobol::run(arguments, &asked, regimen),
    }
}

/// The end of a file's name for the k-th of several outcomes.
pub(super) fn numbered(name: &str, k: usize, count: usize) -> String {
    if count == 1 {
        name.to_owned()
    } else {
        format!("{name}-{}", k + 1)
    }
}
