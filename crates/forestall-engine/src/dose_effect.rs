//! What a single dose does to the states of one patient.

use forestall_model::program::{Layout, Program};

/// The program of one drug.
#[derive(Debug)]
pub(crate) struct DoseEffect {
    program: Program,
    /// Inputs that the program reads.
    reads: Vec<usize>,
}

impl DoseEffect {
    pub(crate) fn new(program: Program) -> Self {
        let reads = (0..program.layout.inputs()).filter(|&input| program.reads(input));
        Self {
            reads: reads.collect(),
            program,
        }
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.program.layout
    }

    /// The new values, from inputs that are asked for by their register; `registers` is scratch space.
    pub(crate) fn values<'own>(
        &'own self,
        registers: &'own mut Vec<f64>,
        input: impl Fn(usize) -> f64,
    ) -> impl Iterator<Item = f64> + 'own {
        let program = &self.program;
        registers.clear();
        registers.resize(program.registers, 0.0);
        for &register in &self.reads {
            registers[register] = input(register);
        }
        for &(register, value) in &program.constants {
            registers[register as usize] = value;
        }
        let sections = program.setup.iter().chain(&program.segment);
        for i in sections.chain(&program.body) {
            let [a, b, c] = [i.a, i.b, i.c].map(|register| registers[register as usize]);
            registers[i.to as usize] = i.op.apply(a, b, c);
        }
        let outputs = program.outputs.iter();
        outputs.map(|&register| registers[register as usize])
    }
}
