//! Branches of steady states by pseudo-arclength continuation (Keller 1977; Govaerts 2000, Numerical Methods for Bifurcations of
//! Dynamical Equilibria, doi:10.1137/1.9780898719543).
//!
//! From steady states at several values of the parameter the curve is followed in both directions, in steps along itself, so that it
//! is followed round its folds. A fold is where the parameter turns back, a Hopf point where a complex pair of eigenvalues crosses the
//! imaginary axis, a crossing where a real one does and the parameter goes on; each is located by halving the step to 1e-13 of it.

use super::curve::{Curve, Row};
use super::special::{AT_EDGE, AT_START, is_at, specials};
use super::{AnalysisError, Branch, BranchPoint, Special};
use crate::Model;

/// Values of the parameter at which steady states are looked for.
const SEEDS: usize = 9;
/// Longest, first and shortest step, in weights.
const LONGEST: f64 = 0.02;
const FIRST: f64 = 2e-3;
const SHORTEST: f64 = 1e-9;
/// Steps in one direction at most.
const MOST_STEPS: usize = 20_000;
/// A seed this near to a chord of the curve, in weights, may lie on the curve, and does if the curve is this near to it.
const NEAR: f64 = 0.01;
const SAME: f64 = 1e-4;
/// Halvings of a step to locate what happens in it.
pub(super) const HALVINGS: usize = 44;

/// The parameter that steady states are followed along.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Along {
    /// Index of the parameter.
    pub parameter: usize,
    /// First value.
    pub from: f64,
    /// Last value.
    pub to: f64,
    /// Whether steps are taken in its logarithm; both ends must then be positive.
    pub log: bool,
}

/// A steady state from which a branch may be followed.
struct Seed {
    point: Vec<f64>,
    used: bool,
}

/// A point with what is known there.
#[derive(Clone)]
pub(super) struct Spot {
    pub point: Vec<f64>,
    pub direction: Vec<f64>,
    pub eigenvalues: Vec<(f64, f64)>,
    pub unstable: usize,
}

/// What ends a stretch.
enum Next {
    Spot(Spot),
    /// The curve leaves the box or the stretch of the parameter here.
    Edge(Spot),
    Lost,
}

impl Model {
    /// Branches of steady states within `ranges` (one per state) along a parameter; see [`Model::held`] for doses. What is not connected
    /// to a steady state at one of nine values of the parameter is not found.
    ///
    /// # Errors
    /// [`AnalysisError::Range`] if the parameter cannot run over its stretch; those of [`Model::steady_states`].
    pub fn branches(
        &self,
        parameters: &[f64],
        along: Along,
        ranges: &[(f64, f64)],
    ) -> Result<Vec<Branch>, AnalysisError> {
        let (from, to) = (along.from, along.to);
        let why = if !(from.is_finite() && to.is_finite()) {
            Some(": both ends must be finite")
        } else if from == to {
            Some(": that is one value")
        } else if along.log && (from <= 0.0 || to <= 0.0) {
            Some(" on a logarithmic scale: both ends must be positive")
        } else {
            None
        };
        if let Some(why) = why {
            return Err(AnalysisError::Range { from, to, why });
        }
        let curve = Curve::new(
            self,
            parameters,
            along.parameter,
            (from, to),
            along.log,
            ranges,
        );
        let mut seeds = Vec::new();
        let mut own = parameters.to_vec();
        for k in 0..SEEDS {
            let share = k as f64 / (SEEDS - 1) as f64;
            let last = curve.ends.0 + share * (curve.ends.1 - curve.ends.0);
            own[along.parameter] = curve.parameter(last);
            for steady in self.steady_states(None, &own, ranges)? {
                let mut point = steady.states;
                point.push(last);
                seeds.push(Seed { point, used: false });
            }
        }
        let mut branches = Vec::new();
        for at in 0..seeds.len() {
            if seeds[at].used {
                continue;
            }
            seeds[at].used = true;
            if let Some(branch) = follow_both(&curve, at, &mut seeds) {
                branches.push(branch);
            }
        }
        Ok(branches)
    }
}

/// The branch through a seed; other seeds on it are marked.
fn follow_both(curve: &Curve<'_>, at: usize, seeds: &mut [Seed]) -> Option<Branch> {
    let start = seeds[at].point.clone();
    let n = curve.states();
    let mut forward = vec![0.0; n + 1];
    forward[n] = (curve.ends.1 - curve.ends.0).signum();
    let first = spot(curve, start, &forward)?;
    let (mut points, closed) = follow(curve, &first, seeds);
    if !closed {
        let mut back = first.clone();
        for x in &mut back.direction {
            *x = -*x;
        }
        let (mut before, _) = follow(curve, &back, seeds);
        before.reverse();
        before.pop();
        before.append(&mut points);
        points = before;
    }
    // A special point counts to the stretch before it.
    for k in 1..points.len() {
        if points[k].special.is_some() {
            points[k].unstable = points[k - 1].unstable;
        }
    }
    Some(Branch { points, closed })
}

/// What is known at a point of the curve.
fn spot(curve: &Curve<'_>, point: Vec<f64>, before: &[f64]) -> Option<Spot> {
    let weights = curve.weights(&point);
    let direction = curve.direction(&point, &weights, before)?;
    let eigenvalues = curve.eigenvalues(&point);
    let unstable = Curve::unstable(&eigenvalues);
    Some(Spot {
        point,
        direction,
        eigenvalues,
        unstable,
    })
}

/// The spot at this length from another one, and the steps it took.
pub(super) fn ahead(curve: &Curve<'_>, from: &Spot, length: f64) -> Option<(Spot, usize)> {
    let weights = curve.weights(&from.point);
    let guess: Vec<f64> = (from.point.iter().zip(&from.direction).zip(&weights))
        .map(|((x, d), w)| x + length * d * w)
        .collect();
    let (point, steps) = curve.correct(&guess, &weights, &Row::Plane(&from.direction))?;
    let next = spot(curve, point, &from.direction)?;
    Some((next, steps))
}

/// Follows the curve from a spot in its direction; whether it comes back to where it began.
fn follow(curve: &Curve<'_>, first: &Spot, seeds: &mut [Seed]) -> (Vec<BranchPoint>, bool) {
    let mut points = vec![described(curve, first, None)];
    let mut here = first.clone();
    let mut length = FIRST;
    for number in 0..MOST_STEPS {
        let next = match step(curve, &here, &mut length) {
            Next::Spot(next) => next,
            Next::Edge(edge) => {
                mark(curve, &here, &edge, seeds);
                // What happens on a side of the box itself belongs to the branch that lies in that side.
                let own = specials(curve, &here, &edge);
                points.extend(own.filter(|special| !is_at(curve, special, &edge, AT_EDGE)));
                if edge.point != here.point {
                    points.push(described(curve, &edge, None));
                }
                return (points, false);
            }
            Next::Lost => return (points, false),
        };
        if number > 4 && comes_back(curve, first, &here, &next) {
            // What happens at the start itself is met in the first step or only now.
            let at_start = |special: &BranchPoint| is_at(curve, special, first, AT_START);
            let met = |point: &BranchPoint| point.special.is_some() && at_start(point);
            if !points.iter().any(met) {
                points.extend(specials(curve, &here, &next).filter(at_start));
            }
            points.push(described(curve, first, None));
            return (points, true);
        }
        mark(curve, &here, &next, seeds);
        points.extend(specials(curve, &here, &next));
        points.push(described(curve, &next, None));
        here = next;
    }
    (points, false)
}

/// One step of adapted length.
fn step(curve: &Curve<'_>, here: &Spot, length: &mut f64) -> Next {
    let n = curve.states();
    while *length > SHORTEST {
        let Some((next, steps)) = ahead(curve, here, *length) else {
            *length *= 0.5;
            continue;
        };
        let cosine: f64 = (here.direction.iter().zip(&next.direction))
            .map(|(a, b)| a * b)
            .sum();
        // At most one thing may happen in a step.
        let turns = here.direction[n] * next.direction[n] < 0.0;
        let crossed = here.unstable.abs_diff(next.unstable);
        let several = crossed > 2 || (turns && crossed != 1);
        if (cosine < 0.95 || several) && *length > 1e-6 {
            *length *= 0.5;
            continue;
        }
        if !curve.inside(&next.point) || !curve.between(next.point[n]) {
            return edge(curve, here, *length);
        }
        if steps <= 3 && cosine > 0.995 {
            *length = (*length * 1.6).min(LONGEST);
        }
        return Next::Spot(next);
    }
    Next::Lost
}

/// The last spot within the box and the stretch of the parameter.
fn edge(curve: &Curve<'_>, here: &Spot, length: f64) -> Next {
    let n = curve.states();
    let within = |spot: &Spot| curve.inside(&spot.point) && curve.between(spot.point[n]);
    let (mut low, mut high, mut last) = (0.0, length, here.clone());
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        match ahead(curve, here, middle) {
            Some((next, _)) if within(&next) => (low, last) = (middle, next),
            _ => high = middle,
        }
    }
    // An end of the stretch is met exactly.
    let (a, b) = curve.ends;
    let near = if (last.point[n] - a).abs() < (last.point[n] - b).abs() {
        a
    } else {
        b
    };
    let weights = curve.weights(&last.point);
    if (last.point[n] - near).abs() <= 1e-6 * (b - a).abs() {
        let mut guess = last.point.clone();
        guess[n] = near;
        if let Some((point, _)) = curve.correct(&guess, &weights, &Row::Fixed)
            && let Some(spot) = spot(curve, point, &last.direction)
        {
            return Next::Edge(spot);
        }
    }
    Next::Edge(last)
}

/// Whether the step from `here` to `next` passes by where the curve was begun, in the same direction.
fn comes_back(curve: &Curve<'_>, first: &Spot, here: &Spot, next: &Spot) -> bool {
    let weights = curve.weights(&first.point);
    let apart = |a: &[f64], b: &[f64]| -> Vec<f64> {
        (a.iter().zip(b).zip(&weights))
            .map(|((a, b), w)| (a - b) / w)
            .collect()
    };
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let same_way = dot(&first.direction, &next.direction) > 0.9;
    let (before, after) = (
        apart(&here.point, &first.point),
        apart(&next.point, &first.point),
    );
    let passed = dot(&before, &first.direction) <= 0.0 && dot(&after, &first.direction) >= 0.0;
    let near = dot(&after, &after).sqrt() < 2.0 * LONGEST;
    same_way && passed && near
}

/// Marks the seeds that the step passes: near the chord, a point of the curve beside the seed is the seed itself.
fn mark(curve: &Curve<'_>, here: &Spot, next: &Spot, seeds: &mut [Seed]) {
    let weights = curve.weights(&here.point);
    let apart = |a: &[f64], b: &[f64]| -> Vec<f64> {
        let pairs = a.iter().zip(b).zip(&weights);
        pairs.map(|((a, b), w)| (a - b) / w).collect()
    };
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let chord = apart(&next.point, &here.point);
    let square = dot(&chord, &chord);
    if square == 0.0 {
        return;
    }
    let direction: Vec<f64> = chord.iter().map(|x| x / square.sqrt()).collect();
    for seed in seeds.iter_mut().filter(|seed| !seed.used) {
        let away = apart(&seed.point, &here.point);
        let share = dot(&away, &chord) / square;
        let beside = dot(&away, &away) - share * share * square;
        if !(-0.01..=1.01).contains(&share) || beside > NEAR * NEAR {
            continue;
        }
        let guess: Vec<f64> = (here.point.iter().zip(&next.point))
            .map(|(x, y)| x + share * (y - x))
            .collect();
        if let Some((found, _)) = curve.correct(&guess, &weights, &Row::Plane(&direction)) {
            let gap = apart(&found, &seed.point);
            seed.used = dot(&gap, &gap).sqrt() <= SAME;
        }
    }
}

pub(super) fn described(curve: &Curve<'_>, spot: &Spot, special: Option<Special>) -> BranchPoint {
    let n = curve.states();
    let states = spot.point.iter().zip(curve.ranges);
    BranchPoint {
        parameter: curve.parameter(spot.point[n]),
        states: states
            .map(|(x, (low, high))| x.clamp(*low, *high))
            .collect(),
        eigenvalues: spot.eigenvalues.clone(),
        unstable: spot.unstable,
        special,
    }
}
