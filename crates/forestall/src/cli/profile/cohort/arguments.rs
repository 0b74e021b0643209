//! What can be typed after `forestall profile cohort`.

use std::path::PathBuf;

use clap::Args;

use super::super::arguments::AskArguments;
use super::super::depth::{Depth, depth, purity};

/// A cohort of pairs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall profile cohort calls.maf.gz --pairs pairs.csv --depth calls --disease \"Breast Cancer\" --out relapse
  forestall profile cohort STUDY_FOLDER --depth 100 --gene-lengths lengths.tsv --report relapse.html
  forestall profile cohort calls.maf --sheet samples.csv --panel panel.bed --depth 500 --json")]
pub(crate) struct CohortArguments {
    /// Table of calls of many samples, or the folder of a cBioPortal study.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Table of pairs: patient, before, after (default: by time points or days of the samples).
    #[arg(long, value_name = "FILE")]
    pub pairs: Option<PathBuf>,
    /// Table of samples: sample, patient, timepoint, day, purity.
    #[arg(long, value_name = "FILE")]
    pub sheet: Option<PathBuf>,
    #[command(flatten)]
    pub ask: AskArguments,
    /// Genes that the assay covered: one per line, or a BED file.
    #[arg(long, value_name = "FILE")]
    pub panel: Option<PathBuf>,
    /// Reads at a position; `calls`: the median of each sample's own calls. Without it, what is not listed in a sample is not taken for
    /// absent.
    #[arg(long, value_name = "READS", value_parser = depth)]
    pub depth: Option<Depth>,
    /// Part of the tumour cells that must have been visible where an alteration is called absent.
    #[arg(long, value_name = "SHARE", default_value_t = 0.1, value_parser = purity)]
    pub cells: f64,
    /// Table of coding lengths: gene, length (default: all genes as long).
    #[arg(long, value_name = "FILE")]
    pub gene_lengths: Option<PathBuf>,
    /// Number of genes that were looked at (default: those of the panel, else of the lengths, else 20,000).
    #[arg(long, value_name = "N")]
    pub genes: Option<usize>,
    /// Format of the file, where content does not tell it.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Folder to write: tables, manifest.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Page of HTML to write.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Replace a folder or page that is already there.
    #[arg(long)]
    pub force: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}
