//! How likely a patient's measurements are under a model: replay on the recorded schedule, compare, differentiate.

mod noise;

use forestall_base::{Censoring, PatientRecord, Stream};
use forestall_engine::{DoseChange, Model, Quantity, Reading, Replay};
use forestall_model::{
    Core, Expr, Noise, Relative,
    program::{Builder, Program},
};

use crate::{BatchDensity, BatchResiduals, FitError};
use noise::{Spread, ln_density};

/// One measurement, in the scale in which it is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Datum {
    /// Index of the assay.
    pub assay: usize,
    /// Time.
    pub time: f64,
    /// Value divided by the patient's first or largest value, if the assay says so.
    pub value: f64,
    /// How much of the value is known, in the same scale.
    pub censoring: Censoring,
    /// Weight of the difference.
    pub weight: f64,
}

/// A patient's measurements under a model with some parameters free.
#[derive(Debug, Clone)]
pub struct PatientModel<'model> {
    core: &'model Core,
    values: Replay<'model>,
    tangents: Replay<'model>,
    data: Vec<Datum>,
    divisors: Vec<f64>,
    free: Vec<usize>,
    base: Vec<f64>,
    noise: Program,
}

/// Divisor of each assay for this patient: its first or largest value, or 1.
fn divisors(core: &Core, record: &PatientRecord) -> Result<Vec<f64>, FitError> {
    let of = |(index, assay): (usize, &forestall_model::Assay)| {
        if assay.relative == Relative::Absolute {
            return Ok(1.0);
        }
        if let Some(Some(given)) = record.divisors.get(index) {
            return Ok(*given);
        }
        let mut own = record
            .readings
            .iter()
            .filter(|r| r.assay == index)
            .map(|r| r.value);
        let divisor = match assay.relative {
            Relative::First => own.next(),
            _ => own.reduce(f64::max),
        };
        match divisor {
            Some(divisor) if divisor > 0.0 => Ok(divisor),
            // An assay that was not measured is not compared.
            None => Ok(1.0),
            Some(divisor) => Err(FitError::Data {
                patient: record.id.clone(),
                problem: format!(
                    "assay \"{}\" is relative to its {} value, which is {divisor}; give a `divisor` or leave the patient out",
                    assay.name,
                    if assay.relative == Relative::First {
                        "first"
                    } else {
                        "largest"
                    }
                ),
            }),
        }
    };
    core.assays.iter().enumerate().map(of).collect()
}

fn noise_program(core: &Core, free: &[usize]) -> Program {
    let mut builder = Builder::new(core, 0, free.len());
    let zero = Expr::Number(0.0);
    for assay in &core.assays {
        let (absolute, relative) = match &assay.noise {
            Noise::None => (&zero, &zero),
            Noise::Normal(sd) => (sd, &zero),
            Noise::Proportional(b) | Noise::LogNormal(b) => (&zero, b),
            Noise::Combined(sd, b) => (sd, b),
        };
        builder.output(absolute);
        builder.output(relative);
    }
    builder.tangents(free);
    builder.finish()
}

impl<'model> PatientModel<'model> {
    /// Prepares a patient: `free` are indices of the free parameters, `base` a value for every parameter of the model.
    ///
    /// # Errors
    /// [`FitError::Data`] if the patient has no reading, a reading before time 0, or a divisor that is not positive.
    pub fn new(
        model: &'model Model,
        record: &PatientRecord,
        free: &[usize],
        base: &[f64],
    ) -> Result<Self, FitError> {
        let core = model.core();
        let problem = |problem: String| FitError::Data {
            patient: record.id.clone(),
            problem,
        };
        if record.readings.is_empty() {
            return Err(problem("there is no reading".to_owned()));
        }
        if let Some(early) = record.readings.iter().find(|r| r.time < 0.0) {
            let start = "start = \"first row\"";
            return Err(problem(format!(
                "a reading at time {} lies before time 0; set `{start}` in [data] or correct the time",
                early.time
            )));
        }
        let divisors = divisors(core, record)?;
        let data: Vec<Datum> = record
            .readings
            .iter()
            .map(|r| {
                let by = divisors[r.assay];
                let censoring = match r.censoring {
                    Censoring::Interval { upper } => Censoring::Interval { upper: upper / by },
                    other => other,
                };
                let (value, weight) = (r.value / by, r.weight);
                Datum {
                    assay: r.assay,
                    time: r.time,
                    value,
                    censoring,
                    weight,
                }
            })
            .collect();
        let readings: Vec<Reading> = data
            .iter()
            .map(|d| Reading {
                time: d.time,
                quantity: Quantity::Assay(d.assay),
            })
            .collect();
        let doses = dose_changes(record);
        let replay = |directions: &[usize]| {
            Replay::new(model, &doses, &readings, 0.0, directions)
                .map_err(|e| problem(e.to_string()))
        };
        Ok(Self {
            core,
            values: replay(&[])?,
            tangents: replay(free)?,
            data,
            divisors,
            free: free.to_vec(),
            base: base.to_vec(),
            noise: noise_program(core, free),
        })
    }

    /// The model.
    pub fn core(&self) -> &Core {
        self.core
    }

    /// The measurements, scaled.
    pub fn data(&self) -> &[Datum] {
        &self.data
    }

    /// Divisor of each assay.
    pub fn divisors(&self) -> &[f64] {
        &self.divisors
    }

    /// Indices of the free parameters.
    pub fn free(&self) -> &[usize] {
        &self.free
    }

    /// All parameters of the model for one point of free ones.
    pub fn parameters(&self, point: &[f64]) -> Vec<f64> {
        let mut all = self.base.clone();
        for (&index, &value) in self.free.iter().zip(point) {
            all[index] = value;
        }
        all
    }

    fn vectors(&self, points: &[f64]) -> Vec<Vec<f64>> {
        points
            .chunks_exact(self.free.len())
            .map(|p| self.parameters(p))
            .collect()
    }

    /// Predicted values of all readings (scaled) for each point; NaN where the model fails.
    ///
    /// # Errors
    /// [`FitError::Model`] if nothing can be evaluated.
    pub fn predict(&self, points: &[f64]) -> Result<Vec<f64>, FitError> {
        let prediction = self.values.predict(&self.vectors(points));
        prediction.map(|p| p.values).map_err(|e| FitError::Model {
            reason: e.to_string(),
        })
    }

    /// Draws a measurement of an assay whose model value is `f` (scaled as the data).
    pub fn measure(&self, point: &[f64], assay: usize, f: f64, stream: &mut Stream) -> f64 {
        let (spread, _) = self.spread(&self.parameters(point), assay);
        let e = stream.normal();
        if spread.logarithmic {
            f * libm::exp(spread.relative * e)
        } else {
            f + (spread.absolute.powi(2) + (spread.relative * f).powi(2)).sqrt() * e
        }
    }

    /// Whether no measurement of an assay in this patient is below zero, so that a forecast should not be either.
    pub fn is_never_negative(&self, assay: usize) -> bool {
        self.data.iter().all(|d| d.assay != assay || d.value >= 0.0)
    }

    /// Spread of an assay, and all outputs of the noise program.
    fn spread(&self, parameters: &[f64], assay: usize) -> (Spread, Vec<f64>) {
        let mut inputs = vec![0.0; self.noise.layout.inputs()];
        inputs[self.noise.layout.parameter()..][..parameters.len()].copy_from_slice(parameters);
        let outputs = self.noise.evaluate(&inputs);
        let logarithmic = matches!(self.core.assays[assay].noise, Noise::LogNormal(_));
        let spread = Spread {
            absolute: outputs[2 * assay],
            relative: outputs[2 * assay + 1],
            logarithmic,
        };
        (spread, outputs)
    }

    /// Log density of every reading at a point whose predictions are `predicted` (for scoring and information criteria).
    pub fn ln_densities(&self, point: &[f64], predicted: &[f64]) -> Vec<f64> {
        let all = self.parameters(point);
        let terms = self.data.iter().zip(predicted).map(|(d, &f)| {
            let (spread, _) = self.spread(&all, d.assay);
            ln_density(d.value, d.censoring, f, spread, d.weight).value
        });
        terms.collect()
    }
}

/// The dose changes of a record, for the engine.
pub(crate) fn dose_changes(record: &PatientRecord) -> Vec<DoseChange> {
    let changes = record.doses.iter();
    changes
        .map(|c| DoseChange {
            time: c.time,
            drug: c.drug,
            amount: c.amount,
        })
        .collect()
}

impl BatchDensity for PatientModel<'_> {
    fn dimension(&self) -> usize {
        self.free.len()
    }

    fn evaluate(
        &mut self,
        points: &[f64],
        value: &mut [f64],
        gradient: Option<&mut [f64]>,
    ) -> Result<(), FitError> {
        let d = self.free.len();
        let n = self.data.len();
        let vectors = self.vectors(points);
        let replay = if gradient.is_some() {
            &self.tangents
        } else {
            &self.values
        };
        let prediction = replay.predict(&vectors).map_err(|e| FitError::Model {
            reason: e.to_string(),
        })?;
        let mut nothing = Vec::new();
        let gradient = gradient.unwrap_or_else(|| {
            nothing.resize(0, 0.0);
            &mut nothing
        });
        let assays = self.core.assays.len();
        for (k, vector) in vectors.iter().enumerate() {
            value[k] = 0.0;
            let mut slope: Vec<f64> = vec![0.0; if gradient.is_empty() { 0 } else { d }];
            let (_, outputs) = self.spread(vector, 0);
            for (i, datum) in self.data.iter().enumerate() {
                let a = datum.assay;
                let spread = Spread {
                    absolute: outputs[2 * a],
                    relative: outputs[2 * a + 1],
                    logarithmic: matches!(self.core.assays[a].noise, Noise::LogNormal(_)),
                };
                let f = prediction.values[k * n + i];
                let term = ln_density(datum.value, datum.censoring, f, spread, datum.weight);
                value[k] += term.value;
                for (j, slope) in slope.iter_mut().enumerate() {
                    let by_spread = 2 * assays * (j + 1) + 2 * a;
                    *slope += term.by_model * prediction.tangents[(k * n + i) * d + j]
                        + term.by_absolute * outputs[by_spread]
                        + term.by_relative * outputs[by_spread + 1];
                }
            }
            if !value[k].is_finite() || slope.iter().any(|s| !s.is_finite()) {
                value[k] = f64::NEG_INFINITY;
            }
            if !slope.is_empty() {
                gradient[k * d..(k + 1) * d].copy_from_slice(&slope);
            }
        }
        Ok(())
    }
}

/// Weighted differences of model and data. A censored reading counts only as far as the model lies on its wrong side.
impl BatchResiduals for PatientModel<'_> {
    fn dimension(&self) -> usize {
        self.free.len()
    }

    fn count(&self) -> usize {
        self.data.len()
    }

    fn evaluate(
        &mut self,
        points: &[f64],
        residuals: &mut [f64],
        jacobian: &mut [f64],
    ) -> Result<(), FitError> {
        let d = self.free.len();
        let n = self.data.len();
        let prediction =
            self.tangents
                .predict(&self.vectors(points))
                .map_err(|e| FitError::Model {
                    reason: e.to_string(),
                })?;
        for (slot, &f) in prediction.values.iter().enumerate() {
            let datum = &self.data[slot % n];
            let counts = match datum.censoring {
                Censoring::None => true,
                Censoring::Left => f > datum.value,
                Censoring::Right => f < datum.value,
                Censoring::Interval { upper } => f < datum.value || f > upper,
            };
            let target = match datum.censoring {
                Censoring::Interval { upper } if f > upper => upper,
                _ => datum.value,
            };
            let weight = if counts || f.is_nan() {
                datum.weight
            } else {
                0.0
            };
            residuals[slot] = weight * (f - target);
            for j in 0..d {
                jacobian[slot * d + j] = weight * prediction.tangents[slot * d + j];
            }
        }
        Ok(())
    }
}
