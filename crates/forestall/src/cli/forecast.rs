//! `forecast`.

use std::time::Instant;

use forestall_base::{Column, PatientRecord, Table};
use forestall_fit::{
    FitError, fit_patient,
    forecast::{Forecasted, HoldOut, Score, forecast, score, split},
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    arguments::ForecastArguments,
    estimation::{Task, stream_number},
    failure::{Failure, Outcome},
    fit::thin,
    out::OutFolder,
    print, progress,
    simulate::manifest,
};

/// Draws used for a forecast.
const DRAWS: usize = 1000;

/// One forecast reading of `forecast.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub patient: String,
    pub assay: String,
    pub time: f64,
    pub observed: f64,
    pub median: f64,
    pub q05: f64,
    pub q95: f64,
    pub locf: f64,
}

/// `forecast.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ForecastSummary {
    pub model: String,
    pub method: String,
    /// `last 2` or `after 720`.
    pub held_out: String,
    pub patients: usize,
    pub mae: f64,
    pub mae_locf: f64,
    pub beats_locf: bool,
    pub median_error: f64,
    pub median_error_locf: f64,
    pub log_error: f64,
    pub log_error_locf: f64,
    pub coverage_90: f64,
    pub share_better: f64,
    /// 90 % bootstrap interval over patients of mae - mae_locf.
    pub difference_q05: f64,
    pub difference_q95: f64,
    pub records: Vec<Record>,
    /// Patients left out, with the reason.
    pub excluded: Vec<(String, String)>,
}

/// `forecast`.
pub(crate) fn run(arguments: &ForecastArguments) -> Outcome {
    let begun = Instant::now();
    let summary = execute(arguments)?;
    let wall_s = begun.elapsed().as_secs_f64();
    if arguments.estimation.json {
        #[derive(Serialize)]
        struct Printed<'a> {
            #[serde(flatten)]
            summary: &'a ForecastSummary,
            wall_s: f64,
        }
        print::json(&Printed {
            summary: &summary,
            wall_s,
        })
    } else {
        people(&summary, wall_s)
    }
}

/// Forecasts and writes the folder, without printing.
pub(crate) fn execute(arguments: &ForecastArguments) -> Result<ForecastSummary, Failure> {
    let a = &arguments.estimation;
    let (hold_out, words) = match (arguments.hold_out, arguments.after) {
        (_, Some(time)) if time.is_finite() => (HoldOut::After(time), format!("after {time}")),
        (_, Some(time)) => {
            return Err(Failure::usage(
                format!("--after {time} is no time"),
                "give a number",
            ));
        }
        (Some(0), None) => {
            return Err(Failure::usage(
                "--hold-out 0 holds nothing out",
                "give 1 or more",
            ));
        }
        (count, None) => {
            let count = count.unwrap_or(2);
            (HoldOut::Last(count), format!("last {count}"))
        }
    };
    let task = Task::new(a, &format!("forecast {words}"))?;
    let folder = match &a.out {
        Some(path) => Some(OutFolder::open(path, &task.key, a.force)?),
        None => None,
    };
    let bar = progress::bar(task.data.patients.len(), "forecasting");
    let found: Vec<Result<Vec<Forecasted>, String>> = task
        .data
        .patients
        .par_iter()
        .map(|record| {
            let one = one(&task, record, hold_out);
            bar.inc(1);
            one
        })
        .collect();
    bar.finish_and_clear();
    let mut excluded = task.data.excluded.clone();
    let mut records = Vec::new();
    let mut scored = Vec::new();
    for (patient, outcome) in task.data.patients.iter().zip(found) {
        match outcome {
            Err(reason) => excluded.push((patient.id.clone(), reason)),
            Ok(forecasts) => {
                records.extend(forecasts.iter().map(|f| Record {
                    patient: patient.id.clone(),
                    assay: task.core().assays[f.assay].name.clone(),
                    time: f.time,
                    observed: f.observed,
                    median: f.median,
                    q05: f.q05,
                    q95: f.q95,
                    locf: f.locf,
                }));
                scored.push(forecasts);
            }
        }
    }
    let Some(score) = score(&scored, a.seed) else {
        let reasons: Vec<String> = excluded.iter().map(|(p, r)| format!("{p}: {r}")).collect();
        return Err(Failure::Run(format!(
            "nothing could be scored ({})",
            reasons.join("; ")
        )));
    };
    let summary = summary(&task, a, words, &score, records, excluded);
    if let Some(mut folder) = folder {
        let json = serde_json::to_vec_pretty(&summary).map_err(|e| Failure::Run(e.to_string()))?;
        folder.write("forecast.json", &json)?;
        folder.write_table("forecast.parquet", &table(&task, &summary)?)?;
        let mut manifest = manifest(&task.source, Some(a.seed));
        manifest.inputs.push(task.input.clone());
        folder.finish(manifest)?;
    }
    Ok(summary)
}

/// Fits a patient without the held-out readings and forecasts them.
fn one(task: &Task, record: &PatientRecord, hold_out: HoldOut) -> Result<Vec<Forecasted>, String> {
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

fn summary(
    task: &Task,
    a: &super::arguments::EstimationArguments,
    held_out: String,
    score: &Score,
    records: Vec<Record>,
    excluded: Vec<(String, String)>,
) -> ForecastSummary {
    ForecastSummary {
        model: task.core().name.clone(),
        method: format!("{:?}", a.method).to_lowercase(),
        held_out,
        patients: score.patients,
        mae: score.mae,
        mae_locf: score.mae_locf,
        beats_locf: score.beats_locf(),
        median_error: score.median_error,
        median_error_locf: score.median_error_locf,
        log_error: score.log_error,
        log_error_locf: score.log_error_locf,
        coverage_90: score.coverage_90,
        share_better: score.share_better,
        difference_q05: score.difference.0,
        difference_q95: score.difference.1,
        records,
        excluded,
    }
}

fn table(task: &Task, summary: &ForecastSummary) -> Result<Table, Failure> {
    let r = &summary.records;
    let number =
        |name: &str, of: fn(&Record) -> f64| Column::number(name, "1", r.iter().map(of).collect());
    Table::new(vec![
        Column::text("patient", r.iter().map(|r| r.patient.clone()).collect()),
        Column::text("assay", r.iter().map(|r| r.assay.clone()).collect()),
        Column::number(
            "time",
            task.core().time_unit.clone(),
            r.iter().map(|r| r.time).collect(),
        ),
        number("observed", |r| r.observed),
        number("median", |r| r.median),
        number("q05", |r| r.q05),
        number("q95", |r| r.q95),
        number("locf", |r| r.locf),
    ])
    .map_err(|e| Failure::Run(e.to_string()))
}

fn people(s: &ForecastSummary, wall_s: f64) -> Outcome {
    let row = |name: &str, model: f64, locf: f64| {
        vec![name.to_owned(), print::short(model), print::short(locf)]
    };
    print::columns(
        &[
            "error of the forecast",
            "model",
            "last observation carried forward",
        ],
        &[
            row("mean absolute error", s.mae, s.mae_locf),
            row("median over patients", s.median_error, s.median_error_locf),
            row("mean error of ln value", s.log_error, s.log_error_locf),
        ],
    )?;
    let verdict = if s.beats_locf {
        "The model's mean absolute error is below that of the last observation carried forward."
    } else {
        "The model does NOT beat the last observation carried forward."
    };
    print::line(&format!("\n{verdict}"))?;
    print::line(&format!(
        "difference of mean absolute errors, 90 % bootstrap interval over patients: {} to {}; better for {:.0} % of patients",
        print::short(s.difference_q05),
        print::short(s.difference_q95),
        100.0 * s.share_better
    ))?;
    print::line(&format!(
        "{:.0} % of {} readings within their 90 % interval; held out: {}; {} patients, {} left out ({wall_s:.2} s)",
        100.0 * s.coverage_90,
        s.records.len(),
        s.held_out,
        s.patients,
        s.excluded.len()
    ))
}
