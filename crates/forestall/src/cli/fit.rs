//! `fit`.

mod people;
mod profile;

use std::collections::BTreeMap;
use std::time::Instant;

use forestall_base::{Bound, Draws, Estimate, Interval, PatientRecord};
use forestall_fit::{
    Band, FitError, PatientFit, PatientModel, Sketch, bands, fit_patient, optimise::Side,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    arguments::FitArguments,
    estimation::{Task, stream_number},
    failure::{Failure, Outcome},
    fit_folder::{FitSummary, PatientSummary, band_table, dose_table, draw_table, reading_table},
    out::OutFolder,
    parts, print,
    simulate::manifest,
};

/// Number of times at which curves are drawn.
const CURVE_POINTS: usize = 240;

/// Draws used for curves.
const CURVE_DRAWS: usize = 400;

/// What is kept of a finished patient while others are still at work.
#[derive(Clone, Serialize, Deserialize)]
struct Part {
    summary: PatientSummary,
    draws: Option<Draws>,
}

/// `fit`.
pub(crate) fn run(arguments: &FitArguments) -> Outcome {
    let begun = Instant::now();
    let summary = execute(arguments)?;
    let wall_s = begun.elapsed().as_secs_f64();
    if arguments.estimation.json {
        print::json_and_time(&summary, wall_s)
    } else {
        people::people(&summary, wall_s)
    }
}

/// Fits and writes the folder, without printing.
pub(crate) fn execute(arguments: &FitArguments) -> Result<FitSummary, Failure> {
    let a = &arguments.estimation;
    let task = Task::new(a, "fit")?;
    let folder = match &a.out {
        Some(path) => Some(OutFolder::open(path, &task.key, a.force)?),
        None => None,
    };
    let found = parts::each(
        &task.data.patients,
        "fitting",
        folder.as_ref(),
        |record| &record.id,
        |record| one(&task, record),
    );
    let mut excluded = task.data.excluded.clone();
    let mut parts = Vec::new();
    for (record, part) in task.data.patients.iter().zip(found) {
        match part {
            Ok(part) => parts.push(part),
            Err(Refused::Patient(reason)) => excluded.push((record.id.clone(), reason)),
            Err(Refused::Stop(failure)) => return Err(failure),
        }
    }
    if parts.is_empty() {
        let reasons: Vec<String> = excluded
            .iter()
            .map(|(id, why)| format!("{id}: {why}"))
            .collect();
        return Err(Failure::Run(format!(
            "no patient could be fitted ({})",
            reasons.join("; ")
        )));
    }
    let profile = if arguments.profile {
        Some(profile::profile(&task)?)
    } else {
        None
    };
    let summary = FitSummary {
        model: task.core().name.clone(),
        variant: a.model.variant.clone(),
        method: format!("{:?}", a.method).to_lowercase(),
        seed: a.seed,
        data: a.data.display().to_string(),
        set: a.set.clone(),
        objective: parts.iter().map(|p| p.summary.loss).sum(),
        patients: parts.iter().map(|p| p.summary.clone()).collect(),
        excluded,
        profile,
    };
    if let Some(folder) = folder {
        write(folder, &task, &summary, &parts)?;
    }
    Ok(summary)
}

/// Why a patient gives no fit.
enum Refused {
    /// This patient only.
    Patient(String),
    /// Everything.
    Stop(Failure),
}

impl From<FitError> for Refused {
    fn from(error: FitError) -> Self {
        match error {
            FitError::Data { problem, .. } => Self::Patient(problem),
            FitError::NoFiniteValue { .. } | FitError::Model { .. } => {
                Self::Patient(error.to_string())
            }
            other => Self::Stop(other.into()),
        }
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Stop(failure)
    }
}

impl parts::Part for Part {}

fn one(task: &Task, record: &PatientRecord) -> Result<Part, Refused> {
    let fitted = fit_patient(
        &task.model,
        record,
        &task.space,
        &task.fit.free,
        &task.base,
        &task.options,
        stream_number(record),
    )?;
    let summary = summarise(task, record, &fitted);
    Ok(Part {
        summary,
        draws: fitted.draws,
    })
}

/// The summary of one fitted patient.
fn summarise(task: &Task, record: &PatientRecord, fitted: &PatientFit) -> PatientSummary {
    let core = task.core();
    let mut parameters = BTreeMap::new();
    for (slot, &index) in task.fit.free.iter().enumerate() {
        let parameter = &core.parameters[index];
        let interval: Option<Interval> = fitted
            .draws
            .as_ref()
            .and_then(|d| d.interval(&parameter.name));
        let at_bound = match fitted.estimate.sides[slot] {
            Side::Inside => None,
            Side::Low => Some(Bound::Lower),
            Side::High => Some(Bound::Upper),
        };
        let estimate = Estimate {
            name: parameter.name.clone(),
            value: fitted.estimate.point[slot],
            unit: parameter.unit.clone(),
            interval,
            source: format!("fit to {} readings", fitted.estimate.readings),
            at_bound,
            identified: fitted.identified[slot],
        };
        parameters.insert(parameter.name.clone(), estimate);
    }
    PatientSummary {
        patient: record.id.clone(),
        readings: record.readings.len(),
        parameters,
        loss: fitted.estimate.loss,
        r2: fitted.estimate.r2,
        aic: fitted.estimate.aic,
        optima: fitted.estimate.optima,
        rhat_max: fitted.rhat_max,
        ess_min: fitted.ess_min,
        draws: fitted.draws.as_ref().map_or(0, Draws::rows),
        divergences: fitted.divergences,
        evaluations: fitted.evaluations,
        warnings: fitted.warnings.clone(),
    }
}

fn write(mut folder: OutFolder, task: &Task, summary: &FitSummary, parts: &[Part]) -> Outcome {
    let core = task.core();
    let table = |e: forestall_base::TableError| Failure::Run(e.to_string());
    let fitted: Vec<&PatientRecord> = parts
        .iter()
        .filter_map(|p| {
            task.data
                .patients
                .iter()
                .find(|r| r.id == p.summary.patient)
        })
        .collect();
    let records: Vec<PatientRecord> = fitted.iter().map(|r| (*r).clone()).collect();
    let curves: Result<Vec<(String, Vec<Band>)>, FitError> = parts
        .par_iter()
        .zip(&records)
        .map(|(part, record)| Ok((record.id.clone(), curves(task, record, part)?)))
        .collect();
    folder.write("model.toml", task.source.text.as_bytes())?;
    let json = serde_json::to_vec_pretty(summary).map_err(|e| Failure::Run(e.to_string()))?;
    folder.write("fit.json", &json)?;
    folder.write_table(
        "readings.parquet",
        &reading_table(core, &records).map_err(table)?,
    )?;
    folder.write_table("doses.parquet", &dose_table(core, &records).map_err(table)?)?;
    folder.write_table(
        "curves.parquet",
        &band_table(core, &curves?).map_err(table)?,
    )?;
    let draws: Vec<(String, Draws)> = parts
        .iter()
        .filter_map(|p| Some((p.summary.patient.clone(), p.draws.clone()?)))
        .collect();
    if let Some(draws) = draw_table(&draws).map_err(table)? {
        folder.write_table("draws.parquet", &draws)?;
    }
    let mut manifest = manifest(&task.source, Some(summary.seed));
    manifest.inputs.push(task.input.clone());
    folder.finish(manifest)
}

/// Curves and bands of a patient over the whole record.
fn curves(task: &Task, record: &PatientRecord, part: &Part) -> Result<Vec<Band>, FitError> {
    let patient = PatientModel::new(&task.model, record, &task.fit.free, &task.base)?;
    let core = task.core();
    let point: Vec<f64> = task
        .fit
        .free
        .iter()
        .map(|&i| {
            part.summary
                .parameters
                .get(&core.parameters[i].name)
                .map_or(f64::NAN, |e| e.value)
        })
        .collect();
    let draws = part
        .draws
        .as_ref()
        .map_or_else(Vec::new, |d| thin(d, CURVE_DRAWS));
    let end = record
        .end
        .max(record.readings.last().map_or(0.0, |r| r.time));
    let times: Vec<f64> = (0..=CURVE_POINTS)
        .map(|i| end * i as f64 / CURVE_POINTS as f64)
        .collect();
    let sketch = Sketch {
        times: &times,
        seed: task.options.seed,
        number: stream_number(record),
    };
    bands(&task.model, record, &patient, &point, &draws, sketch)
}

/// At most `count` draws, evenly taken.
pub(crate) fn thin(draws: &Draws, count: usize) -> Vec<Vec<f64>> {
    let rows = draws.rows();
    let taken = count.min(rows);
    (0..taken)
        .map(|i| draws.row(i * rows / taken).to_vec())
        .collect()
}
