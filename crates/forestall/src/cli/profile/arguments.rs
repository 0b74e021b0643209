//! What can be typed after `forestall profile`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::catalogue::OwnCatalogue;

/// Mechanisms of resistance in one sample, in two samples of a patient, over a cohort of such pairs, and reversions.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "Examples:
  forestall profile tumour.txt --disease NSCLC --drug gefitinib
  forestall profile tumour.maf.gz --disease \"Colorectal Cancer\" --drug class:EGFR_MAB --panel panel.bed --json
  forestall profile calls.vcf.gz --tumour-sample T1 --drug osimertinib --model clones.toml
  forestall profile pair before.txt after.txt --disease NSCLC --drug osimertinib --depth 500
  forestall profile tumour.txt --disease NSCLC --drug gefitinib --out tumour")]
pub(crate) struct ProfileCommand {
    #[command(subcommand)]
    pub of: Option<ProfileOf>,
    #[command(flatten)]
    pub one: ProfileArguments,
}

/// What is looked at.
#[derive(Debug, Subcommand)]
pub(crate) enum ProfileOf {
    /// Compare two samples of a patient, before and after treatment: acquired, selected, lost, and what cannot be told.
    Pair(super::pair::PairArguments),
    /// Find genes and mechanisms that come or go over a cohort of pairs, first without the catalogue, then explained by it.
    Cohort(super::cohort::CohortArguments),
    /// Judge whether a second variant restores the reading frame of BRCA1, BRCA2, PALB2, RAD51C, RAD51D or another gene.
    Reversion(super::reversion::ReversionArguments),
}

/// The question put to the catalogue.
#[derive(Debug, Args)]
pub(crate) struct AskArguments {
    /// Disease: OncoTree code, name, or DOID:number.
    #[arg(long, value_name = "DISEASE")]
    pub disease: Option<String>,
    /// Drug given (may be given more than once; class:NAME for a class; default: all drugs).
    #[arg(long, value_name = "DRUG")]
    pub drug: Vec<String>,
    #[command(flatten)]
    pub own: OwnCatalogue,
}

/// One sample, or all samples of a file, each for itself.
#[derive(Debug, Args)]
pub(crate) struct ProfileArguments {
    /// Molecular profile: a list typed by hand (\"EGFR T790M 0.12\"), MAF, VCF, BCF, ANNOVAR table, copy numbers, fusions, or the folder
    /// of a cBioPortal study.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub ask: AskArguments,
    /// Genes that the assay covered: one per line, or a BED file.
    #[arg(long, value_name = "FILE")]
    pub panel: Option<PathBuf>,
    /// Format, where content does not tell it: list, maf, vcf, bcf, annovar, segments, copy-matrix, log2-copies, expression (z-scores),
    /// copy-rows, fusions, markers.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// What the allele fractions of a table are: fraction or percent (default: percent if the largest exceeds 1.5).
    #[arg(long, value_name = "UNIT")]
    pub vaf: Option<String>,
    /// Build of the genome that the positions must be on: GRCh37 or GRCh38.
    #[arg(long, value_name = "BUILD")]
    pub build: Option<String>,
    /// Tumour sample of a file of calls with several.
    #[arg(long, value_name = "NAME")]
    pub tumour_sample: Option<String>,
    /// Sample to make the model of (default: the only one).
    #[arg(long, value_name = "NAME")]
    pub sample: Option<String>,
    /// Fraction of tumour cells in the sample, 0 to 1.
    #[arg(long, value_name = "SHARE")]
    pub purity: Option<f64>,
    /// Model file of the clones to write, for `simulate`, `plan` and `report`.
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Page of HTML to write (of one sample).
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Folder to write (of one sample), from file to plan: the answer, the model of the clones, its plan, and one page of all of it.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Draws of what is not known that the regimens of the plan are compared under.
    #[arg(long, default_value_t = 60, value_name = "N", requires = "out")]
    pub draws: usize,
    /// Seed of the draws that weigh how the variants may be spread over clones.
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// Replace a model file, page or folder that is already there.
    #[arg(long)]
    pub force: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}
