//! `data`: public data sets, listed and fetched from where their authors put them.

mod arguments;
mod client;
mod destination;
mod get;
mod list;
mod origin;
mod provenance;

pub(crate) use arguments::DataArguments;

use std::path::{Path, PathBuf};

use arguments::Action;

use super::failure::Outcome;

/// `data`.
pub(crate) fn run(arguments: &DataArguments) -> Outcome {
    match &arguments.action {
        Action::List(a) => list::run(a),
        Action::Get(a) => get::run(a),
    }
}

/// The folder of data sets: the one given, else `FORESTALL_DATA`, else `data`.
fn root(given: Option<&Path>) -> PathBuf {
    let from_environment = || std::env::var_os("FORESTALL_DATA").filter(|value| !value.is_empty());
    given
        .map(Path::to_owned)
        .or_else(|| from_environment().map(PathBuf::from))
        .unwrap_or_else(|| PathBuf::from("data"))
}
