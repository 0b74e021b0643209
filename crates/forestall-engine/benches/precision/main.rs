//! Work and precision: the error at the end of a run against processor time, for the explicit and the stiff method at a range of
//! tolerances.
//!
//! `cargo bench -p forestall-engine --bench precision` prints a table; with `-- FILE.svg` it also draws the diagram of the manual. The
//! reference is the explicit method at relative tolerance 1e-13. An error is the largest difference of an end state,
//! relative to its value at the start or the end, whichever is larger.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    missing_docs
)]

#[path = "../cohort/clock.rs"]
mod clock;
mod diagram;

use std::fs;
use std::path::Path;
use std::time::Instant;

use clock::timed;
use diagram::{Panel, Point};
use forestall_engine::{Job, Model, Settings, Simulation};
use forestall_model::{Core, Method, Source, load};

/// Model, regimen, end, title.
const MODELS: [(&str, &str, f64, &str); 4] = [
    (
        "kuznetsov-1994-dormancy",
        "untreated",
        600.0,
        "Immune predation (2 states)",
    ),
    (
        "lai-2025-exhaustion",
        "both",
        20.0,
        "T-cell exhaustion (6 states)",
    ),
    (
        "kirouac-2017-mapk",
        "cetux_vemu",
        55.75,
        "MAPK signalling, 119 doses (17 states)",
    ),
    (
        "ito-2019-met",
        "gefitinib",
        2000.0,
        "Receptor pairing and MET (10 states)",
    ),
];
/// One patient is run until so many seconds have passed.
const LONG: f64 = 0.1;
const REFERENCE: f64 = 1e-13;

fn library(name: &str) -> Core {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../models/{name}.toml"));
    let source = Source::new(name, fs::read_to_string(path).unwrap());
    let mut core = load(&source, None).unwrap().core;
    core.expects.clear();
    core.stops.clear();
    core
}

/// End states and seconds of one patient.
fn run(core: &Core, (regimen, until): (usize, f64), method: Method) -> (Vec<f64>, f64) {
    let model = Model::new(core.clone()).unwrap().with_method(method);
    let settings = Settings {
        until: Some(until),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, regimen, settings).unwrap();
    let job = [Job::new(core.defaults())];
    let run = simulation.run(&job).unwrap().remove(0);
    assert_eq!(run.failure, None, "{method:?}");
    let (seconds, rounds) = timed(|| {
        let (begun, mut rounds) = (Instant::now(), 0);
        while begun.elapsed().as_secs_f64() < LONG {
            simulation.run(&job).unwrap();
            rounds += 1;
        }
        f64::from(rounds)
    });
    (run.states, seconds / rounds)
}

fn error(got: &[f64], wanted: &[f64], first: &[f64]) -> f64 {
    let states = got.iter().zip(wanted).zip(first);
    states
        .map(|((got, wanted), first)| (got - wanted).abs() / wanted.abs().max(first.abs()))
        .filter(|error| !error.is_nan())
        .fold(0.0, f64::max)
}

fn main() {
    let mut panels = Vec::new();
    for (name, regimen, until, title) in MODELS {
        let core = library(name);
        let what = (core.regimen(regimen).unwrap(), until);
        let adaptive = |relative| Method::Adaptive {
            relative,
            absolute: 0.0,
        };
        let stiff = |relative| Method::Stiff {
            relative,
            absolute: 0.0,
        };
        let wanted = run(&core, what, adaptive(REFERENCE)).0;
        let first = run(&core, (what.0, 0.0), adaptive(REFERENCE)).0;
        let points = |method: &dyn Fn(f64) -> Method, word: &str| -> Vec<Point> {
            let tolerances = (3..=11).map(|digits| libm::pow(10.0, -f64::from(digits)));
            tolerances
                .map(|relative| {
                    let (got, seconds) = run(&core, what, method(relative));
                    let error = error(&got, &wanted, &first);
                    println!("{name:28} {word:9} rtol {relative:.0e}  {seconds:9.2e} CPU-s  error {error:8.1e}");
                    Point { seconds, error }
                })
                .collect()
        };
        panels.push(Panel {
            title,
            series: [points(&adaptive, "adaptive"), points(&stiff, "stiff")],
        });
    }
    let file = std::env::args()
        .skip(1)
        .find(|word| Path::new(word).extension().is_some_and(|own| own == "svg"));
    if let Some(file) = file {
        match fs::write(&file, diagram::draw(&panels)) {
            Ok(()) => println!("{file} written"),
            Err(error) => eprintln!("{file}: {error}"),
        }
    }
}
