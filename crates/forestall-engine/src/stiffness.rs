//! Is a patient stiff? Asked again and again while steps are explicit.
//!
//! An explicit step is held back by stability rather than by accuracy where its length times the fastest rate of decay reaches the
//! edge of the method's stability region (about 3.3 for this pair). Two slopes at the end of a step, which are there anyway, tell the
//! product roughly (E. Hairer, G. Wanner, Solving Ordinary Differential Equations II, 2nd edition, 1996, section IV.2); where they say
//! that it is large, it is read off the eigenvalues of the Jacobian.

use forestall_model::Method;

use crate::{Simulation, driver::Driver, steady::eigenvalues};

/// Steps before the first look, and between looks while slopes see nothing.
const LOOK: f64 = 32.0;
/// Step length times rate of decay above which a step counts as held back.
const HELD_BACK: f64 = 2.0;
/// Steps still to be made, at the present length, for which starting again is worth while.
const WORTH_WHILE: f64 = 200.0;

impl Simulation<'_> {
    /// Steps before a lane is first asked whether it is stiff.
    pub(crate) fn first_look(&self) -> f64 {
        match self.model.core().solver.method {
            Method::Adaptive { .. } => LOOK,
            _ => f64::INFINITY,
        }
    }
}

impl<const W: usize> Driver<'_, W> {
    /// Takes down what the slopes of the attempted step say, where the lane is to be looked at; a step that is taken over loses them.
    pub(crate) fn note_slopes(&mut self) {
        for lane in 0..W {
            if self.integrator.lanes.steps[lane] >= self.next_look[lane] {
                self.slopes[lane] = self.integrator.change_of_slope(lane);
            }
        }
    }

    /// Takes patients out of their lanes whose steps are held back by stability; they are to be run anew with implicit steps.
    pub(crate) fn look_for_stiffness(&mut self) {
        for (lane, steps) in self.integrator.lanes.steps.into_iter().enumerate() {
            if steps < self.next_look[lane] || !self.integrator.is_active(lane) {
                continue;
            }
            self.next_look[lane] = steps + LOOK;
            let (t, step) = (
                self.integrator.lanes.t[lane],
                self.integrator.lanes.step[lane],
            );
            let long = self.sim.until - t > WORTH_WHILE * step;
            if !long || self.slopes[lane] < HELD_BACK {
                continue;
            }
            if step * self.fastest_decay(lane) > HELD_BACK {
                if let Some(patient) = &self.patients[lane] {
                    self.stiff.push(patient.job);
                }
                self.close(lane, t, None);
            } else {
                // Eigenvalues cost more than slopes.
                self.next_look[lane] = 2.0 * steps;
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
