//! Looking at patients: watch programs at a time within the attempted step, or at present.

use forestall_model::Memory;

use crate::driver::Driver;

impl<const W: usize> Driver<'_, W> {
    /// Keeps the watch outputs at the end of the attempted step, and at its middle where some lane needs them.
    pub(crate) fn look_at_step(&mut self) {
        self.look(&[1.0; W]);
        self.watch.copy_outputs(&mut self.end);
        if (0..W).any(|lane| self.looks_inside(lane)) {
            self.look(&[0.5; W]);
            self.watch.copy_outputs(&mut self.middle);
        }
    }

    /// Runs the watch program on the state at `t + theta h` of the attempted step.
    pub(crate) fn look(&mut self, theta: &[f64; W]) {
        let states = self.watch.layout.states;
        let lanes = &self.integrator.lanes;
        let seen = &mut self.watch.registers[..states];
        let times = if *theta == [1.0; W] || !self.integrator.is_dense() {
            seen.copy_from_slice(&lanes.registers[..states]);
            lanes.next
        } else {
            self.integrator.dense(theta, seen);
            std::array::from_fn(|l| lanes.t[l] + theta[l] * lanes.h[l])
        };
        self.run_watch(times);
    }

    /// Runs the watch program on the present state.
    pub(crate) fn look_at_present(&mut self) {
        let states = self.watch.layout.states;
        let present = &self.integrator.lanes.y[..states];
        self.watch.registers[..states].copy_from_slice(present);
        self.run_watch(self.integrator.lanes.t);
    }

    fn run_watch(&mut self, times: [f64; W]) {
        let layout = self.watch.layout;
        self.watch.registers[layout.time()] = times;
        for (lane, patient) in self.patients.iter().enumerate() {
            if let Some(patient) = patient {
                let since = times[lane] - patient.entered;
                self.watch.registers[layout.phase_time()][lane] = since;
            }
        }
        for drug in 0..layout.drugs {
            let on = self.integrator.lanes.on_since[drug];
            self.watch.registers[layout.time_on() + drug] =
                std::array::from_fn(|l| time_on(on[l], times[l]));
        }
        self.watch.run();
    }

    /// Keeps the present watch outputs of a lane as those of the start of the next step.
    pub(crate) fn remember(&mut self, lane: usize) {
        if self.watched {
            self.look_at_present();
            for (index, before) in self.before.iter_mut().enumerate() {
                before[lane] = self.watch.output(index, lane);
            }
        }
    }

    /// Puts what true series remember into the watch program.
    pub(crate) fn load_memory(&mut self, lane: usize) {
        let Some(patient) = &self.patients[lane] else {
            return;
        };
        for (assay, series) in patient.truth.iter().enumerate() {
            let register = self.watch.layout.memory(assay, Memory::Latest);
            self.watch.load(register, lane, series.registers());
        }
    }

    /// Puts what a decision may know into the decision program.
    pub(crate) fn load_decision(&mut self, lane: usize, time: f64) {
        let Some(patient) = &self.patients[lane] else {
            return;
        };
        let layout = self.decision.layout;
        for (assay, series) in patient.measured.iter().enumerate() {
            let register = layout.memory(assay, Memory::Latest);
            self.decision.load(register, lane, series.registers());
        }
        self.decision.load(layout.time(), lane, &[time]);
        let since = time - patient.entered;
        self.decision.load(layout.phase_time(), lane, &[since]);
        for drug in 0..layout.drugs {
            let since = time_on(self.integrator.lanes.on_since[drug][lane], time);
            self.decision.load(layout.time_on() + drug, lane, &[since]);
        }
    }
}

/// Time since a drug was switched on; 0 while it is off.
fn time_on(since: f64, time: f64) -> f64 {
    if since.is_finite() { time - since } else { 0.0 }
}
