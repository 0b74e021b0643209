//! The machinery of a replay: a block of `W` parameter vectors goes through one schedule together.

use forestall_model::Relative;

use crate::{
    Failure, Prediction, Quantity, Replay, integrator::Integrator, machine::Machine, set::Set,
};

/// Half the width, in parts of a step, of the parabola that finds a peak.
const NEAR: f64 = 0.03;

pub(crate) struct Player<'replay, const W: usize> {
    replay: &'replay Replay<'replay>,
    integrator: Integrator<'replay, W>,
    start: Machine<W>,
    observables: Machine<W>,
    /// Value and tangents of each reading: `reading * (directions + 1) + direction`.
    kept: Vec<[f64; W]>,
    /// All observables with their tangents at time 0.
    first: Vec<[f64; W]>,
    /// The same where each peak assay was largest: `peak * outputs + output`.
    highest: Vec<[f64; W]>,
    /// Per lane: number and time of the next moment of the schedule (infinity: there is none).
    next: [usize; W],
    coming: [f64; W],
}

/// Whether what comes at a time has come by `now`. Times that differ by rounding only are the same.
fn come(time: f64, now: f64) -> bool {
    time <= now + 1e-9 * now.max(1.0)
}

impl<'replay, const W: usize> Player<'replay, W> {
    pub(crate) fn new(replay: &'replay Replay<'replay>) -> Self {
        let level = replay.model.level;
        let outputs = replay.observables.outputs.len();
        let kept = replay.readings.len() * (replay.directions + 1);
        Self {
            replay,
            integrator: Integrator::new(replay.model, &replay.rates, replay.linear.as_ref()),
            start: Machine::new(&replay.start, level),
            observables: Machine::new(&replay.observables, level),
            kept: vec![[0.0; W]; kept],
            first: vec![[0.0; W]; outputs],
            highest: vec![[0.0; W]; replay.peaks.len() * outputs],
            next: [0; W],
            coming: [f64::INFINITY; W],
        }
    }

    /// Why the vector in a lane could not be run.
    pub(crate) fn failure(&self, lane: usize) -> Option<Failure> {
        self.integrator.failure[lane]
    }

    /// Takes at most `W` vectors through the schedule.
    pub(crate) fn play(&mut self, vectors: &[Vec<f64>]) {
        self.begin(vectors);
        while self.integrator.any_active() {
            self.integrator.attempt();
            for lane in self.integrator.failed.iter() {
                self.integrator.stop(lane);
            }
            if !self.replay.peaks.is_empty() {
                self.climb();
            }
            self.read();
            self.integrator.commit();
            for lane in self.integrator.lanes.arrived.iter() {
                self.end_segment(lane);
            }
        }
    }

    fn begin(&mut self, vectors: &[Vec<f64>]) {
        let layout = self.start.layout;
        for lane in 0..W {
            // Idle lanes carry a copy of the last patient and are not stepped.
            let vector = &vectors[lane.min(vectors.len() - 1)];
            for machine in [&mut self.start, &mut self.observables] {
                machine.load(layout.parameter(), lane, vector);
                machine.load(layout.dose(), lane, &self.replay.first_doses);
            }
            self.integrator.load(layout.parameter(), lane, vector);
        }
        self.start.prepare();
        self.start.run();
        self.observables.prepare();
        self.integrator.prepare();
        for lane in 0..W {
            let states = (0..layout.extended_states()).map(|i| self.start.output(i, lane));
            self.integrator.start(lane, states);
            self.integrator
                .dose(layout.dose(), lane, &self.replay.first_doses);
        }
        let extended = layout.extended_states();
        self.observables.registers[..extended].copy_from_slice(&self.integrator.lanes.y);
        self.observe(&[0.0; W]);
        self.observables.copy_outputs(&mut self.first);
        for own in self.highest.chunks_mut(self.first.len()) {
            own.copy_from_slice(&self.first);
        }
        for lane in 0..W {
            self.await_moment(lane, 0);
            let states = &self.integrator.lanes.y[..layout.states];
            if lane >= vectors.len() {
                self.integrator.stop(lane);
            } else if states.iter().any(|y| !y[lane].is_finite()) {
                self.integrator.failure[lane] = Some(Failure::Start);
                self.integrator.stop(lane);
            } else {
                while come(self.coming[lane], 0.0) {
                    self.keep(lane);
                }
                self.end_segment(lane);
            }
        }
    }

    /// Makes moment number `next` the next one of a lane.
    fn await_moment(&mut self, lane: usize, next: usize) {
        let moment = self.replay.moments.get(next);
        self.next[lane] = next;
        self.coming[lane] = moment.map_or(f64::INFINITY, |m| m.time);
    }

    /// Keeps what is read at a lane's next moment, from observables that have just been run, and goes on to the one after it.
    fn keep(&mut self, lane: usize) {
        let stride = self.replay.directions + 1;
        for &reading in &self.replay.moments[self.next[lane]].readings {
            for direction in 0..stride {
                let output = self.output(reading, direction);
                self.kept[reading * stride + direction][lane] =
                    self.observables.output(output, lane);
            }
        }
        self.await_moment(lane, self.next[lane] + 1);
    }

    /// Which output a reading asks for, in a direction (0 for the value itself).
    fn output(&self, reading: usize, direction: usize) -> usize {
        let core = self.replay.model.core();
        let index = match self.replay.readings[reading].quantity {
            Quantity::Assay(assay) => assay,
            Quantity::State(state) => core.assays.len() + state,
        };
        (core.assays.len() + core.states.len()) * direction + index
    }

    /// Reads everything that falls into the attempted steps.
    fn read(&mut self) {
        loop {
            let lanes = &self.integrator.lanes;
            let here: [f64; W] = std::array::from_fn(|l| {
                let come = come(self.coming[l], lanes.next[l]);
                f64::from(u8::from(come)) * lanes.accepted[l]
            });
            let due = Set::of(&here);
            if due.is_empty() {
                return;
            }
            let mut theta = [1.0; W];
            let mut wanted = false;
            for lane in due.iter() {
                let moment = &self.replay.moments[self.next[lane]];
                let part = (moment.time - lanes.t[lane]) / lanes.h[lane];
                theta[lane] = if part > 1.0 - 1e-9 { 1.0 } else { part };
                wanted |= !moment.readings.is_empty();
            }
            if wanted {
                self.observe_step(&theta);
            }
            for lane in due.iter() {
                self.keep(lane);
            }
        }
    }

    /// Runs the observables at `t + theta h` of the attempted steps.
    fn observe_step(&mut self, theta: &[f64; W]) {
        let extended = self.observables.layout.extended_states();
        let seen = &mut self.observables.registers[..extended];
        let lanes = &self.integrator.lanes;
        if self.integrator.is_dense() {
            self.integrator.dense(theta, seen);
        } else {
            // Between two steps of a fixed-step method the state is that of the step before.
            for (index, seen) in seen.iter_mut().enumerate() {
                let (y, z) = (&lanes.y[index], &lanes.registers[index]);
                *seen = std::array::from_fn(|l| if theta[l] < 1.0 { y[l] } else { z[l] });
            }
        }
        let times = std::array::from_fn(|l| lanes.t[l] + theta[l] * lanes.h[l]);
        self.observe(&times);
    }

    /// Runs the observables on the states in their registers.
    fn observe(&mut self, times: &[f64; W]) {
        let layout = self.observables.layout;
        self.observables.registers[layout.time()] = *times;
        for drug in 0..layout.drugs {
            let on = self.integrator.lanes.on_since[drug];
            self.observables.registers[layout.time_on() + drug] = std::array::from_fn(|l| {
                if on[l].is_finite() {
                    times[l] - on[l]
                } else {
                    0.0
                }
            });
        }
        self.observables.run();
    }

    /// Sets the end of the next segment, after the doses that change here.
    fn end_segment(&mut self, lane: usize) {
        let replay = self.replay;
        let done = &replay.moments[..self.next[lane]];
        if let Some(doses) = done.last().and_then(|m| m.doses.as_ref()) {
            let register = self.start.layout.dose();
            self.integrator.dose(register, lane, doses);
            self.observables.load(register, lane, doses);
            self.observables.doses_changed();
        }
        let ahead = &replay.moments[self.next[lane]..];
        let Some(last) = ahead.last() else {
            self.integrator.stop(lane);
            return;
        };
        // Steps with dense output need not stop at readings.
        let dense = self.integrator.is_dense();
        let stop = ahead.iter().find(|m| !dense || m.doses.is_some());
        self.integrator.lanes.limit[lane] = stop.unwrap_or(last).time;
    }

    /// Raises the largest values of peak assays over the attempted steps.
    fn climb(&mut self) {
        if !self.integrator.is_dense() {
            self.climb_at(&[1.0; W]);
            return;
        }
        for peak in 0..self.replay.peaks.len() {
            let ends = [[0.0; W], [0.5; W], [1.0; W]];
            let top = self.top(peak, &ends);
            let near = [-NEAR, 0.0, NEAR].map(|d| top.map(|t| (t + d).clamp(0.0, 1.0)));
            let top = self.top(peak, &near);
            self.climb_at(&top);
        }
    }

    /// Where a parabola through three points of each step is largest; raises the largest values on the way.
    fn top(&mut self, peak: usize, theta: &[[f64; W]; 3]) -> [f64; W] {
        let assay = self.replay.peaks[peak];
        let mut f = [[0.0; W]; 3];
        for (f, theta) in f.iter_mut().zip(theta) {
            self.climb_at(theta);
            *f = std::array::from_fn(|lane| self.observables.output(assay, lane));
        }
        std::array::from_fn(|l| {
            let [a, b, c] = [0, 1, 2].map(|i| theta[i][l]);
            let (left, right) = ((f[1][l] - f[0][l]) * (c - b), (f[2][l] - f[1][l]) * (b - a));
            // Slopes left and right of the middle point: falling slopes have a top.
            let vertex = 0.5 * (a + b) + 0.5 * (c - a) * left / (left - right);
            if left > right && vertex.is_finite() {
                vertex.clamp(0.0, 1.0)
            } else {
                b
            }
        })
    }

    fn climb_at(&mut self, theta: &[f64; W]) {
        self.observe_step(theta);
        let outputs = self.first.len();
        for (peak, &assay) in self.replay.peaks.iter().enumerate() {
            for lane in 0..W {
                let value = self.observables.output(assay, lane);
                if self.integrator.is_accepted(lane)
                    && value > self.highest[peak * outputs + assay][lane]
                {
                    for output in 0..outputs {
                        self.highest[peak * outputs + output][lane] =
                            self.observables.output(output, lane);
                    }
                }
            }
        }
    }

    /// Writes one lane's predictions, divided by first or largest values where the assay says so.
    pub(crate) fn extract(&self, lane: usize, vector: usize, prediction: &mut Prediction) {
        let core = self.replay.model.core();
        let directions = self.replay.directions;
        let outputs = self.first.len();
        for (reading, asked) in self.replay.readings.iter().enumerate() {
            let divisors = match asked.quantity {
                Quantity::State(_) => None,
                Quantity::Assay(assay) => match core.assays[assay].relative {
                    Relative::Absolute => None,
                    Relative::First => Some(&self.first[..]),
                    Relative::Peak => {
                        let peak = self.replay.peaks.iter().position(|&p| p == assay);
                        peak.map(|p| &self.highest[p * outputs..][..outputs])
                    }
                },
            };
            let of = |direction: usize| {
                divisors.map_or(0.0, |d| d[self.output(reading, direction)][lane])
            };
            let scale = if divisors.is_some() { of(0) } else { 1.0 };
            let kept = &self.kept[reading * (directions + 1)..][..=directions];
            let slot = vector * self.replay.readings.len() + reading;
            let value = kept[0][lane] / scale;
            prediction.values[slot] = value;
            for direction in 0..directions {
                prediction.tangents[slot * directions + direction] =
                    (kept[direction + 1][lane] - value * of(direction + 1)) / scale;
            }
        }
    }
}
