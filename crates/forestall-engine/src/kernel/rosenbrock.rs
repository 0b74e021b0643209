//! One linearly implicit step of every lane, for stiff models.

use forestall_model::program::Program;

use super::control::{choose, judge};
use super::step::{derivative, set_times, write_times};
use super::tape::interpret_body;
use super::{Lanes, Level, Rhs, interpret};
use crate::rodas::{A, C, DENSE, GAMMA, NODES, SLOPES};

/// Part of a step over which the time derivative of the right-hand side is taken.
const NUDGE: f64 = 1e-6;
/// Part of the cubic term of the continuous output that counts as an error: keeps steps short enough to be looked into where the
/// states at their ends say little (fast relaxation towards a slow motion).
const CUBIC: f64 = 1.5e-3;

/// Jacobian and factorised matrix of `W` patients.
#[derive(Debug, Clone)]
pub(crate) struct Implicit<const W: usize> {
    /// Derivatives of all states, then their partial derivatives by each state.
    rhs: Rhs,
    registers: Vec<[f64; W]>,
    /// Row by row; the factors lie where the matrix was.
    matrix: Vec<[f64; W]>,
    /// Row that was exchanged with each column's.
    pivots: Vec<[u16; W]>,
    side: Vec<[f64; W]>,
    /// Time derivative of the right-hand side.
    slope: Vec<[f64; W]>,
}

impl<const W: usize> Implicit<W> {
    pub(crate) fn new(jacobian: &Program) -> Self {
        let n = jacobian.layout.states;
        let mut registers = vec![[0.0; W]; jacobian.registers];
        for &(register, value) in &jacobian.constants {
            registers[register as usize] = [value; W];
        }
        Self {
            rhs: Rhs::new(jacobian, Vec::new()),
            registers,
            matrix: vec![[0.0; W]; n * n],
            pivots: vec![[0; W]; n],
            side: vec![[0.0; W]; n],
            slope: vec![[0.0; W]; n],
        }
    }

    /// Puts one lane's values into consecutive registers.
    pub(crate) fn load(&mut self, start: usize, lane: usize, values: &[f64]) {
        for (register, &value) in self.registers[start..].iter_mut().zip(values) {
            register[lane] = value;
        }
    }

    /// Recomputes what depends on parameters.
    pub(crate) fn prepare(&mut self, level: Level) {
        interpret(level, &self.rhs.setup, &mut self.registers);
    }

    /// Recomputes what depends on parameters and doses.
    pub(crate) fn doses_changed(&mut self, level: Level) {
        interpret(level, &self.rhs.segment, &mut self.registers);
    }
}

/// Factorises the matrix with partial pivoting, each lane by its own pivots.
#[inline(always)]
fn factorise<const W: usize>(matrix: &mut [[f64; W]], pivots: &mut [[u16; W]]) {
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
fn solve<const W: usize>(matrix: &[[f64; W]], pivots: &[[u16; W]], side: &mut [[f64; W]]) {
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

/// Right-hand side, Jacobian and time derivative at the start of the step; the matrix, factorised.
#[inline(always)]
fn linearise<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>, implicit: &mut Implicit<W>) {
    let n = rhs.states;
    let own = &implicit.rhs;
    implicit.registers[..n].copy_from_slice(&lanes.y[..n]);
    let times = (&lanes.t, &lanes.h, &lanes.on_since[..]);
    write_times(own, &mut implicit.registers, times, 0.0);
    interpret_body(&own.body, &mut implicit.registers);
    for i in 0..n {
        lanes.k[6 * n + i] = implicit.registers[own.outputs[i] as usize];
    }
    if rhs.time.is_some() || !rhs.time_on.is_empty() {
        lanes.registers[..n].copy_from_slice(&lanes.y[..n]);
        set_times(rhs, lanes, NUDGE);
        derivative(rhs, lanes, 5);
        let (t, h) = (&lanes.t, &lanes.h);
        let gap: [f64; W] = each!(l => (t[l] + NUDGE * h[l]) - t[l]);
        for i in 0..n {
            let (later, now) = (&lanes.k[5 * n + i], &lanes.k[6 * n + i]);
            implicit.slope[i] = each!(l => {
                if gap[l] > 0.0 { (later[l] - now[l]) / gap[l] } else { 0.0 }
            });
        }
    }
    let h = &lanes.h;
    // An idle lane has no step; its matrix must only be regular.
    let diagonal: [f64; W] = each!(l => if h[l] > 0.0 { 1.0 / (GAMMA * h[l]) } else { 1.0 });
    for row in 0..n {
        for column in 0..n {
            let partial = &implicit.registers[own.outputs[n + column * n + row] as usize];
            let mut value: [f64; W] = each!(l => -partial[l]);
            if row == column {
                value = each!(l => value[l] + diagonal[l]);
            }
            implicit.matrix[row * n + column] = value;
        }
    }
    factorise(&mut implicit.matrix, &mut implicit.pivots);
}

/// One attempted RODASP step: the new state lies in the state registers, the coefficients of its continuous output in the first two
/// stages.
#[inline(always)]
pub(super) fn rosenbrock_body<const W: usize>(
    rhs: &Rhs,
    lanes: &mut Lanes<W>,
    implicit: &mut Implicit<W>,
    tolerance: (f64, f64),
) {
    let n = rhs.states;
    let wanted = lanes.step;
    choose(lanes, &wanted);
    linearise(rhs, lanes, implicit);
    let h = lanes.h;
    let inverse: [f64; W] = each!(l => if h[l] > 0.0 { 1.0 / h[l] } else { 0.0 });
    for stage in 0..6 {
        let (a, c) = (&A[stage], &C[stage]);
        for i in 0..n {
            let (mut state, mut sum) = (lanes.y[i], [0.0; W]);
            for s in 0..stage {
                let u = &lanes.k[s * n + i];
                state = each!(l => state[l] + a[s] * u[l]);
                sum = each!(l => sum[l] + c[s] * u[l]);
            }
            let slope = &implicit.slope[i];
            lanes.registers[i] = state;
            implicit.side[i] = each!(l => sum[l] * inverse[l] + (SLOPES[stage] * h[l]) * slope[l]);
        }
        if stage > 0 {
            set_times(rhs, lanes, NODES[stage]);
            interpret_body(&rhs.body, &mut lanes.registers);
        }
        for i in 0..n {
            let f = if stage > 0 {
                &lanes.registers[rhs.outputs[i] as usize]
            } else {
                &lanes.k[6 * n + i]
            };
            let side = implicit.side[i];
            implicit.side[i] = each!(l => side[l] + f[l]);
        }
        solve(&implicit.matrix, &implicit.pivots, &mut implicit.side);
        lanes.k[stage * n..(stage + 1) * n].copy_from_slice(&implicit.side);
    }
    finish(rhs, lanes, tolerance);
}

/// The new state, its error, and the continuous output.
#[inline(always)]
fn finish<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>, tolerance: (f64, f64)) {
    let n = rhs.states;
    let (relative, absolute) = tolerance;
    let mut squares = [0.0; W];
    for i in 0..n {
        let (y, state, last) = (lanes.y[i], lanes.registers[i], lanes.k[5 * n + i]);
        let z: [f64; W] = each!(l => state[l] + last[l]);
        lanes.registers[i] = z;
        let mut coefficients = [[0.0; W]; 2];
        for (coefficient, weights) in coefficients.iter_mut().zip(&DENSE) {
            for (s, weight) in weights.iter().enumerate() {
                let (sum, u) = (*coefficient, &lanes.k[s * n + i]);
                *coefficient = each!(l => sum[l] + weight * u[l]);
            }
        }
        let cubic = coefficients[1];
        squares = each!(l => {
            let scale = absolute + relative * y[l].abs().max(z[l].abs());
            let (end, inside) = (last[l] / scale, CUBIC * cubic[l] / scale);
            squares[l] + (end * end + inside * inside)
        });
        lanes.k[i] = coefficients[0];
        lanes.k[n + i] = coefficients[1];
    }
    judge(rhs, lanes, &squares, absolute);
}

/// The states at `t + theta h` of an attempted step into `out`.
#[inline(always)]
pub(super) fn rosenbrock_dense_body<const W: usize>(
    rhs: &Rhs,
    lanes: &Lanes<W>,
    theta: &[f64; W],
    out: &mut [[f64; W]],
) {
    let n = rhs.states;
    for (i, out) in out.iter_mut().enumerate().take(n) {
        let (y, z) = (&lanes.y[i], &lanes.registers[i]);
        let (first, second) = (&lanes.k[i], &lanes.k[n + i]);
        *out = each!(l => continuous(theta[l], [y[l], z[l], first[l], second[l]]));
    }
}

/// Continuous output at `theta` from the states at both ends and the two coefficients.
#[inline(always)]
pub(crate) fn continuous(theta: f64, [y, z, first, second]: [f64; 4]) -> f64 {
    let rest = 1.0 - theta;
    if theta < 1.0 {
        y * rest + theta * (z + rest * (first + theta * second))
    } else {
        z
    }
}
