//! The forecast of one patient, and what is kept of it while others are still at work.

use forestall_base::PatientRecord;
use forestall_fit::{
    FitError, fit_patient,
    forecast::{Forecasted, HoldOut, forecast, split},
};
use serde::{Deserialize, Serialize};

use crate::cli::{
    estimation::{Task, stream_number},
    fit::thin,
    nullable, parts,
};

/// Draws used for a forecast.
const DRAWS: usize = 1000;

/// Forecasts of a patient, or why there are none.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Part {
    Forecasts(Vec<Kept>),
    LeftOut(String),
}

/// One [`Forecasted`] as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    assay: usize,
    exact: bool,
    #[serde(deserialize_with = "nullable::numbers")]
    numbers: Vec<f64>,
}

impl Kept {
    fn of(f: &Forecasted) -> Self {
        Self {
            assay: f.assay,
            exact: f.exact,
            numbers: vec![f.time, f.observed, f.median, f.q05, f.q95, f.locf],
        }
    }

    fn forecasted(&self) -> Option<Forecasted> {
        let &[time, observed, median, q05, q95, locf] = self.numbers.as_slice() else {
            return None;
        };
        Some(Forecasted {
            assay: self.assay,
            time,
            observed,
            exact: self.exact,
            median,
            q05,
            q95,
            locf,
        })
    }
}

impl Part {
    /// Fits a patient without the held-out readings and forecasts them.
    pub(super) fn of(task: &Task, record: &PatientRecord, hold_out: HoldOut) -> Self {
        match forecasts(task, record, hold_out) {
            Ok(all) => Self::Forecasts(all.iter().map(Kept::of).collect()),
            Err(reason) => Self::LeftOut(reason),
        }
    }

    /// The forecasts, or the reason why there are none.
    pub(super) fn outcome(&self) -> Result<Vec<Forecasted>, String> {
        match self {
            Self::Forecasts(all) => Ok(all.iter().filter_map(Kept::forecasted).collect()),
            Self::LeftOut(reason) => Err(reason.clone()),
        }
    }
}

impl parts::Part for Part {
    fn restored(self) -> Option<Self> {
        let whole = match &self {
            Self::Forecasts(all) => all.iter().all(|k| k.forecasted().is_some()),
            Self::LeftOut(_) => true,
        };
        whole.then_some(self)
    }
}

fn forecasts(
    task: &Task,
    record: &PatientRecord,
    hold_out: HoldOut,
) -> Result<Vec<Forecasted>, String> {
    let split = split(record, hold_out)?;
    let number = stream_number(record);
    let free = &task.fit.free;
    let words = |e: FitError| match e {
        FitError::Data { problem, .. } => problem,
        other => other.to_string(),
    };
    let fitted = fit_patient(
        &task.model,
        &split.seen,
        &task.space,
        free,
        &task.base,
        &task.options,
        number,
    )
    .map_err(words)?;
    let draws = match &fitted.draws {
        Some(draws) => thin(draws, DRAWS),
        None => vec![fitted.estimate.point.clone()],
    };
    forecast(
        &task.model,
        &split,
        free,
        &task.base,
        &draws,
        task.options.seed,
        number,
    )
    .map_err(words)
}
