//! `profile cohort`: genes and mechanisms that come or go over a cohort of pairs.

mod arguments;
mod page;
mod pairs;
mod people;
mod tables;
mod view;

pub(crate) use arguments::CohortArguments;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use forestall::estimate::profile::{
    Explanation, FoundMechanism, GeneLengths, PairRules, PairedMechanism, PairedSamples, cohort,
    cohort_mechanisms, compare, explain, name_places, paired_mechanisms,
};
use forestall_assay::read_gene_lengths;
use forestall_base::{Assessed, HashedFile, Measurement, Profile, sha256_hex, write_atomically};
use serde::Serialize;

use super::read::{Source, unreadable};
use super::{page::NOTICE, question, untaken};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::out::OutFolder;
use crate::cli::{print, run_manifest};
use view::{MechanismView, Side, known};

/// Genes of a human exome, about, where nobody says how many were looked at.
const GENES: usize = 20_000;

/// What `profile cohort` prints.
#[derive(Debug, Serialize)]
struct CohortSummary {
    file: String,
    pairs: usize,
    /// Patients and samples without a pair, with the reason.
    left_out: Vec<String>,
    drugs: Vec<String>,
    disease: Option<String>,
    catalogue: String,
    /// Without the catalogue: what was acquired, and what was lost.
    acquired: Side,
    lost: Side,
    /// What the catalogue explains.
    mechanisms: Vec<MechanismView>,
    /// Events that could not be judged, over all pairs.
    not_assessable: usize,
    /// What the tests assume.
    assumptions: Vec<String>,
    remarks: Vec<String>,
    dropped: Vec<(String, usize)>,
    notice: &'static str,
    wall_s: f64,
}

/// `profile cohort`.
pub(crate) fn run(arguments: &CohortArguments) -> Outcome {
    let begun = Instant::now();
    let catalogue = crate::cli::catalogue::catalogue(&arguments.ask.own.catalogue)?;
    let catalogue = catalogue.as_ref();
    let question = question(&arguments.ask, catalogue)?;
    untaken(&[("--report", arguments.report.as_ref())], arguments.force)?;
    if arguments.genes == Some(0) {
        return Err(Failure::usage(
            "--genes 0: no gene was looked at",
            "give 1 or more",
        ));
    }
    let source = Source {
        format: arguments.format.as_deref(),
        panel: arguments.panel.as_deref(),
        sheet: arguments.sheet.as_deref(),
        ..Source::of(&arguments.file)
    };
    let mut profile = source.profile(catalogue)?;
    name_places(&mut profile, catalogue);
    let (lengths, mut assumptions) = lengths(arguments, &profile)?;
    let pairings = pairs::of(arguments, &profile)?;
    if pairings.pairs.is_empty() {
        let why = pairings.left_out.first().cloned().unwrap_or_default();
        return Err(Failure::usage(
            format!("no patient has a sample before and one after treatment: {why}"),
            "name the pairs with --pairs (patient, before, after), or time points with --sheet (sample, patient, timepoint)",
        ));
    }
    if let Some(depth) = arguments.depth {
        for number in 0..profile.samples.len() as u32 {
            depth.apply(&mut profile, number);
        }
    }
    let rules = PairRules {
        cells: arguments.cells,
        ..PairRules::default()
    };
    let pairs = compare(&profile, &pairings.pairs, &rules);
    let found = cohort(&pairs, &lengths);
    let explanation = explain(&profile, catalogue, &question);
    let numbers: Vec<[u32; 2]> = pairings.pairs.iter().map(|p| [p.before, p.after]).collect();
    let explained = explained(&profile, &pairs, &numbers, &explanation);
    let mechanisms = cohort_mechanisms(
        pairs
            .iter()
            .zip(&explained)
            .map(|(p, m)| (&*p.patient, &**m)),
    );
    let known = known(&pairs, &explained);
    assumptions.extend(remarks(arguments, &profile, found.not_assessable));
    let summary = CohortSummary {
        file: arguments.file.display().to_string(),
        pairs: found.pairs,
        left_out: pairings.left_out,
        drugs: question.drugs.clone(),
        disease: question.disease.clone(),
        catalogue: catalogue.snapshot.clone(),
        acquired: Side::of(&found.acquired, &known, true),
        lost: Side::of(&found.lost, &known, false),
        mechanisms: mechanisms.iter().map(MechanismView::of).collect(),
        not_assessable: found.not_assessable,
        assumptions,
        remarks: profile.remarks.clone(),
        dropped: profile.dropped.clone(),
        notice: NOTICE,
        wall_s: begun.elapsed().as_secs_f64(),
    };
    if let Some(path) = &arguments.out {
        let inputs = inputs(arguments)?;
        let key = key(arguments, &inputs);
        let mut folder = OutFolder::open(path, &key, arguments.force)?;
        for (name, table) in tables::tables(&summary, &pairs, &explained)? {
            folder.write_table(name, &table)?;
        }
        folder.finish(run_manifest::of_inputs(inputs, None))?;
    }
    if let Some(path) = &arguments.report {
        let page = page::report(&summary, catalogue);
        write_atomically(path, page.to_html().as_bytes())?;
    }
    if arguments.json {
        print::json(&summary)
    } else {
        people::people(&summary)
    }
}

/// The mechanisms of each pair.
fn explained(
    profile: &Profile,
    pairs: &[PairedSamples],
    numbers: &[[u32; 2]],
    explanation: &Explanation,
) -> Vec<Vec<PairedMechanism>> {
    let mut by_sample: BTreeMap<&str, Vec<&FoundMechanism>> = BTreeMap::new();
    for m in &explanation.mechanisms {
        by_sample.entry(&m.sample).or_default().push(m);
    }
    let of = |number: u32| -> &[&FoundMechanism] {
        let name = &*profile.samples[number as usize].name;
        by_sample.get(name).map_or(&[], Vec::as_slice)
    };
    let one = |(pair, [before, after]): (&PairedSamples, &[u32; 2])| {
        paired_mechanisms(pair, of(*before), of(*after))
    };
    pairs.iter().zip(numbers).map(one).collect()
}

/// Lengths of the genes, and what is assumed of them.
fn lengths(
    arguments: &CohortArguments,
    profile: &Profile,
) -> Result<(GeneLengths, Vec<String>), Failure> {
    let panel = match profile.coverage.of(Measurement::Mutations) {
        Assessed::Genes(genes) => Some(genes.len()),
        _ => None,
    };
    let mut said = Vec::new();
    let table = match &arguments.gene_lengths {
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|e| unreadable(path, &e))?;
            Some(read_gene_lengths(&path.display().to_string(), &bytes)?)
        }
        None => None,
    };
    let listed = table.as_ref().map(BTreeMap::len);
    let genes = arguments.genes.or(panel).or(listed).unwrap_or(GENES);
    said.push(format!(
        "{genes} genes were looked at ({}); p-values are adjusted for all of them.",
        match (arguments.genes, panel, listed) {
            (Some(_), ..) => "as stated",
            (None, Some(_), _) => "those of the panel",
            (None, None, Some(_)) => "those with a length",
            _ => "a human exome; --genes says otherwise",
        }
    ));
    let Some(table) = table else {
        said.push(
            "All genes are taken to be equally long: long genes look changed too often. --gene-lengths mends it.".to_owned(),
        );
        return Ok((GeneLengths::uniform(genes), said));
    };
    Ok((GeneLengths::new(table, genes), said))
}

/// What the fates rest on.
fn remarks(arguments: &CohortArguments, profile: &Profile, open: usize) -> Vec<String> {
    let mut said = vec![
        "The chance of a gene to be hit in a patient comes from the patient's own number of acquired (or lost) changes and the gene's \
         part of all coding bases; as many patients or more are a Poisson-binomial tail, adjusted after Benjamini and Hochberg."
            .to_owned(),
    ];
    if arguments.depth.is_none() && open > 0 {
        said.push(format!(
            "{open} changes could not be judged; without --depth, what is not listed in a sample is not taken for absent."
        ));
    }
    if profile.samples.iter().all(|s| s.purity.is_none()) {
        said.push("The fraction of tumour cells is not stated and taken as 1.".to_owned());
    }
    said
}

/// The files that decide the result.
fn inputs(arguments: &CohortArguments) -> Result<Vec<HashedFile>, Failure> {
    let mut paths = Vec::new();
    if arguments.file.is_dir() {
        for entry in std::fs::read_dir(&arguments.file)? {
            let path = entry?.path();
            if path.is_file() {
                paths.push(path);
            }
        }
        paths.sort();
    } else {
        paths.push(arguments.file.clone());
    }
    let more = [
        &arguments.pairs,
        &arguments.sheet,
        &arguments.panel,
        &arguments.gene_lengths,
    ];
    paths.extend(more.into_iter().flatten().cloned());
    let hashed = |path: &std::path::PathBuf| {
        HashedFile::of_file(path.display().to_string(), Path::new(path))
    };
    Ok(paths.iter().map(hashed).collect::<Result<_, _>>()?)
}

fn key(a: &CohortArguments, inputs: &[HashedFile]) -> String {
    let hashes: Vec<&str> = inputs.iter().map(|f| f.sha256.as_str()).collect();
    let what = format!(
        "profile cohort {} {hashes:?} {:?} {:?} {:?} {} {:?} {:?}",
        env!("CARGO_PKG_VERSION"),
        a.ask.disease,
        a.ask.drug,
        a.depth,
        a.cells,
        a.genes,
        a.format
    );
    sha256_hex(what.as_bytes())
}
