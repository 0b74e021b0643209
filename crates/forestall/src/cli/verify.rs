//! `verify`.

use std::time::Instant;

use forestall::verify::{Verification, verify_file};

use super::{
    arguments::VerifyArguments,
    failure::{Failure, Outcome},
    files::{data_folder, model_files, read_model},
    print,
};

/// `verify`.
pub(crate) fn run(arguments: &VerifyArguments) -> Outcome {
    let begun = Instant::now();
    let files = model_files(&arguments.paths)?;
    let data = data_folder(arguments.data.as_deref());
    let mut all = Verification::default();
    for file in &files {
        verify_file(&read_model(file)?, data.as_deref(), &mut all)?;
    }
    all.wall_s = begun.elapsed().as_secs_f64();
    if arguments.json {
        print::json(&all)?;
    } else {
        people(&all)?;
    }
    if all.failed.is_empty() {
        Ok(())
    } else {
        Err(Failure::Run(format!(
            "{} of {} checks failed",
            all.failed.len(),
            all.checks
        )))
    }
}

fn people(all: &Verification) -> Outcome {
    let rows: Vec<Vec<String>> = all
        .expects
        .iter()
        .map(|e| {
            let verdict = if e.failed == 0 { "ok" } else { "FAILED" };
            vec![
                format!("{} {}", e.model, e.check),
                e.status.to_owned(),
                e.comparisons.to_string(),
                format!("{:.1} ms", e.simulation_ms),
                verdict.to_owned(),
            ]
        })
        .collect();
    print::columns(
        &["check", "numbers are", "compared", "simulated in", ""],
        &rows,
    )?;
    for failed in &all.failed {
        print::line(&format!(
            "FAILED {} {}: got {}, expected {} ({})",
            failed.model, failed.check, failed.got, failed.expected, failed.tolerance
        ))?;
    }
    for edge in all.knife_edges.iter().take(8) {
        print::line(&format!(
            "knife edge: {} {}: {} only by the tolerance of the stop rule, {} without it",
            edge.model, edge.check, edge.with_tolerance, edge.without
        ))?;
    }
    if all.knife_edges.len() > 8 {
        let more = all.knife_edges.len() - 8;
        print::line(&format!(
            "knife edge: {more} more (all of them with --json)"
        ))?;
    }
    for open in &all.pending {
        print::line(&format!(
            "pending: {} {}: {}",
            open.model, open.check, open.reason
        ))?;
    }
    for open in &all.skipped {
        print::line(&format!(
            "skipped: {} {}: {}",
            open.model, open.check, open.reason
        ))?;
    }
    print::line(&format!(
        "\n{} models, {} checks: {} passed, {} failed, {} pending, {} skipped ({:.2} s)",
        all.models,
        all.checks,
        all.passed,
        all.failed.len(),
        all.pending.len(),
        all.skipped.len(),
        all.wall_s
    ))
}
