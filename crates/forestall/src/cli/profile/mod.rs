//! `profile`: mechanisms of resistance in a molecular profile, what it could not show, what can be done, and a model of its clones.

mod arguments;
mod page;
mod people;
mod read;

pub(crate) use arguments::ProfileArguments;

use std::time::Instant;

use forestall::estimate::profile::{
    Catalogue, CloneModel, Explanation, Question, SampleFacts, explain, name_places,
};
use forestall_base::{Finding, Found, Profile, write_atomically};
use forestall_report::FoundRow;
use serde::Serialize;

use super::{
    failure::{Failure, Outcome},
    print,
};

/// Alterations shown on a page.
const MOST_ROWS: usize = 100;

/// What `profile` prints.
#[derive(Debug, Serialize)]
pub(super) struct ProfileSummary {
    /// File or folder.
    pub file: String,
    pub samples: usize,
    pub findings: usize,
    /// Drugs asked for, by their one name.
    pub drugs: Vec<String>,
    /// Code of the disease.
    pub disease: Option<String>,
    /// Day of the catalogue.
    pub catalogue: String,
    #[serde(flatten)]
    pub explanation: Explanation,
    /// How the file was read.
    pub remarks: Vec<String>,
    /// Rows left out, by reason.
    pub dropped: Vec<(String, usize)>,
    /// Model file written.
    pub model: Option<String>,
    pub notice: &'static str,
    pub wall_s: f64,
}

/// `profile`.
pub(crate) fn run(arguments: &ProfileArguments) -> Outcome {
    let begun = Instant::now();
    let catalogue = Catalogue::embedded().map_err(|e| Failure::Run(e.to_string()))?;
    let question = question(arguments, catalogue)?;
    let purity = arguments.purity;
    if purity.is_some_and(|p| !(p > 0.0 && p <= 1.0)) {
        let message = format!(
            "--purity {} is no share of cells",
            purity.unwrap_or_default()
        );
        return Err(Failure::usage(message, "give a number above 0, at most 1"));
    }
    let mut profile = read::profile(arguments, catalogue)?;
    name_places(&mut profile, catalogue);
    let explanation = explain(&profile, catalogue, &question);
    for (option, path) in [
        ("--model", &arguments.model),
        ("--report", &arguments.report),
    ] {
        if let Some(path) = path.as_ref().filter(|p| p.exists() && !arguments.force) {
            return Err(Failure::usage(
                format!("{} is already there", path.display()),
                format!("give another name after {option}, or --force to replace it"),
            ));
        }
    }
    let found = match &arguments.report {
        None => Vec::new(),
        Some(_) => found_rows(&profile, chosen_sample(arguments, &profile)?),
    };
    let model = match &arguments.model {
        None => None,
        Some(path) => {
            let sample = chosen_sample(arguments, &profile)?;
            let facts = SampleFacts {
                purity,
                seed: arguments.seed,
            };
            let text =
                CloneModel::of_profile(&profile, sample, catalogue, &question, facts).to_toml();
            write_atomically(path, text.as_bytes())?;
            Some(path.display().to_string())
        }
    };
    let summary = ProfileSummary {
        file: arguments.file.display().to_string(),
        samples: profile.samples.len(),
        findings: profile.findings.len(),
        drugs: question.drugs,
        disease: question.disease,
        catalogue: catalogue.snapshot.clone(),
        explanation,
        remarks: profile.remarks,
        dropped: profile.dropped,
        model,
        notice: forestall_report::RESEARCH_USE,
        wall_s: begun.elapsed().as_secs_f64(),
    };
    if let Some(path) = &arguments.report {
        let mut own = summary.explanation.clone();
        if let Some(name) = &arguments.sample {
            own.mechanisms.retain(|m| m.sample == *name);
            own.conflicts.retain(|c| c.sample == *name);
        }
        let page = page::report(&summary, &own, found).to_html();
        write_atomically(path, page.as_bytes())?;
    }
    if arguments.json {
        print::json(&summary)
    } else {
        people::people(&summary)
    }
}

/// Drugs and disease by their one name.
fn question(arguments: &ProfileArguments, catalogue: &Catalogue) -> Result<Question, Failure> {
    let mut drugs = Vec::new();
    for name in &arguments.drug {
        let Some(known) = catalogue.drugs.canonical(name) else {
            let near = catalogue.drugs.near(name);
            let help = if near.is_empty() {
                "give the international nonproprietary name".to_owned()
            } else {
                format!("nearest names: {}", near.join(", "))
            };
            return Err(Failure::usage(
                format!("the catalogue knows no drug \"{name}\""),
                help,
            ));
        };
        drugs.push(known);
    }
    let disease = match &arguments.disease {
        None => None,
        Some(name) => {
            let Some(known) = catalogue.diseases.find(name) else {
                let all = catalogue.diseases.all().iter();
                let names = all.flat_map(|d| [d.code.as_str(), d.name.as_str()]);
                let help = match forestall_base::nearest(name, names) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => "give an OncoTree code, a name, or DOID:number".to_owned(),
                };
                return Err(Failure::usage(
                    format!("the catalogue knows no disease \"{name}\""),
                    help,
                ));
            };
            Some(known.code.clone())
        }
    };
    Ok(Question { drugs, disease })
}

/// Small variants of a sample that change a protein, as the file has them.
fn found_rows(profile: &Profile, sample: u32) -> Vec<FoundRow> {
    let own = profile.findings.iter().filter(|f| f.sample == sample);
    let row = |f: &Finding| {
        let Found::Change {
            protein: Some(protein),
            ..
        } = f.found
        else {
            return None;
        };
        let text = |name| profile.names.text(name);
        Some(FoundRow {
            alteration: format!("{} {}", text(f.gene), text(protein)),
            class: "small variant".to_owned(),
            vaf: f.fraction(),
            reads: f.reads.map(|r| (r.alternate, r.depth)),
            ..FoundRow::default()
        })
    };
    own.filter_map(row).take(MOST_ROWS).collect()
}

/// Number of the sample that the model is made of.
fn chosen_sample(arguments: &ProfileArguments, profile: &Profile) -> Result<u32, Failure> {
    let names: Vec<&str> = profile.samples.iter().map(|s| &*s.name).collect();
    let found = match &arguments.sample {
        None if names.len() == 1 => Some(0),
        None => None,
        Some(name) => names.iter().position(|n| n == name),
    };
    found.map(|k| k as u32).ok_or_else(|| {
        let mut shown = names
            .iter()
            .take(10)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        if names.len() > 10 {
            shown += ", ...";
        }
        match &arguments.sample {
            Some(name) => Failure::usage(
                format!("there is no sample \"{name}\""),
                format!("the file has {shown}"),
            ),
            None => Failure::usage(
                format!("a model is of one sample, and the file has {}", names.len()),
                format!("name one of them after --sample: {shown}"),
            ),
        }
    })
}
