//! Step-size control: proportional-integral (Gustafsson), each lane for itself.

use super::{Lanes, Rhs};
use crate::set::Set;

/// Base-2 logarithm of 1e-4: below, an error says little about the next one.
pub(crate) const LOG_LEAST: f64 = -13.287_712;

/// Exponents by which errors of steps choose the next one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    /// Of the present error and the one before, after an accepted step.
    now: f64,
    before: f64,
    /// Of the present error, after a rejected step.
    alone: f64,
}

/// Errors go with the fifth power of the step.
pub(super) const FIFTH: Order = Order {
    now: 0.14,
    before: 0.06,
    alone: 0.2,
};
/// Errors go with the fourth power of the step.
pub(super) const FOURTH: Order = Order {
    now: 0.175,
    before: 0.075,
    alone: 0.25,
};

/// Base-2 logarithm of a positive number to about 1e-3: enough to choose a step, exactly rounded operations only.
#[inline(always)]
fn rough_log2(x: f64) -> f64 {
    let bits = x.to_bits();
    // The exponent as a float without an integer conversion: its bits in the mantissa of 2^52.
    let exponent = f64::from_bits((bits >> 52) | 0x4330_0000_0000_0000) - 4_503_599_627_370_496.0;
    let m = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    exponent - 1023.0 + (-2.153_64 + m * (3.047_9 + m * (-1.051_78 + m * 0.158_2)))
}

/// `2^x` for `|x|` below 1000 to about 1e-3, exactly rounded operations only.
#[inline(always)]
fn rough_exp2(x: f64) -> f64 {
    // Adding 1.5 * 2^52 rounds to a whole number, which then stands in the low bits.
    let shifted = x + 6_755_399_441_055_744.0;
    let f = x - (shifted - 6_755_399_441_055_744.0);
    let scale = f64::from_bits((shifted.to_bits() << 52).wrapping_add(0x3ff0_0000_0000_0000));
    scale * (1.0 + f * (std::f64::consts::LN_2 + f * (0.240_227 + f * (0.055_504 + f * 0.009_618))))
}

/// Chooses the length of each lane's next attempt: `wanted`, or what remains of the segment.
#[inline(always)]
pub(super) fn choose<const W: usize>(lanes: &mut Lanes<W>, wanted: &[f64; W]) {
    let (t, limit, active) = (lanes.t, lanes.limit, lanes.active);
    let hits: [f64; W] = each!(l => {
        let remaining = limit[l] - t[l];
        if wanted[l] >= remaining * (1.0 - 1e-10) { 1.0 } else { 0.0 }
    });
    lanes.h = each!(l => {
        let h = if hits[l] != 0.0 { limit[l] - t[l] } else { wanted[l] };
        if active[l] != 0.0 { h } else { 0.0 }
    });
    let h = lanes.h;
    lanes.next = each!(l => if hits[l] != 0.0 { limit[l] } else { t[l] + h[l] });
    let steps = lanes.steps;
    lanes.steps = each!(l => steps[l] + active[l]);
}

/// Accepts or rejects each lane's attempt by the sum of squares of its relative errors, and chooses the next step.
#[inline(always)]
pub(super) fn judge<const W: usize>(
    rhs: &Rhs,
    lanes: &mut Lanes<W>,
    squares: &[f64; W],
    order: &Order,
) {
    let count = rhs.states.max(1) as f64;
    let (h, step, active, t) = (lanes.h, lanes.step, lanes.active, lanes.t);
    // A population that the step drives below zero beyond its tolerance is a step too long, not a number to clip.
    let mut negative = [0.0; W];
    for &i in &rhs.populations {
        let (y, z, floor) = (&lanes.y[i], &lanes.registers[i], &lanes.floor[i]);
        negative =
            each!(l => if z[l] < -10.0 * floor[l] && y[l] >= 0.0 { 1.0 } else { negative[l] });
    }
    let error: [f64; W] = each!(l => (squares[l] / count).sqrt());
    // Between 1e-10 and 1e10 the exponent arithmetic is safe; a NaN becomes the upper end.
    let log: [f64; W] = each!(l => rough_log2(1e10_f64.min(error[l]).max(1e-10)));
    let (before, rejected) = (lanes.log_before, lanes.rejected);
    // An error that is not a number is not accepted.
    let forced = lanes.forced;
    let sound: [f64; W] = each!(l => if error[l] <= 1.0 || forced[l] != 0.0 && error[l] < f64::INFINITY { 1.0 } else { 0.0 });
    lanes.forced = [0.0; W];
    let accepted: [f64; W] =
        each!(l => if sound[l] != 0.0 && negative[l] == 0.0 { active[l] } else { 0.0 });
    let longer: [f64; W] = each!(l => {
        let most = if rejected[l] != 0.0 { 1.0 } else { 10.0 };
        (0.88 * rough_exp2(order.before * before[l] - order.now * log[l])).max(0.2).min(most)
    });
    let shorter: [f64; W] = each!(l => {
        let factor = (0.9 * rough_exp2(-order.alone * log[l])).max(0.2);
        if sound[l] != 0.0 { 0.5 } else { factor }
    });
    let next: [f64; W] = each!(l => {
        let grown = h[l] * longer[l];
        // A step that was cut to meet the end of the segment must not shorten the next one.
        let kept = if h[l] < step[l] && grown >= step[l] { step[l] } else { grown };
        if accepted[l] != 0.0 { kept } else { h[l] * shorter[l] }
    });
    lanes.log_before = each!(l => {
        if accepted[l] != 0.0 && h[l] >= step[l] { log[l].max(LOG_LEAST) } else { before[l] }
    });
    lanes.step = each!(l => if active[l] != 0.0 { next[l] } else { step[l] });
    lanes.rejected = each!(l => active[l] - accepted[l]);
    lanes.accepted = accepted;
    lanes.stepped = Set::of(&accepted);
    let stuck: [f64; W] = each!(l => {
        let least = 1e-14 * t[l].abs().max(1e-3);
        if accepted[l] == 0.0 && (next[l].is_nan() || next[l] < least) { active[l] } else { 0.0 }
    });
    lanes.stuck = Set::of(&stuck);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rough_powers_are_near_the_true_powers() {
        for i in -73..73 {
            let x = libm::exp(f64::from(i) * 0.31);
            assert!((rough_log2(x) - libm::log2(x)).abs() < 2e-3, "{x}");
            let y = f64::from(i) * 0.13;
            assert!((rough_exp2(y) / libm::exp2(y) - 1.0).abs() < 1e-4, "{y}");
        }
    }
}
