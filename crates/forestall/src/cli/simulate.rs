//! `simulate`.

mod figure;
mod patients;
mod tables;

use std::time::Instant;

use forestall_base::{HashedFile, Outcomes, sha256_hex};
use forestall_engine::{Job, Model, Run, Settings, Simulation};
use forestall_model::{Core, Source};
use serde::Serialize;

use super::{
    arguments::{Engine, SimulateArguments},
    dosing::DosedPatients,
    failure::{Failure, Outcome},
    files::load_model,
    out::OutFolder,
    parameters::set_parameters,
    population::TablePatients,
    print,
};

pub(crate) use super::choice::{chosen_regimens, repeated};
pub(crate) use super::run_manifest::manifest;
pub(crate) use figure::FigureArguments;
use patients::virtual_patients;
use tables::{outcome_table, outcomes, trajectory_table};

/// Virtual patients of one run at most; all of them are in memory.
const MOST_PATIENTS: u32 = 1_000_000;

/// Visits of one patient at most.
const MOST_VISITS: f64 = 1e6;

/// Number of recorded times of a trajectory.
const RECORDED: usize = 240;

#[derive(Serialize)]
struct Summary {
    model: String,
    engine: &'static str,
    patients: usize,
    seed: u64,
    outcomes: Outcomes,
    failures: usize,
    events: u64,
    wall_s: f64,
    cpu_s: Option<f64>,
}

/// `simulate`.
pub(crate) fn run(arguments: &SimulateArguments) -> Outcome {
    let begun = Instant::now();
    if arguments.engine != Engine::Ode {
        let name = format!("{:?}", arguments.engine).to_lowercase();
        let message = format!("the {name} engine is not supported yet");
        return Err(Failure::usage(message, "use --engine ode"));
    }
    if let Some(visits) = arguments.visits.filter(|v| !(*v > 0.0 && v.is_finite())) {
        return Err(Failure::usage(
            format!("--visits {visits} is no length of time"),
            "give a number above 0",
        ));
    }
    if let Some(until) = arguments.until.filter(|t| !(*t > 0.0 && t.is_finite())) {
        return Err(Failure::usage(
            format!("--until {until} is no end of a run"),
            "give a number above 0",
        ));
    }
    figure::refuse(arguments)?;
    if arguments.patients == 0 {
        return Err(Failure::usage(
            "--patients 0: nothing to simulate",
            "give 1 or more",
        ));
    }
    if arguments.patients > MOST_PATIENTS {
        let message = format!(
            "--patients {}: more than {MOST_PATIENTS} do not fit into one run",
            arguments.patients
        );
        return Err(Failure::usage(
            message,
            "make several runs, each with a --seed of its own",
        ));
    }
    let (source, core) = load_model(&arguments.model.model, arguments.model.variant.as_deref())?;
    if let Some(visits) = arguments
        .visits
        .filter(|v| core.solver.until / v > MOST_VISITS)
    {
        let count = core.solver.until / visits;
        let message = format!(
            "--visits {visits}: that would be {count:.1e} visits until {} {}",
            core.solver.until, core.time_unit
        );
        return Err(Failure::usage(
            message,
            format!(
                "give the time between visits in the unit of the model, {}",
                core.time_unit
            ),
        ));
    }
    let base = set_parameters(&core, &arguments.set)?;
    let dosed = arguments.dosing.patients(&core, &base, MOST_PATIENTS)?;
    let table = arguments.table.patients(&core, &base, MOST_PATIENTS)?;
    let settings = Settings {
        seed: arguments.seed,
        noise: arguments.noise,
        visits: arguments.visits,
        until: arguments.until,
        record: match arguments.out {
            Some(_) => record_times(arguments.until.unwrap_or(core.solver.until)),
            None => Vec::new(),
        },
        ..Settings::default()
    };
    let mut runs: Vec<(usize, Vec<Run>)> = Vec::new();
    let (model, patients) = if let Some(dosed) = &dosed {
        runs.push((0, dosed.run(&settings)?));
        (dosed.model.clone(), dosed.patients.clone())
    } else {
        let regimens = chosen_regimens(&core, &arguments.regimen)?;
        figure::draw(&source, &core, &regimens, arguments)?;
        let patients = match &table {
            Some(table) => table.patients.clone(),
            None => virtual_patients(&core, &base, arguments.patients, arguments.seed)?,
        };
        let model = Model::new(core).map_err(Failure::from)?;
        for &regimen in &regimens {
            let simulation = Simulation::new(&model, regimen, settings.clone())?;
            runs.push((regimen, simulate(&simulation, &patients)?));
        }
        (model, patients)
    };
    let core = model.core();
    let outcomes = outcomes(core, &runs);
    let failures = runs
        .iter()
        .flat_map(|(_, r)| r)
        .filter(|r| r.failure.is_some())
        .count();
    if let Some(failure) = runs.iter().flat_map(|(_, r)| r).find_map(|r| r.failure)
        && failures == runs.len() * patients.len()
    {
        return Err(Failure::Run(format!("every run failed: {failure}")));
    }
    if let Some(path) = &arguments.out {
        let of_patients = table.as_ref().map(TablePatients::file);
        let file = of_patients.or(dosed.as_ref().map(DosedPatients::file));
        let key = key(&source, arguments, file);
        let mut folder = OutFolder::open(path, &key, arguments.force)?;
        let table = outcome_table(core, &runs).map_err(|e| Failure::Run(e.to_string()))?;
        folder.write_table("outcomes.parquet", &table)?;
        let table = trajectory_table(&model, &patients, &runs)?;
        folder.write_table("trajectories.parquet", &table)?;
        let mut manifest = manifest(&source, Some(arguments.seed));
        manifest.inputs.extend(file.cloned());
        folder.finish(manifest)?;
    }
    let summary = Summary {
        model: core.name.clone(),
        engine: "ode",
        patients: patients.len(),
        seed: arguments.seed,
        outcomes,
        failures,
        events: runs
            .iter()
            .flat_map(|(_, r)| r)
            .map(|r| r.switches.len() as u64)
            .sum(),
        wall_s: begun.elapsed().as_secs_f64(),
        cpu_s: cpu_seconds(),
    };
    if arguments.json {
        print::json(&summary)
    } else {
        people(core, &summary)?;
        match (table, dosed) {
            (Some(table), _) => print::line(&table.sentence()),
            (None, Some(dosed)) => print::line(&dosed.sentence()),
            (None, None) => Ok(()),
        }
    }
}

/// Runs all patients, in parallel over chunks whose size does not depend on the number of threads.
fn simulate(simulation: &Simulation<'_>, patients: &[Vec<f64>]) -> Result<Vec<Run>, Failure> {
    use rayon::prelude::*;
    let jobs: Vec<Job> = patients
        .iter()
        .zip(0u32..)
        .map(|(parameters, patient)| Job {
            parameters: parameters.clone(),
            tune: Vec::new(),
            patient,
        })
        .collect();
    let parts: Result<Vec<Vec<Run>>, _> = jobs.par_chunks(256).map(|c| simulation.run(c)).collect();
    Ok(parts?.into_iter().flatten().collect())
}

fn record_times(until: f64) -> Vec<f64> {
    (0..=RECORDED)
        .map(|i| until * i as f64 / RECORDED as f64)
        .collect()
}

fn key(source: &Source, arguments: &SimulateArguments, table: Option<&HashedFile>) -> String {
    let a = arguments;
    sha256_hex(
        format!(
            "simulate {} {} {:?} {:?} {} {} {:?} {:?} {} {:?} {:?} {:?} {:?}",
            env!("CARGO_PKG_VERSION"),
            sha256_hex(source.text.as_bytes()),
            a.model.variant,
            a.regimen,
            a.patients,
            a.seed,
            a.set,
            a.visits,
            a.noise,
            a.until,
            table.map(|file| &file.sha256),
            a.table.only,
            a.dosing.compartments
        )
        .as_bytes(),
    )
}

/// Processor time of this process, where the system tells it.
fn cpu_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = text.rsplit(')').next()?.split_whitespace().collect();
    let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

fn people(core: &Core, summary: &Summary) -> Outcome {
    let mut rows = Vec::new();
    for (regimen, stops) in &summary.outcomes {
        for (stop, o) in stops {
            let time = |t: Option<f64>| t.map_or("never".to_owned(), print::short);
            rows.push(vec![
                format!("{regimen}: {stop}"),
                time(o.median),
                time(o.q05),
                time(o.q95),
                format!("{:.0} %", 100.0 * o.probability),
            ]);
        }
    }
    let unit = format!("median ({})", core.time_unit);
    print::columns(&["regimen: stop rule", &unit, "5 %", "95 %", "met"], &rows)?;
    if summary.failures > 0 {
        print::line(&format!("{} runs failed", summary.failures))?;
    }
    Ok(())
}
