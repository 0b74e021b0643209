//! `catalogue lint`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forestall::estimate::profile::{Catalogue, CivicRow, lint, read_civic};
use forestall_base::Diagnostic;
use serde::Serialize;

use super::arguments::LintArguments;
use super::own::{merged, of_files, read, text_of};
use crate::cli::{
    failure::{Failure, Outcome},
    print,
};

#[derive(Serialize)]
struct Linted {
    files: Vec<String>,
    mechanisms: usize,
    /// Whether publications and items were looked up.
    civic: bool,
    passed: bool,
}

/// `catalogue lint`.
pub(super) fn run(arguments: &LintArguments) -> Outcome {
    let built_in = Catalogue::embedded().map_err(|e| Failure::Run(e.to_string()))?;
    let files = read(&arguments.paths)?;
    let merged = merged(built_in, &files)?;
    let civic = arguments.civic.as_deref();
    let civic = civic.map(|path| items(path, &merged)).transpose()?;
    let confirmed = match &arguments.confirmed {
        None => BTreeSet::new(),
        Some(path) => confirmed(path)?,
    };
    let found = of_files(lint(&merged, civic.as_ref(), &confirmed), &files);
    if !found.0.is_empty() {
        return Err(found.into());
    }
    let own = merged.mechanisms.iter().filter(|m| m.source.is_some());
    let linted = Linted {
        files: files.into_iter().map(|(name, _)| name).collect(),
        mechanisms: own.count(),
        civic: civic.is_some(),
        passed: true,
    };
    if arguments.json {
        return print::json(&linted);
    }
    let looked = if linted.civic {
        "items and publications were looked up"
    } else {
        "items and publications were not looked up (--civic)"
    };
    print::line(&format!(
        "{} {} in {} {}: nothing to mend; {looked}",
        linted.mechanisms,
        print::counted(linted.mechanisms, "mechanism"),
        linted.files.len(),
        print::counted(linted.files.len(), "file")
    ))
}

/// Items of CIViC by number.
fn items(path: &Path, catalogue: &Catalogue) -> Result<BTreeMap<u32, CivicRow>, Failure> {
    let text = text_of(path, "give the evidence summaries of CIViC as TSV")?;
    let shown = path.display().to_string();
    let all = read_civic(&shown, &text, &catalogue.drugs.comma_names())?;
    Ok(all.iter().map(|e| (e.id, e.row())).collect())
}

/// The first column of a table of publications.
fn confirmed(path: &Path) -> Result<BTreeSet<u32>, Failure> {
    let text = text_of(path, "give a table (TSV) with a first column pmid")?;
    let mut all = BTreeSet::new();
    for (k, line) in text.lines().enumerate() {
        let cell = line.split('\t').next().unwrap_or_default().trim();
        if k == 0 && cell == "pmid" || cell.is_empty() {
            continue;
        }
        let pmid = cell.parse().map_err(|_| {
            let message = format!("{}:{}: \"{cell}\" is no PubMed id", path.display(), k + 1);
            Diagnostic::error("K0203", message).help("give a table (TSV) with a first column pmid")
        })?;
        all.insert(pmid);
    }
    Ok(all)
}
