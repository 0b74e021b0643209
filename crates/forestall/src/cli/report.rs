//! `report`: one page of what `fit`, `forecast` and `plan` have written.

mod cohort;
mod curve;
mod folders;
mod observable;
mod patient;
mod regimens;
mod share;

use std::path::{Path, PathBuf};

use forestall_base::{Diagnostic, HashedFile, Manifest, write_atomically};
use forestall_report::{ModelCard, Report, Reproduce};
use serde::Serialize;

use self::folders::Folders;
use super::{
    arguments::ReportArguments,
    failure::{Failure, Outcome},
    fit_folder::PatientSummary,
    out::{MARK, remove_leftovers},
    print,
    simulate::manifest,
};

/// What was written.
#[derive(Debug, Serialize)]
pub(crate) struct Written {
    /// The page.
    pub page: PathBuf,
    /// The folder with the figures as Vega-Lite specifications.
    pub figures: PathBuf,
    pub figure_count: usize,
    pub patients: usize,
    pub bytes: usize,
    pub warnings: Vec<String>,
}

/// `report`.
pub(crate) fn run(arguments: &ReportArguments) -> Outcome {
    let written = execute(arguments)?;
    if arguments.json {
        return print::json(&written);
    }
    print::line(&format!(
        "{}: {} {}, {} kB\nfigures as data: {} ({} files)",
        written.page.display(),
        written.patients,
        print::counted(written.patients, "patient"),
        written.bytes.div_ceil(1000),
        written.figures.display(),
        written.figure_count
    ))
}

/// Writes the page and the figures, without printing.
pub(crate) fn execute(arguments: &ReportArguments) -> Result<Written, Failure> {
    let page = &arguments.out;
    let figures = page.with_file_name(format!(
        "{}-figures",
        page.file_stem()
            .map_or_else(|| "report".into(), |s| s.to_string_lossy())
    ));
    refuse_overwriting(page, &figures, arguments.force)?;
    let report = filled(arguments)?;
    let html = report.to_html();
    let drawn = report.figures();
    if let Some(parent) = page.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)?;
    }
    if figures.is_dir() {
        remove_figures(&figures)?;
    }
    std::fs::create_dir_all(&figures)?;
    remove_leftovers(&figures)?;
    write_atomically(&figures.join(MARK), b"")?;
    for (name, text) in &drawn {
        write_atomically(&figures.join(name), text.as_bytes())?;
    }
    write_atomically(page, html.as_bytes())?;
    std::fs::remove_file(figures.join(MARK))?;
    Ok(Written {
        page: page.clone(),
        figures,
        figure_count: drawn.len(),
        patients: report.patients.len(),
        bytes: html.len(),
        warnings: report.warnings,
    })
}

/// The report, without writing anything.
pub(crate) fn filled(arguments: &ReportArguments) -> Result<Report, Failure> {
    fill(&Folders::read(&arguments.folders)?, arguments)
}

fn refuse_overwriting(page: &Path, figures: &Path, force: bool) -> Outcome {
    if page.is_dir() {
        let message = format!("{} is a folder, a page is to be written", page.display());
        return Err(Failure::usage(
            message,
            "give the name of a file after --out",
        ));
    }
    if figures.exists() && !figures.is_dir() {
        let message = format!(
            "{} is a file, a folder of figures is to be written",
            figures.display()
        );
        return Err(Failure::usage(message, "give another name after --out"));
    }
    // What an interrupted report has left is no reason to stop.
    let replace = force || figures.join(MARK).exists();
    let taken = [page, figures].into_iter().find(|path| path.exists());
    match taken {
        Some(path) if !replace => {
            let message = format!("{} is already there", path.display());
            Err(Diagnostic::error("C0004", message)
                .help("give another name after --out, or --force to replace it")
                .into())
        }
        _ => Ok(()),
    }
}

/// Removes the figures of an earlier report, and nothing else.
fn remove_figures(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".vl.json") {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// The report that the folders make.
fn fill(folders: &Folders, arguments: &ReportArguments) -> Result<Report, Failure> {
    let core = &folders.fit.core;
    let summary = &folders.fit.summary;
    let shown = chosen(&summary.patients, &arguments.patients)?;
    let assay = observable::shown_assay(&folders.fit);
    let mut patients = Vec::new();
    for own in &shown {
        patients.push(patient::section(folders, own, assay)?);
    }
    let mut warnings = folders.warnings.clone();
    if core.assays.len() > 1 {
        let shown = core.assays.get(assay).map_or("", |a| a.name.as_str());
        let mut others = core
            .assays
            .iter()
            .map(|a| a.name.as_str())
            .collect::<Vec<_>>();
        others.retain(|name| *name != shown);
        warnings.push(format!(
            "The page shows the assay {shown}; {} is in readings.parquet and curves.parquet of the fit.",
            others.join(", ")
        ));
    }
    let observable = observable::quantity(core, assay);
    let mut parts = vec!["fits"];
    if folders.forecast.is_some() {
        parts.push("forecasts");
    }
    if folders.plan.is_some() {
        parts.push("plans");
    }
    let parts = match parts.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    };
    let title = arguments
        .title
        .clone()
        .unwrap_or_else(|| format!("{} over time: {parts}", observable.name));
    let count = shown.len();
    let many = print::counted(count, "patient");
    let file = Path::new(&summary.data).file_name().unwrap_or_default();
    let whole = arguments.patients.is_empty() && summary.patients.len() > 1;
    Ok(Report {
        title,
        subtitle: Some(format!("{count} {many} of {}", file.to_string_lossy())),
        model: ModelCard {
            name: core.name.clone(),
            cite: core.cite.clone(),
            summary: core.summary.clone(),
        },
        synthetic: arguments.synthetic.clone(),
        time_unit: core.time_unit.clone(),
        observable,
        warnings,
        cohort: whole.then(|| cohort::section(folders, assay)),
        patients,
        reproduce: Some(reproduce(folders)),
        ..Report::default()
    })
}

fn chosen<'a>(
    all: &'a [PatientSummary],
    wanted: &[String],
) -> Result<Vec<&'a PatientSummary>, Failure> {
    for id in wanted {
        if !all.iter().any(|p| &p.patient == id) {
            let names: Vec<&str> = all.iter().map(|p| p.patient.as_str()).collect();
            let help = match forestall_base::nearest(id, names.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("the fit has {}", names.join(", ")),
            };
            return Err(Failure::usage(
                format!("there is no patient \"{id}\" in the fit"),
                help,
            ));
        }
    }
    let own = all.iter();
    Ok(own
        .filter(|p| wanted.is_empty() || wanted.contains(&p.patient))
        .collect())
}

/// Commands, versions, seed and inputs of all folders, each once.
fn reproduce(folders: &Folders) -> Reproduce {
    let own = manifest(&folders.fit.source, None);
    let line = |m: &Manifest| {
        let words = std::iter::once(m.program.clone()).chain(m.command.iter().map(|w| quoted(w)));
        words.collect::<Vec<String>>().join(" ")
    };
    let (mut commands, mut versions) = (Vec::new(), Vec::new());
    let mut inputs: Vec<HashedFile> = Vec::new();
    for manifest in folders.manifests.iter().chain([&own]) {
        let (command, version) = (
            line(manifest),
            (manifest.program.clone(), manifest.version.clone()),
        );
        if !commands.contains(&command) {
            commands.push(command);
        }
        if !versions.contains(&version) {
            versions.push(version);
        }
    }
    for file in folders.manifests.iter().flat_map(|m| &m.inputs) {
        if !inputs.iter().any(|f| f.sha256 == file.sha256) {
            inputs.push(file.clone());
        }
    }
    Reproduce {
        commands,
        versions,
        seed: Some(folders.fit.summary.seed),
        inputs,
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,:+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// The number, if it is one.
fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}
