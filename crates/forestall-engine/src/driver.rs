//! The loop that carries patients through lanes: admit, step, look, settle, refill.

use forestall_base::Stream;
use forestall_model::{Check, Core, Decide, Memory, program::Program};

use crate::{
    Failure, Job, Run, Simulation,
    integrator::Integrator,
    machine::Machine,
    patient::{Event, Patient},
    run::Trajectory,
    set::Set,
    simulate::{Series, measure},
};

/// Channel of measurement noise of assay 0; later assays follow.
const NOISE_CHANNEL: u64 = 0x6E6F_6973_0000_0000;

/// A run of many patients through `W` lanes.
pub(crate) struct Driver<'sim, const W: usize> {
    pub(crate) sim: &'sim Simulation<'sim>,
    pub(crate) core: &'sim Core,
    pub(crate) jobs: &'sim [Job],
    pub(crate) integrator: Integrator<W>,
    /// Steps after which each lane is next asked whether it is stiff; infinite where nothing follows from it.
    pub(crate) next_look: [f64; W],
    /// Jobs that were found to be stiff.
    pub(crate) stiff: Vec<usize>,
    start: Machine<W>,
    pub(crate) watch: Machine<W>,
    pub(crate) decision: Machine<W>,
    amounts: Machine<W>,
    noise: Machine<W>,
    pub(crate) patients: Vec<Option<Box<Patient>>>,
    waiting: usize,
    /// Whether a lane has become free.
    free: bool,
    /// Lanes in whose step something has happened.
    pub(crate) events: Set,
    runs: Vec<Option<Run>>,
    /// Whether what is looked for between visits depends on what visits have measured.
    pub(crate) remembers: bool,
    /// Whether anything is looked for between visits.
    pub(crate) watched: bool,
    /// Watch outputs at the start, the middle (where some lane needs them) and the end of the attempted step.
    pub(crate) before: Vec<[f64; W]>,
    pub(crate) middle: Vec<[f64; W]>,
    pub(crate) end: Vec<[f64; W]>,
}

impl<'sim, const W: usize> Driver<'sim, W> {
    /// Prepares lanes; with a Jacobian program their steps are linearly implicit.
    pub(crate) fn new(
        sim: &'sim Simulation<'sim>,
        jobs: &'sim [Job],
        jacobian: Option<&Program>,
    ) -> Self {
        let level = sim.model.level;
        let core = sim.model.core();
        let watch = Machine::new(&sim.watch.program, level);
        let outputs = vec![[0.0; W]; watch.outputs()];
        let between_visits = core.stops.iter().any(|s| s.check != Check::Visits);
        let layout = watch.layout;
        let memories = [
            Memory::Latest,
            Memory::Previous,
            Memory::Nadir,
            Memory::Peak,
        ];
        let reads = |a| {
            memories
                .iter()
                .any(|&m| sim.watch.program.reads(layout.memory(a, m)))
        };
        Self {
            sim,
            core,
            remembers: (0..core.assays.len()).any(reads),
            jobs,
            integrator: Integrator::new(&sim.rates, jacobian, core, level),
            next_look: [f64::INFINITY; W],
            stiff: Vec::new(),
            start: Machine::new(&sim.start, level),
            watch,
            decision: Machine::new(&sim.decision.program, level),
            amounts: Machine::new(&sim.amounts, level),
            noise: Machine::new(&sim.noise, level),
            patients: (0..W).map(|_| None).collect(),
            waiting: 0,
            free: false,
            events: Set::default(),
            runs: jobs.iter().map(|_| None).collect(),
            watched: between_visits
                || sim.regimen.decide == Decide::Continuous
                || !sim.watch.switches.is_empty()
                || !core.events.is_empty(),
            before: outputs.clone(),
            middle: outputs.clone(),
            end: outputs,
        }
    }

    /// Runs all jobs; gives the runs, and the numbers of those that were left because they are stiff.
    pub(crate) fn run(mut self) -> (Vec<Run>, Vec<usize>) {
        self.refill();
        while self.integrator.any_active() {
            self.integrator.attempt();
            if self.watched {
                self.look_at_step();
            }
            if self.watched || !self.sim.settings.record.is_empty() {
                for lane in self.integrator.lanes.stepped.iter() {
                    self.advance(lane);
                }
            }
            self.integrator.commit();
            self.settle();
            self.look_for_stiffness();
            if self.free {
                self.refill();
            }
        }
        (self.runs.into_iter().flatten().collect(), self.stiff)
    }

    /// Puts waiting patients into free lanes.
    fn refill(&mut self) {
        self.free = false;
        for lane in 0..W {
            while self.patients[lane].is_none() && self.waiting < self.jobs.len() {
                let job = self.waiting;
                self.waiting += 1;
                self.admit(lane, job);
            }
        }
    }

    /// Puts a patient into a lane at time 0. If the run ends there, the lane is free again.
    fn admit(&mut self, lane: usize, job: usize) {
        self.next_look[lane] = if self.integrator.is_implicit() {
            f64::INFINITY
        } else {
            self.sim.first_look()
        };
        self.load(lane, &self.jobs[job]);
        let layout = self.start.layout;
        let states = layout.states;
        let patient = self.patient(lane, job);
        let values = (0..states).map(|i| self.start.output(i, lane));
        self.integrator.start(lane, values);
        let skip = self.can_skip(&patient);
        self.patients[lane] = Some(patient);
        self.load_doses(lane);
        if (0..states).any(|i| !self.integrator.lanes.y[i][lane].is_finite()) {
            self.close(lane, 0.0, Some(Failure::Start));
        } else if skip {
            if let Some(patient) = &mut self.patients[lane] {
                patient.run.skipped = true;
            }
            self.close(lane, 0.0, None);
        } else {
            self.first_moment(lane);
        }
    }

    /// Puts a patient's parameters and tuned numbers into all programs.
    fn load(&mut self, lane: usize, job: &Job) {
        let parameters = &job.parameters;
        let tune = if job.tune.is_empty() {
            &self.sim.tune
        } else {
            &job.tune
        };
        for machine in [
            &mut self.start,
            &mut self.watch,
            &mut self.decision,
            &mut self.amounts,
            &mut self.noise,
        ] {
            let layout = machine.layout;
            machine.load(layout.parameter(), lane, parameters);
            machine.load(layout.tune(), lane, &tune[..layout.tunes.min(tune.len())]);
            machine.prepare();
        }
        for machine in [&mut self.start, &mut self.amounts, &mut self.noise] {
            machine.run();
        }
        let register = self.start.layout.parameter();
        self.integrator.load(register, lane, parameters);
        self.integrator.prepare();
    }

    /// The patient of a job, with the doses of time 0, from programs that have just run.
    fn patient(&self, lane: usize, job: usize) -> Box<Patient> {
        let (sim, assays) = (self.sim, self.core.assays.len());
        let layout = self.start.layout;
        let drugs = layout.drugs;
        let never: Vec<bool> = (0..self.core.stops.len())
            .map(|s| sim.settings.skip_never && self.start.output(layout.states + s, lane) != 0.0)
            .collect();
        let run = Run {
            end: 0.0,
            stops: vec![None; never.len()],
            skipped: false,
            states: Vec::new(),
            first_doses: vec![0.0; drugs],
            switches: Vec::with_capacity(8),
            time_on: vec![0.0; drugs],
            exposure: vec![0.0; drugs],
            visits: 0,
            steps: 0,
            trajectory: Trajectory::default(),
            failure: None,
            never,
        };
        let stream = |assay| {
            let channel = NOISE_CHANNEL + assay as u64;
            Stream::new(sim.settings.seed, self.jobs[job].patient, channel)
        };
        let noise = |output| self.noise.output(output, lane);
        let noisy = if sim.settings.noise { assays } else { 0 };
        let amounts = 0..self.amounts.outputs();
        let mut patient = Box::new(Patient {
            job,
            phase: sim.regimen.initial,
            entered: 0.0,
            visit: 0,
            amounts: amounts.map(|i| self.amounts.output(i, lane)).collect(),
            doses: vec![0.0; drugs],
            pending: Vec::new(),
            since: 0.0,
            next_dose: f64::INFINITY,
            truth: Vec::with_capacity(assays),
            measured: Vec::with_capacity(assays),
            streams: (0..noisy).map(stream).collect(),
            spread: (0..noisy)
                .map(|a| (noise(2 * a), noise(2 * a + 1)))
                .collect(),
            in_a_row: vec![0; self.core.stops.len()],
            last_switch: f64::NEG_INFINITY,
            close_switches: 0,
            retries: 0,
            recorded: 0,
            triggers: self.core.events.iter().map(|event| event.initial).collect(),
            triggered: Vec::new(),
            order: self.order_stream(self.jobs[job].patient),
            changes_now: 0,
            event: Event::None,
            run,
        });
        patient.give(sim.regimen, &sim.offsets, 0.0, true);
        patient
    }

    /// Whether every stop rule that ends a run can never be met, and nothing else is asked of it.
    fn can_skip(&self, patient: &Patient) -> bool {
        let settings = &self.sim.settings;
        settings.skip_never
            && settings.record.is_empty()
            && self.core.stops.iter().any(|s| s.ends)
            && patient.run.never.iter().all(|&n| n)
    }

    /// Measurements, stop rules and the decision of time 0.
    fn first_moment(&mut self, lane: usize) {
        self.fire(lane, 0.0);
        self.look_at_present();
        for assay in 0..self.core.assays.len() {
            let value = self.watch.output(assay, lane);
            let seen = self.seen(lane, assay, value);
            if let Some(patient) = &mut self.patients[lane] {
                patient.truth.push(Series::first(value));
                patient.measured.push(Series::first(seen));
            }
        }
        self.load_memory(lane);
        self.record_until(lane, 0.0);
        let visited = self.sim.visits.is_some_and(|v| v.first <= 0.0);
        let due = |check| visited || check != Check::Visits;
        self.look_at_present();
        if self.check(lane, 0.0, true, due) {
            return;
        }
        if visited {
            if let Some(patient) = &mut self.patients[lane] {
                patient.visit = 1;
                patient.run.visits = 1;
            }
            self.load_decision(lane, 0.0);
            self.decision.run();
            self.decide(lane, 0.0);
        }
        if self.sim.regimen.decide == Decide::Continuous {
            self.leave_if_already_true(lane, 0.0);
        }
        self.look_at_present();
        if self.check(lane, 0.0, false, due) {
            return;
        }
        if self.sim.until <= 0.0 {
            self.close(lane, 0.0, None);
            return;
        }
        self.give_single_doses(lane, 0.0);
        self.fire(lane, 0.0);
        self.remember(lane);
        self.set_limit(lane);
    }

    /// A measurement of a true value.
    pub(crate) fn seen(&mut self, lane: usize, assay: usize, value: f64) -> f64 {
        match &mut self.patients[lane] {
            Some(patient) if self.sim.settings.noise => {
                let noise = &self.core.assays[assay].noise;
                let spread = patient.spread[assay];
                measure(noise, value, spread, &mut patient.streams[assay])
            }
            _ => value,
        }
    }

    /// Puts the doses of a lane's patient into all programs.
    pub(crate) fn load_doses(&mut self, lane: usize) {
        let Some(patient) = &self.patients[lane] else {
            return;
        };
        let register = self.start.layout.dose();
        self.integrator.dose(register, lane, &patient.doses);
        for machine in [&mut self.watch, &mut self.decision] {
            machine.load(machine.layout.dose(), lane, &patient.doses);
            machine.doses_changed();
        }
    }

    /// What the single doses do that are due at the present moment, one after the other.
    pub(crate) fn give_single_doses(&mut self, lane: usize, time: f64) {
        let sim = self.sim;
        let Some(patient) = &mut self.patients[lane] else {
            return;
        };
        let parameters = &self.jobs[patient.job].parameters;
        for (drug, amount) in std::mem::take(&mut patient.pending) {
            let program = &sim.at_dose[drug];
            let layout = program.layout;
            let mut inputs = vec![0.0; layout.inputs()];
            for (slot, y) in inputs
                .iter_mut()
                .zip(&self.integrator.lanes.y[..layout.states])
            {
                *slot = y[lane];
            }
            inputs[layout.parameter()..][..parameters.len()].copy_from_slice(parameters);
            inputs[layout.dose()..][..patient.doses.len()].copy_from_slice(&patient.doses);
            inputs[layout.dose() + drug] = amount;
            inputs[layout.time()] = time;
            let values = program.evaluate(&inputs);
            let changes = self.core.drugs[drug]
                .at_dose
                .iter()
                .map(|(state, _)| *state);
            self.integrator.jump(lane, changes.zip(values));
            patient.run.exposure[drug] += amount;
        }
    }

    /// End of the present segment: the next visit, dose change, or the end of the run.
    pub(crate) fn set_limit(&mut self, lane: usize) {
        let Some(patient) = &self.patients[lane] else {
            return;
        };
        let mut limit = self.sim.until.min(patient.next_dose);
        if let Some(visits) = self.sim.visits {
            limit = limit.min(visits.time(patient.visit));
        }
        self.integrator.lanes.limit[lane] = limit;
    }

    /// Ends a run; the lane is then free.
    pub(crate) fn close(&mut self, lane: usize, time: f64, failure: Option<Failure>) {
        if let Some(mut patient) = self.patients[lane].take() {
            patient.expose(time);
            patient.run.end = time;
            patient.run.failure = failure;
            patient.run.steps = self.integrator.lanes.steps[lane] as u64;
            let states = &self.integrator.lanes.y[..self.start.layout.states];
            patient.run.states = states.iter().map(|y| y[lane]).collect();
            self.runs[patient.job] = Some(patient.run);
        }
        self.integrator.stop(lane);
        self.free = true;
    }
}
