//! `profile`: mechanisms of resistance in a molecular profile, what it could not show, what can be done, and a model of its clones;
//! two samples of a patient, and cohorts of such pairs.

mod arguments;
mod cohort;
mod depth;
mod folder;
mod page;
mod pair;
mod people;
mod read;
mod reversion;

pub(crate) use arguments::ProfileCommand;
use arguments::{AskArguments, ProfileArguments, ProfileOf};
pub(crate) use page::NOTICE;
pub(crate) use people::{does, evidence_words, option_words, word};

use std::path::PathBuf;
use std::time::Instant;

use forestall::estimate::profile::{
    Catalogue, Explanation, Question, REVERTING_GENES, ReversionFacts, ReversionVerdict,
    SampleClones, SampleFacts, explain, name_places,
};
use forestall_base::{Profile, write_atomically};
use forestall_plan::PooledRegimen;
use serde::Serialize;

use page::Page;
use read::Source;
use reversion::GeneCalls;

use super::{
    failure::{Failure, Outcome},
    plan, print,
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
    /// Pairs of a variant that destroys a gene of homologous recombination and a second one that may restore it.
    pub reversions: Vec<GeneCalls>,
    /// How the file was read.
    pub remarks: Vec<String>,
    /// Rows left out, by reason.
    pub dropped: Vec<(String, usize)>,
    /// Model file written.
    pub model: Option<String>,
    pub notice: &'static str,
}

/// `profile`.
pub(crate) fn run(command: &ProfileCommand) -> Outcome {
    match &command.of {
        Some(ProfileOf::Pair(a)) => pair::run(a),
        Some(ProfileOf::Cohort(a)) => cohort::run(a),
        Some(ProfileOf::Reversion(a)) => reversion::run(a),
        None => single(&command.one),
    }
}

/// Refuses to write over what is there.
fn untaken(files: &[(&str, Option<&PathBuf>)], force: bool) -> Outcome {
    for (option, path) in files {
        if let Some(path) = path.filter(|p| p.exists() && !force) {
            return Err(Failure::usage(
                format!("{} is already there", path.display()),
                format!("give another name after {option}, or --force to replace it"),
            ));
        }
    }
    Ok(())
}

/// One sample, or all of a file, each for itself.
fn single(arguments: &ProfileArguments) -> Outcome {
    let begun = Instant::now();
    let Some(file) = &arguments.file else {
        return Err(Failure::usage(
            "no profile is given",
            "give a file of alterations, or the folder of a cBioPortal study; `forestall profile --help` shows more",
        ));
    };
    let catalogue = super::catalogue::catalogue(&arguments.ask.own.catalogue)?;
    let catalogue = catalogue.as_ref();
    let question = question(&arguments.ask, catalogue)?;
    let purity = arguments.purity;
    if purity.is_some_and(|p| !(p > 0.0 && p <= 1.0)) {
        let message = format!(
            "--purity {} is no share of cells",
            purity.unwrap_or_default()
        );
        return Err(Failure::usage(message, "give a number above 0, at most 1"));
    }
    let (model, report, out) = (&arguments.model, &arguments.report, &arguments.out);
    let source = Source {
        format: arguments.format.as_deref(),
        tumour_sample: arguments.tumour_sample.as_deref(),
        panel: arguments.panel.as_deref(),
        vaf: arguments.vaf.as_deref(),
        build: arguments.build.as_deref(),
        // A model and a page tell of all that was found, answers only of what the catalogue knows.
        known_genes: model.is_none() && report.is_none() && out.is_none(),
        ..Source::of(file)
    };
    let mut profile = source.profile(catalogue)?;
    name_places(&mut profile, catalogue);
    let explanation = explain(&profile, catalogue, &question);
    let genes = REVERTING_GENES.map(str::to_owned);
    let mut reversions = reversion::calls(&profile, &genes, &ReversionFacts::default());
    for gene in &mut reversions {
        // Arithmetic that restores nothing is no news here.
        gene.calls
            .retain(|c| c.verdict != ReversionVerdict::NotRestored);
    }
    reversions.retain(|gene| !gene.calls.is_empty());
    untaken(
        &[
            ("--model", arguments.model.as_ref()),
            ("--report", arguments.report.as_ref()),
        ],
        arguments.force,
    )?;
    let summary = ProfileSummary {
        file: file.display().to_string(),
        samples: profile.samples.len(),
        findings: profile.findings.len() + profile.unasked,
        drugs: question.drugs.clone(),
        disease: question.disease.clone(),
        catalogue: catalogue.snapshot.clone(),
        explanation,
        reversions,
        remarks: profile.remarks.clone(),
        dropped: profile.dropped.clone(),
        model: (arguments.model.as_ref()).map(|path| path.display().to_string()),
        notice: NOTICE,
    };
    let mut planned = None;
    if model.is_some() || report.is_some() || out.is_some() {
        let sample = chosen_sample(arguments, &profile)?;
        let facts = SampleFacts {
            purity,
            seed: arguments.seed,
        };
        let clones = SampleClones::of(&profile, sample, catalogue, &question, facts);
        let page = Page {
            file: (file.file_name().unwrap_or_default())
                .to_string_lossy()
                .into_owned(),
            profile: &profile,
            sample,
            catalogue,
            question: &question,
            explanation: &summary.explanation,
            clones: &clones,
        };
        let text = clones.model(&question).to_toml();
        if let Some(path) = report {
            write_atomically(path, page.report().to_html().as_bytes())?;
        }
        if let Some(path) = model {
            write_atomically(path, text.as_bytes())?;
        }
        if let Some(path) = out {
            planned = Some(folder::write(
                path, file, arguments, &summary, &text, &page,
            )?);
        }
    }
    let wall_s = begun.elapsed().as_secs_f64();
    if arguments.json {
        #[derive(Serialize)]
        struct Printed<'a> {
            #[serde(flatten)]
            summary: &'a ProfileSummary,
            /// What the regimens of the plan come to.
            #[serde(skip_serializing_if = "Option::is_none")]
            regimens: Option<&'a [PooledRegimen]>,
            wall_s: f64,
        }
        return print::json(&Printed {
            summary: &summary,
            regimens: planned.as_ref().map(|p| p.cohort.regimens.as_slice()),
            wall_s,
        });
    }
    people::people(&summary)?;
    if let Some(plan) = &planned {
        print::line("")?;
        plan::people(plan, wall_s)?;
    }
    if let Some(folder) = out {
        let folder = folder.display();
        print::line(&format!(
            "\nOpen {folder}/{}; the model is {folder}/{}, the plan {folder}/{}",
            folder::PAGE,
            folder::MODEL,
            folder::PLAN
        ))?;
    }
    print::line(&format!(
        "\nCatalogue of {}. {} ({wall_s:.2} s)",
        summary.catalogue, summary.notice
    ))
}

/// Drugs and disease by their one name.
fn question(arguments: &AskArguments, catalogue: &Catalogue) -> Result<Question, Failure> {
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
