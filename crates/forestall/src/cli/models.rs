//! `models`, `schema`.

use forestall_model::{Source, json_schema, load};
use serde::Serialize;

use super::{
    arguments::{ModelsAction, ModelsArguments},
    failure::{Failure, Outcome},
    files::{LIBRARY, library_model},
    print,
};

/// `schema`.
pub(crate) fn schema() -> Outcome {
    print::line(json_schema().trim_end())
}

#[derive(Serialize)]
struct Listed {
    name: &'static str,
    title: String,
    summary: Option<String>,
    cite: Option<String>,
    checks: usize,
}

#[derive(Serialize)]
struct Listing {
    models: Vec<Listed>,
}

/// `models`.
pub(crate) fn models(arguments: &ModelsArguments) -> Outcome {
    match &arguments.action {
        None => list(arguments.json),
        Some(ModelsAction::List { json }) => list(*json || arguments.json),
        Some(ModelsAction::Show { name }) => show(name),
    }
}

/// `models show`: the text of a library model, as it is.
fn show(name: &str) -> Outcome {
    print::line(library_model(name)?.trim_end())
}

/// `models list`.
fn list(json: bool) -> Outcome {
    let mut all = Vec::new();
    for &(name, text) in LIBRARY {
        let source = Source {
            name: format!("{name}.toml"),
            text: text.to_owned(),
        };
        let core = load(&source, None).map_err(Failure::from)?.core;
        let checks = core.expects.len();
        all.push(Listed {
            name,
            title: core.name,
            summary: core.summary,
            cite: core.cite,
            checks,
        });
    }
    if json {
        return print::json(&Listing { models: all });
    }
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|m| {
            vec![
                m.name.to_owned(),
                m.title.clone(),
                m.cite.clone().unwrap_or_default(),
            ]
        })
        .collect();
    print::columns(&["name", "title", "cite"], &rows)?;
    print::line(
        "\n`forestall models show NAME` prints one; every command takes a name where it takes a file.",
    )
}
