//! The section of one patient.

use forestall_base::{Censoring as Side, PatientRecord};
use forestall_model::{Core, Distribution, Exposure};
use forestall_report::{
    Censoring, Diagnostics, DoseInterval, DrugStrip, ForecastScore, HiddenState, ParameterRow,
    PatientSection, Point,
};

use super::{finite, folders::Folders, regimens};
use crate::cli::{
    failure::Failure,
    fit_folder::{PRIOR, PatientSummary, drawn_from},
    forecast::Record,
};

/// Everything the folders say about one patient.
pub(super) fn section(
    folders: &Folders,
    own: &PatientSummary,
    assay: usize,
) -> Result<PatientSection, Failure> {
    let core = &folders.fit.core;
    let id = &own.patient;
    let record = folders.fit.records.iter().find(|r| &r.id == id);
    let name = core.assays.get(assay).map_or("", |a| a.name.as_str());
    let held = records(folders, id, name);
    let mut points = record.map_or_else(Vec::new, |r| points(r, assay, &held));
    let fit_ends = if held.is_empty() {
        None
    } else {
        let seen = points.iter().filter(|p| !p.held_out).map(|p| p.time);
        Some(seen.fold(0.0, f64::max))
    };
    let until = fit_ends.unwrap_or(f64::INFINITY);
    let curve = folders.curves.get(id, name);
    let mut band = curve.map(|c| c.band(until)).unwrap_or_default();
    for record in &held {
        // The inner quantiles end where the forecast begins, which has only the outer ones.
        band.time.push(record.time);
        band.q05.push(record.q05);
        band.q50.push(record.median);
        band.q95.push(record.q95);
    }
    points.retain(|p| p.time.is_finite() && p.value.is_finite());
    let states = core.states.iter().filter_map(|state| {
        let band = folders.curves.get(id, &state.name)?.band(f64::INFINITY);
        let unit = if state.unit == "1" { "" } else { &state.unit };
        (!band.is_empty()).then(|| HiddenState {
            name: state.name.clone(),
            unit: unit.to_owned(),
            band,
        })
    });
    Ok(PatientSection {
        id: id.clone(),
        label: None,
        summary: Some(summary(own, &held, fit_ends, &core.time_unit)),
        points,
        fit: curve.map(|c| c.line(until)).unwrap_or_default(),
        predictive: (!band.is_empty()).then_some(band),
        fit_ends,
        dosing: record.map_or_else(Vec::new, |r| dosing(core, r)),
        states: states.collect(),
        forecast: score(&held),
        comparison: folders
            .plan
            .as_ref()
            .and_then(|plan| regimens::comparison(plan, core, id)),
        parameters: parameters(folders, own)?,
        diagnostics: Some(diagnostics(folders, own)),
        warnings: own.warnings.clone(),
    })
}

fn summary(own: &PatientSummary, held: &[&Record], ends: Option<f64>, unit: &str) -> String {
    let mut text = if own.readings == 0 {
        "Nothing was measured over time: the parameters are draws from the priors in the model file.".to_owned()
    } else {
        format!("{} readings.", own.readings)
    };
    if let Some(ends) = ends {
        text.push_str(&format!(
            " Up to {unit} {ends:.0} the curve is the fit to all readings; after it, it is the forecast from a fit that did not see \
             the last {}. Parameters, hidden states and regimens are from the fit to all.",
            held.len()
        ));
    }
    text
}

/// The forecasts of a patient, in the order of time, with numbers only.
pub(super) fn records<'a>(folders: &'a Folders, id: &str, assay: &str) -> Vec<&'a Record> {
    let all = folders.forecast.iter().flat_map(|f| &f.records);
    let mut own: Vec<&Record> = all
        .filter(|r| r.patient == id && r.assay == assay)
        .filter(|r| {
            [r.time, r.observed, r.median, r.q05, r.q95]
                .iter()
                .all(|x| x.is_finite())
        })
        .collect();
    own.sort_by(|a, b| a.time.total_cmp(&b.time));
    own
}

/// Errors of the forecast of a patient, beside the last observation carried forward.
pub(super) fn score(held: &[&Record]) -> Option<ForecastScore> {
    if held.is_empty() {
        return None;
    }
    let count = held.len() as f64;
    let mean = |error: fn(&Record) -> f64| held.iter().map(|r| error(r)).sum::<f64>() / count;
    let mae_locf = mean(|r| (r.locf - r.observed).abs());
    if !mae_locf.is_finite() {
        return None;
    }
    let within = held
        .iter()
        .filter(|r| r.q05 <= r.observed && r.observed <= r.q95);
    Some(ForecastScore {
        mae: mean(|r| (r.median - r.observed).abs()),
        mae_locf,
        coverage_90: Some(within.count() as f64 / count),
        readings: held.len(),
    })
}

fn points(record: &PatientRecord, assay: usize, held: &[&Record]) -> Vec<Point> {
    let own = record.readings.iter().filter(|r| r.assay == assay);
    own.map(|r| Point {
        time: r.time,
        value: r.value,
        censored: match r.censoring {
            Side::Left => Some(Censoring::Left),
            Side::Right => Some(Censoring::Right),
            Side::None | Side::Interval { .. } => None,
        },
        held_out: held.iter().any(|h| (h.time - r.time).abs() < 1e-9),
    })
    .collect()
}

/// When each drug was given, and how much of it.
pub(super) fn dosing(core: &Core, record: &PatientRecord) -> Vec<DrugStrip> {
    let strip = |(index, drug): (usize, &forestall_model::Drug)| {
        let changes: Vec<(f64, f64)> = record
            .doses
            .iter()
            .filter(|d| d.drug == index && d.time.is_finite() && d.amount.is_finite())
            .map(|d| (d.time, d.amount))
            .collect();
        let ends = changes.iter().skip(1).map(|c| c.0).chain([record.end]);
        let intervals: Vec<DoseInterval> = changes
            .iter()
            .zip(ends)
            .filter(|((start, amount), end)| *amount > 0.0 && end > start)
            .map(|(&(start, amount), end)| DoseInterval { start, end, amount })
            .collect();
        let unit = match drug.exposure {
            Exposure::OnOff => String::new(),
            Exposure::Amount => drug.unit.clone(),
        };
        DrugStrip {
            drug: drug.name.clone(),
            unit,
            intervals,
        }
    };
    core.drugs.iter().enumerate().map(strip).collect()
}

/// Estimated parameters first, then those that were given.
fn parameters(folders: &Folders, own: &PatientSummary) -> Result<Vec<ParameterRow>, Failure> {
    let core = &folders.fit.core;
    let fitted = folders.fit.summary.method != PRIOR;
    let free: Vec<usize> = if fitted {
        core.fit.as_ref().map_or_else(Vec::new, |f| f.free.clone())
    } else {
        let drawn = 0..core.parameters.len();
        drawn
            .filter(|&i| own.parameters.contains_key(&core.parameters[i].name))
            .collect()
    };
    let base = folders.fit.base()?;
    let mut rows = Vec::new();
    for &index in &free {
        let parameter = &core.parameters[index];
        let Some(estimate) = own.parameters.get(&parameter.name) else {
            continue;
        };
        let (low, high) = parameter.bounds;
        let closed = low.is_finite() && high.is_finite();
        let prior = if fitted {
            parameter.prior
        } else {
            drawn_from(core, index)
        };
        let prior = prior.or_else(|| closed.then_some(Distribution::Uniform(low, high)));
        let interval = estimate.interval.map(|i| (i.q05, i.q95));
        rows.push(ParameterRow {
            name: parameter.name.clone(),
            meaning: parameter.note.clone().unwrap_or_default(),
            unit: parameter.unit.clone(),
            value: estimate.value,
            interval: interval.filter(|(a, b)| a.is_finite() && b.is_finite()),
            bounds: closed.then_some((low, high)),
            prior: prior.map(|p| p.to_string()),
            source: Some(if fitted {
                "this fit".to_owned()
            } else {
                estimate.source.clone()
            }),
            at_bound: estimate.at_bound,
            identified: estimate.identified,
        });
    }
    for (index, parameter) in core.parameters.iter().enumerate() {
        if free.contains(&index) {
            continue;
        }
        let value = base[index];
        let told = value.to_bits() != parameter.value.to_bits();
        let source = if told {
            Some("given with --set".to_owned())
        } else {
            Some(
                parameter
                    .source
                    .clone()
                    .unwrap_or_else(|| "model file".to_owned()),
            )
        };
        rows.push(ParameterRow {
            name: parameter.name.clone(),
            meaning: parameter.note.clone().unwrap_or_default(),
            unit: parameter.unit.clone(),
            value,
            source,
            ..ParameterRow::default()
        });
    }
    rows.retain(|row| row.value.is_finite());
    Ok(rows)
}

fn diagnostics(folders: &Folders, own: &PatientSummary) -> Diagnostics {
    let sampled = own.draws > 0;
    let method = match folders.fit.summary.method.as_str() {
        "map" => "best point from many starts",
        "nuts" => "Hamiltonian Monte Carlo (NUTS)",
        "smc" => "tempered particles (SMC)",
        PRIOR => "draws from the priors of the model file; nothing was fitted",
        other => other,
    };
    Diagnostics {
        method: Some(method.to_owned()),
        rhat_max: own.rhat_max.and_then(finite),
        ess_min: own.ess_min.and_then(finite),
        divergences: sampled.then_some(own.divergences as u64),
        draws: sampled.then_some(own.draws as u64),
        r2: finite(own.r2),
        loss: finite(own.loss),
    }
}
