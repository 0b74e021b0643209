//! Places of regimens, shared where the difference is not clear.

/// Places of `count` regimens that are already ordered best first; `clearly(a, b)` says whether `a` is clearly better than `b`.
///
/// A regimen shares the place of those before it unless one of them is clearly better; then it opens a new place, which is one more
/// than the number of regimens before it. So two regimens on one place are never clearly different, and places follow the order.
/// "Not clearly different" need not carry over from the first to the third by way of the second, so that neighbours on different places
/// may be alike: the differences themselves say so.
///
/// ```
/// let times = [9.0, 9.0, 4.0];
/// assert_eq!(forestall_plan::places(3, |a, b| times[a] > times[b]), [1, 1, 3]);
/// ```
pub fn places(count: usize, clearly: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut places = Vec::with_capacity(count);
    let mut first = 0;
    for at in 0..count {
        if (first..at).any(|before| clearly(before, at)) {
            first = at;
        }
        places.push(first + 1);
    }
    places
}
