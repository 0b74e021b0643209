//! What an assay could have found.

use std::collections::BTreeSet;

/// A kind of measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measurement {
    /// Point mutations and small insertions and deletions.
    Mutations,
    /// Copy numbers.
    Copies,
    /// Rearrangements and fusions.
    Fusions,
    /// RNA: expression and isoforms.
    Expression,
    /// Proteins: amount, site of phosphorylation, place in the cell.
    Protein,
    /// DNA methylation.
    Methylation,
    /// Histology.
    Histology,
    /// The cells around the tumour: stroma, vessels, immune cells.
    Microenvironment,
    /// Genome-wide scores: microsatellites, mutational burden.
    Genome,
    /// Inherited variants.
    Germline,
}

/// For which genes a measurement was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Assessed {
    /// Not measured at all.
    Nothing,
    /// Measured, but for which genes the source does not say: what is absent may not have been looked for.
    #[default]
    Unstated,
    /// Every gene.
    Everything,
    /// These genes.
    Genes(BTreeSet<Box<str>>),
}

impl Assessed {
    /// Whether `gene` was looked at: yes, no, or not known.
    #[must_use]
    pub fn covers(&self, gene: &str) -> Option<bool> {
        match self {
            Self::Nothing => Some(false),
            Self::Unstated => None,
            Self::Everything => Some(true),
            Self::Genes(genes) => Some(genes.contains(gene)),
        }
    }
}

/// What an assay could have found, measurement by measurement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    stated: Vec<(Measurement, Assessed)>,
    /// Typical number of reads at a position, where it is stated.
    pub depth: Option<u32>,
}

impl Coverage {
    /// States for which genes `measurement` was made.
    pub fn state(&mut self, measurement: Measurement, assessed: Assessed) {
        match self.stated.iter_mut().find(|(m, _)| *m == measurement) {
            Some((_, known)) => *known = assessed,
            None => self.stated.push((measurement, assessed)),
        }
    }

    /// For which genes `measurement` was made; a measurement that nobody stated was not made.
    #[must_use]
    pub fn of(&self, measurement: Measurement) -> &Assessed {
        let stated = self.stated.iter().find(|(m, _)| *m == measurement);
        stated.map_or(&Assessed::Nothing, |(_, assessed)| assessed)
    }
}
