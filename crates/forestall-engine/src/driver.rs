//! The loop that carries patients through lanes: admit, step, watch, decide, finish, refill.

use forestall_base::Stream;
use forestall_model::{Check, Core, Decide, Memory};

use crate::{
    Failure, Job, Run, Simulation,
    integrator::Integrator,
    machine::Machine,
    patient::{Event, Patient},
    run::Trajectory,
    simulate::{Series, measure},
};

/// Channel of measurement noise of assay 0; later assays follow.
const NOISE_CHANNEL: u64 = 0x6E6F_6973_0000_0000;

/// Two times that differ by rounding only.
fn same_time(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(1.0)
}

/// A run of many patients through `W` lanes.
pub(crate) struct Driver<'sim, const W: usize> {
    pub(crate) sim: &'sim Simulation<'sim>,
    pub(crate) core: &'sim Core,
    jobs: &'sim [Job],
    pub(crate) integrator: Integrator<W>,
    start: Machine<W>,
    pub(crate) watch: Machine<W>,
    decision: Machine<W>,
    amounts: Machine<W>,
    noise: Machine<W>,
    pub(crate) patients: Vec<Option<Box<Patient>>>,
    waiting: usize,
    runs: Vec<Option<Run>>,
    /// Watch outputs at the end of the attempted step.
    pub(crate) end: Vec<[f64; W]>,
    /// Watch outputs at its middle, where some lane needs them.
    pub(crate) middle: Vec<[f64; W]>,
    segment_changed: bool,
}

impl<'sim, const W: usize> Driver<'sim, W> {
    pub(crate) fn new(sim: &'sim Simulation<'sim>, jobs: &'sim [Job]) -> Self {
        let level = sim.model.level;
        let core = sim.model.core();
        let watch = Machine::new(&sim.watch.program, level);
        let outputs = watch.outputs();
        Self {
            sim,
            core,
            jobs,
            integrator: Integrator::new(&sim.rates, core, level),
            start: Machine::new(&sim.start, level),
            watch,
            decision: Machine::new(&sim.decision.program, level),
            amounts: Machine::new(&sim.amounts, level),
            noise: Machine::new(&sim.noise, level),
            patients: (0..W).map(|_| None).collect(),
            waiting: 0,
            runs: jobs.iter().map(|_| None).collect(),
            end: vec![[0.0; W]; outputs],
            middle: vec![[0.0; W]; outputs],
            segment_changed: false,
        }
    }

    pub(crate) fn run(mut self) -> Vec<Run> {
        for lane in 0..W {
            self.refill(lane);
        }
        while self.integrator.active.contains(&true) {
            if self.segment_changed {
                self.integrator.prepare_segment();
                self.segment_changed = false;
            }
            self.integrator.attempt();
            self.look(&[1.0; W]);
            for (copy, index) in self.end.iter_mut().zip(0..) {
                *copy = std::array::from_fn(|lane| self.watch.output(index, lane));
            }
            self.look_at_middle();
            for lane in 0..W {
                if self.integrator.accepted[lane] {
                    self.advance(lane);
                }
            }
            self.integrator.commit();
            for lane in 0..W {
                if !self.integrator.active[lane] {
                    continue;
                }
                if let Some(failure) = self.integrator.failure[lane] {
                    self.finish(lane, self.integrator.lanes.t[lane], Some(failure));
                } else if self.integrator.accepted[lane] {
                    self.settle(lane);
                }
            }
        }
        self.runs.into_iter().flatten().collect()
    }

    /// Takes waiting patients until one stays in the lane.
    fn refill(&mut self, lane: usize) {
        while self.waiting < self.jobs.len() {
            let job = self.waiting;
            self.waiting += 1;
            if self.admit(lane, job) {
                return;
            }
        }
        self.integrator.stop(lane);
    }

    /// Puts a patient into a lane at time 0; tells whether the run goes on from there.
    fn admit(&mut self, lane: usize, job: usize) -> bool {
        let sim = self.sim;
        let asked = &self.jobs[job];
        let layout = self.start.layout;
        let parameters = &asked.parameters;
        let own: Vec<f64>;
        let tune = if asked.tune.is_empty() {
            own = sim.regimen.tune.iter().map(|t| t.value).collect();
            &own
        } else {
            &asked.tune
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
        self.integrator.load(layout.parameter(), lane, parameters);
        let states = layout.states;
        let drugs = layout.drugs;
        let never: Vec<bool> = (0..self.core.stops.len())
            .map(|s| self.start.output(states + s, lane) != 0.0)
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
        let assays = self.core.assays.len();
        let stream = |assay| {
            let channel = NOISE_CHANNEL + assay as u64;
            Stream::new(sim.settings.seed, asked.patient, channel)
        };
        let mut patient = Box::new(Patient {
            job,
            phase: sim.regimen.initial,
            entered: 0.0,
            visit: 0,
            amounts: (0..self.amounts.outputs())
                .map(|i| self.amounts.output(i, lane))
                .collect(),
            doses: vec![0.0; drugs],
            next_dose: f64::INFINITY,
            truth: Vec::with_capacity(assays),
            measured: Vec::with_capacity(assays),
            streams: (0..assays).map(stream).collect(),
            spread: (0..assays)
                .map(|a| {
                    (
                        self.noise.output(2 * a, lane),
                        self.noise.output(2 * a + 1, lane),
                    )
                })
                .collect(),
            before: Vec::new(),
            in_a_row: vec![0; self.core.stops.len()],
            recorded: 0,
            changes_now: 0,
            event: Event::None,
            run,
        });
        let values = (0..states).map(|i| self.start.output(i, lane));
        self.integrator.start(lane, values);
        patient.give(sim.regimen, 0.0, true);
        self.patients[lane] = Some(patient);
        self.load_doses(lane);
        self.integrator.prepare();
        if (0..states).any(|i| !self.integrator.state(i, lane).is_finite()) {
            return self.close(lane, 0.0, Some(Failure::Start));
        }
        if self.can_skip(lane) {
            if let Some(patient) = &mut self.patients[lane] {
                patient.run.skipped = true;
            }
            return self.close(lane, 0.0, None);
        }
        self.first_moment(lane)
    }

    /// Whether every stop rule that ends a run can never be met, and nothing else is asked of it.
    fn can_skip(&self, lane: usize) -> bool {
        let Some(patient) = &self.patients[lane] else {
            return false;
        };
        let settings = &self.sim.settings;
        settings.skip_never
            && settings.record.is_empty()
            && self.core.stops.iter().any(|s| s.ends)
            && patient.run.never.iter().all(|&n| n)
    }

    /// Measurements, stop rules and the decision of time 0; tells whether the run goes on.
    fn first_moment(&mut self, lane: usize) -> bool {
        self.look_at_present();
        let assays = self.core.assays.len();
        let values: Vec<f64> = (0..assays).map(|a| self.watch.output(a, lane)).collect();
        if let Some(patient) = &mut self.patients[lane] {
            for (assay, &value) in values.iter().enumerate() {
                let mut seen = value;
                if self.sim.settings.noise {
                    let noise = &self.core.assays[assay].noise;
                    let spread = patient.spread[assay];
                    seen = measure(noise, value, spread, &mut patient.streams[assay]);
                }
                patient.truth.push(Series::first(value));
                patient.measured.push(Series::first(seen));
            }
        }
        self.load_memory(lane);
        self.record_until(lane, 0.0, 0.0);
        if let Some(time) = self.check_now(lane, 0.0, true) {
            return self.close(lane, time, None);
        }
        if self.sim.visits.is_some_and(|v| v.first <= 0.0) {
            if let Some(patient) = &mut self.patients[lane] {
                patient.visit = 1;
                patient.run.visits = 1;
            }
            self.decide(lane, 0.0);
        }
        if self.sim.regimen.decide == Decide::Continuous {
            self.leave_if_already_true(lane, 0.0);
        }
        if let Some(time) = self.check_now(lane, 0.0, false) {
            return self.close(lane, time, None);
        }
        self.remember_watch(lane);
        self.set_limit(lane);
        if self.integrator.limit[lane] <= 0.0 {
            return self.close(lane, 0.0, None);
        }
        true
    }

    /// Puts the doses of a lane's patient into all programs.
    fn load_doses(&mut self, lane: usize) {
        let Some(patient) = &self.patients[lane] else {
            return;
        };
        let start = self.start.layout.dose();
        self.integrator.load(start, lane, &patient.doses);
        self.watch
            .load(self.watch.layout.dose(), lane, &patient.doses);
        self.decision
            .load(self.decision.layout.dose(), lane, &patient.doses);
        for (on, &dose) in self
            .integrator
            .lanes
            .on_since
            .iter_mut()
            .zip(&patient.doses)
        {
            let now = self.integrator.lanes.t[lane];
            if dose <= 0.0 {
                on[lane] = f64::INFINITY;
            } else if on[lane].is_infinite() {
                on[lane] = now;
            }
        }
        self.watch.prepare_segment();
        self.decision.prepare_segment();
        self.segment_changed = true;
    }

    /// Puts what true series remember into the watch program.
    fn load_memory(&mut self, lane: usize) {
        let Some(patient) = &self.patients[lane] else {
            return;
        };
        for (assay, series) in patient.truth.iter().enumerate() {
            let register = self.watch.layout.memory(assay, Memory::Latest);
            self.watch.load(register, lane, series.registers());
        }
    }

    /// End of the present segment: the next visit, dose change, or the end of the run.
    fn set_limit(&mut self, lane: usize) {
        let Some(patient) = &self.patients[lane] else {
            return;
        };
        let mut limit = self.sim.until.min(patient.next_dose);
        if let Some(visits) = self.sim.visits {
            limit = limit.min(visits.first + patient.visit as f64 * visits.every);
        }
        self.integrator.limit[lane] = limit;
    }

    /// Runs the watch program on the state at `t + theta h` of the attempted step.
    pub(crate) fn look(&mut self, theta: &[f64; W]) {
        let states = self.watch.layout.states;
        if self.integrator.is_dense() && *theta != [1.0; W] {
            self.integrator
                .dense(theta, &mut self.watch.registers[..states]);
        } else {
            let registers = &self.integrator.lanes.registers[..states];
            self.watch.registers[..states].copy_from_slice(registers);
        }
        let lanes = &self.integrator.lanes;
        let times = std::array::from_fn(|l| lanes.t[l] + theta[l] * lanes.h[l]);
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
            self.watch.registers[layout.time_on() + drug] = std::array::from_fn(|l| {
                if on[l].is_finite() {
                    times[l] - on[l]
                } else {
                    0.0
                }
            });
        }
        self.watch.run();
    }

    /// Keeps the present watch outputs of a lane as those of the start of the next step.
    fn remember_watch(&mut self, lane: usize) {
        self.look_at_present();
        let outputs = self.watch.outputs();
        let values: Vec<f64> = (0..outputs).map(|i| self.watch.output(i, lane)).collect();
        if let Some(patient) = &mut self.patients[lane] {
            patient.before = values;
        }
    }

    /// Checks stop rules that are due at this very moment, at a present state already in the watch program's reach.
    fn check_now(&mut self, lane: usize, time: f64, before_decision: bool) -> Option<f64> {
        self.look_at_present();
        for index in 0..self.core.stops.len() {
            let stop = &self.core.stops[index];
            let due = stop.before_decision == before_decision
                && match stop.check {
                    Check::Grid(every) => same_time((time / every).round() * every, time),
                    Check::Visits => true,
                    Check::Continuous => time <= 0.0,
                };
            if due && self.is_open(lane, index) {
                let truth = self.watch.output(self.sim.watch.stops[index].truth, lane) != 0.0;
                if self.count(lane, index, truth) {
                    self.meet(lane, index, time);
                    if stop.ends {
                        return Some(time);
                    }
                }
            }
        }
        None
    }

    /// Whether a stop rule is still to be met and may be looked at.
    pub(crate) fn is_open(&self, lane: usize, stop: usize) -> bool {
        let Some(patient) = &self.patients[lane] else {
            return false;
        };
        let waits = self.core.stops[stop]
            .after
            .is_some_and(|a| patient.run.stops[a].is_none());
        patient.run.stops[stop].is_none() && !patient.run.never[stop] && !waits
    }

    /// Counts a check; tells whether enough in a row were true.
    pub(crate) fn count(&mut self, lane: usize, stop: usize, truth: bool) -> bool {
        let Some(patient) = &mut self.patients[lane] else {
            return false;
        };
        patient.in_a_row[stop] = if truth { patient.in_a_row[stop] + 1 } else { 0 };
        patient.in_a_row[stop] >= self.core.stops[stop].consecutive
    }

    pub(crate) fn meet(&mut self, lane: usize, stop: usize, time: f64) {
        if let Some(patient) = &mut self.patients[lane] {
            patient.run.stops[stop] = Some(time);
        }
    }

    /// Records states at all asked times in `(.., time]` of the attempted step that began at `start`.
    pub(crate) fn record_until(&mut self, lane: usize, start: f64, time: f64) {
        let Some(patient) = &mut self.patients[lane] else {
            return;
        };
        let asked = &self.sim.settings.record;
        let h = self.integrator.lanes.h[lane];
        while let Some(&at) = asked.get(patient.recorded).filter(|&&at| at <= time) {
            let states = 0..self.start.layout.states;
            let row = if at <= 0.0 || time <= 0.0 {
                states.map(|i| self.integrator.state(i, lane)).collect()
            } else {
                let theta = ((at - start) / h).clamp(0.0, 1.0);
                states
                    .map(|i| self.integrator.dense_state(i, lane, theta))
                    .collect()
            };
            patient.run.trajectory.times.push(at);
            patient.run.trajectory.states.push(row);
            patient.run.trajectory.doses.push(patient.doses.clone());
            patient.recorded += 1;
        }
    }

    /// After a step was taken over: ends, visits, decisions, dose changes.
    fn settle(&mut self, lane: usize) {
        let time = self.integrator.lanes.t[lane];
        let Some(patient) = &mut self.patients[lane] else {
            return;
        };
        let event = std::mem::replace(&mut patient.event, Event::None);
        patient.changes_now = 0;
        let mut jumped = event != Event::None;
        match event {
            Event::End(when) => return self.finish(lane, when, None),
            Event::Leave(way) => self.take(lane, way, time),
            Event::Met => {
                if let Some(when) = self.check_waiting(lane, time) {
                    return self.finish(lane, when, None);
                }
            }
            Event::None => {}
        }
        if time + 1e-9 * time.max(1.0) >= self.integrator.limit[lane] {
            match self.at_limit(lane, time) {
                None => return,
                Some(changed) => jumped |= changed,
            }
        }
        if jumped && self.sim.regimen.decide == Decide::Continuous {
            self.leave_if_already_true(lane, time);
        }
        if self.patients[lane]
            .as_ref()
            .is_some_and(|p| p.changes_now > 100)
        {
            return self.finish(lane, time, Some(Failure::Restless { time }));
        }
        if jumped {
            self.remember_watch(lane);
        } else {
            let end = &self.end;
            if let Some(patient) = &mut self.patients[lane] {
                patient.before.clear();
                patient.before.extend(end.iter().map(|v| v[lane]));
            }
        }
        self.set_limit(lane);
    }

    /// What is due where a segment ends. `None` if the run ended; else whether anything jumped.
    fn at_limit(&mut self, lane: usize, time: f64) -> Option<bool> {
        let mut jumped = false;
        let patient = self.patients[lane].as_ref()?;
        let due = |v: crate::simulate::Visits| v.first + patient.visit as f64 * v.every;
        let visit = self
            .sim
            .visits
            .is_some_and(|v| time + 1e-9 * time.max(1.0) >= due(v));
        if visit {
            jumped = true;
            self.measure_now(lane);
            if let Some(when) = self.check_visit(lane, time, true) {
                self.finish(lane, when, None);
                return None;
            }
            jumped |= self.decide(lane, time);
            if let Some(when) = self.check_visit(lane, time, false) {
                self.finish(lane, when, None);
                return None;
            }
        }
        if let Some(when) = self.check_grid_end(lane, time) {
            self.finish(lane, when, None);
            return None;
        }
        let patient = self.patients[lane].as_mut()?;
        if time + 1e-9 * time.max(1.0) >= patient.next_dose
            && patient.give(self.sim.regimen, time, false)
        {
            self.load_doses(lane);
            self.integrator.jumped(lane);
            jumped = true;
        }
        if time >= self.sim.until {
            self.finish(lane, time, None);
            return None;
        }
        Some(jumped)
    }

    /// Adds a visit to the series; the watch program then remembers it.
    fn measure_now(&mut self, lane: usize) {
        let Some(patient) = &mut self.patients[lane] else {
            return;
        };
        patient.visit += 1;
        patient.run.visits += 1;
        for assay in 0..self.core.assays.len() {
            let value = self.end[assay][lane];
            let mut seen = value;
            if self.sim.settings.noise {
                let noise = &self.core.assays[assay].noise;
                let spread = patient.spread[assay];
                seen = measure(noise, value, spread, &mut patient.streams[assay]);
            }
            patient.truth[assay].add(value);
            patient.measured[assay].add(seen);
        }
        self.load_memory(lane);
    }

    /// The decision of a visit; tells whether the state of the regimen changed.
    fn decide(&mut self, lane: usize, time: f64) -> bool {
        let Some(patient) = &self.patients[lane] else {
            return false;
        };
        let ways = &self.sim.decision.leaves[patient.phase];
        if ways.is_empty() || self.sim.regimen.decide == Decide::Continuous {
            return false;
        }
        let layout = self.decision.layout;
        for (assay, series) in patient.measured.iter().enumerate() {
            let register = layout.memory(assay, Memory::Latest);
            self.decision.load(register, lane, series.registers());
        }
        self.decision.load(layout.time(), lane, &[time]);
        self.decision
            .load(layout.phase_time(), lane, &[time - patient.entered]);
        for drug in 0..layout.drugs {
            let on = self.integrator.lanes.on_since[drug][lane];
            let since = if on.is_finite() { time - on } else { 0.0 };
            self.decision.load(layout.time_on() + drug, lane, &[since]);
        }
        self.decision.run();
        let way = ways
            .iter()
            .position(|&output| self.decision.output(output, lane) != 0.0);
        if let Some(way) = way {
            self.take(lane, way, time);
        }
        way.is_some()
    }

    /// Leaves the present state of the regimen by a way out.
    fn take(&mut self, lane: usize, way: usize, time: f64) {
        let regimen = self.sim.regimen;
        let Some(patient) = &mut self.patients[lane] else {
            return;
        };
        patient.phase = regimen.phases[patient.phase].leave[way].to;
        patient.entered = time;
        patient.changes_now += 1;
        if patient.give(regimen, time, false) {
            self.load_doses(lane);
            self.integrator.jumped(lane);
        }
    }

    /// For regimens that decide at any moment: takes ways out whose condition already holds.
    fn leave_if_already_true(&mut self, lane: usize, time: f64) {
        loop {
            self.look_at_present();
            let Some(patient) = &self.patients[lane] else {
                return;
            };
            if patient.changes_now > 100 {
                return;
            }
            let ways = &self.sim.watch.leaves[patient.phase];
            let Some(way) = ways
                .iter()
                .position(|c| self.watch.output(c.truth, lane) != 0.0)
            else {
                return;
            };
            self.take(lane, way, time);
        }
    }

    /// Checks rules that look at any moment and have just been allowed to.
    fn check_waiting(&mut self, lane: usize, time: f64) -> Option<f64> {
        self.look_at_present();
        for index in 0..self.core.stops.len() {
            let stop = &self.core.stops[index];
            if stop.check == Check::Continuous && stop.after.is_some() && self.is_open(lane, index)
            {
                let truth = self.watch.output(self.sim.watch.stops[index].truth, lane) != 0.0;
                if self.count(lane, index, truth) {
                    self.meet(lane, index, time);
                    if stop.ends {
                        return Some(time);
                    }
                }
            }
        }
        None
    }

    /// Checks rules on a grid whose turn comes after the decision; those before it were looked at as the step ended.
    fn check_grid_end(&mut self, lane: usize, time: f64) -> Option<f64> {
        self.check_due(lane, time, false, |check| match check {
            Check::Grid(every) => same_time((time / every).round() * every, time),
            _ => false,
        })
    }

    /// Checks rules that look at visits.
    fn check_visit(&mut self, lane: usize, time: f64, before: bool) -> Option<f64> {
        self.check_due(lane, time, before, |check| check == Check::Visits)
    }

    fn check_due(
        &mut self,
        lane: usize,
        time: f64,
        before: bool,
        due: impl Fn(Check) -> bool,
    ) -> Option<f64> {
        let wanted = |s: &forestall_model::Stop| s.before_decision == before && due(s.check);
        if !self.core.stops.iter().any(wanted) {
            return None;
        }
        self.look_at_present();
        for index in 0..self.core.stops.len() {
            let stop = &self.core.stops[index];
            if wanted(stop) && self.is_open(lane, index) {
                let truth = self.watch.output(self.sim.watch.stops[index].truth, lane) != 0.0;
                if self.count(lane, index, truth) {
                    self.meet(lane, index, time);
                    if stop.ends {
                        return Some(time);
                    }
                }
            }
        }
        None
    }

    /// Ends a run and takes the next patient.
    fn finish(&mut self, lane: usize, time: f64, failure: Option<Failure>) {
        self.close(lane, time, failure);
        self.refill(lane);
    }

    /// Ends a run; always `false`, for "does not go on".
    fn close(&mut self, lane: usize, time: f64, failure: Option<Failure>) -> bool {
        if let Some(mut patient) = self.patients[lane].take() {
            patient.run.end = time;
            patient.run.failure = failure;
            patient.run.steps = self.integrator.steps[lane];
            let states = self.start.layout.states;
            patient.run.states = (0..states)
                .map(|i| self.integrator.state(i, lane))
                .collect();
            self.runs[patient.job] = Some(patient.run);
        }
        self.integrator.stop(lane);
        false
    }
}
