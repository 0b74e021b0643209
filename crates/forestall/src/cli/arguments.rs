//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// How a tumour escapes its therapy, and how to plan ahead of it. For research, not for treatment decisions.
#[derive(Debug, Parser)]
#[command(name = "forestall", version, max_term_width = 100, after_help = TOP_EXAMPLES)]
pub(crate) struct Arguments {
    /// Number of threads (default: all cores). Results do not depend on it.
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<usize>,
    #[command(subcommand)]
    pub command: Command,
}

const TOP_EXAMPLES: &str = "Examples:
  forestall demo                                          the whole path on a synthetic cohort, with a report to open
  forestall fit model.toml --data psa.csv --out fit       parameters with uncertainty, per patient
  forestall plan model.toml --fit fit --out plan          regimens ranked under that uncertainty
  forestall report fit plan --out report.html             one page with figures
  forestall verify models                                 does each model file reproduce its paper?";

const CHECK_EXAMPLES: &str = "Examples:
  forestall check model.toml
  forestall check zhang-2022-abiraterone --variant noise";

const EXPAND_EXAMPLES: &str = "Examples:
  forestall expand model.toml
  forestall expand strobl-2021-turnover > core.txt
  forestall expand strobl-2021-turnover --format sbml --regimen continuous > model.xml
  forestall expand cell_rules.csv >> model.toml           rules of PhysiCell as [[rule]] tables";

const SCHEMA_EXAMPLES: &str = "Examples:
  forestall schema > forestall.schema.json";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check a model file and each of its variants: syntax, names, units.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(ModelArguments),
    /// Print the flat core that a model file means, or write it as SBML.
    #[command(after_help = EXPAND_EXAMPLES)]
    Expand(ExpandArguments),
    /// List the published-model library, or explain one model.
    Models(super::models::ModelsArguments),
    /// Print the JSON Schema of model files, for editors.
    #[command(after_help = SCHEMA_EXAMPLES)]
    Schema,
    /// Check that model files reproduce the numbers they state.
    Verify(VerifyArguments),
    /// Simulate regimens on one patient or on virtual patients.
    Simulate(SimulateArguments),
    /// Estimate parameters per patient from measurements.
    Fit(FitArguments),
    /// Hold out readings, forecast them, and compare with the last observation carried forward.
    Forecast(ForecastArguments),
    /// Compare and tune regimens under the fitted uncertainty.
    Plan(PlanArguments),
    /// Analyse a model by itself: steady states, their branches.
    Analyse(super::analyse::AnalyseArguments),
    /// Make one page with figures of what fit, forecast and plan have written.
    Report(ReportArguments),
    /// Find mechanisms of resistance in a molecular profile: evidence, what cannot be told, counters, a model of the clones.
    Profile(Box<super::profile::ProfileCommand>),
    /// The catalogue of resistance that `profile` asks: list it, show a mechanism, check files of your own.
    Catalogue(super::catalogue::CatalogueArguments),
    /// Run the whole path on a synthetic cohort: fit, forecast, plan, report.
    Demo(DemoArguments),
    /// List and fetch public data sets.
    Data(super::data::DataArguments),
}

/// A model file.
#[derive(Debug, Args)]
pub(crate) struct ModelArguments {
    /// Model file, or the name of a library model.
    #[arg(value_name = "MODEL")]
    pub model: PathBuf,
    /// Variant of the model file to apply.
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ExpandArguments {
    #[command(flatten)]
    pub model: ModelArguments,
    /// What to print: `text` for people, `sbml` (Level 3 Version 2) for other programs.
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// Regimen that an SBML file shall hold (default: the only one).
    #[arg(long, value_name = "NAME")]
    pub regimen: Option<String>,
}

/// How a core is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// SBML Level 3 Version 2.
    Sbml,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall verify models
  forestall verify models/strobl-2021-turnover.toml --data ../shared/data --json")]
pub(crate) struct VerifyArguments {
    /// Model files, folders of them, or names of library models.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Folder with public data sets (default: $FORESTALL_DATA, else data, else ../shared/data).
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall simulate strobl-2021-turnover --regimen at50 --set n0=0.75 --set fR=0.001
  forestall simulate model.toml --patients 1000 --seed 7 --json
  forestall simulate model.toml --population patients.csv --only arm=2 --only 'age>=65'
  forestall simulate kirouac-2017-mapk --doses nonmem.csv --compartment 1=cetuximab --out runs
  forestall simulate strobl-2021-turnover --regimen continuous --regimen at50 --show S,R --figure course.svg")]
pub(crate) struct SimulateArguments {
    #[command(flatten)]
    pub model: ModelArguments,
    /// Engine; `ode` is the one there is.
    #[arg(long, value_enum, default_value = "ode")]
    pub engine: Engine,
    /// Regimen (may be given more than once; default: all).
    #[arg(long, value_name = "NAME")]
    pub regimen: Vec<String>,
    /// Number of virtual patients, drawn from the model's [patients] section.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub patients: u32,
    #[command(flatten)]
    pub table: super::population::PopulationFile,
    #[command(flatten)]
    pub dosing: super::dosing::DoseFile,
    /// Seed.
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// Value of a parameter.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Time between visits, instead of the regimen's own.
    #[arg(long, value_name = "TIME")]
    pub visits: Option<f64>,
    /// Let the regimen see measurements with the assay's noise.
    #[arg(long)]
    pub noise: bool,
    /// End of the run, instead of the model's own.
    #[arg(long, value_name = "TIME")]
    pub until: Option<f64>,
    #[command(flatten)]
    pub figure: super::simulate::FigureArguments,
    /// Folder to write: outcomes, trajectories, manifest.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace a folder or a figure that is already there.
    #[arg(long)]
    pub force: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Engines of the command contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// Deterministic.
    Ode,
    /// Event by event.
    Exact,
    /// Exact where counts are small.
    Hybrid,
    /// Lattice of cells.
    Spatial,
}

/// How parameters are estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Method {
    /// The best point, from many starts.
    Map,
    /// The posterior, by Hamiltonian Monte Carlo.
    Nuts,
    /// The posterior, by tempered particles.
    Smc,
    /// Mixed effects.
    Saem,
}

/// Data and estimation, shared by `fit` and `forecast`.
#[derive(Debug, Args)]
pub(crate) struct EstimationArguments {
    #[command(flatten)]
    pub model: ModelArguments,
    /// Table of measurements (CSV, TSV or Parquet); the model's [data] section says what its columns mean.
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// Method.
    #[arg(long, value_enum, default_value = "nuts")]
    pub method: Method,
    /// Patients to use (default: all).
    #[arg(long, value_delimiter = ',', value_name = "ID,...")]
    pub patients: Vec<String>,
    /// Value of a parameter that is not estimated.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Starting points of the search for the best point.
    #[arg(long, default_value_t = 75, value_name = "N")]
    pub starts: usize,
    /// Effective draws wanted per parameter (nuts).
    #[arg(long, default_value_t = 1000, value_name = "N")]
    pub ess: usize,
    /// Seed.
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// Replace patient identifiers by pseudonyms under the key in this file.
    #[arg(long, value_name = "KEYFILE")]
    pub pseudonymise: Option<PathBuf>,
    /// Folder to write; an interrupted run of the same command is continued.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace a folder that is already there.
    #[arg(long)]
    pub force: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall fit strobl-2021-turnover --data psa.csv --out fit
  forestall fit zhang-2022-abiraterone --data psa.csv --method map --profile --json")]
pub(crate) struct FitArguments {
    #[command(flatten)]
    pub estimation: EstimationArguments,
    /// Also fit the whole cohort on the grid of the model's [fit.profile].
    #[arg(long)]
    pub profile: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall forecast strobl-2021-turnover --data psa.csv --hold-out 2
  forestall forecast model.toml --data psa.csv --after 720 --method map --json")]
pub(crate) struct ForecastArguments {
    #[command(flatten)]
    pub estimation: EstimationArguments,
    /// Hold out the last K readings of each patient.
    #[arg(long, value_name = "K", conflicts_with = "after")]
    pub hold_out: Option<usize>,
    /// Hold out all readings after this time.
    #[arg(long, value_name = "TIME")]
    pub after: Option<f64>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall plan --fit fit --out plan
  forestall plan model.toml --fit fit --out plan
  forestall plan model.toml --out plan
  forestall plan --fit fit --visits 30 --noise --regimen continuous --regimen threshold --json")]
// Each flag is its own question.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct PlanArguments {
    /// Model file, or the name of a library model; with --fit, of the fitted tumour with other regimens (default: the model of the fit).
    #[arg(value_name = "MODEL")]
    pub model: Option<PathBuf>,
    /// Folder that `fit` has written (without it: one virtual patient, drawn from the priors and the spread in the model file).
    #[arg(long, value_name = "DIR")]
    pub fit: Option<PathBuf>,
    /// Regimen to compare (may be given more than once; default: all of the model).
    #[arg(long, value_name = "NAME")]
    pub regimen: Vec<String>,
    /// Patients to plan for (default: all of the fit).
    #[arg(long, value_delimiter = ',', value_name = "ID,...")]
    pub patients: Vec<String>,
    /// Posterior draws compared per patient; rules are tuned on as many others.
    #[arg(long, default_value_t = 100, value_name = "N")]
    pub draws: usize,
    /// Time between visits, instead of the regimens' own.
    #[arg(long, value_name = "TIME")]
    pub visits: Option<f64>,
    /// Let regimens see measurements with the assay's noise.
    #[arg(long)]
    pub noise: bool,
    /// Use the file's own numbers instead of searching the `tune` ranges.
    #[arg(long)]
    pub no_tune: bool,
    /// Cut times off here (default: the model's `until`, at most 3650).
    #[arg(long, value_name = "TIME")]
    pub horizon: Option<f64>,
    /// Seed of measurement noise.
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// Folder to write.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace a folder that is already there.
    #[arg(long)]
    pub force: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall report fit
  forestall report fit forecast plan --out cohort.html
  forestall report fit plan --patients P7 --out p7.html")]
pub(crate) struct ReportArguments {
    /// Folders that fit, forecast and plan have written with --out, in any order; a fit is needed.
    #[arg(required = true, value_name = "DIR")]
    pub folders: Vec<PathBuf>,
    /// Page to write; the figures as Vega-Lite files go into a folder beside it (report-figures for report.html).
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    pub out: PathBuf,
    /// Patients to show, without the cohort (default: all, with the cohort).
    #[arg(long, value_delimiter = ',', value_name = "ID,...")]
    pub patients: Vec<String>,
    /// Title of the page.
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Say in a banner that the data were made by a model, and how.
    #[arg(long, value_name = "TEXT")]
    pub synthetic: Option<String>,
    /// Replace a page that is already there.
    #[arg(long)]
    pub force: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall demo
  forestall demo --out small --patients 4 --seed 1")]
pub(crate) struct DemoArguments {
    /// Folder to write.
    #[arg(long, value_name = "DIR", default_value = "forestall-demo")]
    pub out: PathBuf,
    /// Number of virtual patients.
    #[arg(long, default_value_t = 12, value_name = "N")]
    pub patients: u32,
    /// Seed of patients, noise and estimation.
    #[arg(long, default_value_t = 7, value_name = "S")]
    pub seed: u64,
    /// Replace what is already there.
    #[arg(long)]
    pub force: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}
