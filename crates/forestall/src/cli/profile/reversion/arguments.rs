//! What can be typed after `forestall profile reversion`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Reversions in a sample.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  forestall profile reversion ctdna.vcf.gz --gene BRCA2 --pathogenic c.5946del
  forestall profile reversion calls.maf --json
  forestall profile reversion list.txt --gene BRCA1 --pathogenic c.68_69del --allele cis --sequence brca1-cds.fa")]
pub(crate) struct ReversionArguments {
    /// Molecular profile with coding changes (HGVS c.): MAF, annotated VCF, or a list typed by hand (\"BRCA2 c.5946del 0.48\").
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Gene (may be given more than once; default: BRCA1, BRCA2, PALB2, RAD51C, RAD51D).
    #[arg(long, value_name = "SYMBOL")]
    pub gene: Vec<String>,
    /// Pathogenic variant of the one gene, such as one known from the germline (default: what in the file destroys the gene).
    #[arg(long, value_name = "HGVS")]
    pub pathogenic: Option<String>,
    /// What is known of the alleles where reads do not show it.
    #[arg(long, value_enum, value_name = "ALLELE")]
    pub allele: Option<KnownAllele>,
    /// Coding sequence of the one gene, from its start to its stop codon (FASTA or bare): decides on stops in the stretch out of frame.
    #[arg(long, value_name = "FILE")]
    pub sequence: Option<PathBuf>,
    /// Tumour sample of a file of calls with several.
    #[arg(long, value_name = "NAME")]
    pub tumour_sample: Option<String>,
    /// Fraction of tumour cells in the sample, 0 to 1.
    #[arg(long, value_name = "SHARE", value_parser = super::super::depth::purity)]
    pub purity: Option<f64>,
    /// Format, where content does not tell it.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

/// Whether variants lie on one allele.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KnownAllele {
    /// On one allele.
    Cis,
    /// On different alleles.
    Trans,
}
