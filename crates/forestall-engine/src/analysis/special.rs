//! What happens along a branch: folds, Hopf points, crossings.

use super::continuation::{HALVINGS, Spot, ahead, described};
use super::curve::Curve;
use super::lyapunov;
use super::{BranchPoint, Special};

/// Parts of the weights within which a special point is an edge of the box, or where the curve was begun.
pub(super) const AT_EDGE: f64 = 1e-2;
pub(super) const AT_START: f64 = 1.0;

/// Whether a special point is the spot itself: its states within this part of their weights, the parameter within rounding.
pub(super) fn is_at(curve: &Curve<'_>, special: &BranchPoint, spot: &Spot, part: f64) -> bool {
    let weights = curve.weights(&spot.point);
    let states = special.states.iter().zip(&spot.point).zip(&weights);
    let near = states
        .into_iter()
        .all(|((a, b), w)| (a - b).abs() <= part * w);
    let last = curve.parameter(spot.point[curve.states()]);
    let width = (curve.parameter(curve.ends.1) - curve.parameter(curve.ends.0)).abs();
    near && (special.parameter - last).abs() <= 1e-6 * width
}

/// What happens between two spots, located.
pub(super) fn specials(curve: &Curve<'_>, here: &Spot, next: &Spot) -> Option<BranchPoint> {
    let n = curve.states();
    let turns = here.direction[n] * next.direction[n] < 0.0;
    if !turns && here.unstable == next.unstable {
        return None;
    }
    let weights = curve.weights(&here.point);
    let mut high: f64 = (here
        .point
        .iter()
        .zip(&next.point)
        .zip(&weights)
        .zip(&here.direction))
    .map(|(((a, b), w), d)| (b - a) / w * d)
    .sum();
    let mut low = 0.0;
    let passed = |spot: &Spot| {
        if turns {
            here.direction[n] * spot.direction[n] <= 0.0
        } else {
            here.unstable != spot.unstable
        }
    };
    let mut found = next.clone();
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        match ahead(curve, here, middle) {
            Some((spot, _)) if passed(&spot) => (high, found) = (middle, spot),
            Some(_) => low = middle,
            None => break,
        }
    }
    let special = if turns {
        Special::Fold
    } else {
        // The pair that crosses has the smallest real part.
        let sizes = found
            .eigenvalues
            .iter()
            .map(|(re, im)| libm::hypot(*re, *im));
        let scale = sizes.fold(0.0, f64::max);
        let crossing = (found.eigenvalues.iter()).min_by(|a, b| a.0.abs().total_cmp(&b.0.abs()))?;
        if here.unstable.abs_diff(next.unstable) == 2 && crossing.1.abs() > 1e-7 * scale {
            let frequency = crossing.1.abs();
            let lyapunov = lyapunov::coefficient(
                &|states| curve.jacobian(states, found.point[n]),
                &found.point[..n],
                &curve.sizes(&found.point),
                frequency,
            );
            Special::Hopf {
                frequency,
                lyapunov: lyapunov.unwrap_or(f64::NAN),
            }
        } else {
            Special::Crossing
        }
    };
    Some(described(curve, &found, Some(special)))
}
