//! One step of every lane.

use super::control::{FIFTH, choose, judge};
use super::tape::interpret_body;
use super::{Lanes, Rhs};
use crate::set::Set;
use crate::tableau::{A, C, ERROR, dense_weights};

/// Writes the times that belong to `t + c h` into the registers of a program.
#[inline(always)]
pub(super) fn write_times<const W: usize>(
    rhs: &Rhs,
    registers: &mut [[f64; W]],
    (t, h, on_since): (&[f64; W], &[f64; W], &[[f64; W]]),
    c: f64,
) {
    let now: [f64; W] = each!(l => t[l] + c * h[l]);
    if let Some(register) = rhs.time {
        registers[register] = now;
    }
    for &(register, drug) in &rhs.time_on {
        let since = &on_since[drug];
        registers[register] = each!(l => {
            if since[l].is_finite() {
                now[l] - since[l]
            } else {
                0.0
            }
        });
    }
}

#[inline(always)]
pub(super) fn set_times<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>, c: f64) {
    if rhs.time.is_none() && rhs.time_on.is_empty() {
        return;
    }
    let times = (&lanes.t, &lanes.h, &lanes.on_since[..]);
    write_times(rhs, &mut lanes.registers, times, c);
}

#[inline(always)]
pub(super) fn derivative<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>, stage: usize) {
    interpret_body(&rhs.code.body, &mut lanes.registers);
    let start = stage * rhs.extended;
    let slots = &mut lanes.k[start..start + rhs.extended];
    for (slot, &output) in slots.iter_mut().zip(&rhs.code.outputs) {
        *slot = lanes.registers[output as usize];
    }
}

/// Puts the state at which stage `$stage` is evaluated into the state registers.
macro_rules! combine {
    ($lanes:ident, $n:ident, $stage:literal, [$($s:literal),*], $l:ident, $k:ident, $row:ident => $sum:expr) => {{
        let $row = &A[$stage - 1];
        let h = $lanes.h;
        let stages = [$(&$lanes.k[$s * $n..][..$n]),*];
        let (y, z) = (&$lanes.y[..$n], &mut $lanes.registers[..$n]);
        for i in 0..$n {
            let $k = [$(&stages[$s][i]),*];
            let y = &y[i];
            z[i] = each!($l => y[$l] + h[$l] * $sum);
        }
    }};
}

/// One attempted Tsitouras 5(4) step: the new state lies in the state registers, its derivative in the seventh stage.
#[inline(always)]
pub(super) fn attempt_body<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>, relative: f64) {
    let n = rhs.extended;
    let wanted = lanes.step;
    choose(lanes, &wanted);
    // One loop, so that the interpreter is compiled once.
    for stage in 1..7 {
        match stage {
            1 => combine!(lanes, n, 1, [0], l, k, a => (a[0] * k[0][l])),
            2 => combine!(lanes, n, 2, [0, 1], l, k, a => (a[0] * k[0][l] + a[1] * k[1][l])),
            3 => combine!(lanes, n, 3, [0, 1, 2], l, k, a => {
                a[0] * k[0][l] + a[1] * k[1][l] + a[2] * k[2][l]
            }),
            4 => combine!(lanes, n, 4, [0, 1, 2, 3], l, k, a => {
                let low = a[0] * k[0][l] + a[1] * k[1][l];
                low + (a[2] * k[2][l] + a[3] * k[3][l])
            }),
            5 => combine!(lanes, n, 5, [0, 1, 2, 3, 4], l, k, a => {
                let low = a[0] * k[0][l] + a[1] * k[1][l];
                let high = a[2] * k[2][l] + a[3] * k[3][l];
                low + high + a[4] * k[4][l]
            }),
            _ => combine!(lanes, n, 6, [0, 1, 2, 3, 4, 5], l, k, a => {
                let low = a[0] * k[0][l] + a[1] * k[1][l];
                let middle = a[2] * k[2][l] + a[3] * k[3][l];
                let high = a[4] * k[4][l] + a[5] * k[5][l];
                low + middle + high
            }),
        }
        set_times(rhs, lanes, C[stage - 1]);
        derivative(rhs, lanes, stage);
    }
    let h = lanes.h;
    let mut squares = [0.0; W];
    for i in 0..rhs.states {
        let stage = |s: usize| &lanes.k[s * n + i];
        let k = [
            stage(0),
            stage(1),
            stage(2),
            stage(3),
            stage(4),
            stage(5),
            stage(6),
        ];
        let (y, z, floor) = (&lanes.y[i], &lanes.registers[i], &lanes.floor[i]);
        let part: [f64; W] = each!(l => {
            let low = ERROR[0] * k[0][l] + ERROR[1] * k[1][l];
            let middle = ERROR[2] * k[2][l] + ERROR[3] * k[3][l];
            let high = ERROR[4] * k[4][l] + ERROR[5] * k[5][l] + ERROR[6] * k[6][l];
            let scale = floor[l] + relative * y[l].abs().max(z[l].abs());
            h[l] * (low + middle + high) / scale
        });
        // A NaN or an overflow must reach the sum: it is what rejects the step.
        squares = each!(l => squares[l] + part[l] * part[l]);
    }
    judge(rhs, lanes, &squares, &FIFTH);
}

/// Takes over accepted steps.
#[inline(always)]
pub(super) fn commit_body<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>) {
    let n = rhs.extended;
    let accept = lanes.accepted;
    for i in 0..n {
        let (y, z) = (lanes.y[i], lanes.registers[i]);
        lanes.y[i] = each!(l => if accept[l] != 0.0 { z[l] } else { y[l] });
        let (first, last) = (lanes.k[i], lanes.k[6 * n + i]);
        lanes.k[i] = each!(l => if accept[l] != 0.0 { last[l] } else { first[l] });
    }
    let share = lanes.share;
    if share > 0.0 {
        for (floor, z) in lanes.floor.iter_mut().zip(&lanes.registers) {
            let before = *floor;
            *floor = each!(l => if accept[l] != 0.0 { before[l].max(share * z[l].abs()) } else { before[l] });
        }
    }
    let (t, next) = (lanes.t, lanes.next);
    lanes.t = each!(l => if accept[l] != 0.0 { next[l] } else { t[l] });
    let (t, limit) = (lanes.t, lanes.limit);
    // Times that differ by rounding only are the same.
    let arrived: [f64; W] =
        each!(l => if t[l] + 1e-9 * t[l].max(1.0) >= limit[l] { accept[l] } else { 0.0 });
    lanes.arrived = Set::of(&arrived);
}

/// Computes the first stage afresh where a lane asks for it.
#[inline(always)]
pub(super) fn restart_body<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>) {
    let n = rhs.extended;
    lanes.registers[..n].copy_from_slice(&lanes.y[..n]);
    set_times(rhs, lanes, 0.0);
    interpret_body(&rhs.code.body, &mut lanes.registers);
    let mask = lanes.restart;
    for i in 0..n {
        let (old, new) = (lanes.k[i], lanes.registers[rhs.code.outputs[i] as usize]);
        lanes.k[i] = each!(l => if mask[l] != 0.0 { new[l] } else { old[l] });
    }
    lanes.restart = [0.0; W];
}

/// The states at `t + theta h` of an attempted step into `out`.
#[inline(always)]
pub(super) fn dense_body<const W: usize>(
    rhs: &Rhs,
    lanes: &Lanes<W>,
    theta: &[f64; W],
    out: &mut [[f64; W]],
) {
    let (n, h) = (rhs.extended, lanes.h);
    let mut weights = [[0.0; W]; 7];
    for l in 0..W {
        let own = dense_weights(theta[l]);
        for (weight, value) in weights.iter_mut().zip(own) {
            weight[l] = value;
        }
    }
    for (i, out) in out.iter_mut().enumerate() {
        let mut sum = [0.0; W];
        for (s, weight) in weights.iter().enumerate() {
            let k = &lanes.k[s * n + i];
            sum = each!(l => sum[l] + weight[l] * k[l]);
        }
        let (y, z) = (&lanes.y[i], &lanes.registers[i]);
        // The end of a step is its solution, to the last bit.
        *out = each!(l => if theta[l] < 1.0 { y[l] + h[l] * sum[l] } else { z[l] });
    }
}

/// One application of a discrete map; the new state lies in the state registers.
#[inline(always)]
pub(super) fn apply_map_body<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>, step: f64) {
    let n = rhs.extended;
    lanes.registers[..n].copy_from_slice(&lanes.y[..n]);
    let (t, active, steps) = (lanes.t, lanes.active, lanes.steps);
    lanes.h = each!(l => active[l] * step);
    let h = lanes.h;
    lanes.next = each!(l => t[l] + h[l]);
    lanes.steps = each!(l => steps[l] + active[l]);
    set_times(rhs, lanes, 0.0);
    derivative(rhs, lanes, 0);
    lanes.registers[..n].copy_from_slice(&lanes.k[..n]);
    lanes.accepted = active;
    lanes.stepped = Set::of(&active);
}

/// One classical Runge-Kutta step in every lane; the new state lies in the state registers.
#[inline(always)]
pub(super) fn rk4_body<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>, step: f64) {
    let n = rhs.extended;
    choose(lanes, &[step; W]);
    let h = lanes.h;
    lanes.registers[..n].copy_from_slice(&lanes.y[..n]);
    set_times(rhs, lanes, 0.0);
    derivative(rhs, lanes, 0);
    for (stage, c) in [(1, 0.5), (2, 0.5), (3, 1.0)] {
        for i in 0..n {
            let (y, k) = (&lanes.y[i], &lanes.k[(stage - 1) * n + i]);
            lanes.registers[i] = each!(l => y[l] + (c * h[l]) * k[l]);
        }
        set_times(rhs, lanes, c);
        derivative(rhs, lanes, stage);
    }
    for i in 0..n {
        let stage = |s: usize| &lanes.k[s * n + i];
        let k = [stage(0), stage(1), stage(2), stage(3)];
        let y = &lanes.y[i];
        lanes.registers[i] =
            each!(l => y[l] + h[l] / 6.0 * (k[0][l] + 2.0 * k[1][l] + 2.0 * k[2][l] + k[3][l]));
    }
    lanes.accepted = lanes.active;
    lanes.stepped = Set::of(&lanes.active);
}
