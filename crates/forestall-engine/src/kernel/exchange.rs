//! Elimination of a whole matrix with row exchanges: for what the order of the sparse elimination does not suit.

/// Factorises the matrix with partial pivoting, each lane by its own pivots.
#[inline(always)]
pub(super) fn factorise<const W: usize>(matrix: &mut [[f64; W]], pivots: &mut [[u16; W]]) {
    let n = pivots.len();
    for column in 0..n {
        let mut best = [0.0; W];
        let mut pivot = [column; W];
        for row in column..n {
            let value = &matrix[row * n + column];
            for l in 0..W {
                if value[l].abs() > best[l] {
                    best[l] = value[l].abs();
                    pivot[l] = row;
                }
            }
        }
        for l in 0..W {
            pivots[column][l] = pivot[l] as u16;
            if pivot[l] != column {
                for j in 0..n {
                    let upper = matrix[column * n + j][l];
                    matrix[column * n + j][l] = matrix[pivot[l] * n + j][l];
                    matrix[pivot[l] * n + j][l] = upper;
                }
            }
        }
        let (done, below) = matrix.split_at_mut((column + 1) * n);
        let top = &done[column * n..];
        let diagonal = top[column];
        for row in below.chunks_exact_mut(n) {
            let value = row[column];
            if value == [0.0; W] {
                continue;
            }
            let factor: [f64; W] = each!(l => value[l] / diagonal[l]);
            row[column] = factor;
            for j in column + 1..n {
                let (own, upper) = (row[j], &top[j]);
                row[j] = each!(l => own[l] - factor[l] * upper[l]);
            }
        }
    }
}

/// Solves with the factors, in place.
#[inline(always)]
pub(super) fn solve<const W: usize>(
    matrix: &[[f64; W]],
    pivots: &[[u16; W]],
    side: &mut [[f64; W]],
) {
    let n = pivots.len();
    for (row, pivot) in pivots.iter().enumerate() {
        for l in 0..W {
            let other = pivot[l] as usize;
            if other != row {
                let own = side[row][l];
                side[row][l] = side[other][l];
                side[other][l] = own;
            }
        }
    }
    for row in 0..n {
        let mut sum = side[row];
        for (factor, above) in matrix[row * n..row * n + row].iter().zip(side.iter()) {
            sum = each!(l => sum[l] - factor[l] * above[l]);
        }
        side[row] = sum;
    }
    for row in (0..n).rev() {
        let mut sum = side[row];
        for j in row + 1..n {
            let (factor, below) = (&matrix[row * n + j], &side[j]);
            sum = each!(l => sum[l] - factor[l] * below[l]);
        }
        let diagonal = &matrix[row * n + row];
        side[row] = each!(l => sum[l] / diagonal[l]);
    }
}
