//! Tsitouras 5(4): coefficients of the pair and of its fourth-order dense output.
//!
//! Ch. Tsitouras, Runge-Kutta pairs of order 5(4) satisfying only the first column simplifying assumption, Computers and
//! Mathematics with Applications 62 (2011) 770-775, doi:10.1016/j.camwa.2011.06.002. The tests check the order conditions.

/// Nodes of stages 2 to 7.
pub(crate) const C: [f64; 6] = [0.161, 0.327, 0.9, 0.980_025_540_904_509_7, 1.0, 1.0];

/// Weights of earlier stages in stages 2 to 7; the last row are also the weights of the solution.
pub(crate) const A: [[f64; 6]; 6] = [
    [0.161, 0.0, 0.0, 0.0, 0.0, 0.0],
    [
        -0.008_480_655_492_356_989,
        0.335_480_655_492_357,
        0.0,
        0.0,
        0.0,
        0.0,
    ],
    [
        2.897_153_057_105_493_5,
        -6.359_448_489_975_075,
        4.362_295_432_869_581_5,
        0.0,
        0.0,
        0.0,
    ],
    [
        5.325_864_828_439_257,
        -11.748_883_564_062_828,
        7.495_539_342_889_836_5,
        -0.092_495_066_361_755_25,
        0.0,
        0.0,
    ],
    [
        5.861_455_442_946_42,
        -12.920_969_317_847_11,
        8.159_367_898_576_159,
        -0.071_584_973_281_401,
        -0.028_269_050_394_068_383,
        0.0,
    ],
    [
        0.096_460_766_818_065_23,
        0.01,
        0.479_889_650_414_499_6,
        1.379_008_574_103_742,
        -3.290_069_515_436_081,
        2.324_710_524_099_774,
    ],
];

/// Weights of the error estimate.
pub(crate) const ERROR: [f64; 7] = [
    -0.001_780_011_052_225_777,
    -0.000_816_434_459_656_746_9,
    0.007_880_878_010_261_995,
    -0.144_711_007_173_262_9,
    0.582_357_165_452_555_2,
    -0.458_082_105_929_186_97,
    0.015_151_515_151_515_152,
];

/// Dense output: stage weight at `theta` is `p[0] theta + p[1] theta^2 + p[2] theta^3 + p[3] theta^4`.
const DENSE: [[f64; 4]; 7] = [
    [
        1.0,
        -2.763_706_197_274_826,
        2.913_255_461_821_912_6,
        -1.053_088_497_729_021_6,
    ],
    [0.0, 0.131_7, -0.223_4, 0.101_7],
    [
        0.0,
        3.930_296_236_894_751_6,
        -5.941_033_872_131_505,
        2.490_627_285_651_253,
    ],
    [
        0.0,
        -12.411_077_166_933_676,
        30.338_188_630_282_32,
        -16.548_102_889_244_902,
    ],
    [
        0.0,
        37.509_313_416_511_04,
        -88.178_904_894_766_4,
        47.379_521_962_819_28,
    ],
    [
        0.0,
        -27.896_526_289_197_286,
        65.091_894_674_793_66,
        -34.870_657_861_496_61,
    ],
    [0.0, 1.5, -4.0, 2.5],
];

/// Weights of the seven stages in the state at `t + theta h`.
pub(crate) fn dense_weights(theta: f64) -> [f64; 7] {
    DENSE.map(|p| theta * (p[0] + theta * (p[1] + theta * (p[2] + theta * p[3]))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Oracle: the order conditions up to order 5 that involve nodes alone, and row sums, to 1e-13.
    #[test]
    fn weights_satisfy_the_quadrature_and_row_sum_conditions() {
        let nodes = [0.0, C[0], C[1], C[2], C[3], C[4]];
        for (row, c) in A.iter().zip(C) {
            assert!((row.iter().sum::<f64>() - c).abs() < 1e-13);
        }
        for power in 0..5 {
            let sum: f64 = A[5].iter().zip(nodes).map(|(b, c)| b * c.powi(power)).sum();
            assert!(
                (sum - 1.0 / f64::from(power + 1)).abs() < 1e-13,
                "power {power}: {sum}"
            );
        }
        assert!(ERROR.iter().sum::<f64>().abs() < 1e-14);
    }

    #[test]
    fn dense_output_ends_in_the_solution() {
        let end = dense_weights(1.0);
        for (i, weight) in end.iter().enumerate() {
            let wanted = if i < 6 { A[5][i] } else { 0.0 };
            assert!((weight - wanted).abs() < 1e-12, "stage {i}");
        }
        // At any theta the weights integrate constants, lines and squares exactly: sum b c^p = theta^(p+1)/(p+1).
        let nodes = [0.0, C[0], C[1], C[2], C[3], C[4], C[5]];
        for theta in [0.1, 0.37, 0.5, 0.83] {
            for power in 0..4 {
                let sum: f64 = dense_weights(theta)
                    .iter()
                    .zip(nodes)
                    .map(|(b, c)| b * c.powi(power))
                    .sum();
                let wanted = theta.powi(power + 1) / f64::from(power + 1);
                assert!(
                    (sum - wanted).abs() < 1e-12,
                    "theta {theta} power {power}: {sum} {wanted}"
                );
            }
        }
    }
}
