//! The loop that carries patients through lanes: admit, step, look, settle, refill.

use std::sync::Arc;

use forestall_base::Stream;
use forestall_model::{Check, Core, Decide, program::Layout};

use crate::{
    Failure, Job, Run, Simulation,
    integrator::Integrator,
    kernel::Linear,
    machine::Machine,
    patient::{Event, Patient},
    run::Trajectory,
    set::Set,
    simulate::{Series, measure},
    stage::Stage,
    stiffness::Left,
};

/// Channel of measurement noise of assay 0; later assays follow.
const NOISE_CHANNEL: u64 = 0x6E6F_6973_0000_0000;

/// A run of many patients through `W` lanes.
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are unlike facts of one run"
)]
pub(crate) struct Driver<'sim, const W: usize> {
    pub(crate) sim: &'sim Simulation<'sim>,
    pub(crate) core: &'sim Core,
    pub(crate) jobs: &'sim [Job],
    pub(crate) integrator: Integrator<'sim, W>,
    /// Steps after which each job is first asked whether the other kind of steps is the better one; infinite where nothing follows from it.
    first_looks: Vec<f64>,
    /// The same for what is in each lane, next.
    pub(crate) next_look: [f64; W],
    /// What the slopes of its last step said of a lane that is to be asked.
    pub(crate) slopes: [f64; W],
    /// Jobs that are left to the other kind of steps.
    pub(crate) left: Vec<Left>,
    /// States at time 0 per job, where a past leads there.
    starts: Vec<Result<Vec<f64>, Failure>>,
    pub(crate) layout: Layout,
    pub(crate) watch: Machine<W>,
    pub(crate) decision: Machine<W>,
    stage: Stage<W>,
    /// Scratch space of effects of single doses.
    scratch: Vec<f64>,
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
    /// Whether anything is looked for at all.
    looks: bool,
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
        starts: Vec<Result<Vec<f64>, Failure>>,
        linear: Option<&Arc<Linear>>,
        first_looks: Vec<f64>,
    ) -> Self {
        let level = sim.model.level;
        let core = sim.model.core();
        let watch = Machine::new(&sim.watch.code, level);
        let outputs = vec![[0.0; W]; watch.outputs()];
        let between_visits = core.stops.iter().any(|s| s.check != Check::Visits);
        let watched = between_visits
            || sim.regimen.decide == Decide::Continuous
            || !sim.watch.switches.is_empty()
            || !core.events.is_empty();
        Self {
            sim,
            core,
            remembers: sim.watch.remembers.contains(&true),
            jobs,
            integrator: Integrator::new(sim.model, &sim.rates, linear),
            first_looks,
            next_look: [f64::INFINITY; W],
            slopes: [0.0; W],
            left: Vec::new(),
            starts,
            layout: watch.layout,
            watch,
            decision: Machine::new(&sim.decision.code, level),
            stage: Stage::new(sim, linear, level),
            scratch: Vec::new(),
            patients: (0..W).map(|_| None).collect(),
            waiting: 0,
            free: false,
            events: Set::default(),
            runs: jobs.iter().map(|_| None).collect(),
            watched,
            looks: watched || sim.visits.is_some(),
            before: outputs.clone(),
            middle: outputs.clone(),
            end: outputs,
        }
    }

    /// Runs all jobs; gives the runs, and those that were left to the other kind of steps.
    pub(crate) fn run(mut self) -> (Vec<Run>, Vec<Left>) {
        self.refill();
        while self.integrator.any_active() {
            self.integrator.attempt();
            if self.watched {
                self.look_at_step();
                self.stop_short_of_jumps();
            }
            if self.watched || !self.sim.settings.record.is_empty() {
                for lane in self.integrator.lanes.stepped.iter() {
                    self.advance(lane);
                }
            }
            self.note_slopes();
            self.integrator.commit();
            self.settle();
            self.look_for_stiffness();
            if self.free {
                self.refill();
            }
        }
        (self.runs.into_iter().flatten().collect(), self.left)
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
        self.next_look[lane] = self.first_looks[job];
        let from = self.stage.lane(self.jobs, job, &self.sim.tune);
        let stage = &self.stage;
        self.watch.adopt(lane, &stage.watch, from);
        self.decision.adopt(lane, &stage.decision, from);
        let machines = (&stage.rates, stage.jacobian.as_ref());
        self.integrator.adopt(lane, machines, from);
        let states = self.layout.states;
        let patient = self.patient(from, job);
        let past = self.starts.get(job).map(|own| own.as_ref().ok());
        let value = |i: usize| match past {
            None => self.stage.start.output(i, from),
            Some(reached) => reached.map_or(f64::NAN, |own: &Vec<f64>| own[i]),
        };
        self.integrator.start(lane, (0..states).map(value));
        let skip = self.can_skip(&patient);
        self.patients[lane] = Some(patient);
        self.load_doses(lane);
        if (0..states).any(|i| !self.integrator.lanes.y[i][lane].is_finite()) {
            let past = self.starts.get(job).and_then(|own| own.as_ref().err());
            let reason = past.copied().unwrap_or(Failure::Start);
            self.close(lane, 0.0, Some(reason));
        } else if skip {
            if let Some(patient) = &mut self.patients[lane] {
                patient.run.skipped = true;
            }
            self.close(lane, 0.0, None);
        } else {
            self.first_moment(lane);
        }
    }

    /// The patient of a job, with the doses of time 0, from a lane of the stage.
    fn patient(&self, from: usize, job: usize) -> Box<Patient> {
        let (sim, stage) = (self.sim, &self.stage);
        let assays = if self.looks {
            self.core.assays.len()
        } else {
            0
        };
        let layout = self.layout;
        let drugs = layout.drugs;
        let never: Vec<bool> = (0..self.core.stops.len())
            .map(|s| sim.settings.skip_never && stage.start.output(layout.states + s, from) != 0.0)
            .collect();
        let run = Run {
            end: 0.0,
            stops: vec![None; never.len()],
            skipped: false,
            states: Vec::new(),
            first_doses: vec![0.0; drugs],
            switches: Vec::new(),
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
        let noise = |output| stage.noise.output(output, from);
        let noisy = if sim.settings.noise { assays } else { 0 };
        let amounts = 0..stage.amounts.outputs();
        let mut patient = Box::new(Patient {
            job,
            phase: sim.regimen.initial,
            entered: 0.0,
            visit: 0,
            amounts: amounts.map(|i| stage.amounts.output(i, from)).collect(),
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
            rejections: 0,
            recorded: 0,
            triggers: self.core.events.iter().map(|event| event.initial).collect(),
            occurred: vec![0; self.core.events.len()],
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
        if self.looks {
            self.first_measurement(lane);
        }
        self.record_until(lane, 0.0);
        let visited = self.sim.visits.is_some_and(|v| v.first <= 0.0);
        let due = |check| visited || check != Check::Visits;
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
        if self.looks {
            self.look_at_present();
        }
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

    /// The values of all assays at time 0, and everything that is looked for, in the light of them.
    fn first_measurement(&mut self, lane: usize) {
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
        self.look_at_present();
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
        let register = self.layout.dose();
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
            let effect = &sim.at_dose[drug];
            let layout = *effect.layout();
            let (parameter, dose) = (layout.parameter(), layout.dose());
            let (y, doses) = (&self.integrator.lanes.y, &patient.doses);
            let values = effect.values(&mut self.scratch, |input| {
                if input < layout.states {
                    y[input][lane]
                } else if (parameter..dose).contains(&input) {
                    parameters[input - parameter]
                } else if input == dose + drug {
                    amount
                } else if (dose..layout.time_on()).contains(&input) {
                    doses[input - dose]
                } else if input == layout.time() {
                    time
                } else {
                    0.0
                }
            });
            let changes = self.core.drugs[drug]
                .at_dose
                .iter()
                .map(|(state, _)| *state);
            self.integrator.jump(lane, changes.zip(values));
            patient.run.exposure[drug] += amount;
        }
    }

    /// Ends a run; the lane is then free.
    pub(crate) fn close(&mut self, lane: usize, time: f64, failure: Option<Failure>) {
        if let Some(mut patient) = self.patients[lane].take() {
            patient.expose(time);
            patient.run.end = time;
            patient.run.failure = failure;
            patient.run.steps = self.integrator.lanes.steps[lane] as u64;
            let states = &self.integrator.lanes.y[..self.layout.states];
            patient.run.states = states.iter().map(|y| y[lane]).collect();
            self.runs[patient.job] = Some(patient.run);
        }
        self.integrator.stop(lane);
        self.free = true;
    }
}
