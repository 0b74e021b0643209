//! `forecast`.

mod folder;
mod patient;
mod people;

pub(crate) use folder::{ForecastSummary, Record};

use std::time::Instant;

use forestall_fit::forecast::{HoldOut, Score, score};

use patient::Part;

use super::{
    arguments::ForecastArguments,
    estimation::Task,
    failure::{Failure, Outcome},
    out::OutFolder,
    parts, print,
    simulate::manifest,
};

/// `forecast`.
pub(crate) fn run(arguments: &ForecastArguments) -> Outcome {
    let begun = Instant::now();
    let summary = execute(arguments)?;
    let wall_s = begun.elapsed().as_secs_f64();
    if arguments.estimation.json {
        print::json_and_time(&summary, wall_s)
    } else {
        people::people(&summary, wall_s)
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
    let parts = parts::each(
        &task.data.patients,
        "forecasting",
        folder.as_ref(),
        |record| &record.id,
        |record| Ok::<_, Failure>(Part::of(&task, record, hold_out)),
    );
    let mut excluded = task.data.excluded.clone();
    let mut records = Vec::new();
    let mut scored = Vec::new();
    for (patient, outcome) in task.data.patients.iter().zip(parts) {
        match outcome?.outcome() {
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
        let table = summary.to_table(&task.core().time_unit);
        folder.write_table(
            "forecast.parquet",
            &table.map_err(|e| Failure::Run(e.to_string()))?,
        )?;
        let mut manifest = manifest(&task.source, Some(a.seed));
        manifest.inputs.push(task.input.clone());
        folder.finish(manifest)?;
    }
    Ok(summary)
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
