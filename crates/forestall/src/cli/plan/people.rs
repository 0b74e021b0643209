//! A plan as short tables.

use super::folder::{PlanSummary, RegimenPlan};
use crate::cli::{failure::Outcome, print};

/// Prints a table per patient.
pub(crate) fn people(summary: &PlanSummary, wall_s: f64) -> Outcome {
    let unit = &summary.time_unit;
    let mean = format!("mean {unit}s");
    let mut header = vec![
        "regimen",
        "rank",
        &mean,
        "90 % of draws",
        "no event",
        "on drug",
        "unbeaten",
        "of bound",
    ];
    let tuned = summary
        .patients
        .iter()
        .flat_map(|p| &p.regimens)
        .any(|r| !r.tuned.is_empty());
    if tuned {
        header.push("tuned");
    }
    for patient in &summary.patients {
        let draws = match (patient.draws, patient.tuned_on) {
            (1, _) => "a point".to_owned(),
            (draws, 0) => format!("{draws} draws"),
            (draws, tuned) => format!("{draws} draws, tuned on {tuned} others"),
        };
        print::line(&format!("patient {} ({draws})", patient.patient))?;
        let rows: Vec<Vec<String>> = patient
            .regimens
            .iter()
            .map(|r| row(r, summary.horizon, tuned))
            .collect();
        print::columns(&header, &rows)?;
        print::line(&format!("{}\n", patient.verdict))?;
    }
    print::line(&format!(
        "{} {}; time to {}, cut off at {} {unit}s, the share without it by then is \"no event\" ({wall_s:.2} s)",
        summary.patients.len(),
        print::counted(summary.patients.len(), "patient"),
        summary.stop_rule,
        print::short(summary.horizon)
    ))
}

fn row(r: &RegimenPlan, horizon: f64, tuned: bool) -> Vec<String> {
    let values: Vec<String> = r
        .tuned
        .iter()
        .map(|(n, v)| format!("{n} {}", print::short(*v)))
        .collect();
    let percent = |x: f64| format!("{:.0} %", 100.0 * x);
    let o = &r.objective;
    // A mean with times that were cut off is a lower limit of the mean.
    let mean = match r.indefinite {
        1.0.. => beyond(horizon),
        0.0 => print::short(o.mean),
        _ => format!("\u{2265} {}", print::short(o.mean)),
    };
    let mut cells = vec![
        r.name.clone(),
        r.rank.to_string(),
        mean,
        range(o.q05, o.q95, horizon),
        percent(r.indefinite),
        percent(r.drug_use),
        percent(r.unbeaten_probability),
        r.share_of_bound.map_or("-".to_owned(), percent),
    ];
    if tuned {
        cells.push(values.join(", "));
    }
    cells
}

/// Two times, of which those at the horizon were not reached.
fn range(low: f64, high: f64, horizon: f64) -> String {
    let shown = |t: f64| {
        if t >= horizon {
            beyond(horizon)
        } else {
            print::short(t)
        }
    };
    if low >= horizon {
        return beyond(horizon);
    }
    format!("{} to {}", shown(low), shown(high))
}

fn beyond(horizon: f64) -> String {
    format!("> {}", print::short(horizon))
}
