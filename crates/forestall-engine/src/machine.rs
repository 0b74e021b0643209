//! A program loaded into lanes.

use forestall_model::program::{Layout, Program};

use crate::kernel::{Code, Level, Rhs, interpret};

/// A program whose registers hold `W` patients.
#[derive(Debug, Clone)]
pub(crate) struct Machine<const W: usize> {
    pub layout: Layout,
    pub registers: Vec<[f64; W]>,
    setup: Vec<Code>,
    segment: Vec<Code>,
    body: Vec<Code>,
    outputs: Vec<u16>,
    level: Level,
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
            setup: program.setup.iter().map(Code::from).collect(),
            segment: program.segment.iter().map(Code::from).collect(),
            body: program.body.iter().map(Code::from).collect(),
            outputs: program.outputs.clone(),
            level,
        }
    }

    /// Puts one lane's values into consecutive registers.
    pub(crate) fn load(&mut self, start: usize, lane: usize, values: &[f64]) {
        for (register, &value) in self.registers[start..].iter_mut().zip(values) {
            register[lane] = value;
        }
    }

    /// Recomputes what depends on parameters, doses and tuned numbers.
    pub(crate) fn prepare(&mut self) {
        interpret(self.level, &self.setup, &mut self.registers);
        interpret(self.level, &self.segment, &mut self.registers);
    }

    /// Recomputes what depends on doses.
    pub(crate) fn prepare_segment(&mut self) {
        interpret(self.level, &self.segment, &mut self.registers);
    }

    /// Recomputes the rest.
    pub(crate) fn run(&mut self) {
        interpret(self.level, &self.body, &mut self.registers);
    }

    /// One output of one lane.
    pub(crate) fn output(&self, index: usize, lane: usize) -> f64 {
        self.registers[self.outputs[index] as usize][lane]
    }

    /// Number of outputs.
    pub(crate) fn outputs(&self) -> usize {
        self.outputs.len()
    }
}

/// The kernel's view of a right-hand side.
pub(crate) fn rhs_of(program: &Program) -> Rhs {
    let layout = program.layout;
    Rhs {
        setup: program.setup.iter().map(Code::from).collect(),
        segment: program.segment.iter().map(Code::from).collect(),
        body: program.body.iter().map(Code::from).collect(),
        outputs: program.outputs.clone(),
        extended: layout.extended_states(),
        states: layout.states,
        time: Some(layout.time()).filter(|&r| program.reads(r)),
        time_on: (0..layout.drugs)
            .map(|d| (layout.time_on() + d, d))
            .filter(|&(r, _)| program.reads(r))
            .collect(),
    }
}
