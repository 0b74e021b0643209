//! Two variants over time.

use super::allelic::Allelic;
use super::relation::{Judgement, Proof};

/// Judges from samples of one patient, in order of time, whether the same cells carry both variants, and whether some cells do.
///
/// Opposite moves (one rises and one falls between two samples, each with intervals that do not meet) exclude one clone. Moves
/// together with a constant ratio are what one clone shows, but two clones that grow alike show them too: `possible`, and the
/// reason says so. Bounds are shared out over the samples, so that the statement as a whole holds at `level`.
///
/// Returns (some cells carry both, the same cells carry both).
#[must_use]
pub fn relate_over_time(samples: &[(Allelic, Allelic)], level: f64) -> (Judgement, Judgement) {
    let shared = 1.0 - (1.0 - level) / samples.len().max(1) as f64;
    let cells: Vec<_> = samples
        .iter()
        .map(|(a, b)| (a.cell_fraction(shared), b.cell_fraction(shared)))
        .collect();
    let best = cells
        .iter()
        .map(|(a, b)| a.low + b.low - 1.0)
        .enumerate()
        .max_by(|x, y| x.1.total_cmp(&y.1));
    let cell = match best {
        Some((i, margin)) if margin > 0.0 => {
            let (a, b) = cells[i];
            let reason = format!(
                "sample {}: cell fractions {a} and {b}: the lower bounds add up to more than 1",
                i + 1
            );
            Judgement::new(Proof::Proven, Some(margin), reason)
        }
        other => {
            let reason =
                "in no sample do the lower bounds of the cell fractions add up to more than 1";
            Judgement::new(Proof::Possible, other.map(|(_, m)| m), reason.to_owned())
        }
    };
    (cell, one_clone(&cells))
}

fn one_clone(cells: &[(super::Bounds, super::Bounds)]) -> Judgement {
    let mut together = false;
    for (i, x) in cells.iter().enumerate() {
        if x.0.disjoint(&x.1) {
            let margin = (x.0.low - x.1.high).max(x.1.low - x.0.high);
            let reason = format!(
                "sample {}: cell fractions {} and {} differ by {margin:.2} at least",
                i + 1,
                x.0,
                x.1
            );
            return Judgement::new(Proof::Excluded, Some(margin), reason);
        }
        for (j, y) in cells.iter().enumerate().skip(i + 1) {
            let first = step(&x.0, &y.0);
            let second = step(&x.1, &y.1);
            if first * second < 0.0 {
                let reason = format!(
                    "between samples {} and {} one {} while the other {}",
                    i + 1,
                    j + 1,
                    if first > 0.0 { "rises" } else { "falls" },
                    if second > 0.0 { "rises" } else { "falls" },
                );
                let margin = first.abs().min(second.abs());
                return Judgement::new(Proof::Excluded, Some(margin), reason);
            }
            together |= first * second > 0.0;
        }
    }
    let reason = if together {
        "both move together and stay alike, as one clone does, or two that grow alike"
    } else {
        "the cell fractions overlap, and neither moves enough to tell"
    };
    Judgement::new(Proof::Possible, None, reason.to_owned())
}

/// By how much a fraction rose (negative: fell) at least; 0 where the intervals meet.
fn step(before: &super::Bounds, after: &super::Bounds) -> f64 {
    if after.low > before.high {
        after.low - before.high
    } else if after.high < before.low {
        after.high - before.low
    } else {
        0.0
    }
}
