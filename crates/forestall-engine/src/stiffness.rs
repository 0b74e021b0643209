//! Is a patient stiff? Asked after a thousand explicit steps, and again after every doubling.
//!
//! An explicit step is held back by stability rather than by accuracy where its length times the fastest rate of decay reaches the
//! edge of the method's stability region (about 3.3 for this pair). The rate is read off the eigenvalues of the Jacobian.

use forestall_model::Method;

use crate::{Simulation, driver::Driver, steady::eigenvalues};

/// Steps before the first look.
const FIRST_LOOK: f64 = 125.0;
/// Step length times rate of decay above which a step counts as held back.
const HELD_BACK: f64 = 2.0;
/// Steps still to be made, at the present length, for which starting again is worth while.
const WORTH_WHILE: f64 = 500.0;

impl Simulation<'_> {
    /// Steps before a lane is first asked whether it is stiff.
    pub(crate) fn first_look(&self) -> f64 {
        match self.model.core().solver.method {
            Method::Adaptive { .. } => FIRST_LOOK,
            _ => f64::INFINITY,
        }
    }
}

impl<const W: usize> Driver<'_, W> {
    /// Takes patients out of their lanes whose steps are held back by stability; they are to be run anew with implicit steps.
    pub(crate) fn look_for_stiffness(&mut self) {
        for (lane, steps) in self.integrator.lanes.steps.into_iter().enumerate() {
            if steps < self.next_look[lane] || !self.integrator.is_active(lane) {
                continue;
            }
            self.next_look[lane] = 2.0 * steps;
            let (t, step) = (
                self.integrator.lanes.t[lane],
                self.integrator.lanes.step[lane],
            );
            let long = self.sim.until - t > WORTH_WHILE * step;
            if long && step * self.fastest_decay(lane) > HELD_BACK {
                if let Some(patient) = &self.patients[lane] {
                    self.stiff.push(patient.job);
                }
                self.close(lane, t, None);
            }
        }
    }

    /// Size of the largest eigenvalue with negative real part of the Jacobian at the present state of a lane.
    fn fastest_decay(&self, lane: usize) -> f64 {
        let program = self.sim.model.partials();
        let (n, lanes) = (program.layout.states, &self.integrator.lanes);
        let registers = &lanes.registers[..program.layout.inputs()];
        let mut inputs: Vec<f64> = registers.iter().map(|r| r[lane]).collect();
        for (input, y) in inputs.iter_mut().zip(&lanes.y[..n]) {
            *input = y[lane];
        }
        let partials = &program.evaluate(&inputs)[n..];
        let decays = eigenvalues::of(partials, n).into_iter();
        decays
            .filter(|(real, _)| *real < 0.0)
            .map(|(real, imaginary)| libm::hypot(real, imaginary))
            .fold(0.0, f64::max)
    }
}
