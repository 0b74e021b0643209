//! Whether a change is numbered by the transcript one expects.

use std::fmt;

use super::{ProteinChange, Residue, Site};

/// How far a different transcript may shift the numbering before it is no longer looked for, in residues.
const FARTHEST: u32 = 20;

/// What the reference residues of a change say about its numbering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Numbering {
    /// Every stated residue that the table knows agrees.
    Agrees,
    /// The change states no residue at a position of the table.
    Unstated {
        /// Shift by which its residues would fall on residues of the table, if there is one within 20 residues: the change may
        /// be numbered by another transcript. Worth a warning only if the shifted change is itself of interest.
        elsewhere: Option<i32>,
    },
    /// A stated residue contradicts the table.
    Disagrees {
        /// Where.
        position: u32,
        /// Residue that the change states.
        stated: Residue,
        /// Residue of the table.
        expected: Residue,
        /// Smallest shift within 20 residues by which the change would agree with the table.
        elsewhere: Option<i32>,
    },
}

impl fmt::Display for Numbering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shifted = |f: &mut fmt::Formatter<'_>, by: &Option<i32>| match by {
            Some(by) => write!(
                f,
                "; it would agree {} residues {}: it may be numbered by another transcript",
                by.unsigned_abs(),
                if *by > 0 { "further on" } else { "before" }
            ),
            None => Ok(()),
        };
        match self {
            Self::Agrees => write!(f, "the reference residue agrees"),
            Self::Unstated { elsewhere } => {
                write!(f, "the reference residue is not known here")?;
                shifted(f, elsewhere)
            }
            Self::Disagrees {
                position,
                stated,
                expected,
                elsewhere,
            } => {
                write!(f, "codon {position} is {expected}, not {stated}")?;
                shifted(f, elsewhere)
            }
        }
    }
}

impl ProteinChange {
    /// Compares the stated reference residues with those that `table` gives for the transcript one expects.
    #[must_use]
    pub fn numbering(&self, table: &dyn Fn(u32) -> Option<Residue>) -> Numbering {
        let stated = self.reference();
        let compared = |by: i64| {
            stated.iter().filter_map(move |&(position, residue)| {
                let moved = u32::try_from(i64::from(position) + by).ok()?;
                Some((position, residue, table(moved)?))
            })
        };
        let elsewhere = || {
            let steps = (1..=i64::from(FARTHEST)).flat_map(|by| [by, -by]);
            steps
                .filter(|&by| {
                    let mut all = compared(by).peekable();
                    all.peek().is_some() && all.all(|(_, stated, here)| stated.agrees(here))
                })
                .map(|by| by as i32)
                .next()
        };
        let mut known = false;
        for (position, stated, expected) in compared(0) {
            known = true;
            if !stated.agrees(expected) {
                return Numbering::Disagrees {
                    position,
                    stated,
                    expected,
                    elsewhere: elsewhere(),
                };
            }
        }
        if known {
            Numbering::Agrees
        } else {
            Numbering::Unstated {
                elsewhere: elsewhere(),
            }
        }
    }

    /// The same change `by` residues further on (before, if negative); `None` where that is before the first residue.
    #[must_use]
    pub fn shifted(&self, by: i32) -> Option<Self> {
        let to = |position: u32| position.checked_add_signed(by).filter(|p| *p > 0);
        let at = |site: &Site| to(site.position).map(|p| Site::new(p, site.residue));
        Some(match self {
            Self::Substitution {
                reference,
                position,
                alternate,
            } => Self::Substitution {
                reference: *reference,
                position: to(*position)?,
                alternate: *alternate,
            },
            Self::Silent(Some(site)) => Self::Silent(Some(at(site)?)),
            Self::Stop(site) => Self::Stop(at(site)?),
            Self::Frameshift(site) => Self::Frameshift(at(site)?),
            Self::Codon(site) => Self::Codon(at(site)?),
            Self::Extension(site, alternate) => Self::Extension(at(site)?, *alternate),
            Self::Deletion(a, b) => Self::Deletion(at(a)?, at(b)?),
            Self::Duplication(a, b) => Self::Duplication(at(a)?, at(b)?),
            Self::Insertion(a, b, inserted) => Self::Insertion(at(a)?, at(b)?, inserted.clone()),
            Self::Delins(a, b, inserted) => Self::Delins(at(a)?, at(b)?, inserted.clone()),
            Self::Splice(position) => Self::Splice(to(*position)?),
            Self::Alternatives(changes) => Self::Alternatives(
                changes
                    .iter()
                    .map(|c| c.shifted(by))
                    .collect::<Option<_>>()?,
            ),
            Self::Silent(None) | Self::StartLoss | Self::Unknown => self.clone(),
        })
    }
}
