//! A program loaded into lanes.

use std::sync::Arc;

use forestall_model::program::{Layout, Program};

use crate::kernel::{Level, Tape, interpret};

/// A program as the kernel executes it. Made once; all lanes share it.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub layout: Layout,
    pub setup: Tape,
    pub segment: Tape,
    pub body: Tape,
    pub outputs: Vec<u16>,
    constants: Vec<(u16, f64)>,
    registers: usize,
    /// Of the times (now, and since drugs were switched on), the registers that are read.
    times: Vec<usize>,
    /// Registers that belong to a patient: parameters, tuned numbers, and what is computed from parameters alone.
    own: Vec<u16>,
}

impl Compiled {
    pub(crate) fn new(program: &Program) -> Arc<Self> {
        let layout = program.layout;
        let given = (layout.parameter()..layout.dose())
            .chain(layout.tune()..layout.tune() + layout.tunes)
            .filter(|&register| program.reads(register))
            .map(|register| register as u16);
        Arc::new(Self {
            layout,
            setup: Tape::new(&program.setup),
            segment: Tape::new(&program.segment),
            body: Tape::joined(&program.body, &program.outputs),
            outputs: program.outputs.clone(),
            constants: program.constants.clone(),
            registers: program.registers,
            times: (layout.time_on()..=layout.time())
                .filter(|&register| program.reads(register))
                .collect(),
            own: given.chain(program.setup.iter().map(|i| i.to)).collect(),
        })
    }

    /// Whether the program reads a time.
    pub(crate) fn reads(&self, time: usize) -> bool {
        self.times.contains(&time)
    }

    /// Registers with the program's constants.
    pub(crate) fn registers<const W: usize>(&self) -> Vec<[f64; W]> {
        let mut registers = vec![[0.0; W]; self.registers];
        for &(register, value) in &self.constants {
            registers[register as usize] = [value; W];
        }
        registers
    }

    /// Copies what belongs to the patient in lane `from` of `there` into lane `lane` of `here`.
    pub(crate) fn adopt<const W: usize>(
        &self,
        (here, lane): (&mut [[f64; W]], usize),
        (there, from): (&[[f64; W]], usize),
    ) {
        for &register in &self.own {
            here[register as usize][lane] = there[register as usize][from];
        }
    }
}

/// Puts one lane's values into consecutive registers.
pub(crate) fn load<const W: usize>(
    registers: &mut [[f64; W]],
    start: usize,
    lane: usize,
    values: &[f64],
) {
    for (register, &value) in registers[start..].iter_mut().zip(values) {
        register[lane] = value;
    }
}

/// A program whose registers hold `W` patients.
#[derive(Debug, Clone)]
pub(crate) struct Machine<const W: usize> {
    pub code: Arc<Compiled>,
    pub layout: Layout,
    pub registers: Vec<[f64; W]>,
    level: Level,
    /// Whether doses have changed since the segment was prepared.
    stale: bool,
}

impl<const W: usize> Machine<W> {
    pub(crate) fn new(code: &Arc<Compiled>, level: Level) -> Self {
        Self {
            code: Arc::clone(code),
            layout: code.layout,
            registers: code.registers(),
            level,
            stale: true,
        }
    }

    /// Puts one lane's values into consecutive registers.
    pub(crate) fn load(&mut self, start: usize, lane: usize, values: &[f64]) {
        load(&mut self.registers, start, lane, values);
    }

    /// Takes over a patient from a lane of a machine of the same program that has been prepared.
    pub(crate) fn adopt(&mut self, lane: usize, there: &Self, from: usize) {
        let here = (&mut self.registers[..], lane);
        self.code.adopt(here, (&there.registers, from));
        self.stale = true;
    }

    /// Says that doses have changed.
    pub(crate) fn doses_changed(&mut self) {
        self.stale = true;
    }

    /// Recomputes what depends on parameters alone.
    pub(crate) fn prepare(&mut self) {
        interpret(self.level, &self.code.setup, &mut self.registers);
        self.stale = true;
    }

    /// Recomputes the rest.
    pub(crate) fn run(&mut self) {
        if self.stale {
            interpret(self.level, &self.code.segment, &mut self.registers);
            self.stale = false;
        }
        interpret(self.level, &self.code.body, &mut self.registers);
    }

    /// One output of one lane.
    pub(crate) fn output(&self, index: usize, lane: usize) -> f64 {
        self.registers[self.code.outputs[index] as usize][lane]
    }

    /// Copies all outputs of all lanes.
    pub(crate) fn copy_outputs(&self, to: &mut [[f64; W]]) {
        for (to, &register) in to.iter_mut().zip(&self.code.outputs) {
            *to = self.registers[register as usize];
        }
    }

    /// Number of outputs.
    pub(crate) fn outputs(&self) -> usize {
        self.code.outputs.len()
    }
}
