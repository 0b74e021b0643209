//! `simulate`.
// Long because a command with its tables; the manifest helper is shared by the commands beside it.

use std::collections::BTreeMap;
use std::time::Instant;

use forestall_base::{
    Column, HashedFile, Manifest, Outcome as StopOutcome, Outcomes, Stream, Table, TableError,
    sha256_hex,
};
use forestall_engine::{Job, Model, Run, Settings, Simulation};
use forestall_fit::space::Prior;
use forestall_model::{Core, Source};
use serde::Serialize;

use super::{
    arguments::{Engine, SimulateArguments},
    failure::{Failure, Outcome},
    files::load_model,
    out::OutFolder,
    parameters::set_parameters,
    print,
};

/// Channel of the draws of virtual patients; parameters follow by index.
const PATIENT_CHANNEL: u64 = 0x7061_7469_0000_0000;

/// Virtual patients of one run at most; all of them are in memory.
const MOST_PATIENTS: u32 = 1_000_000;

/// Visits of one patient at most.
const MOST_VISITS: f64 = 1e6;

/// Number of recorded times of a trajectory.
const RECORDED: usize = 240;

/// Patients whose trajectories are written.
const TRAJECTORIES: usize = 50;

#[derive(Serialize)]
struct Summary {
    model: String,
    engine: &'static str,
    patients: u32,
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
    let regimens = chosen_regimens(&core, &arguments.regimen)?;
    let base = set_parameters(&core, &arguments.set)?;
    let patients = virtual_patients(&core, &base, arguments.patients, arguments.seed)?;
    let model = Model::new(core).map_err(Failure::from)?;
    let core = model.core();
    let with_trajectories = arguments.out.is_some();
    let mut runs: Vec<(usize, Vec<Run>)> = Vec::new();
    for &regimen in &regimens {
        let record = if with_trajectories {
            record_times(core.solver.until)
        } else {
            Vec::new()
        };
        let settings = Settings {
            seed: arguments.seed,
            noise: arguments.noise,
            visits: arguments.visits,
            record,
            ..Settings::default()
        };
        let simulation = Simulation::new(&model, regimen, settings)?;
        runs.push((regimen, simulate(&simulation, &patients)?));
    }
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
        let key = key(&source, arguments);
        let mut folder = OutFolder::open(path, &key, arguments.force)?;
        let table = outcome_table(core, &runs).map_err(|e| Failure::Run(e.to_string()))?;
        folder.write_table("outcomes.parquet", &table)?;
        let table = trajectory_table(&model, &patients, &runs)?;
        folder.write_table("trajectories.parquet", &table)?;
        folder.finish(manifest(&source, Some(arguments.seed)))?;
    }
    let summary = Summary {
        model: core.name.clone(),
        engine: "ode",
        patients: arguments.patients,
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
        people(core, &summary)
    }
}

/// Indices of the regimens asked for; all of them if none is named.
pub(crate) fn chosen_regimens(core: &Core, names: &[String]) -> Result<Vec<usize>, Failure> {
    if core.regimens.is_empty() {
        let help = "add a [regimen.NAME] section to the model file";
        return Err(Failure::usage(
            format!("model \"{}\" has no regimen", core.name),
            help,
        ));
    }
    if names.is_empty() {
        return Ok((0..core.regimens.len()).collect());
    }
    if let Some(name) = repeated(names) {
        return Err(Failure::usage(
            format!("--regimen {name} is given twice"),
            "name each regimen once",
        ));
    }
    let of = |name: &String| {
        core.regimen(name).ok_or_else(|| {
            let all: Vec<&str> = core.regimens.iter().map(|r| r.name.as_str()).collect();
            let help = match forestall_base::nearest(name, all.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("the model has {}", all.join(", ")),
            };
            Failure::usage(format!("there is no regimen \"{name}\""), help)
        })
    };
    names.iter().map(of).collect()
}

/// The first name that comes a second time.
pub(crate) fn repeated<T: PartialEq>(names: &[T]) -> Option<&T> {
    names
        .iter()
        .enumerate()
        .find(|(at, name)| names[..*at].contains(name))
        .map(|(_, name)| name)
}

/// Parameter vectors of virtual patients; one without a [patients] section is the file's own patient.
pub(crate) fn virtual_patients(
    core: &Core,
    base: &[f64],
    count: u32,
    seed: u64,
) -> Result<Vec<Vec<f64>>, Failure> {
    if count > 1 && core.patients.is_empty() {
        let message = format!(
            "model \"{}\" has no [patients] section, so all {count} would be the same",
            core.name
        );
        return Err(Failure::usage(
            message,
            "add [patients] with distributions, or leave --patients out",
        ));
    }
    if count == 1 {
        return Ok(vec![base.to_vec()]);
    }
    let mut spreads = Vec::new();
    for &(index, distribution) in &core.patients {
        let parameter = &core.parameters[index];
        let spread = Prior::new(distribution, parameter.bounds).ok_or_else(|| {
            let message = format!(
                "the distribution of {} has no mass within its bounds",
                parameter.name
            );
            Failure::usage(message, "correct [patients] or the bounds of the parameter")
        })?;
        spreads.push((index, spread));
    }
    let patient = |number: u32| {
        let mut all = base.to_vec();
        for (index, spread) in &spreads {
            let mut stream = Stream::new(seed, number, PATIENT_CHANNEL + *index as u64);
            all[*index] = spread.quantile(stream.uniform());
        }
        all
    };
    Ok((0..count).map(patient).collect())
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

fn outcomes(core: &Core, runs: &[(usize, Vec<Run>)]) -> Outcomes {
    let mut all = Outcomes::new();
    for (regimen, runs) in runs {
        let mut by_stop = BTreeMap::new();
        for (index, stop) in core.stops.iter().enumerate() {
            let good = runs.iter().filter(|r| r.failure.is_none());
            let times: Vec<f64> = good
                .map(|r| r.stops[index].unwrap_or(f64::INFINITY))
                .collect();
            if let Some(outcome) = StopOutcome::of_times(&times) {
                by_stop.insert(stop.name.clone(), outcome);
            }
        }
        all.insert(core.regimens[*regimen].name.clone(), by_stop);
    }
    all
}

fn outcome_table(core: &Core, runs: &[(usize, Vec<Run>)]) -> Result<Table, TableError> {
    let (mut patient, mut regimen, mut stop, mut time) = (vec![], vec![], vec![], vec![]);
    for (index, runs) in runs {
        for (number, run) in runs.iter().enumerate() {
            for (rule, met) in core.stops.iter().zip(&run.stops) {
                patient.push(number as i64);
                regimen.push(core.regimens[*index].name.clone());
                stop.push(rule.name.clone());
                time.push(met.unwrap_or(f64::INFINITY));
            }
        }
    }
    Table::new(vec![
        Column::integer("patient", "1", patient),
        Column::text("regimen", regimen),
        Column::text("stop", stop),
        Column::number("time", core.time_unit.clone(), time),
    ])
}

fn trajectory_table(
    model: &Model,
    patients: &[Vec<f64>],
    runs: &[(usize, Vec<Run>)],
) -> Result<Table, Failure> {
    let core = model.core();
    let (mut patient, mut regimen, mut time) = (vec![], vec![], vec![]);
    let (mut name, mut value) = (vec![], vec![]);
    for (index, runs) in runs {
        let simulation = Simulation::new(model, *index, Settings::default())?;
        for (number, run) in runs.iter().enumerate().take(TRAJECTORIES) {
            let assays = simulation.observe(&patients[number], run);
            let track = &run.trajectory;
            for (row, &at) in track.times.iter().enumerate() {
                let states = core.states.iter().map(|s| &s.name).zip(&track.states[row]);
                let doses = core.drugs.iter().map(|d| &d.name).zip(&track.doses[row]);
                let assays = core.assays.iter().map(|a| &a.name).zip(&assays[row]);
                for (key, &x) in states.chain(doses).chain(assays) {
                    patient.push(number as i64);
                    regimen.push(core.regimens[*index].name.clone());
                    time.push(at);
                    name.push(key.clone());
                    value.push(x);
                }
            }
        }
    }
    Table::new(vec![
        Column::integer("patient", "1", patient),
        Column::text("regimen", regimen),
        Column::number("time", core.time_unit.clone(), time),
        Column::text("observable", name),
        Column::number("value", "1", value),
    ])
    .map_err(|e| Failure::Run(e.to_string()))
}

fn key(source: &Source, arguments: &SimulateArguments) -> String {
    let a = arguments;
    sha256_hex(
        format!(
            "simulate {} {} {:?} {:?} {} {} {:?} {:?} {}",
            env!("CARGO_PKG_VERSION"),
            sha256_hex(source.text.as_bytes()),
            a.model.variant,
            a.regimen,
            a.patients,
            a.seed,
            a.set,
            a.visits,
            a.noise
        )
        .as_bytes(),
    )
}

/// The manifest of a command on a model.
pub(crate) fn manifest(source: &Source, seed: Option<u64>) -> Manifest {
    Manifest {
        program: "forestall".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: command_line(std::env::args().skip(1)),
        seed,
        inputs: vec![HashedFile::of_bytes(
            source.name.clone(),
            source.text.as_bytes(),
        )],
        outputs: Vec::new(),
    }
}

/// What was typed, without the number of threads, on which no result depends.
fn command_line(typed: impl Iterator<Item = String>) -> Vec<String> {
    let mut value_follows = false;
    typed
        .filter(|word| {
            let threads = word == "--threads";
            let dropped = value_follows || threads || word.starts_with("--threads=");
            value_follows = threads;
            !dropped
        })
        .collect()
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
