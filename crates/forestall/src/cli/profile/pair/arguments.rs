//! What can be typed after `forestall profile pair`.

use std::path::PathBuf;

use clap::Args;

use super::super::arguments::AskArguments;
use super::super::depth::{Depth, depth, purity};

/// Two samples of a patient.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall profile pair before.txt after.txt --disease NSCLC --drug osimertinib --depth 500
  forestall profile pair before.vcf.gz after.vcf.gz --purity 0.6,0.4 --depth calls --report pair.html
  forestall profile pair calls.maf --before P1-A --after P1-B --panel panel.bed --json
  forestall profile pair STUDY_FOLDER --patient P1 --drug ibrutinib")]
pub(crate) struct PairArguments {
    /// Profile of the sample before treatment; or a table or study folder that holds both samples.
    #[arg(value_name = "PRE")]
    pub pre: PathBuf,
    /// Profile of the sample after treatment (left out: PRE holds both).
    #[arg(value_name = "POST")]
    pub post: Option<PathBuf>,
    /// Sample before treatment, where its file has several.
    #[arg(long, value_name = "NAME")]
    pub before: Option<String>,
    /// Sample after treatment, where its file has several.
    #[arg(long, value_name = "NAME")]
    pub after: Option<String>,
    /// Patient whose samples are compared, where one file holds several patients (by time points or days).
    #[arg(long, value_name = "NAME")]
    pub patient: Option<String>,
    #[command(flatten)]
    pub ask: AskArguments,
    /// Genes that the assays covered: one per line, or a BED file.
    #[arg(long, value_name = "FILE")]
    pub panel: Option<PathBuf>,
    /// Genes that the assay after treatment covered, where it is another.
    #[arg(long, value_name = "FILE")]
    pub panel_after: Option<PathBuf>,
    /// Reads at a position, one number or before,after; `calls`: the median of each sample's own calls. Without it, what is not listed
    /// in a sample is not taken for absent.
    #[arg(long, value_name = "READS", value_delimiter = ',', value_parser = depth)]
    pub depth: Vec<Depth>,
    /// Fraction of tumour cells, one number or before,after.
    #[arg(long, value_name = "SHARE", value_delimiter = ',', value_parser = purity)]
    pub purity: Vec<f64>,
    /// Part of the tumour cells that must have been visible where an alteration is called absent.
    #[arg(long, value_name = "SHARE", default_value_t = 0.1, value_parser = purity)]
    pub cells: f64,
    /// Table of samples: sample, patient, timepoint, day, purity.
    #[arg(long, value_name = "FILE")]
    pub sheet: Option<PathBuf>,
    /// Format of the files, where content does not tell it.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Page of HTML to write.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Seed of the draws that weigh how the variants may be spread over clones.
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// Replace a page that is already there.
    #[arg(long)]
    pub force: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}
