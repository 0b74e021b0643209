//! Forecasts of readings that the fit has not seen, always beside the last observation carried forward (LOCF).

mod score;

use forestall_base::{Censoring, PatientRecord, Reading, Stream, quantile};
use forestall_engine::Model;

use crate::{FitError, PatientModel};

pub use score::{Score, score};

/// Channel of predictive noise of reading 0; later readings follow.
const PREDICTIVE_CHANNEL: u64 = 0x666F_7265_0000_0000;

/// Which readings are held out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HoldOut {
    /// The last so many readings of each assay.
    Last(usize),
    /// All readings after this time.
    After(f64),
}

/// A patient's readings before and after the split.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// What the fit may see. Divisors are those of this part alone.
    pub seen: PatientRecord,
    /// All readings, compared with the divisors of the seen part.
    pub all: PatientRecord,
    /// Positions of the held-out readings in `all`.
    pub held_out: Vec<usize>,
}

/// Splits a patient; an explanation if nothing is held out or nothing is left to fit.
///
/// # Errors
/// The reason, in words, why this patient takes no part.
pub fn split(record: &PatientRecord, hold_out: HoldOut) -> Result<Split, String> {
    let is_held = |index: usize, reading: &Reading| match hold_out {
        HoldOut::After(time) => reading.time > time,
        HoldOut::Last(count) => {
            let later = record.readings[index..]
                .iter()
                .filter(|r| r.assay == reading.assay);
            later.count() <= count
        }
    };
    let mut held_out = Vec::new();
    let mut seen = record.clone();
    seen.readings.clear();
    for (index, reading) in record.readings.iter().enumerate() {
        if is_held(index, reading) {
            held_out.push(index);
        } else {
            seen.readings.push(*reading);
        }
    }
    if held_out.is_empty() {
        return Err("no reading is held out".to_owned());
    }
    if seen.readings.len() < 2 {
        let left = if seen.readings.is_empty() {
            "no reading is left"
        } else {
            "1 reading is left"
        };
        return Err(format!("{left} to fit, at least 2 are needed"));
    }
    let unseen = held_out.iter().map(|&i| record.readings[i].assay);
    if let Some(assay) = unseen
        .into_iter()
        .find(|a| seen.readings.iter().all(|r| r.assay != *a))
    {
        return Err(format!(
            "assay number {} has no reading before the split",
            assay + 1
        ));
    }
    Ok(Split {
        seen,
        all: record.clone(),
        held_out,
    })
}

/// One forecast reading, in the unit of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecasted {
    /// Index of the assay.
    pub assay: usize,
    /// When.
    pub time: f64,
    /// What was measured.
    pub observed: f64,
    /// Whether it was measured exactly (a censored reading is not scored).
    pub exact: bool,
    /// Median of the predictive distribution.
    pub median: f64,
    /// Its 5 % quantile.
    pub q05: f64,
    /// Its 95 % quantile.
    pub q95: f64,
    /// Last observation before the split, carried forward.
    pub locf: f64,
}

/// Forecasts the held-out readings of a patient from posterior draws (free parameters, one row a draw; a single row is a point
/// forecast with measurement noise only).
///
/// # Errors
/// [`FitError`] if the patient cannot be set up or the model fails for every draw.
pub fn forecast(
    model: &Model,
    split: &Split,
    free: &[usize],
    base: &[f64],
    draws: &[Vec<f64>],
    seed: u64,
    patient_number: u32,
) -> Result<Vec<Forecasted>, FitError> {
    let seen = PatientModel::new(model, &split.seen, free, base)?;
    let mut all = split.all.clone();
    all.divisors = seen.divisors().iter().map(|&d| Some(d)).collect();
    let patient = PatientModel::new(model, &all, free, base)?;
    let count = all.readings.len();
    let points: Vec<f64> = draws.iter().flatten().copied().collect();
    let predicted = patient.predict(&points)?;
    let mut out = Vec::new();
    for &index in &split.held_out {
        let reading = all.readings[index];
        let divisor = patient.divisors()[reading.assay];
        let mut stream = Stream::new(seed, patient_number, PREDICTIVE_CHANNEL + index as u64);
        let mut values: Vec<f64> = Vec::with_capacity(draws.len());
        // A single draw has no spread of its own: repeat it so that the noise gives an interval.
        let repeats = 400_usize.div_ceil(draws.len().max(1)).max(1);
        for (draw, point) in draws.iter().enumerate() {
            let f = predicted[draw * count + index];
            if !f.is_finite() {
                continue;
            }
            for _ in 0..repeats {
                let noisy = patient.measure(point, reading.assay, f, &mut stream);
                values.push(noisy * divisor);
            }
        }
        if values.is_empty() {
            let reason = "no draw gives a finite forecast".to_owned();
            return Err(FitError::Data {
                patient: all.id,
                problem: reason,
            });
        }
        values.sort_by(f64::total_cmp);
        let last = split
            .seen
            .readings
            .iter()
            .rev()
            .find(|r| r.assay == reading.assay);
        let at = |p| {
            let x = quantile(&values, p).unwrap_or(f64::NAN);
            if patient.is_never_negative(reading.assay) {
                x.max(0.0)
            } else {
                x
            }
        };
        out.push(Forecasted {
            assay: reading.assay,
            time: reading.time,
            observed: reading.value,
            exact: reading.censoring == Censoring::None,
            median: at(0.5),
            q05: at(0.05),
            q95: at(0.95),
            locf: last.map_or(f64::NAN, |r| r.value),
        });
    }
    Ok(out)
}

#[cfg(test)]
mod tests;
