//! What can be typed after `models`.

use clap::{Args, Subcommand};

const EXAMPLES: &str = "Examples:
  forestall models
  forestall models --mechanism persister --strategy combination
  forestall models --json
  forestall models show strobl-2021-turnover
  forestall models show strobl-2021-turnover --toml > mine.toml";

const LIST_EXAMPLES: &str = "Examples:
  forestall models list
  forestall models list --strategy adaptive
  forestall models list --json | jq -r '.models[].name'";

const SHOW_EXAMPLES: &str = "Examples:
  forestall models show greene-2019-induced
  forestall models show greene-2019-induced --json
  forestall models show greene-2019-induced --toml > mine.toml    a copy of your own";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ModelsArguments {
    #[command(subcommand)]
    pub action: Option<Action>,
    #[command(flatten)]
    pub list: ListArguments,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// List the library (as `models` alone does).
    #[command(after_help = LIST_EXAMPLES)]
    List(ListArguments),
    /// Explain one library model, or print its file.
    #[command(after_help = SHOW_EXAMPLES)]
    Show(ShowArguments),
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Only models with this mechanism of escape (a part of the word is enough).
    #[arg(long, value_name = "WORD")]
    pub mechanism: Option<String>,
    /// Only models with this strategy (a part of the word is enough).
    #[arg(long, value_name = "WORD")]
    pub strategy: Option<String>,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// Name, as `forestall models` lists it.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Print the model file itself, to be copied.
    #[arg(long, conflicts_with = "json")]
    pub toml: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}
