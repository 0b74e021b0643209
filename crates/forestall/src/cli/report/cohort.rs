//! The section of the cohort.

use forestall_base::Bound;
use forestall_model::Core;
use forestall_report::{Cohort, FitRow, ForecastRow, Profile, Quantity, SwimmerLane, significant};

use super::{finite, folders::Folders, patient, regimens};
use crate::cli::fit_folder::{self, PatientSummary};
use crate::cli::plan::{PatientPlan, PlanSummary};

/// Everything the folders say about all patients together.
pub(super) fn section(folders: &Folders, assay: usize) -> Cohort {
    let summary = &folders.fit.summary;
    let core = &folders.fit.core;
    let name = core.assays.get(assay).map_or("", |a| a.name.as_str());
    let plan = folders.plan.as_ref();
    let forecasts = summary.patients.iter().filter_map(|p| {
        let score = patient::score(&patient::records(folders, &p.patient, name))?;
        Some(ForecastRow {
            patient: p.patient.clone(),
            score,
        })
    });
    let mut warnings = Vec::new();
    let left_out = |command: &str, excluded: &[(String, String)]| {
        let all: Vec<String> = excluded
            .iter()
            .map(|(p, why)| format!("{p} ({why})"))
            .collect();
        (!all.is_empty()).then(|| format!("Left out of the {command}: {}.", all.join("; ")))
    };
    warnings.extend(left_out("fit", &summary.excluded));
    if let Some(forecast) = &folders.forecast {
        warnings.extend(left_out("forecast", &forecast.excluded));
        if !forecast.beats_locf {
            warnings.push(format!(
                "The forecast does not beat the last observation carried forward: mean absolute error {} against {}.",
                significant(forecast.mae, 3),
                significant(forecast.mae_locf, 3)
            ));
        }
    }
    let profiles = match summary.profile.as_ref().map(|p| (p, profile(p, core))) {
        None => Vec::new(),
        Some((_, Some(profile))) => vec![profile],
        Some((p, None)) => {
            warnings.push(format!(
                "The profile over {} parameters is not drawn: it needs two and finite losses.",
                p.parameters.len()
            ));
            Vec::new()
        }
    };
    Cohort {
        summary: Some(words(folders)),
        progression: plan.and_then(|p| regimens::progression(p, &folders.plan_draws)),
        ranking: plan.map(regimens::ranking).unwrap_or_default(),
        objective: plan.map(|p| p.cohort.objective.clone()),
        forest: plan.and_then(regimens::forest),
        swimmer: swimmer(folders),
        fits: summary.patients.iter().map(fit_row).collect(),
        forecasts: forecasts.collect(),
        profiles,
        warnings,
    }
}

fn words(folders: &Folders) -> String {
    let summary = &folders.fit.summary;
    let readings: usize = summary.patients.iter().map(|p| p.readings).sum();
    let mut text = format!(
        "{} patients with {readings} readings were fitted one by one.",
        summary.patients.len()
    );
    if let Some(f) = &folders.forecast {
        let held = f.held_out.strip_prefix("last ").map_or_else(
            || format!("the readings {}", f.held_out),
            |k| format!("the last {k} readings of each"),
        );
        let verdict = if f.beats_locf { "below" } else { "not below" };
        text.push_str(&format!(
            " With {held} held out, the mean absolute error of the forecast was {}, {verdict} the {} of the last observation carried \
             forward (90 % interval of the difference {} to {}); {:.0} % of them lay in their 90 % interval{}.",
            significant(f.mae, 3),
            significant(f.mae_locf, 3),
            significant(f.difference_q05, 3),
            significant(f.difference_q95, 3),
            100.0 * f.coverage_90,
            f.scope_of_intervals()
        ));
    }
    if let Some(plan) = &folders.plan {
        text.push_str(&format!(
            " {} regimens were compared for each patient under the same draws; curves of time to {} are predictions.",
            plan.cohort.regimens.len(),
            regimens::event(plan)
        ));
        text.push_str(&endless(plan));
    }
    text
}

/// Which patients do not come to what is waited for under any regimen: they hold up all curves, that of no treatment too.
fn endless(plan: &PlanSummary) -> String {
    let held = |p: &&PatientPlan| p.regimens.iter().all(|r| r.indefinite >= 1.0);
    let who: Vec<&str> = (plan.patients.iter().filter(held))
        .map(|p| p.patient.as_str())
        .collect();
    if who.is_empty() {
        return String::new();
    }
    format!(
        " In {} of {} patients ({}) no draw comes to {} under any of them within {} {}s, so no curve falls below {:.0} %.",
        who.len(),
        plan.patients.len(),
        who.join(", "),
        regimens::event(plan),
        significant(plan.horizon, 4),
        plan.time_unit,
        100.0 * who.len() as f64 / plan.patients.len() as f64
    )
}

fn fit_row(own: &PatientSummary) -> FitRow {
    let flagged = own.parameters.iter().filter_map(|(name, estimate)| {
        match (estimate.at_bound, estimate.identified) {
            (Some(Bound::Lower), _) => Some(format!("{name} at its lower bound")),
            (Some(Bound::Upper), _) => Some(format!("{name} at its upper bound")),
            (None, false) => Some(format!("{name} not identified")),
            (None, true) => None,
        }
    });
    FitRow {
        patient: own.patient.clone(),
        label: None,
        readings: own.readings,
        r2: finite(own.r2),
        loss: finite(own.loss),
        rhat_max: own.rhat_max.and_then(finite),
        ess_min: own.ess_min.and_then(finite),
        flagged: flagged.collect(),
    }
}

/// Time on any drug. Whether follow-up ended with progression is not in the tables, so no lane says so.
fn swimmer(folders: &Folders) -> Vec<SwimmerLane> {
    let lane = |record: &forestall_base::PatientRecord| {
        let strips = patient::dosing(&folders.fit.core, record);
        let mut on: Vec<(f64, f64)> = strips
            .iter()
            .flat_map(|s| s.intervals.iter().map(|i| (i.start, i.end)))
            .collect();
        on.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut joined: Vec<(f64, f64)> = Vec::new();
        for (start, end) in on {
            match joined.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => joined.push((start, end)),
            }
        }
        SwimmerLane {
            patient: record.id.clone(),
            group: None,
            end: record.end,
            on: joined,
            progressed: false,
        }
    };
    if folders.fit.core.drugs.is_empty() {
        return Vec::new();
    }
    let finite_end = folders.fit.records.iter().filter(|r| r.end.is_finite());
    finite_end.map(lane).collect()
}

/// A profile over two parameters; the first varies slowest and goes upwards. Chosen are the values of the model file.
fn profile(p: &fit_folder::Profile, core: &Core) -> Option<Profile> {
    let [(y, y_values), (x, x_values)] = p.parameters.as_slice() else {
        return None;
    };
    let whole = p.loss.len() == x_values.len() * y_values.len() && !p.loss.is_empty();
    if !whole || p.loss.iter().any(|l| !l.is_finite()) {
        return None;
    }
    let chosen = |name: &str| Some(core.parameters[core.parameter(name)?].value);
    Some(Profile {
        x: Quantity::new(x.clone(), "1"),
        y: Quantity::new(y.clone(), "1"),
        loss: p.loss.chunks(x_values.len()).map(<[f64]>::to_vec).collect(),
        loss_name: "Cohort loss".to_owned(),
        chosen: chosen(x).zip(chosen(y)),
        x_values: x_values.clone(),
        y_values: y_values.clone(),
    })
}
