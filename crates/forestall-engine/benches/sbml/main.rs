//! Library models as SBML beside libRoadRunner: the files and numbers that it is compared on, and our side of the timing.
//!
//! `cargo bench -p forestall-engine --bench sbml -- write FOLDER` writes every library model under every regimen that can be exported
//! (`MODEL.REGIMEN.xml`) with its course (`.csv`), and of some of them 10,000 patients with random parameters (`.patients.csv`) and the
//! end states of the first at tight tolerance (`.ends.csv`); `-- time FOLDER` runs those, one patient and all, and prints one JSON
//! object. `cargo xtask bench sbml` does both, with libRoadRunner in turn.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    missing_docs
)]

#[path = "../cohort/clock.rs"]
mod clock;
#[path = "../../tests/library/mod.rs"]
mod library;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

use clock::timed;
use forestall_base::Stream;
use forestall_engine::{Job, Model, Settings, Simulation};
use forestall_model::{Core, Method, Parameter, sbml};

/// What is timed: of every model that can be exported one regimen, name and end.
const TIMED: [(&str, &str, f64); 21] = [
    ("bozic-2013-combination", "both", 4000.0),
    ("eftimie-2019-macrophages", "virus", 30.0),
    ("greene-2019-induced", "pulsed", 1000.0),
    ("gunnarsson-2020-switching", "both", 400.0),
    ("hahnfeldt-1999-angiogenesis", "daily_20", 20.0),
    ("ito-2019-met", "gefitinib", 2000.0),
    ("jarrett-2018-her2", "trastuzumab", 70.0),
    ("kareva-berezovskaya-2015-glucose", "chemotherapy", 2500.0),
    // Later, inflammation of some patients is held at its threshold, which no step above the tolerance can follow.
    ("kareva-gevertz-2024-exhaustion", "six_8_days", 1000.0),
    ("kaznatcheev-2019-games", "environment", 5000.0),
    // Not at the moment of a dose.
    ("kirouac-2017-mapk", "cetux_vemu", 55.75),
    ("kirschner-panetta-1998", "untreated", 1000.0),
    ("kosinsky-2018-radiation-pdl1", "no_radiation", 40.0),
    ("kuznetsov-1994-dormancy", "untreated", 600.0),
    ("lai-2025-exhaustion", "both", 400.0),
    ("leon-triana-2021-dual-car", "infusion", 400.0),
    ("lu-2013-emt", "none", 1000.0),
    ("michor-2005-cml", "imatinib", 380.0),
    ("nazari-2018-il6-stem", "untreated", 100.0),
    ("strobl-2021-turnover", "continuous", 1000.0),
    ("strobl-2022-lattice", "continuous", 10_000.0),
];
const PATIENTS: u32 = 10_000;
/// Patients whose end states are compared with tight tolerance.
const CHECKED: usize = 20;
/// Parameters of patients differ by so large a share of their value.
const SPREAD: f64 = 0.2;
/// Relative tolerance of the timing; the absolute one is the model's own.
const RELATIVE: f64 = 1e-6;
/// No time is given for end states that are further off.
const GATE: f64 = 1e-4;
/// One patient, and the cohort, are run until so many seconds have passed, so that the clock of CPU time is fine enough.
const LONG: f64 = 0.5;

/// The absolute tolerance of both programs where a model gives none: so large a share of its largest state at the start.
const ABSOLUTE: f64 = 1e-12;

/// The library: name and core without whatever ends a run early.
fn plain() -> Vec<(String, Core)> {
    let strip = |(name, mut core): (String, Core)| {
        core.expects.clear();
        core.stops.clear();
        let largest = start(&core).into_iter().map(f64::abs).fold(0.0, f64::max);
        if let Method::Adaptive { absolute, .. } | Method::Stiff { absolute, .. } =
            &mut core.solver.method
            && *absolute == 0.0
        {
            *absolute = ABSOLUTE * largest;
        }
        (name, core)
    };
    library::models().into_iter().map(strip).collect()
}

/// States at the start.
fn start(core: &Core) -> Vec<f64> {
    let model = Model::new(core.clone()).unwrap();
    let settings = Settings {
        until: Some(0.0),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, 0, settings).unwrap();
    let mut runs = simulation.run(&[Job::new(core.defaults())]).unwrap();
    runs.remove(0).states
}

/// The same model at another relative tolerance.
fn at(core: &Core, relative: f64) -> Model {
    let method = match core.solver.method {
        Method::Adaptive { absolute, .. } => Method::Adaptive { relative, absolute },
        Method::Stiff { absolute, .. } if relative < 1e-8 => Method::Stiff {
            relative,
            absolute: absolute * 1e-3,
        },
        Method::Stiff { absolute, .. } => Method::Stiff { relative, absolute },
        other => other,
    };
    Model::new(core.clone()).unwrap().with_method(method)
}

fn table(header: &[&str], rows: &[Vec<f64>]) -> String {
    let mut text = header.join(",") + "\n";
    for row in rows {
        let cells: Vec<String> = row.iter().map(|x| format!("{x:e}")).collect();
        writeln!(text, "{}", cells.join(",")).unwrap();
    }
    text
}

/// Patients of a model: every parameter within 20 % of its value, and within its bounds.
fn patients(core: &Core) -> Vec<Vec<f64>> {
    let one = |patient| {
        let mut stream = Stream::new(3, patient, 0);
        let mut draw = |own: &Parameter| {
            let drawn = own.value * (1.0 + SPREAD * (2.0 * stream.uniform() - 1.0));
            drawn.max(own.bounds.0).min(own.bounds.1)
        };
        core.parameters.iter().map(&mut draw).collect()
    };
    (0..PATIENTS).map(one).collect()
}

fn ends(core: &Core, regimen: usize, relative: f64, until: f64, jobs: &[Job]) -> Vec<Vec<f64>> {
    let model = at(core, relative);
    let settings = Settings {
        until: Some(until),
        ..Settings::default()
    };
    let runs = Simulation::new(&model, regimen, settings).unwrap();
    let runs = runs.run(jobs).unwrap();
    let failure = runs.iter().find_map(|run| run.failure);
    assert_eq!(failure, None, "{}", core.name);
    runs.into_iter().map(|run| run.states).collect()
}

fn write(folder: &Path) {
    for (name, core) in plain() {
        let states: Vec<&str> = core.states.iter().map(|own| own.name.as_str()).collect();
        for (index, regimen) in core.regimens.iter().enumerate() {
            let Ok(text) = sbml::export(&core, index) else {
                continue;
            };
            let base = folder.join(format!("{name}.{}", regimen.name));
            let to = |ending: &str| format!("{}.{ending}", base.display());
            fs::write(to("xml"), text).unwrap();
            let timed = (TIMED.iter()).find(|own| own.0 == name && own.1 == regimen.name);
            fs::write(to("task.json"), task(&core, timed.map(|own| own.2))).unwrap();
            let step = core.solver.until / 60.0;
            let times: Vec<f64> = (0..60).map(|i| (f64::from(i) + 0.377) * step).collect();
            let settings = Settings {
                until: times.last().copied(),
                record: times,
                ..Settings::default()
            };
            let model = at(&core, 1e-10);
            let runs = Simulation::new(&model, index, settings).unwrap();
            let run = runs.run(&[Job::new(core.defaults())]).unwrap().remove(0);
            assert_eq!(run.failure, None, "{name} {}", regimen.name);
            let track = run.trajectory;
            let mut rows: Vec<Vec<f64>> = track.states;
            for (row, time) in rows.iter_mut().zip(&track.times) {
                row.insert(0, *time);
            }
            let header: Vec<&str> = ["time"].iter().chain(&states).copied().collect();
            fs::write(to("csv"), table(&header, &rows)).unwrap();
            let Some(&(_, _, until)) = timed else {
                continue;
            };
            let names: Vec<&str> = core
                .parameters
                .iter()
                .map(|own| own.name.as_str())
                .collect();
            let patients = patients(&core);
            fs::write(to("patients.csv"), table(&names, &patients)).unwrap();
            let jobs: Vec<Job> = patients[..CHECKED].iter().cloned().map(Job::new).collect();
            let ends = ends(&core, index, 1e-10, until, &jobs);
            fs::write(to("ends.csv"), table(&states, &ends)).unwrap();
        }
    }
}

/// The absolute tolerance of a model.
fn absolute(core: &Core) -> f64 {
    match core.solver.method {
        Method::Adaptive { absolute, .. } | Method::Stiff { absolute, .. } => absolute,
        Method::Rk4 { .. } | Method::Map { .. } => f64::NAN,
    }
}

/// How a model is run by others.
fn task(core: &Core, until: Option<f64>) -> String {
    let until = until.map_or_else(|| "null".to_owned(), |until| until.to_string());
    format!(
        "{{\"timed_until\": {until}, \"relative\": {RELATIVE:e}, \"absolute\": {:e}}}\n",
        absolute(core)
    )
}

/// The largest difference of an end state of the first patients from tight tolerance beyond the absolute one, relative to the largest
/// value that the state takes in `course` (rows that begin with the time, until that of the end) or at an end.
fn largest_difference(
    got: &[Vec<f64>],
    wanted: &[Vec<f64>],
    course: &[Vec<f64>],
    (absolute, until): (f64, f64),
) -> f64 {
    let mut largest = 0.0_f64;
    for state in 0..wanted[0].len() {
        let before = course.iter().filter(|row| row[0] <= until);
        let values = before.map(|row| row[state + 1]);
        let values = values.chain(wanted.iter().map(|row| row[state]));
        let size = values.map(f64::abs).fold(0.0, f64::max);
        for (got, wanted) in got.iter().zip(wanted) {
            if size > 0.0 {
                let apart = (got[state] - wanted[state]).abs() - absolute;
                largest = largest.max(apart / size);
            }
        }
    }
    largest
}

/// CPU seconds of one call, over as many as fill [`LONG`].
fn per_round(mut call: impl FnMut()) -> f64 {
    let (seconds, rounds) = timed(|| {
        let (clock, mut rounds) = (Instant::now(), 0.0);
        while clock.elapsed().as_secs_f64() < LONG {
            call();
            rounds += 1.0;
        }
        rounds
    });
    seconds / rounds
}

fn time(folder: &Path) {
    let library = plain();
    let mut results = Vec::new();
    for (name, regimen, until) in TIMED {
        let core = &library.iter().find(|own| own.0 == name).unwrap().1;
        let index = core.regimen(regimen).unwrap();
        let base = folder.join(format!("{name}.{regimen}"));
        let rows = |ending: &str| -> Vec<Vec<f64>> {
            let text = fs::read_to_string(format!("{}.{ending}", base.display())).unwrap();
            let row = |line: &str| line.split(',').map(|x| x.parse().unwrap()).collect();
            text.lines().skip(1).map(row).collect()
        };
        let jobs: Vec<Job> = rows("patients.csv").into_iter().map(Job::new).collect();
        let model = at(core, RELATIVE);
        let settings = Settings {
            until: Some(until),
            ..Settings::default()
        };
        let simulation = Simulation::new(&model, index, settings).unwrap();
        let one = [Job::new(core.defaults())];
        let single = per_round(|| drop(simulation.run(&one).unwrap()));
        let mut runs = Vec::new();
        let cohort = per_round(|| runs = simulation.run(&jobs).unwrap());
        let failure = runs.iter().find_map(|run| run.failure);
        assert_eq!(failure, None, "{name}");
        let got: Vec<Vec<f64>> = runs
            .into_iter()
            .take(CHECKED)
            .map(|run| run.states)
            .collect();
        let difference = largest_difference(
            &got,
            &rows("ends.csv"),
            &rows("csv"),
            (absolute(core), until),
        );
        assert!(difference <= GATE, "{name} is off by {difference:e}");
        results.push(format!(
            "{{\"model\": \"{name}.{regimen}\", \"single_s\": {:e}, \"patient_s\": {:e}, \"largest_difference\": {difference:e}}}",
            single,
            cohort / f64::from(PATIENTS)
        ));
    }
    println!(
        "{{\"program\": \"forestall\", \"results\": [{}]}}",
        results.join(", ")
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments
        .iter()
        .map(String::as_str)
        .filter(|word| *word != "--bench")
        .collect();
    match words.as_slice() {
        ["write", folder] => write(Path::new(folder)),
        ["time", folder] => time(Path::new(folder)),
        _ => eprintln!("run by `cargo xtask bench sbml`"),
    }
}
