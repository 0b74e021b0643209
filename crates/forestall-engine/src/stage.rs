//! Patients that wait for a lane: what depends on them alone is computed for a block of them at once.

use std::sync::Arc;

use crate::{
    Simulation,
    kernel::{Level, Linear},
    machine::Machine,
    run::Job,
};

/// The next `W` patients, one per lane, in all programs of a simulation.
pub(crate) struct Stage<const W: usize> {
    pub start: Machine<W>,
    pub amounts: Machine<W>,
    pub noise: Machine<W>,
    pub watch: Machine<W>,
    pub decision: Machine<W>,
    pub rates: Machine<W>,
    pub jacobian: Option<Machine<W>>,
    /// Number of the first job that has not been prepared.
    next: usize,
}

impl<const W: usize> Stage<W> {
    pub(crate) fn new(sim: &Simulation, linear: Option<&Arc<Linear>>, level: Level) -> Self {
        Self {
            start: Machine::new(&sim.start, level),
            amounts: Machine::new(&sim.amounts, level),
            noise: Machine::new(&sim.noise, level),
            watch: Machine::new(&sim.watch.code, level),
            decision: Machine::new(&sim.decision.code, level),
            rates: Machine::new(&sim.rates, level),
            jacobian: linear.map(|linear| Machine::new(&linear.code, level)),
            next: 0,
        }
    }

    /// The lane of a job, which is the next one or follows it in the present block; `tune` are the file's tuned numbers.
    pub(crate) fn lane(&mut self, jobs: &[Job], job: usize, tune: &[f64]) -> usize {
        if job == self.next {
            self.prepare(&jobs[job..], tune);
            self.next = job + W;
        }
        job % W
    }

    fn prepare(&mut self, jobs: &[Job], tune: &[f64]) {
        let machines = [
            &mut self.start,
            &mut self.amounts,
            &mut self.noise,
            &mut self.watch,
            &mut self.decision,
            &mut self.rates,
        ];
        for machine in machines.into_iter().chain(&mut self.jacobian) {
            let layout = machine.layout;
            for lane in 0..W {
                // Where there are fewer, the last is there several times.
                let job = &jobs[lane.min(jobs.len() - 1)];
                let tune = if job.tune.is_empty() { tune } else { &job.tune };
                machine.load(layout.parameter(), lane, &job.parameters);
                machine.load(layout.tune(), lane, &tune[..layout.tunes.min(tune.len())]);
            }
            machine.prepare();
        }
        for machine in [&mut self.start, &mut self.amounts, &mut self.noise] {
            machine.run();
        }
    }
}
