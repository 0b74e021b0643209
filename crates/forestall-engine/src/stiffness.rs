//! Is a patient stiff? Asked again and again while steps are explicit.
//!
//! An explicit step is held back by stability rather than by accuracy where its length times the fastest rate of decay reaches the
//! edge of the method's stability region (about 3.3 for this pair). Two slopes at the end of a step, which are there anyway, tell the
//! product roughly (E. Hairer, G. Wanner, Solving Ordinary Differential Equations II, 2nd edition, 1996, section IV.2); where they say
//! that it is large, it is read off the eigenvalues of the Jacobian.

use forestall_model::Method;

use crate::{Failure, Job, Run, Simulation, driver::Driver, steady::eigenvalues};

/// Steps before the first look, and between looks while slopes see nothing.
const LOOK: f64 = 32.0;
/// Step length times rate of decay above which a step counts as held back.
const HELD_BACK: f64 = 2.0;
/// Steps still to be made, at the present length, for which starting again is worth while at a relative tolerance of 1e-6. The number goes
/// with the inverse root of the tolerance: implicit steps are of order 4 and become more where it is tighter, those that stability holds
/// back do not. On the MET model, where some 3000 are left, both kinds take the same time at 5e-9.
const WORTH_WHILE: f64 = 200.0;

/// A job that is left to the other kind of steps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Left {
    /// Its number.
    job: usize,
    /// Explicit steps that were still to be made, at the length of the last one.
    to_make: f64,
}

impl Simulation<'_> {
    /// Explicit steps that are not to be made, at the present length, for which implicit ones are worth while.
    fn worth_while(&self) -> f64 {
        match self.model.core().solver.method {
            Method::Adaptive { relative, .. } => WORTH_WHILE * (1e-6 / relative).sqrt(),
            _ => f64::INFINITY,
        }
    }

    /// Runs jobs by explicit steps; those that turn out to be stiff anew by implicit ones; and those that these do not spare enough
    /// to their end by explicit ones.
    pub(crate) fn run_choosing<const W: usize>(
        &self,
        jobs: &[Job],
        starts: &[Result<Vec<f64>, Failure>],
    ) -> Vec<Run> {
        let first = match self.model.core().solver.method {
            Method::Adaptive { .. } => LOOK,
            _ => f64::INFINITY,
        };
        let looks = vec![first; jobs.len()];
        let (mut runs, stiff) = Driver::<W>::new(self, jobs, starts.to_vec(), None, looks).run();
        let mut again = |left: &[Left], implicit: bool, looks: Vec<f64>| {
            let own: Vec<Job> = left.iter().map(|one| jobs[one.job].clone()).collect();
            let starts = left.iter().filter_map(|one| starts.get(one.job).cloned());
            let linear = implicit.then(|| self.linear());
            let driver = Driver::<W>::new(self, &own, starts.collect(), linear, looks);
            let (others, rest) = driver.run();
            for (one, run) in left.iter().zip(others) {
                runs[one.job] = run;
            }
            rest.into_iter()
                .map(|one| left[one.job])
                .collect::<Vec<_>>()
        };
        if !stiff.is_empty() {
            // A patient may be held back now and lively later: as many implicit steps are granted as explicit ones were to be made.
            let looks = stiff.iter().map(|one| one.to_make).collect();
            let lively = again(&stiff, true, looks);
            if !lively.is_empty() {
                again(&lively, false, vec![f64::INFINITY; lively.len()]);
            }
        }
        runs
    }
}

impl<const W: usize> Driver<'_, W> {
    /// Takes down what the slopes of the attempted step say, where the lane is to be looked at; a step that is taken over loses them.
    pub(crate) fn note_slopes(&mut self) {
        for lane in 0..W {
            if self.integrator.lanes.steps[lane] >= self.next_look[lane]
                && !self.integrator.is_implicit()
            {
                self.slopes[lane] = self.integrator.change_of_slope(lane);
            }
        }
    }

    /// Takes patients out of their lanes whose explicit steps are held back by stability, and those who have made as many implicit ones
    /// as were granted; they are to be run anew by the other kind.
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
            let to_make = (self.sim.until - t) / step;
            if !self.integrator.is_implicit() {
                if to_make < self.sim.worth_while() || self.slopes[lane] < HELD_BACK {
                    continue;
                }
                if step * self.fastest_decay(lane) <= HELD_BACK {
                    // Eigenvalues cost more than slopes.
                    self.next_look[lane] = 2.0 * steps;
                    continue;
                }
            }
            if let Some(patient) = &self.patients[lane] {
                let job = patient.job;
                self.left.push(Left { job, to_make });
            }
            self.close(lane, t, None);
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
