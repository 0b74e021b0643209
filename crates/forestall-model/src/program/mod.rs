//! Register bytecode: what the engines execute.
//!
//! A [`Program`] computes a list of outputs from a [`Layout`] of inputs. Instructions come in three sections, so that what
//! depends on parameters alone is computed once per patient, what depends also on doses once per dose change, and only the
//! rest at each evaluation. Common parts are computed once. Tangents (forward sensitivities) are further outputs of the same
//! program and share all common parts with it.

mod build;
mod elementary;
mod graph;
mod hoist;
mod power;

pub use build::{Builder, Condition};
pub(crate) use elementary::value as elementary;
pub use power::{exponentials, logarithms, powers};

use crate::{Binary, Memory, Unary};

/// Which register holds which input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Number of states; with tangents, states of direction k follow at `states * (k + 1)`.
    pub states: usize,
    /// Number of directions.
    pub directions: usize,
    /// Number of parameters.
    pub parameters: usize,
    /// Number of drugs.
    pub drugs: usize,
    /// Number of tuned numbers.
    pub tunes: usize,
    /// Number of assays.
    pub assays: usize,
}

impl Layout {
    /// States and their tangents: `states * (directions + 1)`.
    pub fn extended_states(&self) -> usize {
        self.states * (self.directions + 1)
    }
    /// First parameter.
    pub fn parameter(&self) -> usize {
        self.extended_states()
    }
    /// First dose.
    pub fn dose(&self) -> usize {
        self.parameter() + self.parameters
    }
    /// First time since a drug was switched on.
    pub fn time_on(&self) -> usize {
        self.dose() + self.drugs
    }
    /// Time.
    pub fn time(&self) -> usize {
        self.time_on() + self.drugs
    }
    /// Time since the regimen's present state was entered.
    pub fn phase_time(&self) -> usize {
        self.time() + 1
    }
    /// First tuned number.
    pub fn tune(&self) -> usize {
        self.phase_time() + 1
    }
    /// What the measurement series of `assay` remembers.
    pub fn memory(&self, assay: usize, memory: Memory) -> usize {
        self.tune() + self.tunes + assay * 5 + memory as usize
    }
    /// Number of input registers.
    pub fn inputs(&self) -> usize {
        self.tune() + self.tunes + self.assays * 5
    }
}

/// What an instruction does with registers `a`, `b`, `c`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// One operand.
    Unary(Unary),
    /// Two operands.
    Binary(Binary),
    /// `a * b + c`, rounded twice.
    MultiplyAdd,
    /// `a * b - c`, rounded twice.
    MultiplySubtract,
    /// `c - a * b`, rounded twice.
    SubtractProduct,
    /// `if(a, b, c)`.
    Select,
}

/// One instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instruction {
    /// Operation.
    pub op: Op,
    /// Register written.
    pub to: u16,
    /// First operand.
    pub a: u16,
    /// Second operand.
    pub b: u16,
    /// Third operand.
    pub c: u16,
}

/// A compiled list of expressions.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// Where inputs lie.
    pub layout: Layout,
    /// Constants: register and value.
    pub constants: Vec<(u16, f64)>,
    /// Depends on parameters.
    pub setup: Vec<Instruction>,
    /// Depends on parameters, doses and tuned numbers.
    pub segment: Vec<Instruction>,
    /// Depends on anything.
    pub body: Vec<Instruction>,
    /// Registers of the outputs after the three sections have run.
    pub outputs: Vec<u16>,
    /// Number of registers.
    pub registers: usize,
}

impl Program {
    /// Runs all sections on one patient: `inputs` in the order of [`Layout`]. The reference that the lanes must equal bit for bit.
    pub fn evaluate(&self, inputs: &[f64]) -> Vec<f64> {
        let mut registers = vec![0.0; self.registers];
        registers[..inputs.len()].copy_from_slice(inputs);
        for &(register, value) in &self.constants {
            registers[register as usize] = value;
        }
        for instruction in self.setup.iter().chain(&self.segment).chain(&self.body) {
            let [a, b, c] =
                [instruction.a, instruction.b, instruction.c].map(|r| registers[r as usize]);
            registers[instruction.to as usize] = instruction.op.apply(a, b, c);
        }
        self.outputs
            .iter()
            .map(|&r| registers[r as usize])
            .collect()
    }

    /// Whether any instruction or output reads the register.
    pub fn reads(&self, register: usize) -> bool {
        let register = register as u16;
        let mut all = self.setup.iter().chain(&self.segment).chain(&self.body);
        self.outputs.contains(&register)
            || all.any(|i| match i.op {
                Op::Unary(_) => i.a == register,
                Op::Binary(_) => i.a == register || i.b == register,
                _ => i.a == register || i.b == register || i.c == register,
            })
    }
}

impl Op {
    /// The operation on one patient.
    pub fn apply(self, a: f64, b: f64, c: f64) -> f64 {
        match self {
            Self::Unary(op) => graph::apply_unary(op, a),
            Self::Binary(op) => graph::apply_binary(op, a, b),
            Self::MultiplyAdd => a * b + c,
            Self::MultiplySubtract => a * b - c,
            Self::SubtractProduct => c - a * b,
            Self::Select => {
                if a == 0.0 {
                    c
                } else {
                    b
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
