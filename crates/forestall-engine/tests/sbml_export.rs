//! Every library model under every regimen goes out as SBML, comes in again and takes the same course, or is refused by name; the
//! book's table counts them.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests stop here")]

mod library;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use forestall_engine::{Job, Model, Settings, Simulation};
use forestall_model::sbml::{export, import};
use forestall_model::{Core, Method, Source};

/// How far states may be apart beyond the absolute tolerance of the model, relative to the largest value of the state.
const NEAR: f64 = 1e-8;

/// What became of a regimen of a model.
enum Fate {
    Same(f64),
    Refused(String),
}

/// The model with tight tolerances and without whatever ends a run early.
fn tight(core: &Core) -> Core {
    let mut core = core.clone();
    core.expects.clear();
    core.stops.clear();
    core.solver.method = match core.solver.method {
        Method::Adaptive { absolute, .. } => Method::Adaptive {
            relative: 1e-10,
            absolute: absolute * 1e-3,
        },
        Method::Stiff { absolute, .. } => Method::Stiff {
            relative: 1e-10,
            absolute: absolute * 1e-3,
        },
        other => other,
    };
    core
}

/// States at the recorded times, by row.
fn course(core: &Core, regimen: usize, times: &[f64]) -> Vec<Vec<f64>> {
    let parameters = core.defaults();
    let model = Model::new(core.clone()).unwrap();
    let settings = Settings {
        until: times.last().copied(),
        record: times.to_vec(),
        ..Settings::default()
    };
    let simulation = Simulation::new(&model, regimen, settings).unwrap();
    let run = simulation.run(&[Job::new(parameters)]).unwrap().remove(0);
    assert_eq!(
        run.failure, None,
        "{} {}",
        core.name, core.regimens[regimen].name
    );
    assert_eq!(run.trajectory.times.len(), times.len());
    run.trajectory.states
}

/// The largest difference of a state between the model and what it becomes, beyond the absolute tolerance, relative to the largest
/// value of the state.
fn round_trip(core: &Core, regimen: usize) -> Fate {
    let file = match export(core, regimen) {
        Ok(file) => file,
        Err(refused) => return Fate::Refused(refused.0[0].message.clone()),
    };
    let imported = import(&Source::new("exported.xml", file.as_str()))
        .unwrap_or_else(|errors| panic!("{errors}\n{file}"));
    assert_eq!(imported.loaded.warnings, []);
    let (before, mut after) = (tight(core), imported.loaded.core);
    after.solver = before.solver.clone();
    // Not at the moments of doses, where values jump.
    let step = before.solver.until / 60.0;
    let times: Vec<f64> = (0..60).map(|i| (f64::from(i) + 0.377) * step).collect();
    let (wanted, got) = (course(&before, regimen, &times), course(&after, 0, &times));
    let absolute = match before.solver.method {
        Method::Adaptive { absolute, .. } | Method::Stiff { absolute, .. } => absolute,
        Method::Rk4 { .. } | Method::Map { .. } => 0.0,
    };
    let mut largest = 0.0_f64;
    for (index, state) in before.states.iter().enumerate() {
        let to = after.state(&state.name).unwrap();
        let size = wanted
            .iter()
            .map(|row| row[index].abs())
            .fold(0.0, f64::max);
        for (wanted, got) in wanted.iter().zip(&got) {
            let difference = (wanted[index] - got[to]).abs() - absolute;
            if difference > 0.0 {
                largest = largest.max(difference / size);
            }
        }
    }
    Fate::Same(largest)
}

/// Oracle: the model itself; states within 1e-8 of their largest value.
#[test]
fn every_library_model_is_exported_to_the_same_course_or_refused_by_name() {
    let mut rows = "| model | regimens | the same | refused |\n|---|---:|---:|---|\n".to_owned();
    let mut apart = Vec::new();
    for (name, core) in library::models() {
        let (mut same, mut refused) = (0, Vec::new());
        for (index, regimen) in core.regimens.iter().enumerate() {
            match round_trip(&core, index) {
                Fate::Same(difference) if difference <= NEAR => same += 1,
                Fate::Same(difference) => {
                    apart.push(format!("{name} {}: {difference:e}", regimen.name));
                }
                Fate::Refused(why) => {
                    let why = why.replace("SBML core cannot say ", "");
                    if !refused.contains(&why) {
                        refused.push(why);
                    }
                }
            }
        }
        let all = core.regimens.len();
        writeln!(rows, "| {name} | {all} | {same} | {} |", refused.join("; ")).unwrap();
    }
    eprintln!("{rows}\n{}", apart.join("\n"));
    assert!(apart.is_empty(), "apart:\n{}", apart.join("\n"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let book = fs::read_to_string(root.join("book/src/sbml.md")).unwrap();
    assert!(
        book.contains(&rows),
        "the table in book/src/sbml.md should be\n{rows}"
    );
}
