//! What can be typed after `analyse`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::arguments::ModelArguments;

const SENSITIVITY_EXAMPLES: &str = "Examples:
  forestall analyse sensitivity hahnfeldt-1999-angiogenesis --regimen none --of 'at(V, 20)'
  forestall analyse sensitivity lai-2025-exhaustion --method sobol --samples 4096 --spread 0.2 --of 'at(C, 20)' --out sobol --report
  forestall analyse sensitivity model.toml --method sobol --of 'time(progression)' --prior 'r=lognormal(0.03, 0.4)' --parameter r,k --json";

const POPULATION_EXAMPLES: &str = "Examples:
  forestall analyse population strobl-2021-turnover --patients 500 --out population --report
  forestall analyse population model.toml --spread 0.3 --of 'time(progression)' --plausible 'at(burden, 90) in 0.1..5' --json
  forestall analyse population model.toml --target 'time(progression) ~ lognormal(400, 0.5)' --share 'at(burden, 90) in 0..0.7 = 0.4'";

const EXAMPLES: &str = "Examples:
  forestall analyse steady kuznetsov-1994-dormancy
  forestall analyse continuation lu-2013-emt --along SNAIL --from 1.5e5 --to 2.5e5
  forestall analyse sensitivity hahnfeldt-1999-angiogenesis --of 'at(V, 20)'
  forestall analyse population strobl-2021-turnover --patients 500";

const STEADY_EXAMPLES: &str = "Examples:
  forestall analyse steady kuznetsov-1994-dormancy --out steady --report
  forestall analyse steady kirschner-panetta-1998 --set c=0.02 --json
  forestall analyse steady model.toml --dose D=0.5 --range S=0:1e9 --range R=0:1e9";

const CONTINUATION_EXAMPLES: &str = "Examples:
  forestall analyse continuation lu-2013-emt --along SNAIL --from 1.5e5 --to 2.5e5 --show ZEB
  forestall analyse continuation kirschner-panetta-1998 --along c --from 1e-5 --to 0.05 --log --out branches --report
  forestall analyse continuation model.toml --along 'dose(D)' --from 0 --to 2";

/// `analyse`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct AnalyseArguments {
    #[command(subcommand)]
    pub analysis: Analysis,
}

/// What is analysed.
#[derive(Debug, Subcommand)]
pub(crate) enum Analysis {
    /// Find all steady states under a constant dose, with their stability.
    #[command(after_help = STEADY_EXAMPLES)]
    Steady(SteadyArguments),
    /// Follow steady states along a parameter or a dose, round folds, and locate folds, Hopf points and crossings.
    #[command(after_help = CONTINUATION_EXAMPLES)]
    Continuation(ContinuationArguments),
    /// Ask how outcomes depend on parameters: a little (elasticities) or over their distributions (Sobol indices).
    #[command(after_help = SENSITIVITY_EXAMPLES)]
    Sensitivity(SensitivityArguments),
    /// Draw virtual patients, keep plausible ones, weight them to look like real ones, and compare regimens.
    #[command(after_help = POPULATION_EXAMPLES)]
    Population(PopulationArguments),
}

/// How parameters are spread.
#[derive(Debug, Args)]
pub(crate) struct SpreadArguments {
    /// Value of a parameter.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Parameters to vary (default: all that have a distribution).
    #[arg(long, value_delimiter = ',', value_name = "NAME,...")]
    pub parameter: Vec<String>,
    /// Distribution of a parameter, in its unit in the model.
    #[arg(long, value_name = "NAME=DISTRIBUTION")]
    pub prior: Vec<String>,
    /// Vary each parameter evenly by this share of its value to both sides, within its bounds (default: [patients], priors, bounds).
    #[arg(long, value_name = "SHARE")]
    pub spread: Option<f64>,
    /// Seed.
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
}

/// How sensitivities are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SensitivityMethod {
    /// Elasticities at the values of the file.
    Local,
    /// Sobol indices over the distributions of the parameters.
    Sobol,
}

#[derive(Debug, Args)]
pub(crate) struct SensitivityArguments {
    #[command(flatten)]
    pub model: ModelArguments,
    /// Outcome, such as time(progression), at(S, 90), smallest(S, 0, 100, 1) (may be given more than once; default: the times of all stop rules).
    #[arg(long, value_name = "OUTCOME")]
    pub of: Vec<String>,
    /// Method.
    #[arg(long, value_enum, default_value = "local")]
    pub method: SensitivityMethod,
    /// Regimen (default: the first of the file).
    #[arg(long, value_name = "NAME")]
    pub regimen: Option<String>,
    #[command(flatten)]
    pub spread: SpreadArguments,
    /// Rows of each sample (sobol); there are two runs of a row and one more per parameter.
    #[arg(long, default_value_t = 1024, value_name = "N")]
    pub samples: u32,
    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Args)]
pub(crate) struct PopulationArguments {
    #[command(flatten)]
    pub model: ModelArguments,
    /// Outcome, such as time(progression) or at(S, 90) (may be given more than once; default: the times of all stop rules).
    #[arg(long, value_name = "OUTCOME")]
    pub of: Vec<String>,
    /// Regimen to compare (may be given more than once; default: all).
    #[arg(long, value_name = "NAME")]
    pub regimen: Vec<String>,
    /// Number of virtual patients that are drawn.
    #[arg(long, default_value_t = 1000, value_name = "N")]
    pub patients: u32,
    #[command(flatten)]
    pub table: crate::cli::population::PopulationFile,
    #[command(flatten)]
    pub spread: SpreadArguments,
    /// Range of an outcome outside of which a patient is not plausible.
    #[arg(long, value_name = "OUTCOME in LOW..HIGH")]
    pub plausible: Vec<String>,
    /// Distribution that an outcome shall have in the population.
    #[arg(long, value_name = "OUTCOME ~ DISTRIBUTION")]
    pub target: Vec<String>,
    /// Share of patients that shall have an outcome in a range.
    #[arg(long, value_name = "OUTCOME in LOW..HIGH = SHARE")]
    pub share: Vec<String>,
    /// Regimen under which outcomes of --plausible, --target and --share are measured (default: the first that is compared).
    #[arg(long, value_name = "NAME")]
    pub under: Option<String>,
    /// Assay to draw (default: the first of the file).
    #[arg(long, value_name = "ASSAY")]
    pub show: Option<String>,
    /// Stop rule whose time is drawn (default: progression, else the first of the file).
    #[arg(long, value_name = "STOP")]
    pub event: Option<String>,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// The equations whose steady states are looked for.
#[derive(Debug, Args)]
pub(crate) struct HeldArguments {
    #[command(flatten)]
    pub model: ModelArguments,
    /// Regimen whose first doses are held (default: the first of the file).
    #[arg(long, value_name = "NAME")]
    pub regimen: Option<String>,
    /// Constant dose of a drug, instead of the regimen's.
    #[arg(long, value_name = "DRUG=AMOUNT")]
    pub dose: Vec<String>,
    /// Value of a parameter.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Range of a population or state in which steady states are looked for (default: that of [steady]).
    #[arg(long, value_name = "STATE=LOW:HIGH")]
    pub range: Vec<String>,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// Where the answer goes.
#[derive(Debug, Args)]
pub(crate) struct OutputArguments {
    /// Folder to write: tables, figures as SVG, manifest.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Also write the answer as a page, report.html, into the folder.
    #[arg(long, requires = "out")]
    pub report: bool,
    /// Replace a folder that is already there.
    #[arg(long)]
    pub force: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SteadyArguments {
    #[command(flatten)]
    pub held: HeldArguments,
    /// Draw the phase portrait of two states on logarithmic axes.
    #[arg(long)]
    pub log: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ContinuationArguments {
    #[command(flatten)]
    pub held: HeldArguments,
    /// Parameter, or dose(DRUG), along which steady states are followed.
    #[arg(long, value_name = "NAME")]
    pub along: String,
    /// First value (default: lower bound of the parameter, 0 for a dose).
    #[arg(long, value_name = "VALUE")]
    pub from: Option<f64>,
    /// Last value (default: upper bound of the parameter).
    #[arg(long, value_name = "VALUE")]
    pub to: Option<f64>,
    /// Go along the logarithm of the parameter.
    #[arg(long)]
    pub log: bool,
    /// State to draw (may be given more than once; default: the first).
    #[arg(long, value_name = "STATE")]
    pub show: Vec<String>,
}
