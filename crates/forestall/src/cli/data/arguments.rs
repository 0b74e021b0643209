//! What can be typed after `forestall data`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall data list
  forestall data get strobl2021
  forestall verify strobl-2021-turnover --data data")]
pub(crate) struct DataArguments {
    #[command(subcommand)]
    pub action: Action,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// List the public data sets that are known: licence, citation, contents, whether they are here. Opens no connection.
    List(ListArguments),
    /// Fetch a public data set from its origin. The only command that opens a connection, and only to the addresses that
    /// `data list --json` prints or to the one given after --from.
    Get(GetArguments),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall data list
  forestall data list --json | jq -r '.datasets[].name'")]
pub(crate) struct ListArguments {
    /// Folder to look into (default: $FORESTALL_DATA, else data).
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall data get bruchovsky
  forestall data get strobl2021 --out ../shared/data
  forestall data get zhang2022 --from https://mirror.example.org/zhang2022
  forestall data get lgg_temozolomide --from Downloads/gliomas

A fetch that was interrupted is continued by the same command. Proxies are taken from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and
NO_PROXY. Nothing about you or this machine is sent but the request for the file.")]
pub(crate) struct GetArguments {
    /// Name of the data set, as `forestall data list` shows it.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Folder that gets a folder NAME (default: $FORESTALL_DATA, else data).
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Take the original files from this folder or web address instead; opens no connection if it is a folder.
    #[arg(long, value_name = "PATH_OR_URL")]
    pub from: Option<String>,
    /// Seconds that one file may take.
    #[arg(long, default_value_t = 120.0, value_name = "SECONDS")]
    pub timeout: f64,
    /// Fetch again, and replace files of the data set that are already there.
    #[arg(long)]
    pub force: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}
