//! How time is advanced.

/// How time is advanced.
#[derive(Debug, Clone, PartialEq)]
pub struct Solver {
    /// The method.
    pub method: Method,
    /// End of a run if no stop rule ends it earlier.
    pub until: f64,
}

/// The integration method of the deterministic engine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// Adaptive Tsitouras 5(4) with relative and absolute tolerance; patients who turn out to be stiff are run by [`Self::Stiff`].
    Adaptive {
        /// Relative tolerance.
        relative: f64,
        /// Absolute tolerance, in the unit of the state; 0: a part of the relative one, times the size of each state.
        absolute: f64,
    },
    /// Adaptive, linearly implicit: RODASP 4(3), with relative and absolute tolerance.
    Stiff {
        /// Relative tolerance.
        relative: f64,
        /// Absolute tolerance, in the unit of the state; 0: a part of the relative one, times the size of each state.
        absolute: f64,
    },
    /// Classical Runge-Kutta with a fixed step (replay of published code).
    Rk4 {
        /// Step.
        step: f64,
    },
    /// Discrete map: each state becomes its `next`.
    Map {
        /// Time per application.
        step: f64,
    },
}

impl Default for Solver {
    /// Adaptive, with the tolerances of a file that says nothing.
    fn default() -> Self {
        Self {
            method: Method::Adaptive {
                relative: 1e-8,
                absolute: 0.0,
            },
            until: 10_000.0,
        }
    }
}
