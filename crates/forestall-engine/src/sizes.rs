//! How large each state of a patient is: what the absolute tolerance is taken from where a file gives none.
//!
//! The size of a state is its largest value so far. A state that starts at 0, or next to it, has a size before it has a value: the
//! one at which what feeds it would hold it, found from the partial derivatives at the start.

use forestall_model::program::Program;

/// Below this part of the largest size, a state is taken to be near 0.
const NEAR_ZERO: f64 = 1e-12;
/// Least size, as a part of the largest.
const LEAST: f64 = 1e-20;

/// Whether a state is near 0 where others are not, so that its size must be asked of them.
pub(crate) fn are_unknown(sizes: &[f64]) -> bool {
    let largest = sizes.iter().copied().fold(0.0, f64::max);
    sizes.iter().any(|&size| size <= NEAR_ZERO * largest)
}

/// Raises the sizes of states near 0, by the program of derivatives and partial derivatives, for a run of a given length.
pub(crate) fn raise(sizes: &mut [f64], jacobian: &Program, inputs: &[f64], span: f64) {
    let n = sizes.len();
    let values = jacobian.evaluate(inputs);
    let partial = |of: usize, by: usize| values[n + by * n + of].abs();
    let largest = sizes.iter().copied().fold(0.0, f64::max);
    let open: Vec<usize> = (0..n)
        .filter(|&i| sizes[i] <= NEAR_ZERO * largest)
        .collect();
    // What feeds a state may itself be fed by another: as many rounds as there are states reach all.
    for _ in 0..n {
        let mut changed = false;
        for &own in &open {
            let fed = (0..n).filter(|&other| other != own);
            let fed = fed.map(|other| partial(own, other) * sizes[other]);
            let rate = fed.fold(values[own].abs(), f64::max);
            let stays = span.min(1.0 / partial(own, own));
            let size = rate * stays;
            if size.is_finite() && size > sizes[own] * 1.01 {
                sizes[own] = size;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let largest = sizes.iter().copied().fold(0.0, f64::max);
    let least = if largest > 0.0 { LEAST * largest } else { 1.0 };
    for size in sizes {
        *size = size.max(least);
    }
}
