//! What the fitted model says between and beyond the readings: curves and bands on a grid of times.

use forestall_base::{PatientRecord, Stream, quantile};
use forestall_engine::{Model, Quantity, Reading, Replay};

use crate::{FitError, PatientModel, likelihood::dose_changes};

/// Channel of predictive noise on grids; assays follow by index.
const BAND_CHANNEL: u64 = 0x6261_6E64_0000_0000;

/// Quantiles of one quantity over time, in its own unit (an assay: the unit of the table).
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// What.
    pub quantity: Quantity,
    /// Whether measurement noise is part of it (assays) or not (states).
    pub with_noise: bool,
    /// Times.
    pub times: Vec<f64>,
    /// The curve of the point estimate, without noise.
    pub point: Vec<f64>,
    /// 5 % quantile at each time.
    pub q05: Vec<f64>,
    /// 25 % quantile.
    pub q25: Vec<f64>,
    /// Median.
    pub q50: Vec<f64>,
    /// 75 % quantile.
    pub q75: Vec<f64>,
    /// 95 % quantile.
    pub q95: Vec<f64>,
}

/// Where and how bands are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Sketch<'a> {
    /// Times, sorted.
    pub times: &'a [f64],
    /// Seed of the measurement noise.
    pub seed: u64,
    /// Number of the patient's random streams.
    pub number: u32,
}

/// Bands of all assays (with measurement noise) and all states of a patient, from the point estimate and draws of the free
/// parameters. Without draws, the bands show measurement noise only.
///
/// # Errors
/// [`FitError`] if the patient cannot be set up or the model fails at the point estimate.
pub fn bands(
    model: &Model,
    record: &PatientRecord,
    patient: &PatientModel<'_>,
    point: &[f64],
    draws: &[Vec<f64>],
    sketch: Sketch<'_>,
) -> Result<Vec<Band>, FitError> {
    let Sketch {
        times,
        seed,
        number,
    } = sketch;
    let core = model.core();
    let measured: Vec<usize> = (0..core.assays.len())
        .filter(|&a| record.readings.iter().any(|r| r.assay == a))
        .collect();
    let quantities: Vec<Quantity> = measured
        .iter()
        .map(|&a| Quantity::Assay(a))
        .chain((0..core.states.len()).map(Quantity::State))
        .collect();
    let readings: Vec<Reading> = quantities
        .iter()
        .flat_map(|&quantity| times.iter().map(move |&time| Reading { time, quantity }))
        .collect();
    let problem = |problem: String| FitError::Data {
        patient: record.id.clone(),
        problem,
    };
    let replay = Replay::new(model, &dose_changes(record), &readings, 0.0, &[])
        .map_err(|e| problem(e.to_string()))?;
    let mut vectors = vec![patient.parameters(point)];
    vectors.extend(draws.iter().map(|d| patient.parameters(d)));
    let prediction = replay
        .predict(&vectors)
        .map_err(|e| problem(e.to_string()))?;
    let width = readings.len();
    if let Some(failure) = prediction.failures[0] {
        return Err(problem(format!(
            "the fitted curve cannot be drawn: {failure}"
        )));
    }
    let mut all = Vec::new();
    for (q, &quantity) in quantities.iter().enumerate() {
        let with_noise = matches!(quantity, Quantity::Assay(_));
        let divisor = match quantity {
            Quantity::Assay(a) => patient.divisors()[a],
            Quantity::State(_) => 1.0,
        };
        let mut band = Band {
            quantity,
            with_noise,
            times: times.to_vec(),
            point: Vec::new(),
            q05: Vec::new(),
            q25: Vec::new(),
            q50: Vec::new(),
            q75: Vec::new(),
            q95: Vec::new(),
        };
        for t in 0..times.len() {
            let slot = q * times.len() + t;
            let at = |vector: usize| prediction.values[vector * width + slot];
            band.point.push(at(0) * divisor);
            let mut values: Vec<f64> = Vec::new();
            if let Quantity::Assay(assay) = quantity {
                let channel = BAND_CHANNEL + ((assay as u64) << 32) + t as u64;
                let mut stream = Stream::new(seed, number, channel);
                let floor = patient.is_never_negative(assay);
                let mut add = |vector: usize, free: &[f64], repeats: usize| {
                    for _ in 0..repeats {
                        let y = patient.measure(free, assay, at(vector), &mut stream);
                        values.push(if floor { y.max(0.0) } else { y } * divisor);
                    }
                };
                if draws.is_empty() {
                    add(0, point, 400);
                }
                for (index, draw) in draws.iter().enumerate() {
                    add(index + 1, draw, 1);
                }
            } else {
                values.extend((usize::from(!draws.is_empty())..vectors.len()).map(at));
            }
            values.retain(|v| v.is_finite());
            values.sort_by(f64::total_cmp);
            let quantile = |p| quantile(&values, p).unwrap_or(f64::NAN);
            band.q05.push(quantile(0.05));
            band.q25.push(quantile(0.25));
            band.q50.push(quantile(0.5));
            band.q75.push(quantile(0.75));
            band.q95.push(quantile(0.95));
        }
        all.push(band);
    }
    Ok(all)
}
