//! The states in which a stop rule does not yet hold, sampled.
//!
//! Populations span the region; on each ray from the origin the rule is false up to the boundary and true beyond. Rays are the
//! points of a grid on the simplex whose corners are the populations alone, each at the size at which it meets the rule.

use forestall_model::program::Program;

/// Rays at most; fewer populations have more rays per axis.
const RAYS: usize = 300;

/// Shares of the way to the boundary at which a ray is sampled.
const SHARES: [f64; 5] = [1e-6, 0.25, 0.5, 0.75, 1.0];

/// A weight of 0 on the simplex, so that growth per cell is defined.
const TRACE: f64 = 1e-9;

/// A sampled region.
pub(crate) struct Region {
    points: Vec<Vec<f64>>,
    largest: Vec<Option<f64>>,
}

impl Region {
    /// The region of `rule` (outputs: truth, margin) for `populations`, all else as in `inputs`; `None` if the rule does not stay
    /// true along a ray, or holds where nothing is left.
    pub(crate) fn new(rule: &Program, inputs: &[f64], populations: &[usize]) -> Option<Self> {
        let mut ray = Ray {
            rule,
            inputs: inputs.to_vec(),
            populations,
        };
        let total: f64 = populations.iter().map(|&p| inputs[p].abs()).sum();
        let scale = if total > 0.0 { total } else { 1.0 };
        let mut axes = Vec::with_capacity(populations.len());
        for place in 0..populations.len() {
            let mut alone = vec![0.0; populations.len()];
            alone[place] = scale;
            axes.push(match ray.boundary(&alone) {
                Boundary::At(times) => Some(times * scale),
                Boundary::Nowhere => None,
                Boundary::Again => return None,
            });
        }
        let limited: Vec<usize> = (0..axes.len()).filter(|&a| axes[a].is_some()).collect();
        let mut points = Vec::new();
        let mut largest = axes.clone();
        for weights in simplex(limited.len()) {
            // Populations that the rule does not limit stand at their start: nothing that is used may depend on them.
            let mut direction: Vec<f64> = populations.iter().map(|_| 0.0).collect();
            for (&axis, weight) in limited.iter().zip(weights) {
                direction[axis] = axes[axis].unwrap_or(0.0) * weight.max(TRACE);
            }
            let Boundary::At(times) = ray.boundary(&direction) else {
                return None;
            };
            for (own, along) in largest.iter_mut().zip(&direction) {
                *own = own.map(|own| own.max(times * along));
            }
            for share in SHARES {
                points.push(direction.iter().map(|d| d * times * share).collect());
            }
        }
        Some(Self { points, largest })
    }

    /// Sampled states: a value per population.
    pub(crate) fn points(&self) -> &[Vec<f64>] {
        &self.points
    }

    /// The largest size of a population in the region; `None` if there is no limit.
    pub(crate) fn largest(&self, place: usize) -> Option<f64> {
        self.largest[place]
    }
}

/// Where a rule becomes true along a ray, as a multiple of the direction.
enum Boundary {
    At(f64),
    Nowhere,
    /// It is true and false again.
    Again,
}

struct Ray<'a> {
    rule: &'a Program,
    inputs: Vec<f64>,
    populations: &'a [usize],
}

impl Ray<'_> {
    /// Truth and margin at a multiple of a direction.
    fn look(&mut self, direction: &[f64], times: f64) -> (bool, f64) {
        for (&state, along) in self.populations.iter().zip(direction) {
            self.inputs[state] = times * along;
        }
        let outputs = self.rule.evaluate(&self.inputs);
        (outputs[0] != 0.0, outputs[1])
    }

    fn boundary(&mut self, direction: &[f64]) -> Boundary {
        if self.look(direction, 0.0).0 {
            return Boundary::Again;
        }
        let (mut low, mut high) = (0.0, 1e-3);
        while !self.look(direction, high).0 {
            low = high;
            high *= 2.0;
            if high > 1e15 {
                return Boundary::Nowhere;
            }
        }
        let times = self.narrow(direction, low, high);
        let stays = [1.1, 1.5, 3.0, 10.0]
            .into_iter()
            .all(|f| self.look(direction, f * times).0);
        let begins = [0.1, 0.4, 0.7, 0.9]
            .into_iter()
            .all(|f| !self.look(direction, f * times).0);
        if stays && begins {
            Boundary::At(times)
        } else {
            Boundary::Again
        }
    }

    /// The boundary between `low` (false) and `high` (true), from outside: secants on the margin, halvings where they fail.
    fn narrow(&mut self, direction: &[f64], mut low: f64, mut high: f64) -> f64 {
        for step in 0..100 {
            if high - low <= 4.0 * f64::EPSILON * high {
                break;
            }
            let (below, above) = (self.look(direction, low).1, self.look(direction, high).1);
            let secant = low - below * (high - low) / (above - below);
            let inside = secant > low && secant < high;
            let try_at = if step % 3 < 2 && inside {
                // One rounding to either side brackets a margin that is linear along the ray.
                secant * (1.0 + if step % 3 == 0 { 1.0 } else { -1.0 } * 2.0 * f64::EPSILON)
            } else {
                0.5 * (low + high)
            };
            if try_at <= low || try_at >= high {
                break;
            }
            if self.look(direction, try_at).0 {
                high = try_at;
            } else {
                low = try_at;
            }
        }
        high
    }
}

/// Grid points of the simplex: all ways to share one out among `n`, in steps as fine as [`RAYS`] allows.
fn simplex(n: usize) -> Vec<Vec<f64>> {
    if n == 0 {
        return Vec::new();
    }
    let count = |steps: usize| (1..n).try_fold(1_usize, |c, k| Some(c.checked_mul(steps + k)? / k));
    let steps = (1..=16)
        .rev()
        .find(|&s| count(s).is_some_and(|c| c <= RAYS))
        .unwrap_or(1);
    let mut all = Vec::new();
    let mut parts = vec![0; n];
    share_out(&mut parts, 0, steps, &mut |parts| {
        all.push(parts.iter().map(|&p| p as f64 / steps as f64).collect());
    });
    all
}

fn share_out(parts: &mut Vec<usize>, at: usize, left: usize, found: &mut impl FnMut(&[usize])) {
    if at + 1 == parts.len() {
        parts[at] = left;
        found(parts);
        return;
    }
    for own in (0..=left).rev() {
        parts[at] = own;
        share_out(parts, at + 1, left - own, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Oracle: the number of ways to share `s` steps among `n` is the binomial coefficient (s + n - 1 over n - 1).
    #[test]
    fn a_simplex_is_shared_out_completely() {
        for (n, wanted) in [(1, 1), (2, 17), (3, 153), (4, 286), (40, 40)] {
            let all = simplex(n);
            assert_eq!(all.len(), wanted, "{n}");
            assert!(
                all.iter()
                    .all(|w| (w.iter().sum::<f64>() - 1.0).abs() < 1e-12)
            );
        }
        assert!(simplex(0).is_empty());
    }
}
