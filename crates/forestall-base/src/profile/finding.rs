//! One alteration in one sample, in the words of the source.

use super::Name;

/// One row of a profile: an alteration in a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Number of the sample in `Profile::samples`.
    pub sample: u32,
    /// HGNC symbol as the source spells it; for a fusion its first partner, for a score of the genome the score's name.
    pub gene: Name,
    /// What was found.
    pub found: Found,
    /// Reads that carry it and all reads at its place.
    pub reads: Option<Reads>,
    /// Variant allele fraction, 0 to 1, where the source gives it without reads.
    pub vaf: Option<f32>,
    /// Where in the genome.
    pub place: Option<Place>,
    /// Line of the source, counted from 1 (0: none).
    pub line: u32,
}

impl Finding {
    /// The variant allele fraction: from reads, else as stated.
    #[must_use]
    pub fn fraction(&self) -> Option<f64> {
        let counted = self
            .reads
            .filter(|r| r.depth > 0)
            .map(|r| f64::from(r.alternate) / f64::from(r.depth));
        counted.or(self.vaf.map(f64::from))
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// A small variant.
    Change {
        /// Protein change in the words of the source; `None`: the source gives none.
        protein: Option<Name>,
        /// Coding-DNA change (HGVS `c.`).
        coding: Option<Name>,
        /// Its class.
        consequence: Consequence,
        /// Transcript that the change is numbered by.
        transcript: Option<Name>,
        /// Number of the exon.
        exon: Option<u16>,
        /// Haplotype, where reads were phased.
        phase: Option<Phase>,
    },
    /// A change of copy number.
    Copies {
        /// Direction and size.
        level: Level,
        /// Total copies per tumour cell, where counted.
        total: Option<f32>,
        /// Copies of the rarer allele, where counted.
        minor: Option<f32>,
    },
    /// A rearrangement that joins the gene to a partner (`None`: partner unknown, or inside the gene).
    Fusion {
        /// The other gene.
        partner: Option<Name>,
        /// Last exon of the gene and first of the partner, where known.
        exons: Option<(u16, u16)>,
    },
    /// A category in words: `ITD`, `vIII`, `loss`, `AR-V7`, `exon 14 skipping`, `overexpression`, `high` of a genome-wide score.
    Category(Name),
    /// The gene was covered and found without alteration.
    WildType,
    /// A number: z-score of the expression, or a score such as one of epithelial-mesenchymal transition.
    Score(f32),
}

/// Class of a small variant, in the terms of the MAF format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Consequence {
    /// `Missense_Mutation`
    Missense,
    /// `Nonsense_Mutation`
    Nonsense,
    /// `Frame_Shift_Del`, `Frame_Shift_Ins`
    Frameshift,
    /// `In_Frame_Del`
    InframeDeletion,
    /// `In_Frame_Ins`
    InframeInsertion,
    /// `Splice_Site`
    SpliceSite,
    /// `Translation_Start_Site`
    StartLost,
    /// `Nonstop_Mutation`
    StopLost,
    /// `Silent`
    Silent,
    /// Introns, untranslated and flanking regions, RNA genes, splice regions.
    NonCoding,
    /// The source does not say.
    Unstated,
}

/// Direction and size of a change of copy number, as in GISTIC's discrete values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// No copy is left (-2).
    DeepDeletion,
    /// One copy is lost (-1).
    ShallowDeletion,
    /// Neither (0).
    Neutral,
    /// A few more copies (1).
    Gain,
    /// Many more copies (2).
    Amplification,
}

/// Reads at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reads {
    /// Reads that carry the variant.
    pub alternate: u32,
    /// All reads.
    pub depth: u32,
}

/// A place in the genome, and what stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Chromosome without `chr`.
    pub chromosome: Name,
    /// First position, counted from 1.
    pub start: u32,
    /// Last position.
    pub end: u32,
    /// Bases of the reference, `-` for none.
    pub reference: Name,
    /// Bases found instead, `-` for none.
    pub alternate: Name,
}

/// Membership in a phased haplotype: variants with the same set and the same strand lie on one molecule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    /// Phase set (`PS`, or the `PID` as a name).
    pub set: Name,
    /// Which of the two molecules (0 or 1).
    pub strand: u8,
}
