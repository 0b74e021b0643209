//! What the kernel works on.

use forestall_model::program::Program;

use super::Tape;
use crate::set::Set;

/// What the kernel needs to know of a right-hand side program.
#[derive(Debug, Clone)]
pub(crate) struct Rhs {
    pub setup: Tape,
    pub segment: Tape,
    pub body: Tape,
    pub outputs: Vec<u16>,
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
    pub(crate) fn new(program: &Program, populations: Vec<usize>) -> Self {
        let layout = program.layout;
        Self {
            setup: Tape::new(&program.setup),
            segment: Tape::new(&program.segment),
            body: Tape::joined(&program.body, &program.outputs),
            outputs: program.outputs.clone(),
            extended: layout.extended_states(),
            states: layout.states,
            populations,
            time: Some(layout.time()).filter(|&r| program.reads(r)),
            time_on: (0..layout.drugs)
                .map(|d| (layout.time_on() + d, d))
                .filter(|&(r, _)| program.reads(r))
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
    /// Length of the attempted step; 0 for an idle lane.
    pub h: [f64; W],
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
    pub(crate) fn new(program: &Program, drugs: usize) -> Self {
        let extended = program.layout.extended_states();
        let mut registers = vec![[0.0; W]; program.registers];
        for &(register, value) in &program.constants {
            registers[register as usize] = [value; W];
        }
        Self {
            registers,
            y: vec![[0.0; W]; extended],
            k: vec![[0.0; W]; 7 * extended],
            t: [0.0; W],
            active: [0.0; W],
            restart: [0.0; W],
            limit: [0.0; W],
            step: [0.0; W],
            rejected: [0.0; W],
            h: [0.0; W],
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
