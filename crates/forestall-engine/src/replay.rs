//! Replay: what would have been measured on a recorded schedule, and how it depends on parameters.
//!
//! The schedule of a patient is known, so nothing is decided: doses change at given times, and quantities are read at given
//! times. Many parameter vectors travel side by side through the same schedule, which is what a fit asks for.

use std::sync::Arc;

use forestall_model::Relative;

use crate::{EngineError, Failure, Model, kernel::Linear, machine::Compiled, player::Player};

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
pub(crate) struct Moment {
    pub time: f64,
    pub doses: Option<Vec<f64>>,
    /// Readings taken here, before the doses change.
    pub readings: Vec<usize>,
}

/// A patient's recorded schedule, ready to be replayed with many parameter vectors.
#[derive(Debug, Clone)]
pub struct Replay<'model> {
    pub(crate) model: &'model Model,
    pub(crate) directions: usize,
    pub(crate) readings: Vec<Reading>,
    pub(crate) first_doses: Vec<f64>,
    pub(crate) moments: Vec<Moment>,
    pub(crate) rates: Arc<Compiled>,
    /// Of stiff models, where no derivatives by parameters are wanted: those come from explicit steps.
    pub(crate) linear: Option<Arc<Linear>>,
    pub(crate) start: Arc<Compiled>,
    pub(crate) observables: Arc<Compiled>,
    /// Assays whose predictions are divided by their largest value over the run.
    pub(crate) peaks: Vec<usize>,
}

impl<'model> Replay<'model> {
    /// Prepares a schedule. Readings and dose changes may come in any order; a dose change at time 0 or before holds from the
    /// start. `directions` are indices of the parameters by which derivatives are wanted (empty for none). The run goes on to
    /// `end`, or to the last reading if that is later.
    ///
    /// # Errors
    /// [`EngineError::Times`] if a time is not finite or a reading lies before 0, [`EngineError::Events`] if the model has
    /// events, [`EngineError::Past`] if it has a past.
    pub fn new(
        model: &'model Model,
        doses: &[DoseChange],
        readings: &[Reading],
        end: f64,
        directions: &[usize],
    ) -> Result<Self, EngineError> {
        let core = model.core();
        if !core.events.is_empty() {
            return Err(EngineError::Events);
        }
        if core.start.is_some() {
            return Err(EngineError::Past);
        }
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
            rates: Compiled::new(&model.rates(directions)),
            linear: (model.is_stiff() && directions.is_empty()).then(|| model.linear()),
            start: Compiled::new(&model.start(directions)),
            observables: Compiled::new(&model.observables(directions)),
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

    /// Predicts all readings for many parameter vectors (each with a value per parameter of the model), side by side in lanes.
    ///
    /// # Errors
    /// [`EngineError::ParameterCount`] if a vector has the wrong length.
    pub fn predict(&self, vectors: &[Vec<f64>]) -> Result<Prediction, EngineError> {
        match vectors.len() {
            0..=1 => self.predict_in_lanes::<1>(vectors),
            2..=8 => self.predict_in_lanes::<8>(vectors),
            _ => self.predict_in_lanes::<16>(vectors),
        }
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
                prediction.failures[vector] = player.failure(lane);
                if prediction.failures[vector].is_none() {
                    player.extract(lane, vector, &mut prediction);
                }
            }
        }
        Ok(prediction)
    }
}
