//! Linear equations of a few unknowns.

// Several arrays share one index; zipped iterators would hide the algebra.
#![allow(clippy::needless_range_loop)]

/// Solves `A x = b` for a matrix given column by column; nothing if it is singular.
pub(crate) fn solve(mut a: Vec<f64>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    let n = b.len();
    // Rows of a common size, so that pivots compare.
    for row in 0..n {
        let size = (0..n)
            .map(|column| a[column * n + row].abs())
            .fold(0.0, f64::max);
        if size == 0.0 || !size.is_finite() {
            return None;
        }
        for column in 0..n {
            a[column * n + row] /= size;
        }
        b[row] /= size;
    }
    for pivot in 0..n {
        let best =
            (pivot..n).max_by(|x, y| a[pivot * n + x].abs().total_cmp(&a[pivot * n + y].abs()))?;
        if a[pivot * n + best] == 0.0 {
            return None;
        }
        for column in 0..n {
            a.swap(column * n + pivot, column * n + best);
        }
        b.swap(pivot, best);
        for row in pivot + 1..n {
            let factor = a[pivot * n + row] / a[pivot * n + pivot];
            for column in pivot..n {
                a[column * n + row] -= factor * a[column * n + pivot];
            }
            b[row] -= factor * b[pivot];
        }
    }
    for row in (0..n).rev() {
        for column in row + 1..n {
            b[row] -= a[column * n + row] * b[column];
        }
        b[row] /= a[row * n + row];
    }
    b.iter().all(|x| x.is_finite()).then_some(b)
}
