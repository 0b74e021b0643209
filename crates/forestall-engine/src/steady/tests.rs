//! Oracles: closed forms, companion matrices, trace and determinant.

use super::eigenvalues;
use super::linear::solve;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-10 * b.abs().max(1.0)
}

/// Column by column.
fn columns<const N: usize>(rows: [[f64; N]; N]) -> Vec<f64> {
    (0..N).flat_map(|c| rows.map(|row| row[c])).collect()
}

#[test]
fn eigenvalues_of_a_companion_matrix_are_the_roots_of_its_polynomial() {
    // (x - 1)(x + 2)(x^2 + 2 x + 5) = x^4 + 3 x^3 + 5 x^2 + x - 10
    let rows = [
        [-3.0, -5.0, -1.0, 10.0],
        [1.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0],
    ];
    let wanted = [(1.0, 0.0), (-1.0, 2.0), (-1.0, -2.0), (-2.0, 0.0)];
    for (got, wanted) in eigenvalues::of(&columns(rows), 4).iter().zip(wanted) {
        assert!(
            close(got.0, wanted.0) && close(got.1, wanted.1),
            "{got:?} {wanted:?}"
        );
    }
}

#[test]
fn eigenvalues_of_scales_far_apart_keep_their_digits() {
    // Two by two: trace and determinant give them.
    let (a, b, c, d) = (-0.3, 2e9, -4e-11, -0.1);
    let found = eigenvalues::of(&columns([[a, b], [c, d]]), 2);
    let (trace, determinant) = (a + d, a * d - b * c);
    let size = (determinant - trace * trace / 4.0_f64).sqrt();
    for (got, sign) in found.iter().zip([1.0, -1.0]) {
        assert!(
            close(got.0, trace / 2.0) && close(got.1, sign * size),
            "{got:?}"
        );
    }
}

#[test]
fn sum_and_sum_of_squares_of_eigenvalues_are_traces() {
    let mut x = 7_u32;
    let mut next = || {
        x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(x >> 8) / f64::from(1 << 24) - 0.5
    };
    for _ in 0..50 {
        let a: [[f64; 9]; 9] = std::array::from_fn(|_| std::array::from_fn(|_| next()));
        let found = eigenvalues::of(&columns(a), 9);
        let trace: f64 = (0..9).map(|i| a[i][i]).sum();
        let squares: f64 = (0..9)
            .map(|i| (0..9).map(|j| a[i][j] * a[j][i]).sum::<f64>())
            .sum();
        assert!(close(found.iter().map(|z| z.0).sum(), trace));
        assert!(close(found.iter().map(|z| z.1).sum(), 0.0));
        assert!(close(
            found.iter().map(|z| z.0 * z.0 - z.1 * z.1).sum(),
            squares
        ));
    }
}

#[test]
fn linear_equations_are_solved_and_singular_ones_refused() {
    let a = columns([[0.0, 2e8, 1.0], [1e-6, 0.0, 0.0], [0.0, 3.0, -1.0]]);
    let x = solve(a, vec![2e8 * 2.0 + 3.0, 1e-6, 3.0]).unwrap();
    for (got, wanted) in x.iter().zip([1.0, 2.0, 3.0]) {
        assert!(close(*got, wanted), "{x:?}");
    }
    assert_eq!(
        solve(columns([[1.0, 2.0], [2.0, 4.0]]), vec![1.0, 2.0]),
        None
    );
}
