//! What can be typed after `forestall profile`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::catalogue::OwnCatalogue;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall profile tumour.txt --disease NSCLC --drug gefitinib
  forestall profile tumour.maf.gz --disease \"Colorectal Cancer\" --drug class:EGFR_ANTIBODY --panel panel.bed --json
  forestall profile calls.vcf.gz --tumour-sample T1 --drug osimertinib --model clones.toml
  forestall plan clones.toml")]
pub(crate) struct ProfileArguments {
    /// Molecular profile: a list typed by hand (\"EGFR T790M 0.12\"), MAF, VCF, BCF, ANNOVAR table, copy numbers, fusions, or the folder
    /// of a cBioPortal study.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Disease: OncoTree code, name, or DOID:number.
    #[arg(long, value_name = "DISEASE")]
    pub disease: Option<String>,
    /// Drug given (may be given more than once; class:NAME for a class; default: all drugs).
    #[arg(long, value_name = "DRUG")]
    pub drug: Vec<String>,
    /// Genes that the assay covered: one per line, or a BED file.
    #[arg(long, value_name = "FILE")]
    pub panel: Option<PathBuf>,
    /// Format, where content does not tell it: list, maf, vcf, bcf, annovar, segments, copy-matrix, copy-rows, fusions, markers.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Tumour sample of a file of calls with several.
    #[arg(long, value_name = "NAME")]
    pub tumour_sample: Option<String>,
    /// Sample to make the model of (default: the only one).
    #[arg(long, value_name = "NAME")]
    pub sample: Option<String>,
    /// Fraction of tumour cells in the sample, 0 to 1.
    #[arg(long, value_name = "SHARE")]
    pub purity: Option<f64>,
    #[command(flatten)]
    pub own: OwnCatalogue,
    /// Model file of the clones to write, for `simulate`, `plan` and `report`.
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Page of HTML to write (of one sample).
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Seed of the draws that weigh how the variants may be spread over clones.
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// Replace a model file or page that is already there.
    #[arg(long)]
    pub force: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}
