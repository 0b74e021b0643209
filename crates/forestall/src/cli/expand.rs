//! `expand`: what a model file means, as text or as SBML; a table of rules as tables of the language.

use forestall_model::{Core, expand as expand_core, rules_of_table, sbml};

use super::{
    arguments::{ExpandArguments, Format},
    failure::{Failure, Outcome},
    files::{load_model, read_model},
    print,
};

/// `expand`.
pub(crate) fn run(arguments: &ExpandArguments) -> Outcome {
    let model = &arguments.model;
    if model.model.extension().is_some_and(|own| own == "csv") {
        let source = read_model(&model.model)?;
        return print::line(rules_of_table(&source)?.trim_end());
    }
    let (source, core) = load_model(&model.model, model.variant.as_deref())?;
    match (arguments.format, &arguments.regimen) {
        (Format::Text, None) => print::line(expand_core(&core).trim_end()),
        (Format::Text, Some(_)) => Err(Failure::usage(
            "--regimen chooses what is exported, and text holds all regimens",
            "add --format sbml",
        )),
        (Format::Sbml, name) => {
            let regimen = regimen(&core, &source.name, name.as_deref())?;
            let file = sbml::export(&core, regimen)?;
            print::line(file.trim_end())
        }
    }
}

/// The regimen to export: the one that is named, or the only one.
fn regimen(core: &Core, file: &str, name: Option<&str>) -> Result<usize, Failure> {
    let all = || core.regimens.iter().map(|own| own.name.as_str());
    let listed = all().collect::<Vec<_>>().join(", ");
    match name {
        None if core.regimens.len() == 1 => Ok(0),
        None => Err(Failure::usage(
            format!(
                "{file} has {} regimens, and an SBML file holds one",
                core.regimens.len()
            ),
            format!("choose one with --regimen: {listed}"),
        )),
        Some(name) => core.regimen(name).ok_or_else(|| {
            let help = match forestall_base::nearest(name, all()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("there are {listed}"),
            };
            Failure::usage(format!("{file} has no regimen \"{name}\""), help)
        }),
    }
}
