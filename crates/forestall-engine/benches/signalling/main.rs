//! A stiff signalling cascade on one core: 250 virtual patients of the MAPK model under each of its regimens, 56 days.
//!
//! `cargo bench -p forestall-engine --bench signalling` prints CPU seconds, steps and the mean end size per regimen, and their sum.
//! Words after `--` are names of regimens (all without them). The patients are read from `kirouac2017/virtual_population.csv` in the
//! data folder (`FORESTALL_DATA`, else `../shared/data` beside the project); without it nothing is run.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

#[path = "../cohort/clock.rs"]
mod clock;

use std::path::PathBuf;

use clock::timed;
use forestall_engine::{Job, Model, Settings, Simulation};
use forestall_model::{Core, Source, load};

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
    let model = Model::new(core).unwrap();
    let size = model
        .core()
        .states
        .iter()
        .position(|own| own.name == "CELLS")
        .unwrap();
    let mut sum = 0.0;
    for (index, regimen) in model.core().regimens.iter().enumerate() {
        if !asked.is_empty() && !asked.contains(&regimen.name) {
            continue;
        }
        let simulation = Simulation::new(&model, index, Settings::default()).unwrap();
        let mut best = f64::INFINITY;
        let mut runs = Vec::new();
        for _ in 0..ROUNDS {
            let (seconds, found) = timed(|| simulation.run(&jobs).unwrap());
            best = best.min(seconds);
            runs = found;
        }
        let count = runs.len() as f64;
        let steps: u64 = runs.iter().map(|run| run.steps).sum();
        let end: f64 = runs.iter().map(|run| run.states[size]).sum();
        let failed = runs.iter().filter(|run| run.failure.is_some()).count();
        println!(
            "{:12} {best:6.3} CPU-s  {:5.0} steps per patient  mean end size {:.6}  {failed} failed",
            regimen.name,
            steps as f64 / count,
            end / count
        );
        sum += best;
    }
    println!("{} patients, all regimens: {sum:.3} CPU-s", jobs.len());
}
