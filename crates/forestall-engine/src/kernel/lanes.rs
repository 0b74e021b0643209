//! What the kernel works on.

use std::sync::Arc;

use crate::machine::Compiled;
use crate::set::Set;

/// What the kernel needs to know of a right-hand side program.
#[derive(Debug, Clone)]
pub(crate) struct Rhs {
    pub code: Arc<Compiled>,
    /// Number of states with their tangents.
    pub extended: usize,
    /// Number of states that take part in the error norm.
    pub states: usize,
    /// States that must not become negative.
    pub populations: Vec<usize>,
    /// Register of the time, if the program reads it.
    pub time: Option<usize>,
    /// Registers of times since a drug was switched on, if the program reads them, with the drug.
    pub time_on: Vec<(usize, usize)>,
}

impl Rhs {
    pub(crate) fn new(code: &Arc<Compiled>, populations: Vec<usize>) -> Self {
        let layout = code.layout;
        Self {
            code: Arc::clone(code),
            extended: layout.extended_states(),
            states: layout.states,
            populations,
            time: Some(layout.time()).filter(|&r| code.reads(r)),
            time_on: (0..layout.drugs)
                .map(|d| (layout.time_on() + d, d))
                .filter(|&(r, _)| code.reads(r))
                .collect(),
        }
    }
}

/// The integration state of `W` patients. Truth values are 1 or 0.
#[derive(Debug, Clone)]
pub(crate) struct Lanes<const W: usize> {
    pub registers: Vec<[f64; W]>,
    pub y: Vec<[f64; W]>,
    /// Stage derivatives: stage s of state i at `s * extended + i`.
    pub k: Vec<[f64; W]>,
    pub t: [f64; W],
    /// Whether the lane carries a patient.
    pub active: [f64; W],
    /// Whether the first stage must be computed afresh (after a jump of state, dose or parameters).
    pub restart: [f64; W],
    /// End of the segment, which a step meets exactly.
    pub limit: [f64; W],
    /// Step that the next attempt should take if nothing limits it.
    pub step: [f64; W],
    /// Whether the step before was rejected.
    pub rejected: [f64; W],
    /// Whether the next attempt is accepted whatever its error: it is as short as rounding lets it be and leads across a jump.
    pub forced: [f64; W],
    /// Length of the attempted step; 0 for an idle lane.
    pub h: [f64; W],
    /// Per state, the absolute tolerance.
    pub floor: Vec<[f64; W]>,
    /// Part of the largest value of a state that is its absolute tolerance; 0 where that is given.
    pub share: f64,
    /// Time at its end.
    pub next: [f64; W],
    /// Whether it was accepted (1 or 0).
    pub accepted: [f64; W],
    /// Lanes whose attempted step was accepted.
    pub stepped: Set,
    /// Lanes that no smaller step can be tried in.
    pub stuck: Set,
    /// Lanes that have reached the end of their segment.
    pub arrived: Set,
    /// Steps tried for the present patient.
    pub steps: [f64; W],
    /// Base-2 logarithm of the error of the last accepted step that nothing limited.
    pub log_before: [f64; W],
    /// Per drug: when it was last switched on; infinite while it is off.
    pub on_since: Vec<[f64; W]>,
}

impl<const W: usize> Lanes<W> {
    pub(crate) fn new(code: &Compiled) -> Self {
        let extended = code.layout.extended_states();
        let drugs = code.layout.drugs;
        Self {
            registers: code.registers(),
            y: vec![[0.0; W]; extended],
            k: vec![[0.0; W]; 7 * extended],
            t: [0.0; W],
            active: [0.0; W],
            restart: [0.0; W],
            limit: [0.0; W],
            step: [0.0; W],
            rejected: [0.0; W],
            forced: [0.0; W],
            h: [0.0; W],
            floor: vec![[1.0; W]; code.layout.states],
            share: 0.0,
            next: [0.0; W],
            accepted: [0.0; W],
            stepped: Set::default(),
            stuck: Set::default(),
            arrived: Set::default(),
            steps: [0.0; W],
            log_before: [0.0; W],
            on_since: vec![[f64::INFINITY; W]; drugs],
        }
    }
}
