//! Powers, exponentials and logarithms of many patients at once; `x^y = exp(y ln x)` with the logarithm and the product in twice the
//! precision.
//!
//! Hill functions spend most of a signalling model's time here, so the common case has no branch and no table, and a compiler can
//! put it into wide instructions. All operations are exactly rounded ones without fused multiply-add: every width and processor gives
//! the same bytes. The tests hold it to 2 units in the last place of the general function and the share of the result's logarithm that
//! counting roundings allows (1 unit for each 22 of it at worst; 1 for each 70 but for one in a thousand); outside its range the general
//! function takes over.
// Lazy operators would be branches between the lanes.
#![allow(clippy::inline_always, clippy::needless_bitwise_bool)]

/// Logarithm of 2 in two parts; the first has 33 bits, so that its products with exponents are exact.
const LN2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];
/// Adding it rounds to a whole number, which then stands in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// Upper half of the bits of the square root of 1/2.
const ROOT_HALF: u64 = 0x3fe6_a09e_0000_0000;
const ONE: u64 = 0x3ff0_0000_0000_0000;

/// A polynomial of twelve coefficients, the lowest first, in pairs of pairs (Estrin's scheme): a chain of four products instead of
/// eleven. Written out: a loop inside would keep the lanes from going together.
macro_rules! polynomial {
    ($x:expr, $($c:expr),*) => {{
        let (x, c) = ($x, [$($c),*]);
        let x2 = x * x;
        let x4 = x2 * x2;
        let low = (c[0] + c[1] * x) + x2 * (c[2] + c[3] * x);
        let middle = (c[4] + c[5] * x) + x2 * (c[6] + c[7] * x);
        let high = (c[8] + c[9] * x) + x2 * (c[10] + c[11] * x);
        low + x4 * (middle + x4 * high)
    }};
}

/// A number as a sum of two with half the bits each.
#[inline(always)]
fn split(x: f64) -> (f64, f64) {
    let c = 134_217_729.0 * x;
    let high = c - (c - x);
    (high, x - high)
}

/// `a * b` and what its rounding has lost (Dekker 1971, doi:10.1007/BF01397083).
#[inline(always)]
fn product(a: f64, b: f64) -> (f64, f64) {
    let ((ah, al), (bh, bl)) = (split(a), split(b));
    let p = a * b;
    (p, ((ah * bh - p) + ah * bl + al * bh) + al * bl)
}

/// Natural logarithm of a positive normal number as a sum of two.
#[inline(always)]
fn logarithm(x: f64) -> (f64, f64) {
    // x = 2^e m with m between the square roots of 1/2 and 2.
    let bits = x.to_bits();
    let shifted = bits.wrapping_sub(ROOT_HALF);
    let biased = shifted.wrapping_add(ONE) >> 52;
    let e = f64::from_bits(biased | 0x4330_0000_0000_0000) - 4_503_599_627_371_519.0;
    let m = f64::from_bits(bits.wrapping_sub(shifted & 0xfff0_0000_0000_0000));
    // ln m = 2 artanh s, s = (m - 1) / (m + 1).
    let (f, d) = (m - 1.0, m + 1.0);
    let rest = m - (d - 1.0);
    let s = f / d;
    let (p, lost) = product(s, d);
    let tail = (((f - p) - lost) - s * rest) / d;
    let z = s * s;
    let series = polynomial!(
        z,
        1.0 / 3.0,
        1.0 / 5.0,
        1.0 / 7.0,
        1.0 / 9.0,
        1.0 / 11.0,
        1.0 / 13.0,
        1.0 / 15.0,
        1.0 / 17.0,
        1.0 / 19.0,
        1.0 / 21.0,
        1.0 / 23.0,
        1.0 / 25.0
    );
    // The tail of s belongs into the higher powers too: the derivative of artanh is 1 + s^2 + ...
    let (high, low) = (2.0 * s, 2.0 * ((tail + tail * z) + s * (z * series)));
    let whole = e * LN2[0];
    let sum = whole + high;
    let rest = (high - (sum - whole)) + (low + e * LN2[1]);
    let total = sum + rest;
    (total, rest - (total - sum))
}

/// `exp(p + q)` for `|p|` up to 700 and a small `q`.
#[inline(always)]
fn exponential(p: f64, q: f64) -> f64 {
    let shifted = p * std::f64::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = ((p - n * LN2[0]) - n * LN2[1]) + q;
    let series = polynomial!(
        r,
        1.0 / 2.0,
        1.0 / 6.0,
        1.0 / 24.0,
        1.0 / 120.0,
        1.0 / 720.0,
        1.0 / 5040.0,
        1.0 / 40_320.0,
        1.0 / 362_880.0,
        1.0 / 3_628_800.0,
        1.0 / 39_916_800.0,
        1.0 / 479_001_600.0,
        1.0 / 6_227_020_800.0
    );
    let scale = f64::from_bits((shifted.to_bits() << 52).wrapping_add(ONE));
    scale * (1.0 + (r + r * r * series))
}

/// `x[l]` to the power `y[l]` in every lane; a lane's result does not depend on the others.
#[inline(always)]
#[must_use]
pub fn powers<const W: usize>(x: &[f64; W], y: &[f64; W]) -> [f64; W] {
    let mut out = [0.0; W];
    let mut common = [0.0; W];
    for l in 0..W {
        let (high, low) = logarithm(x[l]);
        let (p, lost) = product(y[l], high);
        // Hill functions of drugs that are not there.
        let nothing = (x[l].to_bits() == 0) & (y[l] > 0.0) & (y[l] < 1e15);
        let power = exponential(p, lost + y[l] * low);
        out[l] = if nothing { 0.0 } else { power };
        let inside = (x[l] > 1e-300) & (x[l] < 1e300) & (y[l].abs() < 1e15) & (p.abs() < 700.0);
        common[l] = if inside | nothing { 1.0 } else { 0.0 };
    }
    if common != [1.0; W] {
        for l in 0..W {
            if common[l] == 0.0 {
                out[l] = libm::pow(x[l], y[l]);
            }
        }
    }
    out
}

/// The exponential of every lane; a lane's result does not depend on the others.
#[inline(always)]
#[must_use]
pub fn exponentials<const W: usize>(x: &[f64; W]) -> [f64; W] {
    let mut out = [0.0; W];
    let mut common = [0.0; W];
    for l in 0..W {
        out[l] = exponential(x[l], 0.0);
        common[l] = if x[l].abs() < 700.0 { 1.0 } else { 0.0 };
    }
    if common != [1.0; W] {
        for l in 0..W {
            if common[l] == 0.0 {
                out[l] = libm::exp(x[l]);
            }
        }
    }
    out
}

/// The natural logarithm of every lane; a lane's result does not depend on the others.
#[inline(always)]
#[must_use]
pub fn logarithms<const W: usize>(x: &[f64; W]) -> [f64; W] {
    let mut out = [0.0; W];
    let mut common = [0.0; W];
    for l in 0..W {
        out[l] = logarithm(x[l]).0;
        common[l] = if (x[l] > 1e-300) & (x[l] < 1e300) {
            1.0
        } else {
            0.0
        };
    }
    if common != [1.0; W] {
        for l in 0..W {
            if common[l] == 0.0 {
                out[l] = libm::log(x[l]);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn power(x: f64, y: f64) -> f64 {
        powers(&[x], &[y])[0]
    }

    proptest! {
        /// Oracle: the general function, over its whole range, within what no rounding can exceed. The logarithm is 2 s exactly and a
        /// cubic rest that is at most 0.0101 of it, into which 9 roundings go: of s^2, of the first coefficient, of three sums and two
        /// products, of two sums of rests; each is 2^-53 at most. The product with y and the sums of two parts add none of
        /// that size.
        #[test]
        fn common_powers_are_those_of_the_library(base in 0.01..640.0_f64, below in prop::bool::ANY, ln in -640.0..640.0_f64) {
            let base = if below { -base } else { base };
            let (x, y) = (libm::exp(base), ln / base);
            let (found, wanted) = (power(x, y), libm::pow(x, y));
            let most = 4.5e-16 + 9.0 * 1.11e-16 * 0.0101 * ln.abs();
            prop_assert!((found / wanted - 1.0).abs() <= most, "{x} {y} {found} {wanted}");
        }

        /// Oracle: the general function, near 1 and for the exponents of Hill functions.
        #[test]
        fn powers_near_one_are_those_of_the_library(x in 0.01..100.0_f64, y in -12.0..12.0_f64) {
            let (found, wanted) = (power(x, y), libm::pow(x, y));
            prop_assert!((found / wanted - 1.0).abs() <= 4.5e-16, "{x} {y} {found} {wanted}");
        }

        /// Oracle: the general function, over its whole range.
        #[test]
        fn exponentials_are_those_of_the_library(x in -760.0..720.0_f64) {
            let (found, wanted) = (exponentials(&[x])[0], libm::exp(x));
            prop_assert!(found == wanted || (found / wanted - 1.0).abs() <= 4.5e-16, "{x} {found} {wanted}");
        }

        /// Oracle: the general function, over its whole range and near 1.
        #[test]
        fn logarithms_are_those_of_the_library(ln in -740.0..709.0_f64, near in -0.5..0.5_f64) {
            for x in [libm::exp(ln), 1.0 + near, 1.0 + 1e-9 * near] {
                let (found, wanted) = (logarithms(&[x])[0], libm::log(x));
                prop_assert!(found == wanted || (found / wanted - 1.0).abs() <= 4.5e-16, "{x} {found} {wanted}");
            }
        }

        #[test]
        fn lanes_do_not_see_each_other(x in prop::array::uniform8(-2.0..2.0_f64), y in prop::array::uniform8(-9.0..9.0_f64)) {
            let together = powers(&x, &y);
            for l in 0..8 {
                prop_assert_eq!(together[l].to_bits(), power(x[l], y[l]).to_bits());
            }
        }
    }

    #[test]
    fn the_edges_are_those_of_the_library() {
        let values = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.5,
            2.0,
            3.0,
            -3.0,
            1e308,
            1e-308,
            5e-324,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
            1e16,
            -1e16,
            709.0,
            745.0,
        ];
        for x in values {
            for (found, wanted) in [
                (exponentials(&[x])[0], libm::exp(x)),
                (logarithms(&[x])[0], libm::log(x)),
            ] {
                let same = found == wanted || found.is_nan() && wanted.is_nan();
                assert!(same || (found / wanted - 1.0).abs() <= 4.5e-16, "{x}");
            }
            for y in values {
                let (found, wanted) = (power(x, y), libm::pow(x, y));
                let same = found == wanted || found.is_nan() && wanted.is_nan();
                assert!(
                    same || (found / wanted - 1.0).abs() <= 4.5e-16,
                    "{x} {y} {found} {wanted}"
                );
            }
        }
    }

    /// Roundings rarely all point one way: on 20,000 fixed points (additive recurrences of the golden and the plastic ratio), all but
    /// one in a thousand stay within a quarter of the bound.
    #[test]
    fn powers_are_far_better_than_their_bound_almost_everywhere() {
        let place = |k: u32, step: f64| (f64::from(k) * step).fract();
        let outside = (1..=20_000).filter(|&k| {
            let base = 0.01 + 640.0 * place(k, 0.618_033_988_749_894_9).powi(3);
            let ln = 1280.0 * place(k, 0.754_877_666_246_692_7) - 640.0;
            let (x, y) = (libm::exp(base), ln / base);
            let error = (power(x, y) / libm::pow(x, y) - 1.0).abs();
            error > 4.5e-16 + 3.2e-18 * ln.abs()
        });
        let count = outside.count();
        assert!(count <= 20, "{count}");
    }
}
