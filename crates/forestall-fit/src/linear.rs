//! Small dense matrices, row-major: all the linear algebra that fitting needs.

// Several arrays share one index; zipped iterators would hide the algebra.
#![allow(clippy::needless_range_loop)]

use serde::{Deserialize, Serialize};

/// Scalar product.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// The lower triangular factor `L` of a positive definite matrix `A = L L'`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cholesky {
    size: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factor of a symmetric `size` x `size` matrix (its lower triangle is read); `None` unless it is positive definite.
    pub fn new(matrix: &[f64], size: usize) -> Option<Self> {
        let mut lower = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..=i {
                let mut sum = matrix[i * size + j];
                for k in 0..j {
                    sum -= lower[i * size + k] * lower[j * size + k];
                }
                if i == j {
                    // Also refuses NaN.
                    if !(sum > 0.0 && sum.is_finite()) {
                        return None;
                    }
                    lower[i * size + i] = sum.sqrt();
                } else {
                    lower[i * size + j] = sum / lower[j * size + j];
                }
            }
        }
        Some(Self { size, lower })
    }

    /// Factor of a symmetric matrix that may be singular: adds to its diagonal what is needed, from 1e-10 of it upwards.
    pub fn regularised(matrix: &[f64], size: usize) -> Self {
        let mean = (0..size)
            .map(|i| matrix[i * size + i].abs())
            .filter(|x| x.is_finite())
            .sum::<f64>()
            / size.max(1) as f64;
        let mut ridge = 0.0;
        for _ in 0..40 {
            let mut trial = matrix.to_vec();
            for i in 0..size {
                trial[i * size + i] += ridge;
            }
            if let Some(factor) = Self::new(&trial, size) {
                return factor;
            }
            ridge = if ridge == 0.0 {
                (1e-10 * mean).max(1e-300)
            } else {
                ridge * 10.0
            };
        }
        Self::identity(size)
    }

    /// The factor of the identity.
    pub fn identity(size: usize) -> Self {
        let mut lower = vec![0.0; size * size];
        for i in 0..size {
            lower[i * size + i] = 1.0;
        }
        Self { size, lower }
    }

    /// The factor of the matrix times `stretch` squared.
    #[must_use]
    pub fn scaled(&self, stretch: f64) -> Self {
        Self {
            size: self.size,
            lower: self.lower.iter().map(|l| stretch * l).collect(),
        }
    }

    /// Number of rows.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Logarithm of the determinant of `L` (half of that of `A`).
    pub fn ln_determinant(&self) -> f64 {
        (0..self.size)
            .map(|i| libm::log(self.lower[i * self.size + i]))
            .sum()
    }

    /// `out = L v`.
    pub fn multiply(&self, v: &[f64], out: &mut [f64]) {
        for i in 0..self.size {
            out[i] = dot(&self.lower[i * self.size..=i * self.size + i], &v[..=i]);
        }
    }

    /// `out = L' v`.
    pub fn multiply_transposed(&self, v: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        for i in 0..self.size {
            for j in 0..=i {
                out[j] += self.lower[i * self.size + j] * v[i];
            }
        }
    }

    /// Solves `L w = v` in place.
    pub fn solve_lower(&self, v: &mut [f64]) {
        for i in 0..self.size {
            let row = &self.lower[i * self.size..i * self.size + i];
            v[i] = (v[i] - dot(row, &v[..i])) / self.lower[i * self.size + i];
        }
    }

    /// Solves `A w = v` in place.
    pub fn solve(&self, v: &mut [f64]) {
        self.solve_lower(v);
        self.solve_upper(v);
    }

    /// Solves `L' w = v` in place.
    pub fn solve_upper(&self, v: &mut [f64]) {
        for i in (0..self.size).rev() {
            let mut sum = v[i];
            for k in i + 1..self.size {
                sum -= self.lower[k * self.size + i] * v[k];
            }
            v[i] = sum / self.lower[i * self.size + i];
        }
    }
}

/// Mean and covariance (divisor: sum of weights) of weighted points, `size` coordinates each.
pub(crate) fn weighted_moments(
    points: &[f64],
    weights: impl Fn(usize) -> f64,
    size: usize,
) -> (f64, Vec<f64>, Vec<f64>) {
    let mut total = 0.0;
    let mut mean = vec![0.0; size];
    for (k, point) in points.chunks_exact(size).enumerate() {
        let w = weights(k);
        total += w;
        for (m, x) in mean.iter_mut().zip(point) {
            *m += w * x;
        }
    }
    let divisor = if total > 0.0 { total } else { 1.0 };
    for m in &mut mean {
        *m /= divisor;
    }
    let mut covariance = vec![0.0; size * size];
    for (k, point) in points.chunks_exact(size).enumerate() {
        let w = weights(k) / divisor;
        for i in 0..size {
            let di = w * (point[i] - mean[i]);
            for j in 0..=i {
                covariance[i * size + j] += di * (point[j] - mean[j]);
            }
        }
    }
    for i in 0..size {
        for j in 0..i {
            covariance[j * size + i] = covariance[i * size + j];
        }
    }
    (total, mean, covariance)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hilbert-like 4 x 4 matrix: the factor multiplies back, and solves agree with the product, to 1e-9.
    #[test]
    fn factor_multiplies_back_and_solves() {
        let n = 4;
        let a: Vec<f64> = (0..n * n)
            .map(|k| 1.0 / (1 + k / n + k % n) as f64)
            .collect();
        let c = Cholesky::new(&a, n).unwrap();
        let x = [1.0, -2.0, 3.0, 0.5];
        let (mut t, mut b) = ([0.0; 4], [0.0; 4]);
        c.multiply_transposed(&x, &mut t);
        c.multiply(&t, &mut b);
        for i in 0..n {
            assert!((b[i] - dot(&a[i * n..(i + 1) * n], &x)).abs() < 1e-14);
        }
        c.solve(&mut b);
        for i in 0..n {
            assert!((b[i] - x[i]).abs() < 1e-9);
        }
        // Determinant of the 4 x 4 Hilbert matrix: 1/6048000.
        assert!((2.0 * c.ln_determinant() + libm::log(6_048_000.0)).abs() < 1e-9);
    }

    #[test]
    fn indefinite_and_singular_matrices_are_refused_or_regularised() {
        assert!(Cholesky::new(&[1.0, 2.0, 2.0, 1.0], 2).is_none());
        assert!(Cholesky::new(&[f64::NAN, 0.0, 0.0, 1.0], 2).is_none());
        let c = Cholesky::regularised(&[1.0, 1.0, 1.0, 1.0], 2);
        assert!(c.ln_determinant().is_finite());
    }

    #[test]
    fn moments_of_three_weighted_points() {
        let (total, mean, cov) =
            weighted_moments(&[0.0, 0.0, 2.0, 2.0, 4.0, 0.0], |k| [1.0, 2.0, 1.0][k], 2);
        assert_eq!((total, mean), (4.0, vec![2.0, 1.0]));
        assert_eq!(cov, vec![2.0, 0.0, 0.0, 1.0]);
    }
}
