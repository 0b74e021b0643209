//! One linearly implicit step of every lane, for stiff models.

use super::control::{FOURTH, choose, judge};
use super::decay::{follow, inside, spoilt};
use super::exchange::{factorise, solve};
use super::implicit::{Implicit, Linear};
use super::sparse::{factorise_sparse, solve_sparse};
use super::step::{derivative, set_times, write_times};
use super::tape::interpret_body;
use super::{Lanes, Rhs};
use crate::rodas::{A, C, DENSE, GAMMA, NODES, SLOPES};

/// Part of a step over which the time derivative of the right-hand side is taken.
const NUDGE: f64 = 1e-6;
/// Part of the cubic term of the continuous output that counts as an error: keeps steps short enough to be looked into where the
/// states at their ends say little (fast relaxation towards a slow motion).
const CUBIC: f64 = 1.5e-3;

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
            follow(
                &implicit.linear.decays,
                &implicit.registers,
                lanes,
                NODES[stage],
            );
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
        prescribe(lanes, implicit, SLOPES[stage]);
        solve_step(implicit);
        lanes.k[stage * n..(stage + 1) * n].copy_from_slice(&implicit.side);
    }
    finish(rhs, lanes, &implicit.linear, relative);
}

/// States with a closed form are functions of time to the others, as which they have the same weights as a time derivative: the right-hand
/// side that leads there.
#[inline(always)]
fn prescribe<const W: usize>(lanes: &Lanes<W>, implicit: &mut Implicit<W>, weight: f64) {
    let (n, h) = (implicit.side.len(), &lanes.h);
    for decay in &implicit.linear.decays {
        let slope = &lanes.k[6 * n + decay.state];
        let rate = &implicit.registers[decay.rate as usize];
        implicit.side[decay.state] =
            each!(l => (1.0 / GAMMA + rate[l] * h[l]) * (weight * slope[l]));
    }
}

/// The new state, its error, and the continuous output.
#[inline(always)]
fn finish<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>, linear: &Linear, relative: f64) {
    let n = rhs.states;
    for i in 0..n {
        let (state, last) = (lanes.registers[i], lanes.k[5 * n + i]);
        lanes.registers[i] = each!(l => state[l] + last[l]);
        let mut coefficients = [[0.0; W]; 2];
        for (coefficient, weights) in coefficients.iter_mut().zip(&DENSE) {
            for (s, weight) in weights.iter().enumerate() {
                let (sum, u) = (*coefficient, &lanes.k[s * n + i]);
                *coefficient = each!(l => sum[l] + weight * u[l]);
            }
        }
        lanes.k[i] = coefficients[0];
        lanes.k[n + i] = coefficients[1];
    }
    let mut squares = spoilt(&linear.decays, lanes);
    for &i in &linear.stepped {
        let (y, z, floor) = (&lanes.y[i], &lanes.registers[i], &lanes.floor[i]);
        let (last, cubic) = (&lanes.k[5 * n + i], &lanes.k[n + i]);
        squares = each!(l => {
            let scale = floor[l] + relative * y[l].abs().max(z[l].abs());
            let (end, inside) = (last[l] / scale, CUBIC * cubic[l] / scale);
            squares[l] + (end * end + inside * inside)
        });
    }
    // The mean is that over the states that were stepped.
    let share = n as f64 / linear.stepped.len().max(1) as f64;
    squares = each!(l => squares[l] * share);
    judge(rhs, lanes, &squares, &FOURTH);
}

/// The states at `t + theta h` of an attempted step into `out`.
#[inline(always)]
pub(super) fn rosenbrock_dense_body<const W: usize>(
    implicit: &Implicit<W>,
    lanes: &Lanes<W>,
    theta: &[f64; W],
    out: &mut [[f64; W]],
) {
    let n = implicit.side.len();
    for (i, out) in out.iter_mut().enumerate().take(n) {
        let (y, z) = (&lanes.y[i], &lanes.registers[i]);
        let (first, second) = (&lanes.k[i], &lanes.k[n + i]);
        *out = each!(l => continuous(theta[l], [y[l], z[l], first[l], second[l]]));
    }
    let decays = &implicit.linear.decays;
    inside(decays, &implicit.registers, lanes, theta, out);
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
