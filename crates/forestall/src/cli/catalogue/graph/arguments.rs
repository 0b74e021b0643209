//! What can be typed after `forestall catalogue graph`.

use std::path::PathBuf;

use clap::Args;

use super::super::OwnCatalogue;

/// The resistance graph of drugs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall catalogue graph --drug osimertinib --disease NSCLC
  forestall catalogue graph --drug gefitinib --disease NSCLC --depth 2 --svg graph.svg
  forestall catalogue graph --drug imatinib --disease CML --most 100 --json")]
pub(crate) struct GraphArguments {
    /// Drug that the graph starts from (may be given more than once; class:NAME for a class).
    #[arg(long, required = true, value_name = "DRUG")]
    pub drug: Vec<String>,
    /// Disease: OncoTree code, name, or DOID:number. What is known of other tumour types is left out.
    #[arg(long, value_name = "DISEASE")]
    pub disease: Option<String>,
    /// Rounds of mechanism and counter, 1 to 6.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=6))]
    pub depth: u8,
    /// Mechanisms shown of those that resist a drug, the strongest evidence first.
    #[arg(long, default_value_t = 12, value_name = "N")]
    pub most: usize,
    #[command(flatten)]
    pub own: OwnCatalogue,
    /// Drawing to write, as SVG.
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// Draw for the width of a phone: an indented list.
    #[arg(long, requires = "svg")]
    pub narrow: bool,
    /// Folder to write: nodes, edges, manifest.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace a drawing or folder that is already there.
    #[arg(long)]
    pub force: bool,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}
