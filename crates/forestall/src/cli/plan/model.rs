//! The model that is planned with: that of the fit, or another file of the same tumour with other regimens.

use forestall_model::{Core, Source};

use crate::cli::{
    arguments::PlanArguments, failure::Failure, files::load_model, fit_folder::FitFolder,
};

/// What the patient is called of whom only the model is known.
const VIRTUAL: &str = "virtual";

/// What is known of the patients: a fit, or no more than the model file says.
pub(super) fn known(arguments: &PlanArguments) -> Result<FitFolder, Failure> {
    match (&arguments.fit, &arguments.model) {
        (Some(fit), _) => FitFolder::read(fit),
        (None, Some(model)) => {
            let (source, core) = load_model(model, None)?;
            // Twice as many: rules are tuned on draws of their own.
            let count = arguments.draws.saturating_mul(2);
            Ok(FitFolder::of_priors(
                source,
                core,
                None,
                VIRTUAL,
                count,
                arguments.seed,
            ))
        }
        (None, None) => Err(Failure::usage(
            "there is nothing to plan for",
            "give the folder of a fit after --fit, or a model file whose parameters have priors",
        )),
    }
}

/// The model named on the command line, else that of the fit.
pub(super) fn planned_model(
    arguments: &PlanArguments,
    fit: &FitFolder,
) -> Result<(Source, Core), Failure> {
    let Some(path) = &arguments.model else {
        return Ok((fit.source.clone(), fit.core.clone()));
    };
    let (source, core) = load_model(path, fit.summary.variant.as_deref())?;
    match other_tumour(&fit.core, &core) {
        None => Ok((source, core)),
        Some(what) => Err(Failure::usage(
            format!(
                "model {} has other {what} than the one fitted in {}",
                path.display(),
                fit.path.display()
            ),
            "only regimens and stop rules may differ; leave the model out to plan with the fitted one, or fit this one",
        )),
    }
}

/// What of the tumour differs between two models; estimates of one then say nothing about the other.
fn other_tumour(fitted: &Core, planned: &Core) -> Option<&'static str> {
    let parameters = |core: &Core| -> Vec<(String, String)> {
        let own = core.parameters.iter();
        own.map(|p| (p.name.clone(), p.unit.clone())).collect()
    };
    if fitted.time_unit != planned.time_unit {
        return Some("units of time");
    }
    if parameters(fitted) != parameters(planned) {
        return Some("parameters");
    }
    if fitted.drugs != planned.drugs {
        return Some("drugs");
    }
    if fitted.states != planned.states {
        return Some("equations");
    }
    let assays = |core: &Core| -> Vec<(String, forestall_model::Expr)> {
        let own = core.assays.iter();
        own.map(|a| (a.name.clone(), a.value.clone())).collect()
    };
    (assays(fitted) != assays(planned)).then_some("assays")
}
