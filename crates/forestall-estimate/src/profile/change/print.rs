//! The canonical spelling.

use std::fmt;

use super::{ProteinChange, Residue, Site};

impl fmt::Display for ProteinChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Substitution {
                reference,
                position,
                alternate,
            } => write!(f, "{reference}{position}{alternate}"),
            Self::Silent(None) => write!(f, "="),
            Self::Silent(Some(site)) => write!(f, "{site}="),
            Self::Stop(site) => write!(f, "{site}*"),
            Self::Frameshift(site) => write!(f, "{site}fs"),
            Self::Deletion(first, last) => write!(f, "{}del", Range(first, last)),
            Self::Duplication(first, last) => write!(f, "{}dup", Range(first, last)),
            Self::Insertion(first, last, inserted) => {
                write!(f, "{first}_{last}ins{}", Residues(inserted))
            }
            Self::Delins(first, last, inserted) => {
                write!(f, "{}delins{}", Range(first, last), Residues(inserted))
            }
            Self::Splice(position) => write!(f, "{position}_splice"),
            Self::StartLoss => write!(f, "M1?"),
            Self::Extension(site, Some(alternate)) => write!(f, "{site}{alternate}"),
            Self::Extension(site, None) => write!(f, "{site}ext"),
            Self::Codon(site) => write!(f, "{site}"),
            Self::Alternatives(changes) => alternatives(f, changes),
            Self::Unknown => write!(f, "?"),
        }
    }
}

/// `D835H/Y` where only the residue found differs, else the changes one by one.
fn alternatives(f: &mut fmt::Formatter<'_>, changes: &[ProteinChange]) -> fmt::Result {
    let mut before: Option<&ProteinChange> = None;
    for change in changes {
        let short = match (before, change) {
            (
                Some(ProteinChange::Substitution {
                    reference: r,
                    position: p,
                    ..
                }),
                ProteinChange::Substitution {
                    reference,
                    position,
                    alternate,
                },
            ) if r == reference && p == position => Some(*alternate),
            (
                Some(ProteinChange::Substitution {
                    reference: r,
                    position: p,
                    ..
                }),
                ProteinChange::Stop(site),
            ) if Some(*r) == site.residue && *p == site.position => Some(Residue::STOP),
            _ => None,
        };
        match (before, short) {
            (None, _) => write!(f, "{change}")?,
            (Some(_), Some(alternate)) => write!(f, "/{alternate}")?,
            (Some(_), None) => write!(f, "/{change}")?,
        }
        before = Some(change);
    }
    Ok(())
}

/// One site, or two joined.
struct Range<'a>(&'a Site, &'a Site);

impl fmt::Display for Range<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.position == self.1.position {
            write!(f, "{}", self.0)
        } else {
            write!(f, "{}_{}", self.0, self.1)
        }
    }
}

/// Residues in a row.
pub(super) struct Residues<'a>(pub &'a [Residue]);

impl fmt::Display for Residues<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|residue| write!(f, "{residue}"))
    }
}
