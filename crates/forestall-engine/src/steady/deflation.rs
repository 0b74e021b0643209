//! Deflation: Newton's method that is driven away from roots that are known (Farrell, Birkisson, Funke 2015, doi:10.1137/140984798).
//!
//! The rates are multiplied by m(x) = product over known roots r of (1 + 1 / |x - r|^2). The Newton step of the product is the plain
//! step divided by 1 + (grad ln m) . step, so no other matrix is needed.

/// How a plain Newton step must be stretched so that it is one of the deflated equations. `step` is what is taken off the states;
/// lengths are measured in the widths of the ranges.
pub(super) fn stretch(
    states: &[f64],
    step: &[f64],
    known: &[Vec<f64>],
    ranges: &[(f64, f64)],
) -> f64 {
    let mut slope = 0.0;
    for root in known {
        let (mut square, mut along) = (0.0, 0.0);
        for k in 0..states.len() {
            let width = ranges[k].1 - ranges[k].0;
            let away = (states[k] - root[k]) / width;
            square += away * away;
            along += away * step[k] / width;
        }
        if square == 0.0 {
            return f64::NAN;
        }
        // d ln (1 + 1 / s) with s = |x - r|^2.
        slope += -2.0 * along / (square * (square + 1.0));
    }
    1.0 / (1.0 + slope)
}
