//! `plan`.

mod curve;
mod folder;
mod model;
mod patient;
mod people;
mod verdict;

pub(crate) use folder::{PatientPlan, PlanDraws, PlanSummary, RegimenPlan};
pub(crate) use people::people;

use std::time::Instant;

use forestall_base::{HashedFile, sha256_hex};
use forestall_engine::Model;
use forestall_model::Source;
use forestall_plan::{Comparison, PlanError, PooledRegimen, Scenario, patients_table, pooled};
use serde::Serialize;

use patient::{Planned, Task};

use super::{
    arguments::PlanArguments,
    estimation::for_fitting,
    failure::{Failure, Outcome},
    fit_folder::{FitFolder, PRIOR},
    out::OutFolder,
    parameters::set_parameters,
    parts, print,
    simulate::{chosen_regimens, manifest},
};

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Engine(error) => Self::Run(error.to_string()),
            other => Self::usage(other.to_string(), "see the manual, chapter Planning"),
        }
    }
}

/// `plan`.
pub(crate) fn run(arguments: &PlanArguments) -> Outcome {
    let begun = Instant::now();
    let summary = execute(arguments)?;
    let wall_s = begun.elapsed().as_secs_f64();
    if arguments.json {
        #[derive(Serialize)]
        struct Printed<'a> {
            regimens: &'a [PooledRegimen],
            #[serde(flatten)]
            summary: &'a PlanSummary,
            wall_s: f64,
        }
        print::json(&Printed {
            regimens: &summary.cohort.regimens,
            summary: &summary,
            wall_s,
        })
    } else {
        people(&summary, wall_s)
    }
}

/// Plans and writes the folder, without printing.
pub(crate) fn execute(arguments: &PlanArguments) -> Result<PlanSummary, Failure> {
    check(arguments)?;
    let fit = model::known(arguments)?;
    let (source, core) = model::planned_model(arguments, &fit)?;
    let regimens = chosen_regimens(&core, &arguments.regimen)?;
    let base = set_parameters(&core, &fit.summary.set)?;
    let model = Model::new(for_fitting(core))?;
    let core = model.core();
    let task = Task {
        model: &model,
        fit: &fit,
        base,
        regimens,
        scenario: Scenario {
            seed: arguments.seed,
            visits: arguments.visits,
            noise: arguments.noise,
            horizon: Some(arguments.horizon.unwrap_or(core.solver.until.min(3650.0))),
        },
        arguments,
    };
    let patients = chosen_patients(&fit, &arguments.patients)?;
    let input = fit.hashed()?;
    let mut out = match &arguments.out {
        None => None,
        Some(path) => {
            let key = key(arguments, &source, &input, &patients);
            Some(OutFolder::open(path, &key, arguments.force)?)
        }
    };
    let done: Vec<Planned> = parts::each(
        &patients,
        "planning",
        out.as_ref(),
        |id| id,
        |id| task.patient(id),
    )
    .into_iter()
    .collect::<Result<_, Failure>>()?;
    let comparisons: Vec<&Comparison> = done.iter().map(|p| &p.comparison).collect();
    let cohort = pooled(&comparisons)?;
    let stop_rule = cohort.objective.trim_start_matches("time to ").to_owned();
    let summary = PlanSummary {
        model: core.name.clone(),
        time_unit: core.time_unit.clone(),
        seed: arguments.seed,
        visits: arguments.visits,
        noise: arguments.noise,
        horizon: task.scenario.end(core),
        stop_rule,
        cohort,
        patients: done.iter().map(|p| p.plan.clone()).collect(),
    };
    if let Some(mut out) = out.take() {
        let json = serde_json::to_vec_pretty(&summary).map_err(|e| Failure::Run(e.to_string()))?;
        out.write("plan.json", &json)?;
        let rows: Vec<(&str, &Comparison)> = done
            .iter()
            .map(|p| (p.plan.patient.as_str(), &p.comparison))
            .collect();
        let table = patients_table(&rows).map_err(|e| Failure::Run(e.to_string()))?;
        out.write_table(folder::DRAWS, &table)?;
        if fit.summary.method == PRIOR {
            fit.write_below(&mut out)?;
        }
        let mut manifest = manifest(&source, Some(arguments.seed));
        manifest.inputs.push(input);
        out.finish(manifest)?;
    }
    Ok(summary)
}

/// Hash of everything that decides the result.
fn key(a: &PlanArguments, source: &Source, fit: &HashedFile, patients: &[String]) -> String {
    sha256_hex(
        format!(
            "plan {} {} {} {:?} {patients:?} {} {:?} {} {} {:?} {}",
            env!("CARGO_PKG_VERSION"),
            sha256_hex(source.text.as_bytes()),
            fit.sha256,
            a.regimen,
            a.draws,
            a.visits,
            a.noise,
            a.no_tune,
            a.horizon,
            a.seed
        )
        .as_bytes(),
    )
}

fn check(a: &PlanArguments) -> Outcome {
    if a.draws == 0 {
        return Err(Failure::usage(
            "--draws 0: nothing to plan under",
            "give 1 or more",
        ));
    }
    for (name, value) in [("--visits", a.visits), ("--horizon", a.horizon)] {
        if let Some(value) = value.filter(|v| !(*v > 0.0 && v.is_finite())) {
            return Err(Failure::usage(
                format!("{name} {value} is no length of time"),
                "give a number above 0",
            ));
        }
    }
    Ok(())
}

/// The patients of a fit, or those that were named.
fn chosen_patients(fit: &FitFolder, chosen: &[String]) -> Result<Vec<String>, Failure> {
    let own = fit.summary.patients.iter();
    let all: Vec<String> = own.map(|p| p.patient.clone()).collect();
    for id in chosen {
        if !all.contains(id) {
            let help = match forestall_base::nearest(id, all.iter().map(String::as_str)) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("the fit has {}", all.join(", ")),
            };
            return Err(Failure::usage(
                format!("there is no patient \"{id}\" in the fit"),
                help,
            ));
        }
    }
    if chosen.is_empty() {
        return Ok(all);
    }
    Ok(all.into_iter().filter(|id| chosen.contains(id)).collect())
}
