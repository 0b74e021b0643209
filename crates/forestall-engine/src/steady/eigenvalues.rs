//! Eigenvalues of a small real matrix: balancing, reduction to Hessenberg form, complex QR steps with Wilkinson's shift
//! (Golub and Van Loan, Matrix Computations, chapter 7).

// Several arrays share one index; zipped iterators would hide the algebra.
#![allow(clippy::needless_range_loop)]

use std::ops::{Add, Mul, Sub};

/// QR steps after which an eigenvalue is given up.
const MOST_STEPS: usize = 300;

/// A complex number.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Complex(f64, f64);

impl Add for Complex {
    type Output = Self;
    fn add(self, b: Self) -> Self {
        Self(self.0 + b.0, self.1 + b.1)
    }
}

impl Sub for Complex {
    type Output = Self;
    fn sub(self, b: Self) -> Self {
        Self(self.0 - b.0, self.1 - b.1)
    }
}

impl Mul for Complex {
    type Output = Self;
    fn mul(self, b: Self) -> Self {
        Self(self.0 * b.0 - self.1 * b.1, self.0 * b.1 + self.1 * b.0)
    }
}

impl Complex {
    const ZERO: Self = Self(0.0, 0.0);

    fn size(self) -> f64 {
        libm::hypot(self.0, self.1)
    }

    fn conjugate(self) -> Self {
        Self(self.0, -self.1)
    }

    fn scaled(self, x: f64) -> Self {
        Self(self.0 * x, self.1 * x)
    }

    fn root(self) -> Self {
        let size = self.size();
        let real = ((size + self.0) * 0.5).max(0.0).sqrt();
        let imaginary = ((size - self.0) * 0.5).max(0.0).sqrt();
        Self(real, if self.1 < 0.0 { -imaginary } else { imaginary })
    }
}

/// Eigenvalues of a matrix of `n` rows, given column by column: real and imaginary parts, the largest real part first. Those that do
/// not come out are not a number.
pub(crate) fn of(matrix: &[f64], n: usize) -> Vec<(f64, f64)> {
    let mut a: Vec<Vec<f64>> = (0..n)
        .map(|row| (0..n).map(|column| matrix[column * n + row]).collect())
        .collect();
    balance(&mut a);
    reduce(&mut a);
    let mut h: Vec<Vec<Complex>> = (a.iter())
        .map(|row| row.iter().map(|&x| Complex(x, 0.0)).collect())
        .collect();
    let mut found = Vec::with_capacity(n);
    let mut size = n;
    let mut steps = 0;
    while size > 0 {
        let last = size - 1;
        let start = (1..size)
            .rev()
            .find(|&k| {
                let near = h[k][k].size() + h[k - 1][k - 1].size();
                h[k][k - 1].size() <= f64::EPSILON * near
            })
            .unwrap_or(0);
        if start == last {
            found.push(h[last][last]);
            size -= 1;
            steps = 0;
            continue;
        }
        steps += 1;
        if steps > MOST_STEPS || !h[last][last].size().is_finite() {
            found.resize(n, Complex(f64::NAN, f64::NAN));
            break;
        }
        let shift = if steps % 10 == 0 {
            // An unusual shift ends a cycle.
            Complex(h[last][last - 1].size() + h[last][last].0, 0.0)
        } else {
            wilkinson(&h, last)
        };
        step(&mut h, start, last, shift);
    }
    let mut pairs: Vec<(f64, f64)> = found.into_iter().map(|z| (z.0, z.1)).collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)));
    pairs
}

/// Scales rows and columns by powers of two until they have about the same size; the eigenvalues stay.
fn balance(a: &mut [Vec<f64>]) {
    let n = a.len();
    for _ in 0..50 {
        let mut changed = false;
        for i in 0..n {
            let others = || (0..n).filter(|&j| j != i);
            let column: f64 = others().map(|j| a[j][i].abs()).sum();
            let row: f64 = others().map(|j| a[i][j].abs()).sum();
            if column == 0.0 || row == 0.0 || !(column * row).is_finite() {
                continue;
            }
            let factor = libm::exp2(libm::round(libm::log2(row / column) * 0.5));
            if factor != 1.0 {
                changed = true;
                for j in 0..n {
                    a[j][i] *= factor;
                }
                for j in 0..n {
                    a[i][j] /= factor;
                }
            }
        }
        if !changed {
            return;
        }
    }
}

/// Similar matrix with zeros below the first subdiagonal, by elimination with pivots.
fn reduce(a: &mut [Vec<f64>]) {
    let n = a.len();
    for k in 1..n.saturating_sub(1) {
        let pivot = (k..n).max_by(|&x, &y| a[x][k - 1].abs().total_cmp(&a[y][k - 1].abs()));
        let Some(pivot) = pivot.filter(|&row| a[row][k - 1] != 0.0) else {
            continue;
        };
        a.swap(k, pivot);
        for row in a.iter_mut() {
            row.swap(k, pivot);
        }
        for i in k + 1..n {
            let factor = a[i][k - 1] / a[k][k - 1];
            if factor == 0.0 {
                continue;
            }
            for j in 0..n {
                a[i][j] -= factor * a[k][j];
            }
            for j in 0..n {
                a[j][k] += factor * a[j][i];
            }
            a[i][k - 1] = 0.0;
        }
    }
}

/// The eigenvalue of the last two rows and columns that is nearer to the last diagonal element.
fn wilkinson(h: &[Vec<Complex>], last: usize) -> Complex {
    let (a, b) = (h[last - 1][last - 1], h[last - 1][last]);
    let (c, d) = (h[last][last - 1], h[last][last]);
    let half = (a - d).scaled(0.5);
    let root = (half * half + b * c).root();
    let (x, y) = (d + half + root, d + half - root);
    if (x - d).size() < (y - d).size() {
        x
    } else {
        y
    }
}

/// One QR step on rows and columns `start..=last`.
fn step(h: &mut [Vec<Complex>], start: usize, last: usize, shift: Complex) {
    for k in start..=last {
        h[k][k] = h[k][k] - shift;
    }
    let mut rotations = Vec::with_capacity(last - start);
    for k in start..last {
        let (x, y) = (h[k][k], h[k + 1][k]);
        let size = libm::hypot(x.size(), y.size());
        let (c, s) = if size == 0.0 {
            (Complex(1.0, 0.0), Complex::ZERO)
        } else {
            (x.scaled(1.0 / size), y.scaled(1.0 / size))
        };
        for j in k..=last {
            let (top, bottom) = (h[k][j], h[k + 1][j]);
            h[k][j] = c.conjugate() * top + s.conjugate() * bottom;
            h[k + 1][j] = c * bottom - s * top;
        }
        rotations.push((c, s));
    }
    for (k, (c, s)) in (start..last).zip(rotations) {
        for row in h.iter_mut().take(last.min(k + 1) + 1).skip(start) {
            let (left, right) = (row[k], row[k + 1]);
            row[k] = left * c + right * s;
            row[k + 1] = right * c.conjugate() - left * s.conjugate();
        }
    }
    for k in start..=last {
        h[k][k] = h[k][k] + shift;
    }
}
