//! The curve F(x, p) = 0 of steady states: points on it, its direction, its eigenvalues.
//!
//! A point holds the states and, last, the parameter (or its logarithm). Lengths are measured in weights: of a state its own size with
//! a millionth of its range, of the parameter the whole stretch that it runs over.

use forestall_model::program::{Builder, Program};

use crate::{Model, steady::eigenvalues, steady::linear};

/// Steps of Newton's method to a point of the curve.
const MOST_STEPS: usize = 12;
/// A step this small, in weights, ends it.
const CONVERGED: f64 = 1e-11;
/// Share of a range that counts as the size of a state near zero, for steps along the curve and for steps that stay about a point.
const SMALL: f64 = 1e-6;
const NEAR_ZERO: f64 = 1e-2;

/// The equations along one parameter.
pub(super) struct Curve<'a> {
    program: Program,
    inputs: Vec<f64>,
    parameter: usize,
    pub(super) ranges: &'a [(f64, f64)],
    /// Whether the last coordinate is the logarithm of the parameter.
    log: bool,
    /// First and last value of the last coordinate.
    pub(super) ends: (f64, f64),
}

/// The equation that picks a point of the curve.
pub(super) enum Row<'a> {
    /// The point lies at this length along the direction from where the search begins.
    Plane(&'a [f64]),
    /// The last coordinate stays.
    Fixed,
}

impl<'a> Curve<'a> {
    /// The curve over the parameter with this index, from one value to another.
    pub(super) fn new(
        model: &Model,
        parameters: &[f64],
        parameter: usize,
        (from, to): (f64, f64),
        log: bool,
        ranges: &'a [(f64, f64)],
    ) -> Self {
        let core = model.core();
        let mut builder = Builder::new(core, 0, 1);
        for state in &core.states {
            builder.output(&state.rate);
        }
        builder.tangents(&[parameter]);
        builder.jacobian();
        let program = builder.finish();
        let layout = program.layout;
        let mut inputs = vec![0.0; layout.inputs()];
        inputs[layout.parameter()..][..parameters.len()].copy_from_slice(parameters);
        let ends = if log {
            (libm::log(from), libm::log(to))
        } else {
            (from, to)
        };
        Self {
            program,
            inputs,
            parameter: layout.parameter() + parameter,
            ranges,
            log,
            ends,
        }
    }

    /// Number of states.
    pub(super) fn states(&self) -> usize {
        self.ranges.len()
    }

    /// The parameter at a value of the last coordinate.
    pub(super) fn parameter(&self, last: f64) -> f64 {
        if self.log { libm::exp(last) } else { last }
    }

    /// Lengths of one in each coordinate.
    pub(super) fn weights(&self, point: &[f64]) -> Vec<f64> {
        let states = point.iter().zip(self.ranges);
        states
            .map(|(x, (low, high))| x.abs() + SMALL * (high - low))
            .chain([(self.ends.1 - self.ends.0).abs()])
            .collect()
    }

    /// Sizes of the states at a point, by which they may be moved a little: a state near zero counts as a hundredth of its range.
    pub(super) fn sizes(&self, point: &[f64]) -> Vec<f64> {
        let states = point.iter().zip(self.ranges);
        states
            .map(|(x, (low, high))| x.abs().max(NEAR_ZERO * (high - low)))
            .collect()
    }

    /// Rates, and their derivatives by all coordinates, column by column.
    fn evaluate(&self, point: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let n = self.states();
        let mut inputs = self.inputs.clone();
        inputs[..n].copy_from_slice(&point[..n]);
        let value = self.parameter(point[n]);
        inputs[self.parameter] = value;
        let out = self.program.evaluate(&inputs);
        let mut jacobian = Vec::with_capacity(n * (n + 1));
        for state in 0..n {
            jacobian.extend_from_slice(&out[2 * n * (state + 1)..][..n]);
        }
        let inner = if self.log { value } else { 1.0 };
        jacobian.extend(out[n..2 * n].iter().map(|slope| slope * inner));
        (out[..n].to_vec(), jacobian)
    }

    /// Derivatives of the rates by the states, column by column, at a value of the last coordinate.
    pub(super) fn jacobian(&self, states: &[f64], last: f64) -> Vec<f64> {
        let n = self.states();
        let point = [states, &[last]].concat();
        let mut all = self.evaluate(&point).1;
        all.truncate(n * n);
        all
    }

    /// Eigenvalues of the Jacobian, the largest real part first.
    pub(super) fn eigenvalues(&self, point: &[f64]) -> Vec<(f64, f64)> {
        let n = self.states();
        eigenvalues::of(&self.jacobian(&point[..n], point[n]), n)
    }

    /// Number of eigenvalues with a positive real part.
    pub(super) fn unstable(eigenvalues: &[(f64, f64)]) -> usize {
        let sizes = eigenvalues.iter().map(|(re, im)| libm::hypot(*re, *im));
        let zero = 1e-12 * sizes.fold(0.0, f64::max);
        eigenvalues.iter().filter(|(re, _)| *re > zero).count()
    }

    /// The matrix of derivatives in weights, with `last` as its last row.
    fn bordered(&self, jacobian: &[f64], weights: &[f64], last: &[f64]) -> Vec<f64> {
        let n = self.states();
        let mut matrix = Vec::with_capacity((n + 1) * (n + 1));
        for column in 0..=n {
            let own = &jacobian[column * n..][..n];
            matrix.extend(own.iter().map(|slope| slope * weights[column]));
            matrix.push(last[column]);
        }
        matrix
    }

    /// The direction of the curve at a point, in weights, of length one, on the side of `before`.
    pub(super) fn direction(
        &self,
        point: &[f64],
        weights: &[f64],
        before: &[f64],
    ) -> Option<Vec<f64>> {
        let jacobian = self.evaluate(point).1;
        let mut right = vec![0.0; point.len()];
        right[point.len() - 1] = 1.0;
        let mut along = linear::solve(self.bordered(&jacobian, weights, before), right)?;
        let length = along.iter().map(|x| x * x).sum::<f64>().sqrt();
        for x in &mut along {
            *x /= length;
        }
        along.iter().all(|x| x.is_finite()).then_some(along)
    }

    /// Newton's method from `guess` to the curve; the point and the number of steps, or nothing.
    pub(super) fn correct(
        &self,
        guess: &[f64],
        weights: &[f64],
        row: &Row<'_>,
    ) -> Option<(Vec<f64>, usize)> {
        let n = self.states();
        let fixed: Vec<f64> = (0..=n).map(|k| f64::from(u8::from(k == n))).collect();
        let normal: &[f64] = match row {
            Row::Plane(direction) => direction,
            Row::Fixed => &fixed,
        };
        let mut point = guess.to_vec();
        for step in 1..=MOST_STEPS {
            let (rates, jacobian) = self.evaluate(&point);
            let off: f64 = (0..=n)
                .map(|k| normal[k] * (point[k] - guess[k]) / weights[k])
                .sum();
            let mut right = rates;
            right.push(off);
            let change = linear::solve(self.bordered(&jacobian, weights, normal), right)?;
            let mut largest = 0.0_f64;
            for k in 0..=n {
                point[k] -= change[k] * weights[k];
                largest = largest.max(change[k].abs());
            }
            if !largest.is_finite() || largest > 1.0 {
                return None;
            }
            if largest <= CONVERGED {
                return Some((point, step));
            }
        }
        None
    }

    /// Whether all states lie in their ranges, within rounding.
    pub(super) fn inside(&self, point: &[f64]) -> bool {
        point.iter().zip(self.ranges).all(|(x, (low, high))| {
            let slack = 1e-9 * (high - low);
            *x >= low - slack && *x <= high + slack
        })
    }

    /// Whether the last coordinate lies between its ends.
    pub(super) fn between(&self, last: f64) -> bool {
        let (a, b) = (self.ends.0.min(self.ends.1), self.ends.0.max(self.ends.1));
        (a..=b).contains(&last)
    }
}
