//! Events: what of a tumour a mechanism or a piece of evidence speaks of, as a formula over alterations.
//!
//! ```
//! use forestall_estimate::profile::Event;
//! let event: Event = "fusion(BCR, ABL1) AND ABL1 T315I".parse()?;
//! assert_eq!(event.to_string(), "fusion(BCR, ABL1) AND ABL1 T315I");
//! # Ok::<(), forestall_estimate::profile::EventError>(())
//! ```

mod parse;
mod print;
#[cfg(test)]
mod tests;
mod truth;
mod vocabulary;
mod words;

pub use parse::EventError;
pub use truth::{Answers, Truth};
pub use vocabulary::{Comparison, EventState, ExonKind, Quantity};
pub use words::in_words;

use smallvec::{SmallVec, smallvec};

use super::change::ProteinChange;

/// A formula over [`Atom`]s: NOT binds before AND before OR.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// One alteration.
    Atom(Atom),
    /// Not this.
    Not(Box<Event>),
    /// All of these; at least two.
    And(Vec<Event>),
    /// One of these at least; at least two.
    Or(Vec<Event>),
    /// All of these on one allele.
    Cis(Vec<Atom>),
    /// All of these, on different alleles or in different cells.
    Trans(Vec<Atom>),
}

/// One alteration, perhaps with conditions on its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Atom {
    /// What it is.
    pub alteration: Alteration,
    /// Conditions on what was counted.
    pub filters: Vec<Filter>,
}

/// A condition on a number that belongs to an alteration: `vaf >= 0.05`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Filter {
    /// The number.
    pub quantity: Quantity,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub value: f64,
}

/// An alteration.
#[derive(Debug, Clone, PartialEq)]
pub enum Alteration {
    /// A change of the protein: `EGFR T790M`, any change of a codon: `KRAS G12`, one of several: `FLT3 D835H/Y`.
    Protein(Box<str>, ProteinChange),
    /// A change in an exon, or in one of several: `EGFR exon(19, del)`.
    Exon {
        /// Gene.
        gene: Box<str>,
        /// First and last exon.
        exons: (u16, u16),
        /// Kind of change.
        kind: ExonKind,
    },
    /// A state of a gene: `MET amp`, `NF1 lof`.
    State(Box<str>, EventState),
    /// Phosphorylation of a site: `AKT1 phospho(S473)`.
    Phospho(Box<str>, Box<str>),
    /// An isoform: `AR isoform(AR-V7)`.
    Isoform(Box<str>, Box<str>),
    /// A change in a domain: `ERBB2 domain(kinase, mut)`.
    Domain(Box<str>, Box<str>, ExonKind),
    /// A change of the gene that is not this one: `BRAF other(V600)`.
    Other(Box<str>, Box<Alteration>),
    /// A fusion, `None` for any partner, perhaps of known exons: `fusion(EML4, ALK, e6::e20)`.
    Fusion(Option<Box<str>>, Option<Box<str>>, Option<(u16, u16)>),
    /// A change of the coding DNA: `JAK2 c(1641+1dup)`.
    Coding(Box<str>, Box<str>),
    /// A polymorphism: `TYMS rs(34743033)`.
    Polymorphism(Box<str>, u64),
    /// A named allele: `UGT1A1 allele(*28)`.
    Allele(Box<str>, Box<str>),
    /// A reversion that restores a gene: `reversion(BRCA1)`.
    Reversion(Box<str>),
    /// A score, such as one of epithelial-mesenchymal transition: `score(EMT)`.
    Score(Box<str>),
    /// Microsatellites or mutational burden: `MSI high`.
    Genome(Box<str>, Box<str>),
    /// A state in words, which no assay read here sees: `CDKN1B state("cytoplasmic mislocalization")`.
    Words(Box<str>, Box<str>),
}

impl Event {
    /// All atoms, from left to right.
    pub fn atoms(&self) -> Vec<&Atom> {
        match self {
            Self::Atom(atom) => vec![atom],
            Self::Not(inner) => inner.atoms(),
            Self::And(all) | Self::Or(all) => all.iter().flat_map(Self::atoms).collect(),
            Self::Cis(all) | Self::Trans(all) => all.iter().collect(),
        }
    }
}

impl Alteration {
    /// Genes it speaks of.
    pub fn genes(&self) -> SmallVec<[&str; 2]> {
        match self {
            Self::Protein(gene, _)
            | Self::Exon { gene, .. }
            | Self::State(gene, _)
            | Self::Phospho(gene, _)
            | Self::Isoform(gene, _)
            | Self::Domain(gene, ..)
            | Self::Other(gene, _)
            | Self::Coding(gene, _)
            | Self::Polymorphism(gene, _)
            | Self::Allele(gene, _)
            | Self::Reversion(gene)
            | Self::Words(gene, _) => smallvec![gene.as_ref()],
            Self::Fusion(first, second, _) => {
                first.iter().chain(second).map(AsRef::as_ref).collect()
            }
            Self::Score(_) | Self::Genome(..) => SmallVec::new(),
        }
    }
}

impl From<Alteration> for Event {
    fn from(alteration: Alteration) -> Self {
        Self::Atom(Atom {
            alteration,
            filters: Vec::new(),
        })
    }
}
