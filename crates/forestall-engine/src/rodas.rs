//! RODASP: coefficients of a linearly implicit (Rosenbrock) method of order 4 with an embedded one of order 3, stiffly accurate, with
//! continuous output, that keeps its order on problems with a fast relaxation towards a slow motion.
//!
//! G. Steinebach, Order-reduction of ROW-methods for DAEs and method of lines applications (1995, TH Darmstadt, preprint 1741), in
//! the form of E. Hairer, G. Wanner, Solving Ordinary Differential Equations II (2nd edition, 1996), section IV.7, that needs no
//! product with the Jacobian: `(1/(gamma h) - J) U = f + sum C U / h + h D f_t`. The tests check orders and damping.

/// Diagonal coefficient.
pub(crate) const GAMMA: f64 = 0.25;

/// Nodes of stages 1 to 6.
pub(crate) const NODES: [f64; 6] = [0.0, 0.75, 0.21, 0.63, 1.0, 1.0];

/// Weights of the time derivative of the right-hand side.
pub(crate) const SLOPES: [f64; 6] = [0.25, -0.5, -0.023_504, -0.0362, 0.0, 0.0];

const FIFTH: [f64; 4] = [
    -7.170_454_962_423_024,
    -4.741_636_671_481_785,
    -16.310_026_313_309_71,
    -1.062_004_044_111_401,
];

/// Weights of earlier stages in the state of stages 1 to 6; the solution is the state of stage 6 plus its own `U`.
pub(crate) const A: [[f64; 5]; 6] = [
    [0.0; 5],
    [3.0, 0.0, 0.0, 0.0, 0.0],
    [
        1.831_036_793_486_759,
        0.495_518_396_743_379_5,
        0.0,
        0.0,
        0.0,
    ],
    [
        2.304_376_582_692_669,
        -0.052_492_752_457_430_01,
        -1.176_798_761_832_782,
        0.0,
        0.0,
    ],
    [FIFTH[0], FIFTH[1], FIFTH[2], FIFTH[3], 0.0],
    [FIFTH[0], FIFTH[1], FIFTH[2], FIFTH[3], 1.0],
];

/// Weights of earlier stages in the right-hand side of stages 1 to 6.
pub(crate) const C: [[f64; 5]; 6] = [
    [0.0; 5],
    [-12.0, 0.0, 0.0, 0.0, 0.0],
    [
        -8.791_795_173_947_035,
        -2.207_865_586_973_518,
        0.0,
        0.0,
        0.0,
    ],
    [
        10.817_930_568_571_53,
        6.780_270_611_428_266,
        19.534_859_446_424_1,
        0.0,
        0.0,
    ],
    [
        34.190_950_067_496_76,
        15.496_711_537_259_63,
        54.747_608_759_641_3,
        14.160_053_921_485_34,
        0.0,
    ],
    [
        34.626_058_309_305_32,
        15.300_849_761_144_73,
        56.999_555_786_626_67,
        18.408_070_097_930_95,
        -5.714_285_714_285_717,
    ],
];

/// Weights of stages 1 to 5 in the two coefficients of the continuous output.
pub(crate) const DENSE: [[f64; 5]; 2] = [
    [
        25.098_767_037_085_89,
        11.620_131_043_618_67,
        28.491_483_077_146_26,
        -5.664_021_568_594_133,
        0.0,
    ],
    [
        1.638_054_557_396_973,
        -0.737_361_980_667_874_8,
        8.477_918_219_238_99,
        15.992_531_487_795_2,
        -1.882_352_941_176_471,
    ],
];

#[cfg(test)]
// Several arrays share one index; zipped iterators would hide the algebra.
#[allow(clippy::needless_range_loop)]
mod tests {
    use super::*;

    /// One step of `y' = f(t, y)` from partial derivatives, in one dimension: the end, the error estimate, the two coefficients.
    fn step(f: &dyn Fn(f64, f64) -> [f64; 3], t: f64, y: f64, h: f64) -> (f64, f64, [f64; 2]) {
        let [_, by_y, by_t] = f(t, y);
        let mut u = [0.0; 6];
        let mut end = y;
        for s in 0..6 {
            end = y;
            let mut sum = 0.0;
            for j in 0..s {
                end += A[s][j] * u[j];
                sum += C[s][j] * u[j];
            }
            let side = f(t + NODES[s] * h, end)[0] + sum / h + h * SLOPES[s] * by_t;
            u[s] = side / (1.0 / (GAMMA * h) - by_y);
        }
        let dense = DENSE.map(|row| (0..5).map(|j| row[j] * u[j]).sum());
        (end + u[5], u[5], dense)
    }

    /// `y' = cos(t) y^2` from 1 has the solution `1 / (1 - sin t)`.
    fn bent(t: f64, y: f64) -> [f64; 3] {
        let c = libm::cos(t);
        [c * y * y, 2.0 * c * y, -libm::sin(t) * y * y]
    }

    /// Oracle: the closed form. Halving the step divides the error of the solution by 16, of the embedded one's estimate (per step)
    /// by 16, of the continuous output (per step) by 16: orders 4, 3 and 3.
    #[test]
    fn the_coefficients_have_the_orders_of_the_book() {
        let solution = |t: f64| 1.0 / (1.0 - libm::sin(t));
        let errors = |steps: usize| {
            let h = 0.8 / steps as f64;
            let mut y = 1.0;
            for i in 0..steps {
                y = step(&bent, h * i as f64, y, h).0;
            }
            let (z, estimate, [first, second]) = step(&bent, 0.0, 1.0, h);
            let middle = crate::kernel::continuous(0.4, [1.0, z, first, second]);
            [y - solution(0.8), estimate, middle - solution(0.4 * h)]
        };
        let (coarse, fine) = (errors(64), errors(128));
        for (i, name) in ["solution", "estimate", "continuous"]
            .into_iter()
            .enumerate()
        {
            let found = libm::log2((coarse[i] / fine[i]).abs());
            assert!((found - 4.0).abs() < 0.4, "{name}: {found}");
        }
    }

    /// Infinitely fast decay is damped to nothing in one step.
    #[test]
    fn fast_decay_is_gone_after_one_step() {
        let decay = |_: f64, y: f64| [-1e12 * y, -1e12, 0.0];
        assert!(step(&decay, 0.0, 1.0, 1.0).0.abs() < 1e-9);
    }
}
