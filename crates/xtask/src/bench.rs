//! Benchmarks, and the comparison with rival programs.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::process;
use crate::workspace::Workspace;

/// How often the two programs are run in turn.
const ROUNDS: usize = 5;

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

/// A Python environment with the rivals, made at the first call.
fn environment(workspace: &Workspace) -> Result<PathBuf, String> {
    let folder = workspace.scratch("peers")?.join("environment");
    let python = folder.join("bin/python");
    if Command::new(&python)
        .args(["-c", "import numba, scipy"])
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
