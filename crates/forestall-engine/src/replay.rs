//! Replay: what would have been measured on a recorded schedule, and how it depends on parameters.
//!
//! The schedule of a patient is known, so nothing is decided: doses change at given times, and quantities are read at given
//! times. Many parameter vectors travel side by side through the same schedule, which is what a fit asks for.

use forestall_model::{Relative, program::Program};

use crate::{EngineError, Failure, Model, integrator::Integrator, machine::Machine};

/// What is read at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// An assay, by index, relative to its first or largest value if the assay says so.
    Assay(usize),
    /// A state, by index.
    State(usize),
}

/// A reading to predict.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// When.
    pub time: f64,
    /// What.
    pub quantity: Quantity,
}

/// A change of dose in a recorded schedule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DoseChange {
    /// From when.
    pub time: f64,
    /// Which drug.
    pub drug: usize,
    /// Amount from then on.
    pub amount: f64,
}

/// Predictions for many parameter vectors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prediction {
    /// Values: `values[vector * readings + reading]`.
    pub values: Vec<f64>,
    /// Derivatives by the chosen parameters: `tangents[(vector * readings + reading) * directions + direction]`.
    pub tangents: Vec<f64>,
    /// Per vector, why it could not be run; its values are then not a number.
    pub failures: Vec<Option<Failure>>,
}

/// A moment of the schedule.
#[derive(Debug, Clone, PartialEq)]
struct Moment {
    time: f64,
    doses: Option<Vec<f64>>,
    /// Readings taken here, before the doses change.
    readings: Vec<usize>,
}

/// A patient's recorded schedule, ready to be replayed with many parameter vectors.
#[derive(Debug, Clone)]
pub struct Replay<'model> {
    model: &'model Model,
    directions: usize,
    readings: Vec<Reading>,
    first_doses: Vec<f64>,
    moments: Vec<Moment>,
    rates: Program,
    start: Program,
    observables: Program,
    /// Assays whose predictions are divided by their largest value over the run.
    peaks: Vec<usize>,
}

impl<'model> Replay<'model> {
    /// Prepares a schedule. Readings and dose changes may come in any order; a dose change at time 0 or before holds from the
    /// start. `directions` are indices of the parameters by which derivatives are wanted (empty for none). The run goes on to
    /// `end`, or to the last reading if that is later.
    ///
    /// # Errors
    /// [`EngineError::Times`] if a time is not finite or a reading lies before 0.
    pub fn new(
        model: &'model Model,
        doses: &[DoseChange],
        readings: &[Reading],
        end: f64,
        directions: &[usize],
    ) -> Result<Self, EngineError> {
        let core = model.core();
        let mut first_doses = vec![0.0; core.drugs.len()];
        let mut changes: Vec<DoseChange> = doses.to_vec();
        changes.sort_by(|a, b| a.time.total_cmp(&b.time));
        let bad = changes
            .iter()
            .map(|c| c.time)
            .find(|t| t.is_nan() || *t == f64::INFINITY);
        let early = readings
            .iter()
            .map(|r| r.time)
            .find(|t| !t.is_finite() || *t < 0.0);
        if let Some(found) = bad.or(early) {
            return Err(EngineError::Times { found, before: 0.0 });
        }
        let mut times: Vec<f64> = readings.iter().map(|r| r.time).collect();
        times.push(end);
        times.extend(changes.iter().map(|c| c.time).filter(|&t| t > 0.0));
        times.sort_by(f64::total_cmp);
        times.dedup();
        let last_reading = readings.iter().map(|r| r.time).fold(end, f64::max);
        times.retain(|&t| t <= last_reading);
        let mut now = first_doses.clone();
        for change in changes.iter().filter(|c| c.time <= 0.0) {
            now[change.drug] = change.amount;
        }
        first_doses.clone_from(&now);
        let mut moments = Vec::with_capacity(times.len());
        for time in times {
            let mut doses = None;
            for change in changes.iter().filter(|c| c.time == time && time > 0.0) {
                if now[change.drug] != change.amount {
                    now[change.drug] = change.amount;
                    doses = Some(now.clone());
                }
            }
            if let Some(doses) = &mut doses {
                doses.clone_from(&now);
            }
            let here = (0..readings.len())
                .filter(|&i| readings[i].time == time)
                .collect();
            moments.push(Moment {
                time,
                doses,
                readings: here,
            });
        }
        let peaks = (0..core.assays.len()).filter(|&a| core.assays[a].relative == Relative::Peak);
        Ok(Self {
            model,
            directions: directions.len(),
            readings: readings.to_vec(),
            first_doses,
            moments,
            rates: model.rates(directions),
            start: model.start(directions),
            observables: model.observables(directions),
            peaks: peaks.collect(),
        })
    }

    /// Number of readings.
    pub fn readings(&self) -> usize {
        self.readings.len()
    }

    /// Number of parameters by which derivatives are taken.
    pub fn directions(&self) -> usize {
        self.directions
    }

    /// Predicts all readings for many parameter vectors (each with a value per parameter of the model), in lanes of eight.
    ///
    /// # Errors
    /// [`EngineError::ParameterCount`] if a vector has the wrong length.
    pub fn predict(&self, vectors: &[Vec<f64>]) -> Result<Prediction, EngineError> {
        self.predict_in_lanes::<8>(vectors)
    }

    /// As [`Self::predict`], in lanes of `W`; every width gives the same bytes.
    ///
    /// # Errors
    /// As [`Self::predict`].
    pub fn predict_in_lanes<const W: usize>(
        &self,
        vectors: &[Vec<f64>],
    ) -> Result<Prediction, EngineError> {
        let expected = self.model.core().parameters.len();
        if let Some(vector) = vectors.iter().find(|v| v.len() != expected) {
            return Err(EngineError::ParameterCount {
                expected,
                found: vector.len(),
            });
        }
        let count = vectors.len() * self.readings.len();
        let mut prediction = Prediction {
            values: vec![f64::NAN; count],
            tangents: vec![f64::NAN; count * self.directions],
            failures: vec![None; vectors.len()],
        };
        let mut player = Player::<W>::new(self);
        for (block, vectors) in vectors.chunks(W).enumerate() {
            player.play(vectors);
            for lane in 0..vectors.len() {
                let vector = block * W + lane;
                prediction.failures[vector] = player.integrator.failure[lane];
                if prediction.failures[vector].is_none() {
                    player.extract(lane, vector, &mut prediction);
                }
            }
        }
        Ok(prediction)
    }
}

/// The machinery of one replay: a block of `W` vectors goes through the schedule together.
struct Player<'replay, const W: usize> {
    replay: &'replay Replay<'replay>,
    integrator: Integrator<W>,
    start: Machine<W>,
    observables: Machine<W>,
    /// Observables at each reading: assays and states, then their tangents; `[reading][lane]`.
    kept: Vec<Vec<f64>>,
    /// Observables at time 0, per lane.
    first: Vec<Vec<f64>>,
    /// Observables where each peak assay was largest, `[peak][lane]`.
    highest: Vec<Vec<f64>>,
    next: [usize; W],
}

impl<'replay, const W: usize> Player<'replay, W> {
    fn new(replay: &'replay Replay<'replay>) -> Self {
        let level = replay.model.level;
        let core = replay.model.core();
        Self {
            replay,
            integrator: Integrator::new(&replay.rates, core, level),
            start: Machine::new(&replay.start, level),
            observables: Machine::new(&replay.observables, level),
            kept: vec![Vec::new(); replay.readings.len() * W],
            first: vec![Vec::new(); W],
            highest: vec![Vec::new(); replay.peaks.len() * W],
            next: [0; W],
        }
    }

    fn play(&mut self, vectors: &[Vec<f64>]) {
        let layout = self.start.layout;
        for lane in 0..W {
            // Idle lanes carry a copy of the last patient and are not stepped.
            let vector = &vectors[lane.min(vectors.len() - 1)];
            for machine in [&mut self.start, &mut self.observables] {
                machine.load(layout.parameter(), lane, vector);
                machine.load(layout.dose(), lane, &self.replay.first_doses);
            }
            self.integrator.load(layout.parameter(), lane, vector);
            self.integrator
                .load(layout.dose(), lane, &self.replay.first_doses);
        }
        self.start.prepare();
        self.start.run();
        self.observables.prepare();
        self.integrator.prepare();
        for lane in 0..W {
            let states = (0..layout.extended_states()).map(|i| self.start.output(i, lane));
            self.integrator.start(lane, states);
            for (drug, &dose) in self.replay.first_doses.iter().enumerate() {
                if dose > 0.0 {
                    self.integrator.lanes.on_since[drug][lane] = 0.0;
                }
            }
            self.next[lane] = 0;
            if lane >= vectors.len() {
                self.integrator.stop(lane);
            } else if (0..layout.states).any(|i| !self.integrator.state(i, lane).is_finite()) {
                self.integrator.failure[lane] = Some(Failure::Start);
                self.integrator.stop(lane);
            }
        }
        self.observe();
        for lane in 0..vectors.len() {
            self.first[lane] = self.observed(lane);
            for peak in 0..self.replay.peaks.len() {
                self.highest[peak * W + lane] = self.first[lane].clone();
            }
            self.reach(lane);
        }
        while self.integrator.active.contains(&true) {
            self.step();
        }
    }

    fn step(&mut self) {
        self.integrator.attempt();
        self.integrator.commit();
        let arrived = |p: &Self, lane: usize| {
            let t = p.integrator.lanes.t[lane];
            p.integrator.accepted[lane] && t + 1e-9 * t.max(1.0) >= p.integrator.limit[lane]
        };
        let reading = (0..W).any(|lane| {
            arrived(self, lane) && !self.replay.moments[self.next[lane]].readings.is_empty()
        });
        if reading || !self.replay.peaks.is_empty() {
            self.observe();
        }
        for lane in 0..W {
            if !self.integrator.active[lane] {
                continue;
            }
            if self.integrator.failure[lane].is_some() {
                self.integrator.stop(lane);
                continue;
            }
            if self.integrator.accepted[lane] {
                self.raise_peaks(lane);
            }
            if arrived(self, lane) {
                self.reach(lane);
            }
        }
    }

    /// Handles all moments that a lane has reached, and sets the next end of a segment.
    fn reach(&mut self, lane: usize) {
        if !self.integrator.active[lane] {
            return;
        }
        let t = self.integrator.lanes.t[lane];
        let replay = self.replay;
        while let Some(moment) = replay.moments.get(self.next[lane]) {
            if moment.time > t + 1e-9 * t.max(1.0) {
                self.integrator.limit[lane] = moment.time;
                return;
            }
            for &reading in &moment.readings {
                self.kept[reading * W + lane] = self.observed(lane);
            }
            if let Some(doses) = &moment.doses {
                self.change_doses(lane, doses, t);
            }
            self.next[lane] += 1;
        }
        self.integrator.stop(lane);
    }

    fn change_doses(&mut self, lane: usize, doses: &[f64], t: f64) {
        let register = self.start.layout.dose();
        self.integrator.load(register, lane, doses);
        self.observables.load(register, lane, doses);
        for (on, &dose) in self.integrator.lanes.on_since.iter_mut().zip(doses) {
            if dose <= 0.0 {
                on[lane] = f64::INFINITY;
            } else if on[lane].is_infinite() {
                on[lane] = t;
            }
        }
        self.integrator.prepare_segment();
        self.observables.prepare_segment();
        self.integrator.jumped(lane);
    }

    /// Runs the observables on the present states of all lanes.
    fn observe(&mut self) {
        let layout = self.observables.layout;
        let extended = layout.extended_states();
        self.observables.registers[..extended].copy_from_slice(&self.integrator.lanes.y);
        self.observables.registers[layout.time()] = self.integrator.lanes.t;
        for drug in 0..layout.drugs {
            let (on, t) = (
                self.integrator.lanes.on_since[drug],
                self.integrator.lanes.t,
            );
            self.observables.registers[layout.time_on() + drug] =
                std::array::from_fn(|l| if on[l].is_finite() { t[l] - on[l] } else { 0.0 });
        }
        self.observables.run();
    }

    fn observed(&self, lane: usize) -> Vec<f64> {
        (0..self.observables.outputs())
            .map(|i| self.observables.output(i, lane))
            .collect()
    }

    fn raise_peaks(&mut self, lane: usize) {
        for (index, &assay) in self.replay.peaks.iter().enumerate() {
            if self.observables.output(assay, lane) > self.highest[index * W + lane][assay] {
                self.highest[index * W + lane] = self.observed(lane);
            }
        }
    }

    /// Writes one lane's predictions, divided by first or largest values where the assay says so.
    fn extract(&self, lane: usize, vector: usize, prediction: &mut Prediction) {
        let core = self.replay.model.core();
        let directions = self.replay.directions;
        let width = core.assays.len() + core.states.len();
        for (reading, asked) in self.replay.readings.iter().enumerate() {
            let seen = &self.kept[reading * W + lane];
            let (index, divisor) = match asked.quantity {
                Quantity::State(state) => (core.assays.len() + state, None),
                Quantity::Assay(assay) => {
                    let divisor = match core.assays[assay].relative {
                        Relative::Absolute => None,
                        Relative::First => Some(&self.first[lane]),
                        Relative::Peak => {
                            let peak = self.replay.peaks.iter().position(|&p| p == assay);
                            peak.map(|p| &self.highest[p * W + lane])
                        }
                    };
                    (assay, divisor)
                }
            };
            let slot = vector * self.replay.readings.len() + reading;
            let scale = divisor.map_or(1.0, |d| d[index]);
            let value = seen[index] / scale;
            prediction.values[slot] = value;
            for direction in 0..directions {
                let at = width * (direction + 1) + index;
                let change = divisor.map_or(0.0, |d| d[at]);
                prediction.tangents[slot * directions + direction] =
                    (seen[at] - value * change) / scale;
            }
        }
    }
}
