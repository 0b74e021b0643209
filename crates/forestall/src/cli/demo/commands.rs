//! The commands that the demo runs, as one would type them.

use std::path::{Path, PathBuf};

use crate::cli::arguments::{
    EstimationArguments, FitArguments, ForecastArguments, Method, ModelArguments, PlanArguments,
    ReportArguments,
};

/// The library model of the demo.
pub(super) const MODEL: &str = "strobl-2021-turnover";

/// Draws compared per patient and regimen.
pub(super) const PLAN_DRAWS: usize = 40;

/// Effective draws wanted per parameter: enough for a page to look at, a fifth of what `fit` asks for by itself.
const ESS: usize = 150;

/// What the commands share.
pub(super) struct Commands {
    pub model: PathBuf,
    pub table: PathBuf,
    pub seed: u64,
}

impl Commands {
    fn estimation(&self, method: Method, out: &Path) -> EstimationArguments {
        EstimationArguments {
            model: ModelArguments {
                model: self.model.clone(),
                variant: None,
            },
            data: self.table.clone(),
            method,
            patients: Vec::new(),
            set: Vec::new(),
            starts: 25,
            ess: ESS,
            seed: self.seed,
            pseudonymise: None,
            out: Some(out.to_owned()),
            force: false,
            json: false,
        }
    }

    /// Posteriors of all patients.
    pub(super) fn fit(&self, out: &Path) -> FitArguments {
        FitArguments {
            estimation: self.estimation(Method::Nuts, out),
            profile: false,
        }
    }

    /// Forecasts of the last two readings.
    pub(super) fn forecast(&self, out: &Path) -> ForecastArguments {
        ForecastArguments {
            estimation: self.estimation(Method::Nuts, out),
            hold_out: Some(2),
            after: None,
        }
    }

    /// All regimens under the posteriors of a fit.
    pub(super) fn plan(&self, fit: &Path, out: &Path) -> PlanArguments {
        PlanArguments {
            model: None,
            fit: Some(fit.to_owned()),
            regimen: Vec::new(),
            patients: Vec::new(),
            draws: PLAN_DRAWS,
            visits: None,
            noise: false,
            no_tune: false,
            horizon: None,
            seed: self.seed,
            out: Some(out.to_owned()),
            force: false,
            json: false,
        }
    }

    /// The page of all of it, in place of one that an interrupted demo has left.
    pub(super) fn report(&self, folders: &[PathBuf], page: &Path) -> ReportArguments {
        ReportArguments {
            folders: folders.to_vec(),
            out: page.to_owned(),
            patients: Vec::new(),
            title: Some("A synthetic cohort: fits, forecasts and plans".to_owned()),
            synthetic: Some(format!(
                "All patients are virtual: drawn from the [patients] section of the library model {MODEL}, followed under its regimen \
                 at50 with visits every 28 days and noise of 5 % of the first value, seed {}. \
                 Nothing here was measured in anyone.",
                self.seed
            )),
            force: true,
            json: false,
        }
    }
}
