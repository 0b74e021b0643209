//! Benchmarks, and the comparison with rival programs.

mod profile;

pub use profile::run as profile;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::process;
use crate::workspace::Workspace;

/// How often the two programs are run in turn.
const ROUNDS: usize = 5;

/// The same for SBML models.
const SBML_ROUNDS: usize = 3;

/// The key of both programs' rate.
const RATE: &str = "million_patient_days_per_cpu_s";

/// Runs every benchmark of the workspace.
///
/// # Errors
/// Cargo cannot be started.
pub fn run(workspace: &Workspace) -> Result<bool, String> {
    let command = workspace.cargo(&["bench", "--workspace", "--benches"]);
    process::stream(command)
        .map(|ran| ran.success)
        .map_err(|error| format!("cannot run cargo: {error}"))
}

/// Runs the cohort of `benches/peers/peer_ode.py` through the rival and through the engine's benchmark `cohort`, in turn,
/// and prints the median of the ratios with its range.
///
/// # Errors
/// Python or a program of the comparison is missing, fails, or does not pass its own correctness gate.
pub fn peers(workspace: &Workspace) -> Result<bool, String> {
    let python = environment(workspace)?;
    let script = workspace.root().join("benches/peers/peer_ode.py");
    let cohort = workspace.scratch("peers")?.join("cohort.csv");
    let rival = |task: &str| {
        let mut command = Command::new(&python);
        command.arg(&script).arg(task).arg(&cohort);
        command
    };
    let ours = || {
        let mut command = workspace.cargo(&[
            "bench",
            "--quiet",
            "--package",
            "forestall-engine",
            "--bench",
            "cohort",
            "--",
            "--json",
        ]);
        command.env("FORESTALL_COHORT", &cohort);
        command
    };
    json(rival("write"))?;
    let mut ratios = Vec::new();
    for round in 1..=ROUNDS {
        let (theirs, own) = (rate(&json(rival("run"))?)?, rate(&json(ours())?)?);
        println!(
            "round {round}: numba {theirs:.2}, forestall {own:.2} M patient-days per CPU second, ratio {:.2}",
            own / theirs
        );
        ratios.push(own / theirs);
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "forestall to numba: median {:.2}, from {:.2} to {:.2} over {ROUNDS} rounds",
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1]
    );
    json(rival("scipy"))?;
    Ok(true)
}

/// Exports the library as SBML, lets libRoadRunner accept it and compare courses, and times both programs in turn on some of the
/// models: one patient, and cohorts. Prints the median of the ratios with its range.
///
/// # Errors
/// Python or a program of the comparison is missing, fails, or does not pass its own correctness gate.
pub fn sbml(workspace: &Workspace) -> Result<bool, String> {
    let python = environment(workspace)?;
    let script = workspace.root().join("benches/peers/peer_sbml.py");
    let folder = workspace.scratch("peers")?.join("sbml");
    let fresh = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(fresh)?;
    }
    std::fs::create_dir_all(&folder).map_err(fresh)?;
    let rival = |task: &str| {
        let mut command = Command::new(&python);
        command.arg(&script).arg(task).arg(&folder);
        command
    };
    let ours = |task: &str| {
        let bench = ["bench", "--quiet", "--package", "forestall-engine"];
        let mut command = workspace.cargo(&bench);
        command.args(["--bench", "sbml", "--", task]).arg(&folder);
        command
    };
    json(ours("write"))?;
    json(rival("check"))?;
    let mut ratios: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for _ in 0..SBML_ROUNDS {
        let (theirs, own) = (json(rival("time"))?, json(ours("time"))?);
        for row in own["results"].as_array().into_iter().flatten() {
            let name = row["model"].as_str().unwrap_or_default();
            let all = theirs["results"].as_array();
            let Some(other) = all.and_then(|all| all.iter().find(|o| o["model"] == row["model"]))
            else {
                println!("{name}: libRoadRunner has no time");
                continue;
            };
            let ratio = |key: &str| {
                let times = other[key].as_f64().zip(row[key].as_f64());
                times.map_or(f64::NAN, |(theirs, own)| theirs / own)
            };
            let pair = (ratio("single_s"), ratio("patient_s"));
            ratios.entry(name.to_owned()).or_default().push(pair);
        }
    }
    println!("\nforestall to libRoadRunner, median and range over {SBML_ROUNDS} rounds:");
    for (name, pairs) in &ratios {
        let single = spread(pairs.iter().map(|pair| pair.0));
        let cohort = spread(pairs.iter().map(|pair| pair.1));
        println!("{name:45} single {single}, cohort {cohort}");
    }
    Ok(true)
}

/// `2.5 (2.3 to 2.6)`
fn spread(ratios: impl Iterator<Item = f64>) -> String {
    let mut all: Vec<f64> = ratios.collect();
    all.sort_by(f64::total_cmp);
    let median = all.get(all.len() / 2).copied().unwrap_or(f64::NAN);
    let low = all.first().copied().unwrap_or(f64::NAN);
    let high = all.last().copied().unwrap_or(f64::NAN);
    format!("{median:.2} ({low:.2} to {high:.2})")
}

/// A Python environment with the rivals, made at the first call.
fn environment(workspace: &Workspace) -> Result<PathBuf, String> {
    let folder = workspace.scratch("peers")?.join("environment");
    let python = folder.join("bin/python");
    if Command::new(&python)
        .args(["-c", "import numba, roadrunner, scipy"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|done| done.success())
    {
        return Ok(python);
    }
    let requirements = workspace.root().join("benches/peers/requirements.txt");
    let mut make = Command::new("python3");
    make.args(["-m", "venv"]).arg(&folder);
    let mut install = Command::new(&python);
    install
        .args(["-m", "pip", "install", "--quiet", "--requirement"])
        .arg(&requirements);
    for command in [make, install] {
        let shown = process::shown(&command);
        if !process::stream(command).is_ok_and(|ran| ran.success) {
            return Err(format!(
                "`{shown}` failed, so there is nothing to compare with"
            ));
        }
    }
    Ok(python)
}

/// Runs the command, shows what it prints and returns the JSON object of its last line that is one.
fn json(command: Command) -> Result<Value, String> {
    let shown = process::shown(&command);
    let ran = process::stream(command).map_err(|error| format!("cannot run `{shown}`: {error}"))?;
    if !ran.success {
        return Err(format!("`{shown}` failed"));
    }
    let objects = ran
        .output
        .lines()
        .rev()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    Ok(objects
        .into_iter()
        .find(Value::is_object)
        .unwrap_or_default())
}

fn rate(result: &Value) -> Result<f64, String> {
    result[RATE]
        .as_f64()
        .ok_or_else(|| format!("no `{RATE}` in {result}"))
}
