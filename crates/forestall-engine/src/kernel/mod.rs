//! The lane kernel: bytecode and Runge-Kutta stages over `W` patients at once.
//!
//! This is the one module with `unsafe`. The bodies below are ordinary Rust over `[f64; W]`; there are two unsafe acts. One is
//! calling the copy of a body that the compiler made for AVX2 or AVX-512, after the processor has been asked whether it has
//! them. The other is reading registers without a check at each instruction: a [`Tape`] knows the largest register it uses, and
//! the check is made once per call. All copies use the same exactly rounded operations (no fused multiply-add), so every
//! processor gives the same bytes.
#![allow(unsafe_code)]
// Inlining is not a wish here: what is not inlined into an entry point is not compiled for its instruction set.
#![allow(clippy::inline_always)]
// A truth value is 1 or 0, and `!= 0.0` reads "is true".
#![allow(clippy::if_not_else)]

/// The expression of each lane, as an array. A macro, because a closure would be compiled without the wide instructions.
macro_rules! each {
    ($lane:ident => $value:expr) => {{
        let mut out = [0.0; W];
        for $lane in 0..W {
            out[$lane] = $value;
        }
        out
    }};
}

mod control;
mod decay;
mod exchange;
mod implicit;
mod lanes;
mod pair;
mod rosenbrock;
mod sparse;
mod step;
mod tape;

use rosenbrock::{rosenbrock_body, rosenbrock_dense_body};
use step::{apply_map_body, attempt_body, commit_body, dense_body, restart_body, rk4_body};
use tape::interpret_body;

pub(crate) use control::LOG_LEAST;
pub(crate) use implicit::{Implicit, Linear};
pub(crate) use lanes::{Lanes, Rhs};
pub(crate) use rosenbrock::continuous;
pub(crate) use tape::Tape;

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
    interpret, interpret_body, (tape: &Tape, registers: &mut [[f64; W]]));
entry_points!(
    /// Attempts an adaptive step in every lane.
    attempt, attempt_body, (rhs: &Rhs, lanes: &mut Lanes<W>, relative: f64));
entry_points!(
    /// Attempts a linearly implicit step in every lane.
    rosenbrock, rosenbrock_body,
    (rhs: &Rhs, lanes: &mut Lanes<W>, implicit: &mut Implicit<W>, relative: f64));
entry_points!(
    /// Evaluates the continuous output of a linearly implicit step.
    rosenbrock_dense, rosenbrock_dense_body,
    (implicit: &Implicit<W>, lanes: &Lanes<W>, theta: &[f64; W], out: &mut [[f64; W]]));
entry_points!(
    /// Takes over accepted steps.
    commit, commit_body, (rhs: &Rhs, lanes: &mut Lanes<W>));
entry_points!(
    /// Recomputes the first stage where a lane asks for it.
    restart, restart_body, (rhs: &Rhs, lanes: &mut Lanes<W>));
entry_points!(
    /// Makes a classical Runge-Kutta step.
    rk4, rk4_body, (rhs: &Rhs, lanes: &mut Lanes<W>, step: f64));
entry_points!(
    /// Applies a discrete map.
    apply_map, apply_map_body, (rhs: &Rhs, lanes: &mut Lanes<W>, step: f64));
entry_points!(
    /// Evaluates dense output.
    dense, dense_body,
    (rhs: &Rhs, lanes: &Lanes<W>, theta: &[f64; W], out: &mut [[f64; W]]));

#[cfg(test)]
mod tests;
