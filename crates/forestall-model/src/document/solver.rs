//! `[solver]`

use super::{Duration, Number, Word, Words, table::table};

table! {
    /// How time is advanced.
    SolverTable {
        /// "adaptive" (default; goes over to "stiff" by itself where that is needed), "stiff", "rk4" with a fixed step, or "map".
        method: Option<Word<MethodWord>>,
        /// Of "adaptive" and "stiff": relative tolerance; 1e-8 if not given.
        rtol: Option<Number>,
        /// Of "adaptive" and "stiff": absolute tolerance, in the unit of each state; if not given, 1e-4 of the relative one times the largest value of the state so far.
        atol: Option<Number>,
        /// Of "rk4" and "map": length of a step.
        step: Option<Duration>,
        /// End of a run that nothing ends earlier; 10000 units of time if not given.
        until: Option<Duration>,
    }
}

/// How time is advanced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MethodWord {
    /// Adaptive Runge-Kutta.
    Adaptive,
    /// Adaptive, linearly implicit.
    Stiff,
    /// Classical Runge-Kutta with a fixed step.
    Rk4,
    /// Discrete map.
    Map,
}

impl Words for MethodWord {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("adaptive", Self::Adaptive),
        ("stiff", Self::Stiff),
        ("rk4", Self::Rk4),
        ("map", Self::Map),
    ];
}
