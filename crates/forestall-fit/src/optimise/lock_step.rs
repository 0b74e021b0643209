//! Searches from many starts, a round at a time.

use super::{Bounds, Optima, Progress, Stopping, collect, merge};
use crate::FitError;

/// Rounds before starts can merge: where they come from tells little of where they go.
const APART: usize = 5;

/// A search from one start.
pub(super) trait Walk: Sized {
    /// Starts merge after every so many rounds ...
    const MERGES_EVERY: usize = 1;
    /// ... within this share of the distance asked for.
    const MERGES_WITHIN: f64 = 1.0;

    fn new(start: &[f64], bounds: &Bounds) -> Self;

    fn progress(&mut self) -> &mut Progress;

    /// Puts the points to evaluate next behind `points`, and returns their number.
    fn trials(&self, points: &mut Vec<f64>) -> usize;
}

/// Searches from all `starts`. In each round `advance` evaluates the points of the searches that go on, which stand one behind the
/// other in the order of the searches, and lets these absorb what was found; it is told the number of points.
///
/// # Errors
/// What `advance` fails with, or [`FitError`] if no start can be evaluated or one has the wrong length.
pub(super) fn lock_step<W: Walk>(
    starts: &[Vec<f64>],
    bounds: &Bounds,
    stopping: Stopping,
    mut advance: impl FnMut(&[f64], usize, &mut [&mut W]) -> Result<(), FitError>,
) -> Result<Optima, FitError> {
    let mut walks: Vec<W> = starts.iter().map(|start| W::new(start, bounds)).collect();
    let (mut evaluations, mut rounds) = (0, 0);
    let mut points = Vec::new();
    while rounds < stopping.rounds {
        let mut active: Vec<&mut W> = walks.iter_mut().collect();
        active.retain_mut(|walk| walk.progress().ended.is_none());
        if active.is_empty() {
            break;
        }
        points.clear();
        let count = active.iter().map(|walk| walk.trials(&mut points)).sum();
        advance(&points, count, &mut active)?;
        evaluations += count;
        rounds += 1;
        if stopping.merge > 0.0 && rounds >= APART && rounds % W::MERGES_EVERY == 0 {
            let progress = walks.iter_mut().map(Walk::progress);
            merge(progress, bounds, W::MERGES_WITHIN * stopping.merge);
        }
    }
    let progress: Vec<&Progress> = walks.iter_mut().map(|walk| &*walk.progress()).collect();
    collect(&progress, bounds, evaluations, rounds)
}
