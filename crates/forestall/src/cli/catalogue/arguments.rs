//! What can be typed after `forestall catalogue`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall catalogue list --gene EGFR
  forestall catalogue show egfr-t790m
  forestall catalogue graph --drug osimertinib --disease NSCLC
  forestall catalogue lint own.toml
  forestall catalogue import civic civic_evidence.tsv --out my-catalogue")]
pub(crate) struct CatalogueArguments {
    #[command(subcommand)]
    pub action: Action,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// List mechanisms of resistance: all, or those of a class, gene, drug or disease.
    List(ListArguments),
    /// Show one mechanism: evidence for and against it, counters, and what these select next.
    Show(ShowArguments),
    /// Show what resists a drug, what counters that, and what each counter selects next: table, JSON, drawing.
    Graph(super::graph::GraphArguments),
    /// Check catalogue files of your own: names, evidence, counters, numbers.
    Lint(LintArguments),
    /// Turn evidence of others into catalogue files of your own.
    Import(ImportArguments),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall catalogue import civic civic_evidence.tsv
  forestall profile tumour.txt --disease NSCLC --catalogue my-catalogue")]
pub(crate) struct ImportArguments {
    #[command(subcommand)]
    pub source: ImportSource,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportSource {
    /// Evidence summaries of CIViC, in the tab-separated form of its releases. "Does not support" never becomes support.
    Civic(CivicArguments),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall catalogue import civic civic_evidence.tsv --out my-catalogue
  forestall catalogue import civic civic_evidence.tsv --min-rating 3 --json
  forestall profile tumour.txt --disease NSCLC --drug gefitinib --catalogue my-catalogue")]
// Each flag is its own question.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct CivicArguments {
    /// Evidence summaries (TSV).
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Folder to write.
    #[arg(long, default_value = "my-catalogue", value_name = "DIR")]
    pub out: PathBuf,
    /// Fewest stars of an item, 1 to 5.
    #[arg(long, default_value_t = 0, value_name = "STARS", value_parser = clap::value_parser!(u8).range(0..=5))]
    pub min_rating: u8,
    /// Take items that no editor has accepted yet, too.
    #[arg(long)]
    pub submitted: bool,
    /// Take items that a curator has flagged, too.
    #[arg(long)]
    pub flagged: bool,
    /// Take items that the built-in catalogue holds already, too.
    #[arg(long)]
    pub all: bool,
    /// Replace a folder that is already there.
    #[arg(long)]
    pub force: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Files of one's own beside the catalogue of the program.
#[derive(Debug, Args)]
pub(crate) struct OwnCatalogue {
    /// Catalogue file of your own, or a folder of them, to be used with the built-in one (may be given more than once).
    #[arg(long, value_name = "PATH")]
    pub catalogue: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall catalogue list --drug osimertinib --disease NSCLC
  forestall catalogue list --class bypass_receptor
  forestall catalogue list --json | jq -r '.mechanisms[].id'")]
pub(crate) struct ListArguments {
    /// Class of mechanisms, such as on_target_mutation.
    #[arg(long, value_name = "CLASS")]
    pub class: Option<String>,
    /// Gene that the event names, by symbol or another name.
    #[arg(long, value_name = "GENE")]
    pub gene: Option<String>,
    /// Drug that is resisted (class:NAME for a class).
    #[arg(long, value_name = "DRUG")]
    pub drug: Option<String>,
    /// Disease: OncoTree code, name, or DOID:number.
    #[arg(long, value_name = "DISEASE")]
    pub disease: Option<String>,
    #[command(flatten)]
    pub own: OwnCatalogue,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall catalogue show egfr-t790m
  forestall catalogue show abl1-t315i --json")]
pub(crate) struct ShowArguments {
    /// Name of the mechanism, as `forestall catalogue list` shows it.
    #[arg(value_name = "ID")]
    pub id: String,
    #[command(flatten)]
    pub own: OwnCatalogue,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall catalogue lint own.toml
  forestall catalogue lint my-catalogue --civic civic_evidence.tsv --confirmed pmids.tsv")]
pub(crate) struct LintArguments {
    /// Catalogue files, or folders of them. Names of drugs, diseases and genes are looked up in the built-in catalogue, too.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Evidence summaries of CIViC (TSV), to look up items and publications.
    #[arg(long, value_name = "FILE")]
    pub civic: Option<PathBuf>,
    /// Table (TSV, first column `pmid`) of publications that were confirmed elsewhere.
    #[arg(long, value_name = "FILE", requires = "civic")]
    pub confirmed: Option<PathBuf>,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}
