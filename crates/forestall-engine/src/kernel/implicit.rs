//! What linearly implicit steps of `W` patients work on.

use std::sync::Arc;

use forestall_model::program::Program;

use super::decay::{Decay, after};
use super::sparse::Elimination;
use super::{Lanes, Level, Rhs, interpret};
use crate::machine::{Compiled, load};

/// Jacobian and factorised matrix of `W` patients.
#[derive(Debug, Clone)]
pub(crate) struct Implicit<const W: usize> {
    /// Derivatives of all states, then their partial derivatives by each state.
    pub(super) rhs: Rhs,
    pub(super) registers: Vec<[f64; W]>,
    pub(super) linear: Arc<Linear>,
    /// The entries of the matrix that can differ from 0, then of its factors.
    pub(super) matrix: Vec<[f64; W]>,
    /// Size of the terms of each diagonal entry.
    pub(super) size: Vec<[f64; W]>,
    /// Lanes (1 or 0) that are solved by `whole` instead.
    pub(super) exchanged: [f64; W],
    /// The whole matrix row by row; the factors lie where the matrix was.
    pub(super) whole: Vec<[f64; W]>,
    /// Row that was exchanged with each column's.
    pub(super) pivots: Vec<[u16; W]>,
    pub(super) side: Vec<[f64; W]>,
    pub(super) other_side: Vec<[f64; W]>,
    /// Time derivative of the right-hand side.
    pub(super) slope: Vec<[f64; W]>,
}

/// What linearly implicit steps need to know of a model. Made once.
#[derive(Debug)]
pub(crate) struct Linear {
    /// Derivatives of all states, then their partial derivatives by each state.
    pub code: Arc<Compiled>,
    /// The order of elimination.
    pub(super) plan: Elimination,
    /// Per entry off the diagonal, the register of the partial derivative, if it is not one of the fill.
    pub(super) partials: Vec<Option<u16>>,
    /// States that are taken from their closed form within a step, and those that are not.
    pub(super) decays: Vec<Decay>,
    pub(super) stepped: Vec<usize>,
}

impl Linear {
    /// From the program of the Jacobian, with inflow and rate of each of the states of `decays` at its end.
    pub(crate) fn new(jacobian: &Program, decays: &[usize]) -> Arc<Self> {
        let n = jacobian.layout.states;
        let parts = jacobian.outputs[n + n * n..].chunks_exact(2);
        let decay = |(&state, parts): (&usize, &[u16])| Decay {
            state,
            inflow: parts[0],
            rate: parts[1],
        };
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
            decays: decays.iter().zip(parts).map(decay).collect(),
            stepped: (0..n).filter(|state| !decays.contains(state)).collect(),
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

    /// A state with a closed form in one lane at part `theta` of the attempted step.
    pub(crate) fn decayed(
        &self,
        lanes: &Lanes<W>,
        state: usize,
        lane: usize,
        theta: f64,
    ) -> Option<f64> {
        let decay = (self.linear.decays.iter()).find(|own| own.state == state)?;
        let s = [theta * lanes.h[lane]; W];
        Some(after(*decay, &self.registers, &lanes.y[state], &s)[lane])
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
