//! The folder that `fit` writes and `plan` and `report` read: model, data as used, estimates, draws, curves.

mod bands;
mod draws;
mod prior;
mod records;

pub(crate) use bands::band_table;
pub(crate) use draws::draw_table;
pub(crate) use prior::{PRIOR, drawn_from};
pub(crate) use records::{dose_table, reading_table};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use forestall_base::{Diagnostic, Draws, Estimate, PatientRecord, Table};
use forestall_model::{Core, Source, load};
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use draws::draws_of;
use records::records_of;

/// One patient of `fit.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PatientSummary {
    pub patient: String,
    pub readings: usize,
    /// Estimated parameters by name.
    pub parameters: BTreeMap<String, Estimate>,
    /// What was minimised, at the best point.
    #[serde(deserialize_with = "super::nullable::number")]
    pub loss: f64,
    #[serde(deserialize_with = "super::nullable::number")]
    pub r2: f64,
    #[serde(deserialize_with = "super::nullable::number")]
    pub aic: f64,
    /// Number of distinct local optima that the search met.
    pub optima: usize,
    /// Largest rank-normalised split R-hat (`null` without draws).
    pub rhat_max: Option<f64>,
    /// Smallest of bulk and tail effective sample sizes (`null` without draws).
    pub ess_min: Option<f64>,
    pub draws: usize,
    pub divergences: usize,
    /// Number of simulations made.
    pub evaluations: usize,
    /// What the reader of the estimates must know, in plain words.
    pub warnings: Vec<String>,
}

/// `fit.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FitSummary {
    pub model: String,
    pub variant: Option<String>,
    pub method: String,
    pub seed: u64,
    pub data: String,
    /// Parameters that were not estimated and differ from the model file.
    pub set: Vec<String>,
    pub patients: Vec<PatientSummary>,
    /// Patients left out, with the reason.
    pub excluded: Vec<(String, String)>,
    /// Sum of the losses.
    #[serde(deserialize_with = "super::nullable::number")]
    pub objective: f64,
    /// Cohort loss on the grid of `[fit.profile]`, if asked for.
    pub profile: Option<Profile>,
}

/// A cohort profile: the loss summed over patients, each refitted at every point of the grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Profile {
    /// Profiled parameters and their values; the first varies slowest.
    pub parameters: Vec<(String, Vec<f64>)>,
    #[serde(deserialize_with = "super::nullable::numbers")]
    pub loss: Vec<f64>,
}

/// Everything in the folder.
pub(crate) struct FitFolder {
    pub path: PathBuf,
    pub source: Source,
    pub core: Core,
    pub summary: FitSummary,
    pub records: Vec<PatientRecord>,
    /// Draws per patient, by the names of the free parameters; empty for a point fit.
    pub draws: BTreeMap<String, Draws>,
}

impl FitFolder {
    /// Reads a folder that `fit` has written.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let refuse = |message: String| {
            let help = "give the folder that `forestall fit ... --out DIR` has written";
            Failure::Input(Diagnostic::error("C0005", message).help(help).into())
        };
        let shown = path.display();
        if path.join("unfinished.json").exists() {
            return Err(Failure::Input(
                Diagnostic::error("C0006", format!("the fit in {shown} is unfinished"))
                    .help("run the same `forestall fit` command again; it goes on where it stopped")
                    .into(),
            ));
        }
        let text = |name: &str| {
            std::fs::read_to_string(path.join(name)).map_err(|e| {
                refuse(format!(
                    "{shown} is no fit folder: {name} cannot be read: {e}"
                ))
            })
        };
        let summary: FitSummary = serde_json::from_str(&text("fit.json")?)
            .map_err(|e| refuse(format!("{shown}/fit.json: {e}")))?;
        let source = Source {
            name: "model.toml".to_owned(),
            text: text("model.toml")?,
        };
        let core = load(&source, summary.variant.as_deref())?.core;
        let table = |name: &str| {
            Table::read_parquet(&path.join(name))
                .map_err(|e| refuse(format!("{shown}/{name}: {e}")))
        };
        let records = records_of(&core, &table("readings.parquet")?, &table("doses.parquet")?)
            .map_err(|e| refuse(format!("{shown}: {e}")))?;
        let mut draws = BTreeMap::new();
        if path.join("draws.parquet").exists() {
            draws =
                draws_of(&table("draws.parquet")?).map_err(|e| refuse(format!("{shown}: {e}")))?;
        }
        Ok(Self {
            path: path.to_owned(),
            source,
            core,
            summary,
            records,
            draws,
        })
    }

    /// Parameters of the model with those the fit was told to use.
    pub(crate) fn base(&self) -> Result<Vec<f64>, Failure> {
        super::parameters::set_parameters(&self.core, &self.summary.set)
    }
}
