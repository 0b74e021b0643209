//! Changes of proteins and of coding sequences: one canonical form for every spelling.
//!
//! Sources spell one change in many ways (`L858R`, `p.(Leu858Arg)`, `NP_005219.2:p.L858R`). [`ProteinChange::parse`] reads them all,
//! and [`ProteinChange`] prints one spelling: one-letter symbols, no `p.`, `*` for a stop, `fs` without what follows it.
//! [`Spelled::parse`] keeps what the canonical form leaves out. Nomenclature: HGVS (den Dunnen and others 2016,
//! doi:10.1002/humu.22981) and the older forms that files still carry.

mod coding;
mod equivalence;
mod error;
mod lead;
mod numbering;
mod parse;
mod print;
mod residue;
mod spelled;
#[cfg(test)]
mod tests;

pub use coding::{CodingChange, CodingSite, Edited, Inserted};
pub use equivalence::Equivalence;
pub use error::{ChangeError, CodingError};
pub use numbering::Numbering;
pub use residue::{Residue, Site};
pub use spelled::Spelled;

/// What happened to a protein, in canonical form. Equal values are rung "exact" of the matching ladder.
///
/// ```
/// use forestall_estimate::profile::ProteinChange;
/// let change = ProteinChange::parse("NP_005219.2:p.(Leu858Arg)")?;
/// assert_eq!(change.to_string(), "L858R");
/// assert_eq!(ProteinChange::parse("V600_K601>E")?.to_string(), "V600_K601delinsE");
/// # Ok::<(), forestall_estimate::profile::ChangeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProteinChange {
    /// One residue for another: `L858R`.
    Substitution {
        /// Residue of the reference.
        reference: Residue,
        /// Its position.
        position: u32,
        /// Residue found.
        alternate: Residue,
    },
    /// No change of the protein: `L858=`, or `=` where no position is named.
    Silent(Option<Site>),
    /// A stop in place of a residue: `W1815*`.
    Stop(Site),
    /// The reading frame is lost from here on: `A155fs`.
    Frameshift(Site),
    /// Residues are missing: `E746_A750del`.
    Deletion(Site, Site),
    /// Residues are doubled: `A767_V769dup`.
    Duplication(Site, Site),
    /// Residues between two neighbours: `D770_N771insSVD`; an empty list means residues that the source does not name.
    Insertion(Site, Site, Vec<Residue>),
    /// Residues replaced by others: `L747_P753delinsS`.
    Delins(Site, Site, Vec<Residue>),
    /// A splice site at this codon is changed: `1010_splice`.
    Splice(u32),
    /// The start codon is lost: `M1?`.
    StartLoss,
    /// The protein goes on beyond its stop (`*214C`, `*214ext`) or begins before its start (`M1ext`).
    Extension(Site, Option<Residue>),
    /// Some change of this codon: `G12`.
    Codon(Site),
    /// One of several changes: `D835H/Y`, `G12/G13`; at least two, in order, none twice, none itself a set.
    Alternatives(Vec<ProteinChange>),
    /// The source does not say: empty, `.`, `NA`, `p.?`. Matches nothing.
    Unknown,
}

/// Kind of a [`ProteinChange`], without its details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// One residue for another.
    Substitution,
    /// No change.
    Silent,
    /// A stop.
    Stop,
    /// Loss of the reading frame.
    Frameshift,
    /// Missing residues, in frame.
    Deletion,
    /// Doubled residues, in frame.
    Duplication,
    /// Additional residues, in frame.
    Insertion,
    /// Replaced residues, in frame.
    Delins,
    /// Changed splice site.
    Splice,
    /// Lost start codon.
    StartLoss,
    /// Lost stop or new start.
    Extension,
    /// Some change of a codon.
    Codon,
    /// One of several changes.
    Alternatives,
    /// Not stated.
    Unknown,
}

impl ProteinChange {
    /// Reads any common spelling; what precedes `p.` or a colon (a transcript, a protein, a gene) and a `c.` form that follows
    /// are passed over, see [`Spelled`].
    ///
    /// # Errors
    /// A [`ChangeError`] that quotes the text. Never panics, whatever the text.
    pub fn parse(text: &str) -> Result<Self, ChangeError> {
        Spelled::parse(text).map(|spelled| spelled.change)
    }

    /// Kind of the change.
    #[must_use]
    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::Substitution { .. } => ChangeKind::Substitution,
            Self::Silent(_) => ChangeKind::Silent,
            Self::Stop(_) => ChangeKind::Stop,
            Self::Frameshift(_) => ChangeKind::Frameshift,
            Self::Deletion(..) => ChangeKind::Deletion,
            Self::Duplication(..) => ChangeKind::Duplication,
            Self::Insertion(..) => ChangeKind::Insertion,
            Self::Delins(..) => ChangeKind::Delins,
            Self::Splice(_) => ChangeKind::Splice,
            Self::StartLoss => ChangeKind::StartLoss,
            Self::Extension(..) => ChangeKind::Extension,
            Self::Codon(_) => ChangeKind::Codon,
            Self::Alternatives(_) => ChangeKind::Alternatives,
            Self::Unknown => ChangeKind::Unknown,
        }
    }

    /// First and last codon that the change touches; for an insertion the two neighbours, for alternatives all of them together.
    #[must_use]
    pub fn range(&self) -> Option<(u32, u32)> {
        match self {
            Self::Substitution { position, .. } | Self::Splice(position) => {
                Some((*position, *position))
            }
            Self::Stop(site)
            | Self::Frameshift(site)
            | Self::Extension(site, _)
            | Self::Codon(site)
            | Self::Silent(Some(site)) => Some((site.position, site.position)),
            Self::Deletion(first, last)
            | Self::Duplication(first, last)
            | Self::Insertion(first, last, _)
            | Self::Delins(first, last, _) => Some((first.position, last.position)),
            Self::StartLoss => Some((1, 1)),
            Self::Alternatives(changes) => {
                let ranges = changes.iter().filter_map(Self::range);
                ranges.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
            }
            Self::Silent(None) | Self::Unknown => None,
        }
    }

    /// Whether the change touches `codon`; an insertion touches neither of its neighbours.
    #[must_use]
    pub fn touches(&self, codon: u32) -> bool {
        match self {
            Self::Insertion(..) => false,
            Self::Alternatives(changes) => changes.iter().any(|change| change.touches(codon)),
            _ => self
                .range()
                .is_some_and(|(first, last)| first <= codon && codon <= last),
        }
    }

    /// Reference residues that the change states, with their positions, in order.
    #[must_use]
    pub fn reference(&self) -> Vec<(u32, Residue)> {
        let stated = |sites: &[Site]| -> Vec<(u32, Residue)> {
            let known = |s: &Site| s.residue.map(|residue| (s.position, residue));
            let mut all: Vec<_> = sites.iter().filter_map(known).collect();
            all.dedup();
            all
        };
        match self {
            Self::Substitution {
                reference,
                position,
                ..
            } => vec![(*position, *reference)],
            Self::Stop(site)
            | Self::Frameshift(site)
            | Self::Extension(site, _)
            | Self::Codon(site)
            | Self::Silent(Some(site)) => stated(&[*site]),
            Self::Deletion(first, last)
            | Self::Duplication(first, last)
            | Self::Insertion(first, last, _)
            | Self::Delins(first, last, _) => stated(&[*first, *last]),
            Self::StartLoss => vec![(1, Residue::MET)],
            Self::Alternatives(changes) => {
                let mut all: Vec<_> = changes.iter().flat_map(Self::reference).collect();
                all.sort_unstable();
                all.dedup();
                all
            }
            Self::Splice(_) | Self::Silent(None) | Self::Unknown => Vec::new(),
        }
    }

    /// By how many residues the protein becomes longer (negative: shorter), for changes in frame whose length is stated.
    #[must_use]
    pub fn growth(&self) -> Option<i64> {
        let span = |first: &Site, last: &Site| i64::from(last.position - first.position) + 1;
        match self {
            Self::Substitution { .. } | Self::Silent(_) => Some(0),
            Self::Deletion(first, last) => Some(-span(first, last)),
            Self::Duplication(first, last) => Some(span(first, last)),
            Self::Insertion(_, _, inserted) if !inserted.is_empty() => Some(inserted.len() as i64),
            Self::Delins(first, last, inserted) => Some(inserted.len() as i64 - span(first, last)),
            _ => None,
        }
    }

    /// Whether the protein is cut short or not made: stop, frameshift, lost start, splice site, or a stop within inserted residues.
    #[must_use]
    pub fn truncates(&self) -> bool {
        match self {
            Self::Stop(_) | Self::Frameshift(_) | Self::StartLoss | Self::Splice(_) => true,
            Self::Insertion(_, _, inserted) | Self::Delins(_, _, inserted) => {
                inserted.contains(&Residue::STOP)
            }
            Self::Alternatives(changes) => changes.iter().all(Self::truncates),
            _ => false,
        }
    }
}
