//! One linearly implicit step of every lane, for stiff models.

use std::sync::Arc;

use forestall_model::program::Program;

use super::control::{FOURTH, choose, judge};
use super::exchange::{factorise, solve};
use super::sparse::{Elimination, factorise_sparse, solve_sparse};
use super::step::{derivative, set_times, write_times};
use super::tape::interpret_body;
use super::{Lanes, Level, Rhs, interpret};
use crate::machine::{Compiled, load};
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
    linear: Arc<Linear>,
    /// The entries of the matrix that can differ from 0, then of its factors.
    matrix: Vec<[f64; W]>,
    /// Size of the terms of each diagonal entry.
    size: Vec<[f64; W]>,
    /// Lanes (1 or 0) that are solved by `whole` instead.
    exchanged: [f64; W],
    /// The whole matrix row by row; the factors lie where the matrix was.
    whole: Vec<[f64; W]>,
    /// Row that was exchanged with each column's.
    pivots: Vec<[u16; W]>,
    side: Vec<[f64; W]>,
    other_side: Vec<[f64; W]>,
    /// Time derivative of the right-hand side.
    slope: Vec<[f64; W]>,
}

/// What linearly implicit steps need to know of a model. Made once.
#[derive(Debug)]
pub(crate) struct Linear {
    /// Derivatives of all states, then their partial derivatives by each state.
    pub code: Arc<Compiled>,
    /// The order of elimination.
    plan: Elimination,
    /// Per entry off the diagonal, the register of the partial derivative, if it is not one of the fill.
    partials: Vec<Option<u16>>,
}

impl Linear {
    pub(crate) fn new(jacobian: &Program) -> Arc<Self> {
        let n = jacobian.layout.states;
        let zero = |register: u16| jacobian.constants.contains(&(register, 0.0));
        let partial = |row: usize, column: usize| jacobian.outputs[n + column * n + row];
        let entries: Vec<(usize, usize)> = (0..n * n)
            .map(|at| (at / n, at % n))
            .filter(|&(row, column)| row != column && !zero(partial(row, column)))
            .collect();
        let plan = Elimination::new(n, &entries);
        let there = |(at, &(row, column)): (usize, &(usize, usize))| {
            (at < entries.len()).then(|| partial(row, column))
        };
        Arc::new(Self {
            code: Compiled::new(jacobian),
            partials: plan.others().iter().enumerate().map(there).collect(),
            plan,
        })
    }
}

impl<const W: usize> Implicit<W> {
    pub(crate) fn new(linear: &Arc<Linear>) -> Self {
        let n = linear.code.layout.states;
        Self {
            rhs: Rhs::new(&linear.code, Vec::new()),
            registers: linear.code.registers(),
            matrix: vec![[0.0; W]; linear.plan.entries()],
            linear: Arc::clone(linear),
            size: vec![[0.0; W]; n],
            exchanged: [0.0; W],
            whole: vec![[0.0; W]; n * n],
            pivots: vec![[0; W]; n],
            side: vec![[0.0; W]; n],
            other_side: vec![[0.0; W]; n],
            slope: vec![[0.0; W]; n],
        }
    }

    /// Puts one lane's values into consecutive registers.
    pub(crate) fn load(&mut self, start: usize, lane: usize, values: &[f64]) {
        load(&mut self.registers, start, lane, values);
    }

    /// Takes over a patient from a lane of the same program that has been prepared.
    pub(crate) fn adopt(&mut self, lane: usize, there: &[[f64; W]], from: usize) {
        let here = (&mut self.registers[..], lane);
        self.linear.code.adopt(here, (there, from));
    }

    /// Recomputes what depends on parameters.
    pub(crate) fn prepare(&mut self, level: Level) {
        interpret(level, &self.linear.code.setup, &mut self.registers);
    }

    /// Recomputes what depends on parameters and doses.
    pub(crate) fn doses_changed(&mut self, level: Level) {
        interpret(level, &self.linear.code.segment, &mut self.registers);
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
    interpret_body(&own.code.body, &mut implicit.registers);
    for i in 0..n {
        lanes.k[6 * n + i] = implicit.registers[own.code.outputs[i] as usize];
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
    for i in 0..n {
        let partial = &implicit.registers[own.code.outputs[n + i * n + i] as usize];
        implicit.matrix[i] = each!(l => diagonal[l] - partial[l]);
        implicit.size[i] = each!(l => diagonal[l] + partial[l].abs());
    }
    for (entry, partial) in implicit.matrix[n..]
        .iter_mut()
        .zip(&implicit.linear.partials)
    {
        *entry = [0.0; W];
        if let Some(register) = partial {
            let partial = &implicit.registers[*register as usize];
            *entry = each!(l => -partial[l]);
        }
    }
    let (matrix, size) = (&mut implicit.matrix, &mut implicit.size);
    let bad = factorise_sparse(&implicit.linear.plan, matrix, size);
    implicit.exchanged = each!(l => if h[l] > 0.0 { bad[l] } else { 0.0 });
    if implicit.exchanged != [0.0; W] {
        exchange_rows(implicit, &diagonal);
    }
}

/// Factorises the whole matrix with row exchanges.
#[inline(always)]
fn exchange_rows<const W: usize>(implicit: &mut Implicit<W>, diagonal: &[f64; W]) {
    let n = implicit.side.len();
    for row in 0..n {
        for column in 0..n {
            let output = implicit.linear.code.outputs[n + column * n + row];
            let partial = &implicit.registers[output as usize];
            let own = if row == column { *diagonal } else { [0.0; W] };
            implicit.whole[row * n + column] = each!(l => own[l] - partial[l]);
        }
    }
    factorise(&mut implicit.whole, &mut implicit.pivots);
}

/// Solves for the right-hand side in place.
#[inline(always)]
fn solve_step<const W: usize>(implicit: &mut Implicit<W>) {
    let exchanged = implicit.exchanged;
    if exchanged == [0.0; W] {
        solve_sparse(&implicit.linear.plan, &implicit.matrix, &mut implicit.side);
        return;
    }
    implicit.other_side.copy_from_slice(&implicit.side);
    solve_sparse(&implicit.linear.plan, &implicit.matrix, &mut implicit.side);
    solve(&implicit.whole, &implicit.pivots, &mut implicit.other_side);
    for (own, other) in implicit.side.iter_mut().zip(&implicit.other_side) {
        let side = *own;
        *own = each!(l => if exchanged[l] != 0.0 { other[l] } else { side[l] });
    }
}

/// One attempted RODASP step: the new state lies in the state registers, the coefficients of its continuous output in the first two
/// stages.
#[inline(always)]
pub(super) fn rosenbrock_body<const W: usize>(
    rhs: &Rhs,
    lanes: &mut Lanes<W>,
    implicit: &mut Implicit<W>,
    relative: f64,
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
            interpret_body(&rhs.code.body, &mut lanes.registers);
        }
        for i in 0..n {
            let f = if stage > 0 {
                &lanes.registers[rhs.code.outputs[i] as usize]
            } else {
                &lanes.k[6 * n + i]
            };
            let side = implicit.side[i];
            implicit.side[i] = each!(l => side[l] + f[l]);
        }
        solve_step(implicit);
        lanes.k[stage * n..(stage + 1) * n].copy_from_slice(&implicit.side);
    }
    finish(rhs, lanes, relative);
}

/// The new state, its error, and the continuous output.
#[inline(always)]
fn finish<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>, relative: f64) {
    let n = rhs.states;
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
        let (cubic, floor) = (coefficients[1], &lanes.floor[i]);
        squares = each!(l => {
            let scale = floor[l] + relative * y[l].abs().max(z[l].abs());
            let (end, inside) = (last[l] / scale, CUBIC * cubic[l] / scale);
            squares[l] + (end * end + inside * inside)
        });
        lanes.k[i] = coefficients[0];
        lanes.k[n + i] = coefficients[1];
    }
    judge(rhs, lanes, &squares, &FOURTH);
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
