//! The first Lyapunov coefficient of a Hopf point: negative where stable oscillations are born (supercritical), positive where unstable
//! ones are (subcritical).
//!
//! The invariant formula of Kuznetsov (2004, Elements of Applied Bifurcation Theory, equation 5.34); second and third derivatives are
//! differences of the exact Jacobian.

use crate::steady::linear;

/// Steps of the differences, in weights.
const STEP: f64 = 1e-4;
const LONG_STEP: f64 = 1e-3;
/// How far off the eigenvalue inverse iteration is shifted, as a share of it.
const OFF: f64 = 1e-7;

/// A complex vector: real and imaginary part.
type Pair = [Vec<f64>; 2];

/// The Jacobian around a point, in weights, column by column.
struct Around<'a> {
    jacobian: &'a dyn Fn(&[f64]) -> Vec<f64>,
    point: &'a [f64],
    weights: &'a [f64],
    n: usize,
}

/// The coefficient at a point with eigenvalues +- i `frequency`; the scale of states is that of the weights. Nothing where it cannot be
/// worked out.
pub(super) fn coefficient(
    jacobian: &dyn Fn(&[f64]) -> Vec<f64>,
    point: &[f64],
    weights: &[f64],
    frequency: f64,
) -> Option<f64> {
    let n = point.len();
    let around = Around {
        jacobian,
        point,
        weights,
        n,
    };
    let matrix = around.at(&vec![0.0; n], 0.0);
    let turned: Vec<f64> = (0..n * n).map(|k| matrix[(k % n) * n + k / n]).collect();
    let q = eigenvector(&matrix, n, frequency)?;
    let mut p = eigenvector(&turned, n, -frequency)?;
    // <p, q> = 1.
    let [re, im] = product(&p, &q);
    let size = re * re + im * im;
    let (re, im) = (re / size, im / size);
    // The factor of p is the conjugate of 1 / <p, q>, which is (re + i im).
    p = [
        combined(&[(re, &p[0]), (-im, &p[1])]),
        combined(&[(re, &p[1]), (im, &p[0])]),
    ];
    let [a, b] = &q;
    let (aa, bb, ab) = (
        around.second(a, a),
        around.second(b, b),
        around.second(a, b),
    );
    let steady = linear::solve(matrix.clone(), combined(&[(1.0, &aa), (1.0, &bb)]))?;
    let twice = solve_shifted(
        &matrix,
        n,
        2.0 * frequency,
        &[
            combined(&[(1.0, &aa), (-1.0, &bb)]),
            combined(&[(2.0, &ab)]),
        ],
    )?;
    let [r, s] = &twice;
    let cubic: Pair = [
        combined(&[(1.0, &around.third(a, a, a)), (1.0, &around.third(a, b, b))]),
        combined(&[(1.0, &around.third(b, a, a)), (1.0, &around.third(b, b, b))]),
    ];
    let first: Pair = [around.second(a, &steady), around.second(b, &steady)];
    let last: Pair = [
        combined(&[(1.0, &around.second(a, r)), (1.0, &around.second(b, s))]),
        combined(&[(1.0, &around.second(a, s)), (-1.0, &around.second(b, r))]),
    ];
    let real = |other: &Pair| product(&p, other)[0];
    let value = (real(&cubic) - 2.0 * real(&first) + real(&last)) / (2.0 * frequency);
    value.is_finite().then_some(value)
}

impl Around<'_> {
    /// The Jacobian at this many steps along a direction.
    fn at(&self, along: &[f64], length: f64) -> Vec<f64> {
        let place: Vec<f64> = (0..self.n)
            .map(|k| self.point[k] + length * along[k] * self.weights[k])
            .collect();
        let mut matrix = (self.jacobian)(&place);
        for column in 0..self.n {
            for row in 0..self.n {
                matrix[column * self.n + row] *= self.weights[column] / self.weights[row];
            }
        }
        matrix
    }

    /// Second derivative of the rates along two directions.
    fn second(&self, u: &[f64], v: &[f64]) -> Vec<f64> {
        let (ahead, behind) = (self.at(v, STEP), self.at(v, -STEP));
        let (ahead, behind) = (times(&ahead, u), times(&behind, u));
        combined(&[(0.5 / STEP, &ahead), (-0.5 / STEP, &behind)])
    }

    /// Third derivative of the rates along three directions.
    fn third(&self, u: &[f64], v: &[f64], w: &[f64]) -> Vec<f64> {
        let sum = combined(&[(1.0, v), (1.0, w)]);
        let difference = combined(&[(1.0, v), (-1.0, w)]);
        let part = |along: &[f64], sign: f64| times(&self.at(along, sign * LONG_STEP), u);
        let share = 0.25 / (LONG_STEP * LONG_STEP);
        combined(&[
            (share, &part(&sum, 1.0)),
            (share, &part(&sum, -1.0)),
            (-share, &part(&difference, 1.0)),
            (-share, &part(&difference, -1.0)),
        ])
    }
}

/// The eigenvector of eigenvalue i `frequency`, by inverse iteration.
fn eigenvector(matrix: &[f64], n: usize, frequency: f64) -> Option<Pair> {
    let mut pair: Pair = [
        (0..n).map(|k| 1.0 + 0.3 * k as f64).collect(),
        (0..n).map(|k| 0.7 - 0.2 * k as f64).collect(),
    ];
    for _ in 0..3 {
        // (i w (1 + off) - A) x = pair.
        pair = solve_shifted(matrix, n, frequency * (1.0 + OFF), &pair)?;
        let [re, im] = product(&pair, &pair);
        let length = (re + im).abs().sqrt();
        pair = pair.map(|part| combined(&[(1.0 / length, &part)]));
    }
    Some(pair)
}

/// Solves (i w - A) x = b.
fn solve_shifted(matrix: &[f64], n: usize, w: f64, b: &Pair) -> Option<Pair> {
    let size = 2 * n;
    let mut large = vec![0.0; size * size];
    for column in 0..n {
        for row in 0..n {
            large[column * size + row] = -matrix[column * n + row];
            large[(column + n) * size + row + n] = -matrix[column * n + row];
        }
        large[(column + n) * size + column] = -w;
        large[column * size + column + n] = w;
    }
    let x = linear::solve(large, b.concat())?;
    Some([x[..n].to_vec(), x[n..].to_vec()])
}

/// <p, x>: the conjugate of p times x.
fn product(p: &Pair, x: &Pair) -> [f64; 2] {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    [
        dot(&p[0], &x[0]) + dot(&p[1], &x[1]),
        dot(&p[0], &x[1]) - dot(&p[1], &x[0]),
    ]
}

/// A sum of multiples of vectors.
fn combined(parts: &[(f64, &[f64])]) -> Vec<f64> {
    let n = parts.first().map_or(0, |part| part.1.len());
    (0..n)
        .map(|k| parts.iter().map(|(share, vector)| share * vector[k]).sum())
        .collect()
}

/// A matrix, column by column, times a vector.
fn times(matrix: &[f64], vector: &[f64]) -> Vec<f64> {
    let n = vector.len();
    (0..n)
        .map(|row| {
            (0..n)
                .map(|column| matrix[column * n + row] * vector[column])
                .sum()
        })
        .collect()
}
