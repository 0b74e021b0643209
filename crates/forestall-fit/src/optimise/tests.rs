//! Oracles: closed-form minima, inside and exactly at bounds; classical test functions.

use super::*;
use crate::{BatchDensity, BatchResiduals};

/// Residuals and Jacobian by a closure for one point.
struct Residuals<F>(usize, usize, F);

impl<F: Fn(&[f64], &mut [f64], &mut [f64])> BatchResiduals for Residuals<F> {
    fn dimension(&self) -> usize {
        self.0
    }
    fn count(&self) -> usize {
        self.1
    }
    fn evaluate(&mut self, p: &[f64], r: &mut [f64], j: &mut [f64]) -> Result<(), FitError> {
        let (d, m) = (self.0, self.1);
        for (k, x) in p.chunks_exact(d).enumerate() {
            (self.2)(
                x,
                &mut r[k * m..(k + 1) * m],
                &mut j[k * m * d..(k + 1) * m * d],
            );
        }
        Ok(())
    }
}

/// Minus a function and its gradient by a closure for one point.
struct Minus<F>(usize, F);

impl<F: Fn(&[f64], &mut [f64]) -> f64> BatchDensity for Minus<F> {
    fn dimension(&self) -> usize {
        self.0
    }
    fn evaluate(
        &mut self,
        p: &[f64],
        value: &mut [f64],
        gradient: Option<&mut [f64]>,
    ) -> Result<(), FitError> {
        let d = self.0;
        let mut all = vec![0.0; p.len()];
        for (k, x) in p.chunks_exact(d).enumerate() {
            value[k] = -(self.1)(x, &mut all[k * d..(k + 1) * d]);
        }
        if let Some(g) = gradient {
            for (g, a) in g.iter_mut().zip(all) {
                *g = -a;
            }
        }
        Ok(())
    }
}

fn rosenbrock(x: &[f64], g: &mut [f64]) -> f64 {
    let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
    g[0] = -2.0 * a - 400.0 * x[0] * b;
    g[1] = 200.0 * b;
    a * a + 100.0 * b * b
}

fn rosenbrock_residuals(x: &[f64], r: &mut [f64], j: &mut [f64]) {
    r[0] = 1.0 - x[0];
    r[1] = 10.0 * (x[1] - x[0] * x[0]);
    j.copy_from_slice(&[-1.0, 0.0, -20.0 * x[0], 10.0]);
}

fn starts(bounds: &[(f64, f64)], n: usize) -> Vec<Vec<f64>> {
    let d = bounds.len();
    spread(d, n)
        .chunks_exact(d)
        .map(|u| {
            (0..d)
                .map(|i| bounds[i].0 + u[i] * (bounds[i].1 - bounds[i].0))
                .collect()
        })
        .collect()
}

fn long() -> Stopping {
    Stopping {
        rounds: 4000,
        ..Stopping::default()
    }
}

/// Rosenbrock's function: minimum (1, 1) inside the box, to 1e-6.
#[test]
fn every_search_finds_the_minimum_of_rosenbrock() {
    let bounds = [(-2.0, 2.0), (-1.0, 3.0)];
    let from = starts(&bounds, 9);
    let a = least_squares(
        &mut Residuals(2, 2, rosenbrock_residuals),
        &bounds,
        &from,
        long(),
    );
    let b = quasi_newton(&mut Minus(2, rosenbrock), &bounds, &from, long());
    let c = simplex(&mut Minus(2, rosenbrock), &bounds, &from, long());
    for found in [a.unwrap(), b.unwrap(), c.unwrap()] {
        let best = found.best();
        for x in &best.point {
            assert!((x - 1.0).abs() < 1e-4, "{best:?}");
        }
        assert!(best.value < 1e-8);
        assert_eq!(
            found.optima.iter().map(|o| o.starts).sum::<usize>(),
            9,
            "{found:?}"
        );
    }
}

/// Rosenbrock's function with x <= 0.5: minimum exactly at x = 0.5, y = 0.25 (value 0.25).
/// With y <= 0 as well: minimum exactly at y = 0 and x the root of 200 x^3 + x - 1 (0.161...), by bisection.
#[test]
fn a_minimum_at_a_bound_is_reached_exactly() {
    for (top, wanted) in [(3.0, [0.5, 0.25]), (0.0, [f64::NAN, 0.0])] {
        let bounds = [(-2.0, 0.5), (-1.0, top)];
        let from = starts(&bounds, 9);
        let (mut low, mut high) = (0.0, 1.0_f64);
        for _ in 0..100 {
            let x: f64 = 0.5 * (low + high);
            if 200.0 * x * x * x + x - 1.0 < 0.0 {
                low = x;
            } else {
                high = x;
            }
        }
        let x = if wanted[0].is_nan() { low } else { 0.5 };
        let a = least_squares(
            &mut Residuals(2, 2, rosenbrock_residuals),
            &bounds,
            &from,
            long(),
        );
        let b = quasi_newton(&mut Minus(2, rosenbrock), &bounds, &from, long());
        let c = simplex(&mut Minus(2, rosenbrock), &bounds, &from, long());
        for (method, found) in [a.unwrap(), b.unwrap(), c.unwrap()].into_iter().enumerate() {
            let best = found.best();
            assert!((best.point[0] - x).abs() < 1e-4, "{method} {best:?}");
            assert!(
                (best.point[1] - wanted[1]).abs() < 1e-4,
                "{method} {best:?}"
            );
            if method < 2 {
                if top == 0.0 {
                    assert_eq!((best.sides[1], best.point[1]), (Side::High, 0.0));
                } else {
                    assert_eq!((best.sides[0], best.point[0]), (Side::High, 0.5));
                }
            }
        }
    }
}

/// Exponential decay with a ridge: residuals of a sum of two exponentials at its own parameters are 0; both orders are minima.
#[test]
fn two_equal_minima_are_both_reported() {
    let times: Vec<f64> = (0..12).map(|k| 0.25 * f64::from(k)).collect();
    let f = move |x: &[f64], r: &mut [f64], j: &mut [f64]| {
        for (k, t) in times.iter().enumerate() {
            let truth = libm::exp(-0.5 * t) + libm::exp(-3.0 * t);
            let (a, b) = (libm::exp(-x[0] * t), libm::exp(-x[1] * t));
            r[k] = a + b - truth;
            j[2 * k] = -t * a;
            j[2 * k + 1] = -t * b;
        }
    };
    let bounds = [(0.0, 10.0), (0.0, 10.0)];
    let found = least_squares(
        &mut Residuals(2, 12, f),
        &bounds,
        &starts(&bounds, 12),
        long(),
    )
    .unwrap();
    let mut firsts: Vec<f64> = found.optima.iter().map(|o| o.point[0]).collect();
    firsts.sort_by(f64::total_cmp);
    let good: Vec<_> = found.optima.iter().filter(|o| o.value < 1e-12).collect();
    assert_eq!(good.len(), 2, "{found:?}");
    assert!(firsts.iter().any(|x| (x - 0.5).abs() < 1e-5));
    assert!(firsts.iter().any(|x| (x - 3.0).abs() < 1e-5));
}

/// Convex quadratic in 6 dimensions in a box: the step agrees with projected gradient descent of 20 000 steps to 1e-8.
#[test]
fn the_box_step_agrees_with_projected_gradient_descent() {
    let d = 6;
    let mut stream = forestall_base::Stream::new(5, 0, 0);
    for _ in 0..50 {
        let a: Vec<f64> = (0..d * d).map(|_| stream.normal()).collect();
        let mut b = vec![0.0; d * d];
        for i in 0..d {
            for j in 0..d {
                b[i * d + j] = (0..d).map(|k| a[i * d + k] * a[j * d + k]).sum();
            }
            b[i * d + i] += 0.5;
        }
        let g: Vec<f64> = (0..d).map(|_| 3.0 * stream.normal()).collect();
        let low: Vec<f64> = (0..d)
            .map(|i| if i == 0 { 0.0 } else { -stream.uniform() })
            .collect();
        let high: Vec<f64> = (0..d).map(|_| stream.uniform()).collect();
        let p = box_step::box_step(&b, &g, &low, &high).unwrap();
        let rate = 1.0 / (0..d).map(|i| b[i * d + i]).sum::<f64>();
        let mut q = vec![0.0; d];
        for _ in 0..20_000 {
            let slope: Vec<f64> = (0..d)
                .map(|i| g[i] + crate::linear::dot(&b[i * d..(i + 1) * d], &q))
                .collect();
            for i in 0..d {
                q[i] = (q[i] - rate * slope[i]).clamp(low[i], high[i]);
            }
        }
        for i in 0..d {
            assert!((p[i] - q[i]).abs() < 1e-8, "{p:?} {q:?}");
        }
    }
}

/// 1024 points in 3 dimensions: every cell of the 4 x 4 x 4 grid holds 16 +- 8; all coordinates inside (0, 1).
#[test]
fn starting_points_fill_the_cube_evenly() {
    let points = spread(3, 1024);
    let mut cells = [0; 64];
    for p in points.chunks_exact(3) {
        assert!(p.iter().all(|x| *x > 0.0 && *x < 1.0));
        let at = p.iter().fold(0, |at, x| 4 * at + (4.0 * x) as usize);
        cells[at] += 1;
    }
    assert!(cells.iter().all(|n| (8..=24).contains(n)), "{cells:?}");
}

#[test]
fn starts_that_cannot_be_evaluated_are_refused_only_if_all_are() {
    let f = |x: &[f64], g: &mut [f64]| {
        g[0] = 2.0 * x[0];
        if x[0] < 0.0 { f64::NAN } else { x[0] * x[0] }
    };
    let bounds = [(-1.0, 1.0)];
    let found = quasi_newton(&mut Minus(1, f), &bounds, &[vec![-0.5], vec![0.7]], long()).unwrap();
    assert!(found.best().point[0].abs() < 1e-6, "{found:?}");
    let refused =
        quasi_newton(&mut Minus(1, f), &bounds, &[vec![-0.5], vec![-0.7]], long()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "none of the 2 starting points could be evaluated: the model gives no finite value there"
    );
    let refused = simplex(&mut Minus(1, f), &bounds, &[vec![0.5, 0.5]], long()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "starting point: found 2 numbers, expected 1"
    );
}
