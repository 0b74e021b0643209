//! The folder of an analysis: tables, figures for desktop and phone, the page.

use forestall_base::{HashedFile, Table, TableError, sha256_hex};
use forestall_model::{Core, Source};
use forestall_report::{AnalysisSection, Format, ModelCard, Report, Reproduce};

use super::arguments::OutputArguments;
use crate::cli::{failure::Failure, out::OutFolder, run_manifest::manifest};

/// Writes everything, if a folder is asked for; `further` is a file that was read beside the model.
pub(super) fn write(
    output: &OutputArguments,
    source: &Source,
    core: &Core,
    seed: Option<u64>,
    further: Option<&HashedFile>,
    tables: &[(&str, Result<Table, TableError>)],
    section: AnalysisSection,
) -> Result<(), Failure> {
    let Some(path) = &output.out else {
        return Ok(());
    };
    let mut manifest = manifest(source, seed);
    manifest.inputs.extend(further.cloned());
    let key = sha256_hex(
        format!(
            "analyse {} {} {:?} {:?}",
            env!("CARGO_PKG_VERSION"),
            sha256_hex(source.text.as_bytes()),
            further.map(|file| &file.sha256),
            manifest.command
        )
        .as_bytes(),
    );
    let mut folder = OutFolder::open(path, &key, output.force)?;
    for (name, table) in tables {
        let table = table.as_ref().map_err(|e| Failure::Run(e.to_string()))?;
        folder.write_table(name, table)?;
    }
    for figure in &section.figures {
        for (ending, format) in [("", Format::Wide), ("-narrow", Format::Narrow)] {
            let name = format!("{}{ending}.svg", figure.name);
            folder.write(&name, figure.svg(format).as_bytes())?;
        }
    }
    if output.report {
        let page = page(core, source, &manifest.command, seed, section);
        folder.write("report.html", page.to_html().as_bytes())?;
    }
    folder.finish(manifest)
}

fn page(
    core: &Core,
    source: &Source,
    command: &[String],
    seed: Option<u64>,
    section: AnalysisSection,
) -> Report {
    Report {
        title: format!("{}: {}", section.title, core.name),
        model: ModelCard {
            name: core.name.clone(),
            cite: core.cite.clone(),
            summary: core.summary.clone(),
        },
        time_unit: core.time_unit.clone(),
        analyses: vec![section],
        reproduce: Some(Reproduce {
            commands: vec![format!("forestall {}", command.join(" "))],
            versions: vec![("forestall".to_owned(), env!("CARGO_PKG_VERSION").to_owned())],
            seed,
            inputs: vec![HashedFile::of_bytes(
                source.name.clone(),
                source.text.as_bytes(),
            )],
        }),
        ..Report::default()
    }
}
