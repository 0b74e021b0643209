//! A program loaded into lanes.

use forestall_model::program::{Layout, Program};

use crate::kernel::{Level, Tape, interpret};

/// A program whose registers hold `W` patients.
#[derive(Debug, Clone)]
pub(crate) struct Machine<const W: usize> {
    pub layout: Layout,
    pub registers: Vec<[f64; W]>,
    setup: Tape,
    segment: Tape,
    body: Tape,
    outputs: Vec<u16>,
    level: Level,
    /// Whether doses have changed since the segment was prepared.
    stale: bool,
}

fn registers<const W: usize>(program: &Program) -> Vec<[f64; W]> {
    let mut registers = vec![[0.0; W]; program.registers];
    for &(register, value) in &program.constants {
        registers[register as usize] = [value; W];
    }
    registers
}

impl<const W: usize> Machine<W> {
    pub(crate) fn new(program: &Program, level: Level) -> Self {
        Self {
            layout: program.layout,
            registers: registers(program),
            setup: Tape::new(&program.setup),
            segment: Tape::new(&program.segment),
            body: Tape::joined(&program.body, &program.outputs),
            outputs: program.outputs.clone(),
            level,
            stale: true,
        }
    }

    /// Puts one lane's values into consecutive registers.
    pub(crate) fn load(&mut self, start: usize, lane: usize, values: &[f64]) {
        for (register, &value) in self.registers[start..].iter_mut().zip(values) {
            register[lane] = value;
        }
    }

    /// Says that doses have changed.
    pub(crate) fn doses_changed(&mut self) {
        self.stale = true;
    }

    /// Recomputes what depends on parameters alone.
    pub(crate) fn prepare(&mut self) {
        interpret(self.level, &self.setup, &mut self.registers);
        self.stale = true;
    }

    /// Recomputes the rest.
    pub(crate) fn run(&mut self) {
        if self.stale {
            interpret(self.level, &self.segment, &mut self.registers);
            self.stale = false;
        }
        interpret(self.level, &self.body, &mut self.registers);
    }

    /// One output of one lane.
    pub(crate) fn output(&self, index: usize, lane: usize) -> f64 {
        self.registers[self.outputs[index] as usize][lane]
    }

    /// Copies all outputs of all lanes.
    pub(crate) fn copy_outputs(&self, to: &mut [[f64; W]]) {
        for (to, &register) in to.iter_mut().zip(&self.outputs) {
            *to = self.registers[register as usize];
        }
    }

    /// Number of outputs.
    pub(crate) fn outputs(&self) -> usize {
        self.outputs.len()
    }
}
