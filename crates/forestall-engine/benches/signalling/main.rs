//! A stiff signalling cascade on one core: 250 virtual patients of the MAPK model under each of its regimens, 56 days.
//!
//! `cargo bench -p forestall-engine --bench signalling` prints, at the tolerances of the model file and at ten times these, CPU seconds and
//! steps per regimen, the largest error of an end size among the patients (against a hundredth of the file's tolerances), and the sum.
//! Words after `--` are names of regimens (all without them). The patients are read from `kirouac2017/virtual_population.csv` in the
//! data folder (`FORESTALL_DATA`, else `../shared/data` beside the project); without it nothing is run.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

#[path = "../cohort/clock.rs"]
mod clock;

use std::path::PathBuf;

use clock::timed;
use forestall_engine::{Job, Model, Run, Settings, Simulation};
use forestall_model::{Core, Method, Source, load};

const MODEL: &str = include_str!("../../../../models/kirouac-2017-mapk.toml");
/// Each regimen is run so many times; the fastest counts.
const ROUNDS: usize = 3;

fn table() -> PathBuf {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("FORESTALL_DATA").map_or_else(beside, PathBuf::from);
    folder.join("kirouac2017/virtual_population.csv")
}

/// One job per row; columns belong to parameters by name.
fn patients(core: &Core, text: &str) -> Vec<Job> {
    let mut lines = text.lines().map(|line| line.split(','));
    let names: Vec<&str> = lines.next().unwrap().collect();
    let column = |name: &str| names.iter().position(|own| *own == name);
    let columns: Vec<Option<usize>> = core.parameters.iter().map(|p| column(&p.name)).collect();
    let job = |cells: Vec<&str>| {
        let value = |(parameter, at): (f64, &Option<usize>)| {
            at.map_or(parameter, |at| cells[at].parse().unwrap())
        };
        Job::new(
            core.defaults()
                .into_iter()
                .zip(&columns)
                .map(value)
                .collect(),
        )
    };
    lines.map(|cells| job(cells.collect())).collect()
}

/// The model at `factor` times its tolerances.
fn at(core: &Core, factor: f64) -> Model {
    let mut core = core.clone();
    if let Method::Stiff { relative, absolute } = &mut core.solver.method {
        *relative *= factor;
        *absolute *= factor;
    }
    Model::new(core).unwrap()
}

/// The runs under a regimen, and the CPU seconds of the fastest round.
fn run(model: &Model, regimen: usize, jobs: &[Job], rounds: usize) -> (f64, Vec<Run>) {
    let simulation = Simulation::new(model, regimen, Settings::default()).unwrap();
    let all = (0..rounds).map(|_| timed(|| simulation.run(jobs).unwrap()));
    all.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap()
}

fn main() {
    let path = table();
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return;
    };
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let mut core = load(&Source::new("kirouac-2017-mapk.toml", MODEL), None)
        .unwrap()
        .core;
    core.expects.clear();
    let jobs = patients(&core, &text);
    let size = core.states.iter().position(|own| own.name == "CELLS");
    let size = size.unwrap();
    let [exact, file, loose] = [0.01, 1.0, 10.0].map(|factor| at(&core, factor));
    let chosen = |name: &String| asked.is_empty() || asked.contains(name);
    let regimens: Vec<usize> = (0..core.regimens.len())
        .filter(|&index| chosen(&core.regimens[index].name))
        .collect();
    let ends: Vec<Vec<Run>> = regimens
        .iter()
        .map(|&index| run(&exact, index, &jobs, 1).1)
        .collect();
    for (model, words) in [
        (&file, "the tolerances of the file"),
        (&loose, "ten times these"),
    ] {
        println!("At {words}:");
        let mut sum = 0.0;
        for (&index, ends) in regimens.iter().zip(&ends) {
            let (seconds, runs) = run(model, index, &jobs, ROUNDS);
            let steps: u64 = runs.iter().map(|run| run.steps).sum();
            let failed = runs.iter().filter(|run| run.failure.is_some()).count();
            let pairs = runs.iter().zip(ends);
            let errors = pairs.map(|(run, end)| (run.states[size] / end.states[size] - 1.0).abs());
            println!(
                "{:12} {seconds:6.3} CPU-s  {:5.0} steps per patient  largest error {:.1e}  {failed} failed",
                core.regimens[index].name,
                steps as f64 / runs.len() as f64,
                errors.fold(0.0, f64::max),
            );
            sum += seconds;
        }
        println!("{} patients, all regimens: {sum:.3} CPU-s", jobs.len());
    }
}
