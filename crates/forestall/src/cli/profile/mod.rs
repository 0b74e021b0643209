//! `profile`: mechanisms of resistance in a molecular profile, what it could not show, what can be done, and a model of its clones.

mod arguments;
mod page;
mod people;
mod read;

pub(crate) use arguments::ProfileArguments;
pub(crate) use people::{does, evidence_words, option_words, word};

use std::time::Instant;

use forestall::estimate::profile::{
    Catalogue, Explanation, Question, SampleClones, SampleFacts, explain, name_places,
};
use forestall_base::{Profile, write_atomically};
use serde::Serialize;

use page::Page;

use super::{
    failure::{Failure, Outcome},
    print,
};

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
    let catalogue = super::catalogue::catalogue(&arguments.own.catalogue)?;
    let catalogue = catalogue.as_ref();
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
    let sample = match (&arguments.model, &arguments.report) {
        (None, None) => None,
        _ => Some(chosen_sample(arguments, &profile)?),
    };
    let facts = SampleFacts {
        purity,
        seed: arguments.seed,
    };
    let clones = sample.map(|k| SampleClones::of(&profile, k, catalogue, &question, facts));
    let page = match (&arguments.report, sample, &clones) {
        (Some(path), Some(sample), Some(clones)) => {
            let page = Page {
                file: (arguments.file.file_name().unwrap_or_default())
                    .to_string_lossy()
                    .into_owned(),
                profile: &profile,
                sample,
                catalogue,
                question: &question,
                explanation: &explanation,
                clones,
            };
            Some((path, page.report().to_html()))
        }
        _ => None,
    };
    let model = arguments.model.as_ref().zip(clones.as_ref());
    let model = model.map(|(path, clones)| (path, clones.model(&question).to_toml()));
    for (path, text) in page.iter().chain(&model) {
        write_atomically(path, text.as_bytes())?;
    }
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
        model: model.map(|(path, _)| path.display().to_string()),
        notice: page::NOTICE,
        wall_s: begun.elapsed().as_secs_f64(),
    };
    if arguments.json {
        print::json(&summary)
    } else {
        people::people(&summary)
    }
}

/// Drugs and disease by their one name.
fn question(arguments: &ProfileArguments, catalogue: &Catalogue) -> Result<Question, Failure> {
    let drugs = arguments.drug.iter();
    let disease = arguments.disease.as_deref();
    Ok(Question {
        drugs: (drugs.map(|name| named_drug(catalogue, name))).collect::<Result<_, _>>()?,
        disease: (disease.map(|name| named_disease(catalogue, name))).transpose()?,
    })
}

/// A drug, class or regimen by its one name.
pub(crate) fn named_drug(catalogue: &Catalogue, name: &str) -> Result<String, Failure> {
    catalogue.drugs.canonical(name).ok_or_else(|| {
        let near = catalogue.drugs.near(name);
        let help = if near.is_empty() {
            "give the international nonproprietary name".to_owned()
        } else {
            format!("nearest names: {}", near.join(", "))
        };
        Failure::usage(format!("the catalogue knows no drug \"{name}\""), help)
    })
}

/// The code of a disease.
pub(crate) fn named_disease(catalogue: &Catalogue, name: &str) -> Result<String, Failure> {
    let known = catalogue.diseases.find(name).map(|d| d.code.clone());
    known.ok_or_else(|| {
        let all = catalogue.diseases.all().iter();
        let names = all.flat_map(|d| [d.code.as_str(), d.name.as_str()]);
        let help = match forestall_base::nearest(name, names) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "give an OncoTree code, a name, or DOID:number".to_owned(),
        };
        Failure::usage(format!("the catalogue knows no disease \"{name}\""), help)
    })
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
