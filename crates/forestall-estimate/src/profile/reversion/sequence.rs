//! Edits a coding sequence and translates it.

use crate::profile::change::{CodingChange, Edited, Inserted};

use super::codon;
use super::frame::overlap;
use super::{Reversion, ReversionRule, ReversionVerdict};

/// Judges by translating the sequence with both variants; `None` where bases are not stated, lie outside, or overlap.
pub(super) fn judge(
    first: &CodingChange,
    other: &CodingChange,
    sequence: &str,
) -> Option<Reversion> {
    let sequence = sequence.to_ascii_uppercase().into_bytes();
    if overlap(first, other) {
        return None;
    }
    let alone = edited(&sequence, &[first])?;
    let both = edited(&sequence, &[first, other])?;
    let damaged = translate(&alone);
    let made = translate(&both);
    let reference = translate(&sequence);
    if whole(&damaged) {
        return None;
    }
    let shift = first.net_length()?;
    let rule = if shift % 3 == 0 {
        ReversionRule::Nonsense
    } else {
        ReversionRule::Frame
    };
    let sum = shift + other.net_length()?;
    if sum % 3 != 0 {
        return None;
    }
    let expected = reference.len() as i64 + sum / 3;
    let stop = made
        .iter()
        .position(|r| *r == '*')
        .map_or(made.len(), |i| i + 1);
    Some(if whole(&made) && made.len() as i64 == expected {
        let reason = format!("{first} and {other} together: the sequence is read to its own stop");
        Reversion::new(ReversionVerdict::Restored, rule, reason)
    } else {
        let reason =
            format!("{first} and {other} together: a stop at codon {stop} of the altered sequence");
        Reversion::new(ReversionVerdict::NotRestored, rule, reason)
    })
}

/// Whether the first stop is the last codon.
fn whole(protein: &[char]) -> bool {
    protein.iter().position(|r| *r == '*') == Some(protein.len().wrapping_sub(1))
}

/// Residues, codon by codon; a rest of one or two bases is passed over.
fn translate(sequence: &[u8]) -> Vec<char> {
    let codons = sequence.chunks_exact(3);
    codons
        .map(|c| codon::residue([c[0], c[1], c[2]]).unwrap_or('X'))
        .collect()
}

/// The sequence with changes that do not overlap, the last one first, so that positions stay those of the reference.
fn edited(sequence: &[u8], changes: &[&CodingChange]) -> Option<Vec<u8>> {
    let mut changes = changes.to_vec();
    changes.sort_by_key(|c| std::cmp::Reverse((c.first.base, c.last.base)));
    let mut edited = sequence.to_vec();
    for change in changes {
        if !change.first.is_coding() || !change.last.is_coding() {
            return None;
        }
        let from = usize::try_from(change.first.base - 1).ok()?;
        let to = usize::try_from(change.last.base).ok()?;
        if to > edited.len() {
            return None;
        }
        let bases = |inserted: &Inserted| Some(inserted.bases.as_ref()?.as_bytes().to_vec());
        let (range, new) = match &change.edited {
            Edited::Substitution(reference, alternate) => {
                if edited[from] != *reference as u8 {
                    return None;
                }
                (from..to, vec![*alternate as u8])
            }
            Edited::Deletion => (from..to, Vec::new()),
            Edited::Duplication => (to..to, edited[from..to].to_vec()),
            Edited::Insertion(inserted) => (from + 1..from + 1, bases(inserted)?),
            Edited::Delins(inserted) => (from..to, bases(inserted)?),
            Edited::Inversion => {
                let turned = edited[from..to].iter().rev().map(|b| match b {
                    b'A' => b'T',
                    b'C' => b'G',
                    b'G' => b'C',
                    b'T' => b'A',
                    other => *other,
                });
                (from..to, turned.collect())
            }
            Edited::Nothing => (from..from, Vec::new()),
        };
        edited.splice(range, new);
    }
    Some(edited)
}
