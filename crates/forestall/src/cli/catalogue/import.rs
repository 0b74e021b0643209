//! `catalogue import`.

use forestall::estimate::profile::{Catalogue, ImportRules, import_civic, lint, read_civic};
use forestall_base::Diagnostic;
use forestall_model::Source;
use serde::Serialize;

use super::arguments::{CivicArguments, ImportArguments, ImportSource};
use super::own::{merged, of_files, text_of};
use crate::cli::{
    failure::{Failure, Outcome},
    out::OutFolder,
    print,
    run_manifest::manifest,
};

#[derive(Serialize)]
struct Imported {
    file: String,
    out: String,
    items: usize,
    mechanisms: usize,
    /// Mechanisms that all evidence speaks against.
    refuted: usize,
    /// Items for a mechanism, against one, for a counter; one item may be in several.
    supports: usize,
    against: usize,
    counters: usize,
    /// Files written.
    files: Vec<String>,
    left_out: Vec<LeftOut>,
}

/// Items left out for one reason.
#[derive(Serialize)]
struct LeftOut {
    reason: String,
    count: usize,
    items: Vec<u32>,
}

/// `catalogue import`.
pub(super) fn run(arguments: &ImportArguments) -> Outcome {
    match &arguments.source {
        ImportSource::Civic(a) => civic(a),
    }
}

fn civic(arguments: &CivicArguments) -> Outcome {
    let catalogue = Catalogue::embedded().map_err(|e| Failure::Run(e.to_string()))?;
    let text = text_of(
        &arguments.file,
        "give the evidence summaries of CIViC as TSV",
    )?;
    let name = arguments.file.display().to_string();
    let evidence = read_civic(&name, &text, &catalogue.drugs.comma_names())?;
    let rules = ImportRules {
        submitted: arguments.submitted,
        flagged: arguments.flagged,
        known: arguments.all,
        least_rating: arguments.min_rating,
    };
    let short = arguments.file.file_name().unwrap_or_default();
    let made = import_civic(&short.to_string_lossy(), &evidence, catalogue, rules);
    // What is written must be asked without more ado.
    let merged = merged(catalogue, &made.files)?;
    let found = of_files(lint(&merged, None, &[].into()), &made.files);
    if !found.0.is_empty() {
        return Err(Failure::Run(format!(
            "the import does not pass the lint of the catalogue: {found}"
        )));
    }
    if made.mechanisms == 0 {
        let message = format!("no item of {name} was taken");
        let reasons: Vec<String> = (made.left_out.iter())
            .map(|(reason, items)| format!("{}: {reason}", items.len()))
            .collect();
        let refused = Diagnostic::error("K0204", message);
        return Err(refused.help(reasons.join("; ")).into());
    }
    let source = Source { name, text };
    let manifest = manifest(&source, None);
    let key = format!("{:?}{:?}", manifest.inputs, manifest.command);
    let mut out = OutFolder::open(&arguments.out, &key, arguments.force)?;
    for (name, text) in &made.files {
        out.write(name, text.as_bytes())?;
    }
    out.finish(manifest)?;
    let summary = Imported {
        file: source.name,
        out: arguments.out.display().to_string(),
        items: evidence.len(),
        mechanisms: made.mechanisms,
        refuted: made.refuted,
        supports: made.supports.len(),
        against: made.against.len(),
        counters: made.counters.len(),
        files: made.files.into_iter().map(|(name, _)| name).collect(),
        left_out: (made.left_out.into_iter())
            .map(|(reason, items)| LeftOut {
                reason,
                count: items.len(),
                items: items.into_iter().collect(),
            })
            .collect(),
    };
    if arguments.json {
        print::json(&summary)
    } else {
        people(&summary)
    }
}

fn people(s: &Imported) -> Outcome {
    print::line(&format!(
        "{}: {} items; {} mechanisms in {} files of {} ({} of them refuted by all evidence)",
        s.file,
        s.items,
        s.mechanisms,
        s.files.len(),
        s.out,
        s.refuted
    ))?;
    print::line(&format!(
        "  items for a mechanism {}, against one {}, for a counter {}",
        s.supports, s.against, s.counters
    ))?;
    for left in &s.left_out {
        print::line(&format!(
            "  left out: {} items: {}",
            left.count, left.reason
        ))?;
    }
    print::line(&format!(
        "\nClasses are by rule; read before you rely on them. Ask with: forestall profile FILE --catalogue {}",
        s.out
    ))
}
