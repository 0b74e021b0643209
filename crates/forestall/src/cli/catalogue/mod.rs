//! `catalogue`: what is known of resistance, listed, shown, checked.

mod arguments;
mod graph;
mod import;
mod lint;
mod list;
mod own;
mod show;

pub(crate) use arguments::{CatalogueArguments, OwnCatalogue};
pub(super) use graph::drawn;
pub(super) use own::catalogue;

use arguments::Action;

use super::failure::Outcome;

/// `catalogue`.
pub(crate) fn run(arguments: &CatalogueArguments) -> Outcome {
    match &arguments.action {
        Action::List(a) => list::run(a),
        Action::Show(a) => show::run(a),
        Action::Graph(a) => graph::run(a),
        Action::Lint(a) => lint::run(a),
        Action::Import(a) => import::run(a),
    }
}
