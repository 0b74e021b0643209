//! Whether two changes make the same protein: rung "equivalent" of the matching ladder.
//!
//! Both changes are applied to one reference of which only the residues they state (and those a table gives) are known; the two
//! results are then compared place by place. No sequence is needed where the stated residues decide.

use std::collections::BTreeMap;

use super::{ProteinChange, Residue};

/// Whether two changes make the same protein.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Equivalence {
    /// They do.
    Same,
    /// They do if the reference is as follows, which neither change states.
    If {
        /// Residues the reference must have.
        residues: Vec<(u32, Residue)>,
        /// Pairs of positions that must have the same residue.
        alike: Vec<(u32, u32)>,
    },
    /// They do not.
    Different,
}

/// A place of a result: a known residue, or that of the reference at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Known(Residue),
    At(u32),
}

/// Replacement of reference positions by cells: an insertion replaces none (`last` is then `first - 1`).
struct Edit {
    first: u32,
    last: u32,
    cells: Vec<Cell>,
    /// Positions whose residues matter.
    span: (u32, u32),
}

/// Longest window compared.
const WIDEST: u32 = 5_000;

impl ProteinChange {
    /// Whether this change and `other` make the same protein, `reference` giving residues that are known from elsewhere.
    ///
    /// Deletions, duplications, insertions and replacements are equal whatever the shift or the form they are written in;
    /// frameshifts, if they begin at one position; a set is as near as its nearest member; what is unknown equals nothing.
    #[must_use]
    pub fn equivalent(
        &self,
        other: &Self,
        reference: &dyn Fn(u32) -> Option<Residue>,
    ) -> Equivalence {
        if let Self::Alternatives(changes) = self {
            return nearest(changes.iter().map(|c| c.equivalent(other, reference)));
        }
        if let Self::Alternatives(changes) = other {
            return nearest(changes.iter().map(|c| self.equivalent(c, reference)));
        }
        if matches!(self, Self::Unknown) || matches!(other, Self::Unknown) {
            return Equivalence::Different;
        }
        if self == other {
            return Equivalence::Same;
        }
        match (self, other) {
            (Self::Substitution { .. }, Self::Substitution { .. }) if differ(self, other) => {
                Equivalence::Different
            }
            (Self::Frameshift(a), Self::Frameshift(b)) | (Self::Stop(a), Self::Stop(b)) => {
                let agree = match (a.residue, b.residue) {
                    (Some(a), Some(b)) => a.agrees(b),
                    _ => true,
                };
                if a.position == b.position && agree {
                    Equivalence::Same
                } else {
                    Equivalence::Different
                }
            }
            (Self::Extension(a, x), Self::Extension(b, y)) => {
                if a == b && (x.is_none() || y.is_none()) {
                    Equivalence::Same
                } else {
                    Equivalence::Different
                }
            }
            _ => match (edit(self), edit(other)) {
                (Some(a), Some(b)) => compare(&a, &b, self, other, reference),
                _ => Equivalence::Different,
            },
        }
    }
}

/// Whether two substitutions differ, beyond doubt and whatever the reference: what most pairs of changes do, told without applying them.
fn differ(one: &ProteinChange, other: &ProteinChange) -> bool {
    let (
        ProteinChange::Substitution {
            reference: a,
            position: at,
            alternate: x,
        },
        ProteinChange::Substitution {
            reference: b,
            position: there,
            alternate: y,
        },
    ) = (one, other)
    else {
        return false;
    };
    if at == there {
        return !x.agrees(*y);
    }
    // Each would have to leave the residue as it is.
    !a.agrees(*x) || !b.agrees(*y)
}

fn nearest(all: impl Iterator<Item = Equivalence>) -> Equivalence {
    let rank = |e: &Equivalence| match e {
        Equivalence::Same => 0,
        Equivalence::If { .. } => 1,
        Equivalence::Different => 2,
    };
    all.min_by_key(rank).unwrap_or(Equivalence::Different)
}

fn edit(change: &ProteinChange) -> Option<Edit> {
    let known = |residues: &[Residue]| residues.iter().copied().map(Cell::Known).collect();
    Some(match change {
        ProteinChange::Substitution {
            position,
            alternate,
            ..
        } => Edit {
            first: *position,
            last: *position,
            cells: vec![Cell::Known(*alternate)],
            span: (*position, *position),
        },
        ProteinChange::Deletion(a, b) => Edit {
            first: a.position,
            last: b.position,
            cells: Vec::new(),
            span: (a.position, b.position),
        },
        ProteinChange::Duplication(a, b) if b.position - a.position < WIDEST => Edit {
            first: b.position + 1,
            last: b.position,
            cells: (a.position..=b.position).map(Cell::At).collect(),
            span: (a.position, b.position),
        },
        ProteinChange::Insertion(a, b, inserted) if !inserted.is_empty() => Edit {
            first: b.position,
            last: a.position,
            cells: known(inserted),
            span: (a.position, b.position),
        },
        ProteinChange::Delins(a, b, inserted) => Edit {
            first: a.position,
            last: b.position,
            cells: known(inserted),
            span: (a.position, b.position),
        },
        _ => return None,
    })
}

fn compare(
    a: &Edit,
    b: &Edit,
    change: &ProteinChange,
    other: &ProteinChange,
    reference: &dyn Fn(u32) -> Option<Residue>,
) -> Equivalence {
    let growth = |e: &Edit| e.cells.len() as i64 - (i64::from(e.last) - i64::from(e.first) + 1);
    let window = (a.span.0.min(b.span.0), a.span.1.max(b.span.1));
    if growth(a) != growth(b) || window.1 - window.0 > WIDEST {
        return Equivalence::Different;
    }
    let mut known = BTreeMap::new();
    for (position, residue) in change.reference().into_iter().chain(other.reference()) {
        let before = *known.entry(position).or_insert(residue);
        if !before.agrees(residue) {
            return Equivalence::Different;
        }
        if before == Residue::ANY {
            known.insert(position, residue);
        }
    }
    for position in window.0..=window.1 {
        if let Some(residue) = reference(position) {
            known.entry(position).or_insert(residue);
        }
    }
    let result = |e: &Edit| -> Vec<Cell> {
        let before = (window.0..e.first).map(Cell::At);
        let after = (e.last + 1..=window.1).map(Cell::At);
        before.chain(e.cells.iter().copied()).chain(after).collect()
    };
    unify(&result(a), &result(b), known)
}

/// Compares two results, noting what the reference must be for them to be equal.
fn unify(a: &[Cell], b: &[Cell], mut known: BTreeMap<u32, Residue>) -> Equivalence {
    let mut residues = BTreeMap::new();
    let mut ties: Vec<(u32, u32)> = Vec::new();
    for (x, y) in a.iter().zip(b) {
        if x == y {
            continue;
        }
        let value = |cell: &Cell, known: &BTreeMap<u32, Residue>| match cell {
            Cell::Known(residue) => Some(*residue),
            Cell::At(position) => known.get(position).copied(),
        };
        match (value(x, &known), value(y, &known)) {
            (Some(x), Some(y)) if x.agrees(y) => {}
            (Some(_), Some(_)) => return Equivalence::Different,
            (Some(residue), None) | (None, Some(residue)) => {
                for cell in [x, y] {
                    if let Cell::At(position) = cell
                        && known.insert(*position, residue).is_none()
                    {
                        residues.insert(*position, residue);
                    }
                }
            }
            (None, None) => {
                if let (Cell::At(p), Cell::At(q)) = (x, y) {
                    ties.push(((*p).min(*q), (*p).max(*q)));
                }
            }
        }
    }
    // A tie whose one end became known later fixes the other end too.
    while let Some(i) = ties
        .iter()
        .position(|(p, q)| known.contains_key(p) || known.contains_key(q))
    {
        let (p, q) = ties.swap_remove(i);
        match (known.get(&p).copied(), known.get(&q).copied()) {
            (Some(x), Some(y)) if !x.agrees(y) => return Equivalence::Different,
            (Some(x), None) => {
                known.insert(q, x);
                residues.insert(q, x);
            }
            (None, Some(y)) => {
                known.insert(p, y);
                residues.insert(p, y);
            }
            _ => {}
        }
    }
    if residues.is_empty() && ties.is_empty() {
        return Equivalence::Same;
    }
    ties.sort_unstable();
    ties.dedup();
    Equivalence::If {
        residues: residues.into_iter().collect(),
        alike: ties,
    }
}
