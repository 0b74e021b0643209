//! A fit as a table.

use forestall_base::Estimate;

use crate::cli::{
    failure::Outcome,
    fit_folder::{FitSummary, Profile},
    print,
};

/// Median and interval, or the best value with a bar if it lies at a bound.
fn cell(estimate: &Estimate) -> String {
    if let Some(i) = estimate.interval {
        return format!(
            "{} ({} to {})",
            print::short(i.q50),
            print::short(i.q05),
            print::short(i.q95)
        );
    }
    let bound = if estimate.at_bound.is_some() { "|" } else { "" };
    format!("{}{bound}", print::short(estimate.value))
}

/// Prints one row per patient, warnings, who was left out, and the profile.
pub(super) fn people(summary: &FitSummary, wall_s: f64) -> Outcome {
    let rows: Vec<Vec<String>> = summary
        .patients
        .iter()
        .map(|p| {
            let mut row = vec![
                p.patient.clone(),
                p.readings.to_string(),
                print::short(p.loss),
                print::short(p.r2),
            ];
            for estimate in p.parameters.values() {
                row.push(cell(estimate));
            }
            if let (Some(rhat), Some(ess)) = (p.rhat_max, p.ess_min) {
                row.extend([format!("{rhat:.3}"), format!("{ess:.0}")]);
            }
            row
        })
        .collect();
    let mut header = vec!["patient", "readings", "loss", "R2"];
    if let Some(first) = summary.patients.first() {
        header.extend(first.parameters.keys().map(String::as_str));
        if first.rhat_max.is_some() {
            header.extend(["R-hat", "ESS"]);
        }
    }
    print::columns(&header, &rows)?;
    for patient in &summary.patients {
        for warning in &patient.warnings {
            print::line(&format!("{}: {warning}", patient.patient))?;
        }
    }
    for (patient, reason) in &summary.excluded {
        print::line(&format!("left out: {patient}: {reason}"))?;
    }
    if let Some(profile) = &summary.profile {
        people_profile(profile)?;
    }
    print::line(&format!(
        "\n{} patients, objective {} ({wall_s:.2} s)",
        summary.patients.len(),
        print::short(summary.objective)
    ))
}

fn people_profile(profile: &Profile) -> Outcome {
    let best = profile.loss.iter().copied().fold(f64::INFINITY, f64::min);
    let names: Vec<&str> = profile.parameters.iter().map(|(n, _)| n.as_str()).collect();
    print::line(&format!(
        "\nprofile over {}: smallest loss {}",
        names.join(", "),
        print::short(best)
    ))?;
    let mut rows = Vec::new();
    for (index, &loss) in profile.loss.iter().enumerate() {
        let mut rest = index;
        let mut values = Vec::new();
        for (_, grid) in profile.parameters.iter().rev() {
            values.push(print::short(grid[rest % grid.len()]));
            rest /= grid.len();
        }
        values.reverse();
        values.extend([print::short(loss), print::short(loss - best)]);
        rows.push(values);
    }
    let mut header = names;
    header.extend(["loss", "above the smallest"]);
    print::columns(&header, &rows)
}
