//! A forecast as a short table.

use super::folder::ForecastSummary;
use crate::cli::{failure::Outcome, print};

/// Prints the errors beside those of the last observation carried forward.
pub(super) fn people(s: &ForecastSummary, wall_s: f64) -> Outcome {
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
        "{:.0} % of {} readings within their 90 % interval{}; held out: {}; {} patients, {} left out ({wall_s:.2} s)",
        100.0 * s.coverage_90,
        s.records.len(),
        s.scope_of_intervals(),
        s.held_out,
        s.patients,
        s.excluded.len()
    ))
}
