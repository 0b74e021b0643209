//! `models`, `schema`.

mod arguments;
mod card;
mod explain;
mod list;

use forestall_model::json_schema;

use super::{
    failure::Outcome,
    files::{LIBRARY, library_model},
    print,
};

pub(crate) use arguments::ModelsArguments;
use arguments::{Action, ShowArguments};
use card::Card;

/// `schema`.
pub(crate) fn schema() -> Outcome {
    print::line(json_schema().trim_end())
}

/// `models`.
pub(crate) fn models(arguments: &ModelsArguments) -> Outcome {
    match &arguments.action {
        None => list::run(&arguments.list),
        Some(Action::List(own)) => list::run(own),
        Some(Action::Show(own)) => show(own),
    }
}

/// `models show`: what a library model is, or its file as it stands.
fn show(arguments: &ShowArguments) -> Outcome {
    let text = library_model(&arguments.name)?;
    if arguments.toml {
        return print::line(text.trim_end());
    }
    // The name that the library knows, which outlives what was typed.
    let names = LIBRARY.iter().map(|(name, _)| *name);
    let name = names.into_iter().find(|name| *name == arguments.name);
    let card = Card::read(name.unwrap_or_default(), text)?;
    if arguments.json {
        print::json(&card)
    } else {
        explain::print(&card)
    }
}
