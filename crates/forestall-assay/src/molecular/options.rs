//! What a reader of profiles is told beside the file.

use std::collections::BTreeMap;

use super::gene_set::GeneSet;
use super::panel::Panel;
use super::sheet::SampleSheet;

/// The formats of molecular profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProfileFormat {
    /// One event per line, as typed by hand.
    List,
    /// Mutation Annotation Format, and any table with a column of genes and one of protein changes.
    Maf,
    /// Variant Call Format, annotated or bare.
    Vcf,
    /// Binary variant calls.
    Bcf,
    /// ANNOVAR's `multianno` table.
    Annovar,
    /// Segments of copy number.
    Segments,
    /// Copy numbers, genes by samples.
    CopyMatrix,
    /// log2 ratios of copies, genes by samples; only where it is named, for content does not tell it from other numbers.
    Log2Copies,
    /// z-scores of expression, genes by samples; only where it is named.
    Expression,
    /// Copy numbers, one row per gene and sample.
    CopyRows,
    /// Fusions, partners in one column or two.
    Fusions,
    /// Genes and alterations in words, with markers of the whole genome.
    Markers,
}

impl ProfileFormat {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::List,
        Self::Maf,
        Self::Vcf,
        Self::Bcf,
        Self::Annovar,
        Self::Segments,
        Self::CopyMatrix,
        Self::Log2Copies,
        Self::Expression,
        Self::CopyRows,
        Self::Fusions,
        Self::Markers,
    ];

    /// The word for it on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Maf => "maf",
            Self::Vcf => "vcf",
            Self::Bcf => "bcf",
            Self::Annovar => "annovar",
            Self::Segments => "segments",
            Self::CopyMatrix => "copy-matrix",
            Self::Log2Copies => "log2-copies",
            Self::Expression => "expression",
            Self::CopyRows => "copy-rows",
            Self::Fusions => "fusions",
            Self::Markers => "markers",
        }
    }

    /// Its name, for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::List => "list of events",
            Self::Maf => "mutation table (MAF)",
            Self::Vcf => "VCF",
            Self::Bcf => "BCF",
            Self::Annovar => "ANNOVAR table",
            Self::Segments => "copy-number segments",
            Self::CopyMatrix => "copy numbers, genes by samples",
            Self::Log2Copies => "log2 ratios of copies, genes by samples",
            Self::Expression => "z-scores of expression, genes by samples",
            Self::CopyRows => "copy numbers, one row per gene and sample",
            Self::Fusions => "fusion table",
            Self::Markers => "table of alterations in words",
        }
    }
}

/// What a column of allele fractions holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum VafMeaning {
    /// Percent if the largest value exceeds 1.5.
    #[default]
    Guess,
    /// 0 to 1.
    Fraction,
    /// 0 to 100.
    Percent,
}

/// A build of the human genome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Build {
    /// GRCh37, hg19
    Grch37,
    /// GRCh38, hg38
    Grch38,
}

impl Build {
    /// `GRCh37` or `GRCh38`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Grch37 => "GRCh37",
            Self::Grch38 => "GRCh38",
        }
    }

    /// The build that `text` names: `37`, `GRCh37`, `GRCh37.p13`, `hg19`, `b37`, `38`, `GRCh38`, `hg38`.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let is = |words: &[&str]| {
            words.iter().any(|word| {
                text.strip_prefix(word)
                    .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
            })
        };
        if is(&["37", "grch37", "hg19", "b37", "hs37d5", "hs37"]) {
            Some(Self::Grch37)
        } else if is(&["38", "grch38", "hg38", "b38", "hs38", "hs38dh"]) {
            Some(Self::Grch38)
        } else {
            None
        }
    }
}

/// When a number of copies is an amplification.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AmplificationRule {
    /// Copies above the ploidy of the tumour.
    pub above_ploidy: f64,
    /// Copies in all.
    pub at_least: f64,
    /// Where only a log2 ratio is given.
    pub log2: f64,
}

impl Default for AmplificationRule {
    /// Total copy number at least ploidy + 4 and at least 6; log2 ratio at least 1.5.
    fn default() -> Self {
        Self {
            above_ploidy: 4.0,
            at_least: 6.0,
            log2: 1.5,
        }
    }
}

/// What a reader of profiles is told beside the file; the default tells nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProfileOptions {
    /// Format, where content does not tell it.
    pub format: Option<ProfileFormat>,
    /// Name of the tumour sample in a file of several.
    pub tumour_sample: Option<String>,
    /// Which genes the assay covered.
    pub panel: Option<Panel>,
    /// What the column of allele fractions holds.
    pub vaf: VafMeaning,
    /// Build that the file must be of.
    pub build: Option<Build>,
    /// Whose the samples are and when they were taken.
    pub sheet: Option<SampleSheet>,
    /// Transcript (without version) to number the changes of a gene by, where an annotation offers several.
    pub transcripts: BTreeMap<String, String>,
    /// When a number of copies is an amplification.
    pub amplification: AmplificationRule,
    /// Genes whose small variants are asked for, where not all are: those of others in tables, VCF and BCF are read, checked and counted
    /// ([`unasked`](forestall_base::Profile::unasked)), but not kept.
    pub genes: Option<GeneSet>,
}
