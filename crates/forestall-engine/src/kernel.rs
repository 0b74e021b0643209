//! The lane kernel: bytecode and Runge-Kutta stages over `W` patients at once.
//!
//! This is the one module with `unsafe`: the bodies below are ordinary safe Rust over `[f64; W]`; the only unsafe act is calling
//! the copy of a body that the compiler made for AVX2 or AVX-512, after the processor has been asked whether it has them. All
//! copies use the same exactly rounded operations (no fused multiply-add), so every processor gives the same bytes.
#![allow(unsafe_code)]

use forestall_model::{Binary, Unary, program::Instruction, program::Op};

use crate::tableau::{A, C, ERROR};

/// Which copy of the kernel runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// The widest copy that this processor can run.
    pub(crate) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512bw")
            {
                return Self::Avx512;
            }
            if is_x86_feature_detected!("avx2") {
                return Self::Avx2;
            }
        }
        Self::Baseline
    }
}

/// Operation of one lane instruction, without nesting, so that decoding is one jump.
#[derive(Debug, Clone, Copy)]
enum Flat {
    Negate,
    Sqrt,
    Abs,
    Floor,
    Add,
    Subtract,
    Multiply,
    Divide,
    Min,
    Max,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    MultiplyAdd,
    MultiplySubtract,
    SubtractProduct,
    Select,
    Other(Op),
}

/// One lane instruction.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Code {
    op: Flat,
    to: u16,
    a: u16,
    b: u16,
    c: u16,
}

impl From<&Instruction> for Code {
    fn from(i: &Instruction) -> Self {
        let op = match i.op {
            Op::Unary(Unary::Negate) => Flat::Negate,
            Op::Unary(Unary::Sqrt) => Flat::Sqrt,
            Op::Unary(Unary::Abs) => Flat::Abs,
            Op::Unary(Unary::Floor) => Flat::Floor,
            Op::Binary(Binary::Add) => Flat::Add,
            Op::Binary(Binary::Subtract) => Flat::Subtract,
            Op::Binary(Binary::Multiply) => Flat::Multiply,
            Op::Binary(Binary::Divide) => Flat::Divide,
            Op::Binary(Binary::Min) => Flat::Min,
            Op::Binary(Binary::Max) => Flat::Max,
            Op::Binary(Binary::Less) => Flat::Less,
            Op::Binary(Binary::LessEqual) => Flat::LessEqual,
            Op::Binary(Binary::Greater) => Flat::Greater,
            Op::Binary(Binary::GreaterEqual) => Flat::GreaterEqual,
            Op::MultiplyAdd => Flat::MultiplyAdd,
            Op::MultiplySubtract => Flat::MultiplySubtract,
            Op::SubtractProduct => Flat::SubtractProduct,
            Op::Select => Flat::Select,
            other => Flat::Other(other),
        };
        Self {
            op,
            to: i.to,
            a: i.a,
            b: i.b,
            c: i.c,
        }
    }
}

/// `f` of each lane.
#[inline(always)]
fn map<const W: usize>(f: impl Fn(usize) -> f64) -> [f64; W] {
    let mut out = [0.0; W];
    for (lane, value) in out.iter_mut().enumerate() {
        *value = f(lane);
    }
    out
}

#[inline(always)]
fn truth(value: bool) -> f64 {
    if value { 1.0 } else { 0.0 }
}

#[inline(always)]
fn interpret_body<const W: usize>(code: &[Code], registers: &mut [[f64; W]]) {
    for i in code {
        let a = registers[i.a as usize];
        let b = registers[i.b as usize];
        let value = match i.op {
            Flat::Add => map(|l| a[l] + b[l]),
            Flat::Subtract => map(|l| a[l] - b[l]),
            Flat::Multiply => map(|l| a[l] * b[l]),
            Flat::MultiplyAdd => {
                let c = registers[i.c as usize];
                map(|l| a[l] * b[l] + c[l])
            }
            Flat::MultiplySubtract => {
                let c = registers[i.c as usize];
                map(|l| a[l] * b[l] - c[l])
            }
            Flat::SubtractProduct => {
                let c = registers[i.c as usize];
                map(|l| c[l] - a[l] * b[l])
            }
            Flat::Divide => map(|l| a[l] / b[l]),
            Flat::Negate => map(|l| -a[l]),
            Flat::Sqrt => map(|l| a[l].sqrt()),
            Flat::Abs => map(|l| a[l].abs()),
            Flat::Floor => map(|l| a[l].floor()),
            Flat::Min => map(|l| a[l].min(b[l])),
            Flat::Max => map(|l| a[l].max(b[l])),
            Flat::Less => map(|l| truth(a[l] < b[l])),
            Flat::LessEqual => map(|l| truth(a[l] <= b[l])),
            Flat::Greater => map(|l| truth(a[l] > b[l])),
            Flat::GreaterEqual => map(|l| truth(a[l] >= b[l])),
            Flat::Select => {
                let c = registers[i.c as usize];
                map(|l| if a[l] != 0.0 { b[l] } else { c[l] })
            }
            Flat::Other(op) => {
                let c = registers[i.c as usize];
                map(|l| op.apply(a[l], b[l], c[l]))
            }
        };
        registers[i.to as usize] = value;
    }
}

/// What the kernel needs to know of a right-hand side program.
#[derive(Debug, Clone)]
pub(crate) struct Rhs {
    pub setup: Vec<Code>,
    pub segment: Vec<Code>,
    pub body: Vec<Code>,
    pub outputs: Vec<u16>,
    /// Number of states with their tangents.
    pub extended: usize,
    /// Number of states that take part in the error norm.
    pub states: usize,
    /// Register of the time, if the program reads it.
    pub time: Option<usize>,
    /// Registers of times since a drug was switched on, if the program reads them, with the drug.
    pub time_on: Vec<(usize, usize)>,
}

/// The integration state of `W` patients.
#[derive(Debug, Clone)]
pub(crate) struct Lanes<const W: usize> {
    pub registers: Vec<[f64; W]>,
    pub y: Vec<[f64; W]>,
    /// Stage derivatives: stage s of state i at `s * extended + i`.
    pub k: Vec<[f64; W]>,
    pub t: [f64; W],
    /// Step to attempt; 0 for an idle lane.
    pub h: [f64; W],
    /// Error of the attempted step relative to the tolerance.
    pub error: [f64; W],
    /// Per drug: when it was last switched on; infinite while it is off.
    pub on_since: Vec<[f64; W]>,
}

#[inline(always)]
fn set_times<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>, c: f64) {
    if rhs.time.is_none() && rhs.time_on.is_empty() {
        return;
    }
    let (t, h) = (lanes.t, lanes.h);
    let now: [f64; W] = map(|l| t[l] + c * h[l]);
    if let Some(register) = rhs.time {
        lanes.registers[register] = now;
    }
    for &(register, drug) in &rhs.time_on {
        let since = lanes.on_since[drug];
        lanes.registers[register] = map(|l| {
            if since[l].is_finite() {
                now[l] - since[l]
            } else {
                0.0
            }
        });
    }
}

#[inline(always)]
fn derivative<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>, stage: usize) {
    interpret_body(&rhs.body, &mut lanes.registers);
    let start = stage * rhs.extended;
    for (slot, &output) in lanes.k[start..start + rhs.extended]
        .iter_mut()
        .zip(&rhs.outputs)
    {
        *slot = lanes.registers[output as usize];
    }
}

/// One attempted Tsitouras 5(4) step: the new state lies in the state registers, its derivative in the seventh stage.
#[inline(always)]
fn attempt_body<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>, tolerance: (f64, f64)) {
    let n = rhs.extended;
    let h = lanes.h;
    for stage in 1..7 {
        let row = &A[stage - 1];
        for i in 0..n {
            let k = |s: usize| &lanes.k[s * n + i];
            // Written out per stage: the compiler keeps the sum in a vector register.
            let y = &lanes.y[i];
            let z: [f64; W] = match stage {
                1 => map(|l| y[l] + h[l] * (row[0] * k(0)[l])),
                2 => map(|l| y[l] + h[l] * (row[0] * k(0)[l] + row[1] * k(1)[l])),
                3 => {
                    map(|l| y[l] + h[l] * (row[0] * k(0)[l] + row[1] * k(1)[l] + row[2] * k(2)[l]))
                }
                4 => map(|l| {
                    let low = row[0] * k(0)[l] + row[1] * k(1)[l];
                    y[l] + h[l] * (low + (row[2] * k(2)[l] + row[3] * k(3)[l]))
                }),
                5 => map(|l| {
                    let low = row[0] * k(0)[l] + row[1] * k(1)[l];
                    let high = row[2] * k(2)[l] + row[3] * k(3)[l];
                    y[l] + h[l] * (low + high + row[4] * k(4)[l])
                }),
                _ => map(|l| {
                    let low = row[0] * k(0)[l] + row[1] * k(1)[l];
                    let middle = row[2] * k(2)[l] + row[3] * k(3)[l];
                    let high = row[4] * k(4)[l] + row[5] * k(5)[l];
                    y[l] + h[l] * (low + middle + high)
                }),
            };
            lanes.registers[i] = z;
        }
        set_times(rhs, lanes, C[stage - 1]);
        derivative(rhs, lanes, stage);
    }
    let (relative, absolute) = tolerance;
    let mut sum = [0.0; W];
    for i in 0..rhs.states {
        let k = |s: usize| &lanes.k[s * n + i];
        let (y, z) = (&lanes.y[i], &lanes.registers[i]);
        let part: [f64; W] = map(|l| {
            let low = ERROR[0] * k(0)[l] + ERROR[1] * k(1)[l];
            let middle = ERROR[2] * k(2)[l] + ERROR[3] * k(3)[l];
            let high = ERROR[4] * k(4)[l] + ERROR[5] * k(5)[l] + ERROR[6] * k(6)[l];
            let scale = absolute + relative * y[l].abs().max(z[l].abs());
            h[l] * (low + middle + high) / scale
        });
        // A NaN or an overflow must reach the sum: it is what rejects the step.
        sum = map(|l| sum[l] + part[l] * part[l]);
    }
    let count = rhs.states.max(1) as f64;
    lanes.error = map(|l| (sum[l] / count).sqrt());
}

/// Takes over the attempted step where `accept` is 1.
#[inline(always)]
fn commit_body<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>, accept: &[f64; W]) {
    let n = rhs.extended;
    for i in 0..n {
        let (y, z) = (lanes.y[i], lanes.registers[i]);
        lanes.y[i] = map(|l| if accept[l] != 0.0 { z[l] } else { y[l] });
        let (first, last) = (lanes.k[i], lanes.k[6 * n + i]);
        lanes.k[i] = map(|l| if accept[l] != 0.0 { last[l] } else { first[l] });
    }
}

/// Computes the first stage afresh where `mask` is 1 (after a jump of state, dose or parameters).
#[inline(always)]
fn restart_body<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>, mask: &[f64; W]) {
    let n = rhs.extended;
    lanes.registers[..n].copy_from_slice(&lanes.y[..n]);
    set_times(rhs, lanes, 0.0);
    interpret_body(&rhs.body, &mut lanes.registers);
    for i in 0..n {
        let (old, new) = (lanes.k[i], lanes.registers[rhs.outputs[i] as usize]);
        lanes.k[i] = map(|l| if mask[l] != 0.0 { new[l] } else { old[l] });
    }
}

/// The states at `t + theta h` of an attempted step, by the weights of its seven stages, into `out`.
#[inline(always)]
fn dense_body<const W: usize>(
    rhs: &Rhs,
    lanes: &Lanes<W>,
    weights: &[[f64; W]; 7],
    out: &mut [[f64; W]],
) {
    let (n, h) = (rhs.extended, lanes.h);
    for i in 0..rhs.states {
        let mut sum = [0.0; W];
        for (s, weight) in weights.iter().enumerate() {
            let k = &lanes.k[s * n + i];
            sum = map(|l| sum[l] + weight[l] * k[l]);
        }
        let y = &lanes.y[i];
        out[i] = map(|l| y[l] + h[l] * sum[l]);
    }
}

/// One application of a discrete map; the new state lies in the state registers.
#[inline(always)]
fn apply_map_body<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>) {
    let n = rhs.extended;
    lanes.registers[..n].copy_from_slice(&lanes.y[..n]);
    set_times(rhs, lanes, 0.0);
    derivative(rhs, lanes, 0);
    lanes.registers[..n].copy_from_slice(&lanes.k[..n]);
    lanes.error = [0.0; W];
}

/// One classical Runge-Kutta step of length `h` in every lane; the new state lies in the state registers.
#[inline(always)]
fn rk4_body<const W: usize>(rhs: &Rhs, lanes: &mut Lanes<W>) {
    let n = rhs.extended;
    let h = lanes.h;
    lanes.registers[..n].copy_from_slice(&lanes.y[..n]);
    set_times(rhs, lanes, 0.0);
    derivative(rhs, lanes, 0);
    for (stage, c) in [(1, 0.5), (2, 0.5), (3, 1.0)] {
        for i in 0..n {
            let (y, k) = (&lanes.y[i], &lanes.k[(stage - 1) * n + i]);
            lanes.registers[i] = map(|l| y[l] + (c * h[l]) * k[l]);
        }
        set_times(rhs, lanes, c);
        derivative(rhs, lanes, stage);
    }
    for i in 0..n {
        let k = |s: usize| &lanes.k[s * n + i];
        let y = &lanes.y[i];
        lanes.registers[i] =
            map(|l| y[l] + h[l] / 6.0 * (k(0)[l] + 2.0 * k(1)[l] + 2.0 * k(2)[l] + k(3)[l]));
    }
    lanes.error = [0.0; W];
}

macro_rules! entry_points {
    ($(#[$doc:meta])* $name:ident, $body:ident, ($($arg:ident: $kind:ty),*)) => {
        $(#[$doc])*
        pub(crate) fn $name<const W: usize>(level: Level, $($arg: $kind),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn avx2<const W: usize>($($arg: $kind),*) {
                    $body::<W>($($arg),*);
                }
                #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx2")]
                fn avx512<const W: usize>($($arg: $kind),*) {
                    $body::<W>($($arg),*);
                }
                match level {
                    Level::Baseline => {}
                    // SAFETY: `Level::detect` has found the features on this processor.
                    Level::Avx2 => return unsafe { avx2::<W>($($arg),*) },
                    // SAFETY: as above.
                    Level::Avx512 => return unsafe { avx512::<W>($($arg),*) },
                }
            }
            #[cfg(not(target_arch = "x86_64"))]
            let _ = level;
            $body::<W>($($arg),*);
        }
    };
}

entry_points!(
    /// Runs instructions over all lanes.
    interpret, interpret_body, (code: &[Code], registers: &mut [[f64; W]]));
entry_points!(
    /// Attempts an adaptive step in every lane.
    attempt, attempt_body, (rhs: &Rhs, lanes: &mut Lanes<W>, tolerance: (f64, f64)));
entry_points!(
    /// Takes over accepted steps.
    commit, commit_body, (rhs: &Rhs, lanes: &mut Lanes<W>, accept: &[f64; W]));
entry_points!(
    /// Recomputes the first stage.
    restart, restart_body, (rhs: &Rhs, lanes: &mut Lanes<W>, mask: &[f64; W]));
entry_points!(
    /// Makes a classical Runge-Kutta step.
    rk4, rk4_body, (rhs: &Rhs, lanes: &mut Lanes<W>));
entry_points!(
    /// Applies a discrete map.
    apply_map, apply_map_body, (rhs: &Rhs, lanes: &mut Lanes<W>));
entry_points!(
    /// Evaluates dense output.
    dense, dense_body,
    (rhs: &Rhs, lanes: &Lanes<W>, weights: &[[f64; W]; 7], out: &mut [[f64; W]]));
