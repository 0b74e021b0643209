//! Starting points that fill the unit cube evenly.

/// `count` points of the unit cube of dimension `dimension`, flat: the additive recurrence on the generalised golden ratio.
///
/// Point `n` is the fractional part of `1/2 + n a`, with `a_i = g^-i` and `g` the root above 1 of `g^(d+1) = g + 1` (the R2
/// sequence of Roberts, 2018, and its extension to `d` dimensions). Any first part of the sequence is spread evenly too.
pub fn spread(dimension: usize, count: usize) -> Vec<f64> {
    let mut golden = 2.0_f64;
    for _ in 0..64 {
        golden = libm::pow(1.0 + golden, 1.0 / (dimension as f64 + 1.0));
    }
    let steps: Vec<f64> = (1..=dimension)
        .map(|i| libm::pow(golden, -(i as f64)))
        .collect();
    (0..count)
        .flat_map(|n| {
            steps
                .iter()
                .map(move |a| (0.5 + (n + 1) as f64 * a).rem_euclid(1.0))
        })
        .collect()
}
