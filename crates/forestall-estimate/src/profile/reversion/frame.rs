//! Shifts of the reading frame that add up to none, and deletions that take the damage with them.

use crate::profile::change::{CodingChange, Edited};

use super::{Reversion, ReversionRule, ReversionVerdict, Stretch};

/// Distance beyond which a restored frame is called unlikely, in bases.
const FAR: u32 = 300;

/// First and last base that a change takes away, if it takes any.
fn taken(change: &CodingChange) -> Option<(i64, i64)> {
    match change.edited {
        Edited::Insertion(_) | Edited::Duplication | Edited::Nothing => None,
        _ => Some((change.first.base, change.last.base)),
    }
}

/// First and last base that must go for the change to be gone: an insertion goes with both its neighbours, a duplication with
/// its second copy's place, which lies behind the last base.
fn seat(change: &CodingChange) -> (i64, i64) {
    match change.edited {
        Edited::Duplication => (change.last.base, change.last.base + 1),
        _ => (change.first.base, change.last.base),
    }
}

/// A deletion (or replacement) over the primary variant: the primary is gone, what counts is the deletion's own length.
pub(super) fn removal(first: &CodingChange, other: &CodingChange, moved: i64) -> Option<Reversion> {
    if !matches!(other.edited, Edited::Deletion | Edited::Delins(_)) || moved >= 0 {
        return None;
    }
    let gone = taken(other)?;
    let (from, to) = seat(first);
    if gone.0 <= from && to <= gone.1 {
        let (verdict, words) = if moved % 3 == 0 {
            (ReversionVerdict::Restored, "in frame")
        } else {
            (ReversionVerdict::NotRestored, "out of frame")
        };
        let reason = format!(
            "{other} takes {first} away, and {} bases net: {words}",
            -moved
        );
        return Some(Reversion::new(verdict, ReversionRule::Removal, reason));
    }
    let apart = to < gone.0 || gone.1 < from;
    if apart {
        return None;
    }
    // Both are counted on the reference: of two deletions that overlap, the bases in either are gone.
    if let (Edited::Deletion, Edited::Deletion) = (&first.edited, &other.edited) {
        let union = gone.1.max(to) - gone.0.min(from) + 1;
        let (verdict, words) = if union % 3 == 0 {
            (ReversionVerdict::Restored, "in frame")
        } else {
            (ReversionVerdict::NotRestored, "out of frame")
        };
        let reason =
            format!("{first} and {other} overlap and take {union} bases together: {words}");
        return Some(Reversion::new(verdict, ReversionRule::Frame, reason));
    }
    Some(Reversion::unclear(format!(
        "{first} and {other} overlap: what they leave needs the record of the whole allele"
    )))
}

/// Two shifts on one allele.
pub(super) fn frame(
    first: &CodingChange,
    shift: i64,
    other: &CodingChange,
    moved: i64,
) -> Reversion {
    let sum = shift + moved;
    let added = format!("{first} shifts by {shift:+}, {other} by {moved:+}, together {sum:+}");
    if sum % 3 != 0 {
        let reason = format!("{added}: no multiple of 3");
        return Reversion::new(ReversionVerdict::NotRestored, ReversionRule::Frame, reason);
    }
    if overlap(first, other) {
        return Reversion::unclear(format!(
            "{first} and {other} overlap: what they leave needs the record of the whole allele"
        ));
    }
    let mut reason = format!("{added}: the frame is restored");
    let stretch = stretch(first, other);
    if let Some(Stretch {
        distance,
        codons,
        free_of_stops,
        unlikely,
    }) = stretch
    {
        reason.push_str(&format!(
            "; {codons} codons between them are read out of frame (no stop among as many random ones: {free_of_stops:.2})"
        ));
        if unlikely {
            reason.push_str(&format!(
                "; {distance} bases apart: frame restored, unlikely to work"
            ));
        }
    }
    Reversion {
        stretch,
        ..Reversion::new(ReversionVerdict::Restored, ReversionRule::Frame, reason)
    }
}

/// Whether the two touch the same bases, so that their order on the allele is not given.
pub(super) fn overlap(a: &CodingChange, b: &CodingChange) -> bool {
    match (taken(a), taken(b)) {
        (Some(a), Some(b)) => a.0 <= b.1 && b.0 <= a.1,
        // An insertion lies between its neighbours: within a deletion only if both are taken.
        (Some(gone), None) => within(gap(b), gone),
        (None, Some(gone)) => within(gap(a), gone),
        (None, None) => gap(a) == gap(b),
    }
}

/// The base before which no base is inserted any more: inserted bases lie behind it.
fn gap(change: &CodingChange) -> i64 {
    match change.edited {
        Edited::Duplication => change.last.base,
        _ => change.first.base,
    }
}

fn within(gap: i64, gone: (i64, i64)) -> bool {
    gone.0 <= gap && gap < gone.1
}

/// The stretch out of frame between two shifts.
pub(super) fn stretch(first: &CodingChange, other: &CodingChange) -> Option<Stretch> {
    let shifts = |c: &CodingChange| c.net_length().is_some_and(|n| n % 3 != 0);
    if !shifts(first) || !shifts(other) {
        return None;
    }
    let ends = |c: &CodingChange| match c.edited {
        Edited::Insertion(_) | Edited::Duplication => (gap(c) + 1, gap(c)),
        _ => (c.first.base, c.last.base),
    };
    let inserted = |c: &CodingChange| match &c.edited {
        Edited::Insertion(i) | Edited::Delins(i) => i.length.map_or(0, i64::from),
        Edited::Duplication => c.net_length().unwrap_or(0),
        _ => 0,
    };
    let (a, b) = (ends(first), ends(other));
    let distance = (b.0 - a.1 - 1).max(a.0 - b.1 - 1).max(0);
    let codons = (distance + inserted(first) + inserted(other) + 2) / 3;
    Some(Stretch {
        distance: distance as u32,
        codons: codons as u32,
        free_of_stops: libm::pow(61.0 / 64.0, codons as f64),
        unlikely: distance > i64::from(FAR),
    })
}
