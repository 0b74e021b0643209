//! Starting points that fill a box: the Halton sequence, which is the same on every machine.

/// Points inside the box; half as many on each kind of lower face.
const INSIDE: usize = 400;
/// Points on one face.
const ON_A_FACE: usize = 24;
/// Decades below the width of a range that logarithmic points reach.
const DECADES: f64 = 8.0;

const PRIMES: [usize; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];

/// Starting points within `ranges`.
pub(super) fn points(ranges: &[(f64, f64)]) -> Vec<Vec<f64>> {
    let mut all: Vec<Vec<f64>> = (0..INSIDE).map(|number| point(number, ranges, 0)).collect();
    // Faces on which some states are at their lower end: roots without cells of a kind.
    let kinds = 1_usize << ranges.len().min(6);
    for face in 1..kinds {
        all.extend((0..ON_A_FACE).map(|number| point(number, ranges, face)));
    }
    all
}

/// A point; states whose bit is set in `face` are at their lower end.
fn point(number: usize, ranges: &[(f64, f64)], face: usize) -> Vec<f64> {
    let coordinate = |(index, &(low, high)): (usize, &(f64, f64))| {
        if index < 6 && face >> index & 1 == 1 {
            return low;
        }
        let prime = PRIMES[index % PRIMES.len()];
        // Later rounds of primes begin elsewhere in their sequence.
        let u = halton(number / 2 + 1 + 409 * (index / PRIMES.len()), prime);
        let part = if number.is_multiple_of(2) {
            u
        } else {
            libm::exp((u - 1.0) * DECADES * std::f64::consts::LN_10)
        };
        low + part * (high - low)
    };
    ranges.iter().enumerate().map(coordinate).collect()
}

/// The digits of `number` in base `base`, mirrored at the point.
fn halton(mut number: usize, base: usize) -> f64 {
    let (mut value, mut unit) = (0.0, 1.0);
    while number > 0 {
        unit /= base as f64;
        value += unit * (number % base) as f64;
        number /= base;
    }
    value
}
