//! Running the fuzz targets.

use std::process::{Command, Stdio};

use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{process, step, tool};

/// Where the targets lie, one file each.
const TARGETS: &str = "fuzz/fuzz_targets";

/// Runs each target for so many seconds, beginning from the seeds in `fuzz/seeds/`.
///
/// # Errors
/// The number or the folder of targets cannot be read, or `cargo fuzz` cannot be installed.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> Result<bool, String> {
    let seconds: u32 = match arguments {
        [] => 60,
        [seconds] => seconds
            .parse()
            .map_err(|_| format!("`{seconds}` is not a number of seconds"))?,
        _ => {
            return Err(
                "`cargo xtask fuzz` takes one number, the seconds for each target".to_owned(),
            );
        }
    };
    tool::ensure_cargo(workspace, "fuzz")?;
    let done: Vec<_> = targets(workspace)?
        .iter()
        .map(|target| {
            step::run(
                target,
                &format!("cargo xtask fuzz {seconds}"),
                &format!("arbitrary input for {seconds} s"),
                || one(workspace, target, seconds),
            )
        })
        .collect();
    Ok(step::summarise(&done))
}

/// Names of the targets, sorted.
fn targets(workspace: &Workspace) -> Result<Vec<String>, String> {
    let broken = |error: std::io::Error| format!("{TARGETS}: {error}");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(workspace.root().join(TARGETS)).map_err(broken)? {
        let path = entry.map_err(broken)?.path();
        if path.extension().is_some_and(|ending| ending == "rs") {
            names.extend(
                path.file_stem()
                    .map(|stem| stem.to_string_lossy().into_owned()),
            );
        }
    }
    names.sort();
    Ok(names)
}

fn one(workspace: &Workspace, target: &str, seconds: u32) -> Tally {
    // New inputs go to the first folder, which version control ignores; the seeds are only read.
    let corpus = format!("fuzz/corpus/{target}");
    if let Err(error) = std::fs::create_dir_all(workspace.root().join(&corpus)) {
        return Tally::fail(format!("{corpus}: {error}"));
    }
    let mut seeds = vec![format!("fuzz/seeds/{target}")];
    if target == "model" {
        seeds.push("models".to_owned());
    }
    // The address sanitizer needs a nightly compiler; without one, panics and overflows are still found.
    let nightly = has_nightly();
    let mut command = if nightly {
        Command::new("cargo")
    } else {
        workspace.cargo(&[])
    };
    command.current_dir(workspace.root());
    if nightly {
        command
            .env_remove("CARGO")
            .env_remove("RUSTUP_TOOLCHAIN")
            .arg("+nightly");
    }
    command.args(["fuzz", "run"]);
    if !nightly {
        command.args(["--sanitizer", "none"]);
    }
    command.arg(target).arg(&corpus).args(&seeds).arg("--");
    command.args([
        format!("-max_total_time={seconds}"),
        "-timeout=10".to_owned(),
        "-rss_limit_mb=2048".to_owned(),
    ]);
    command.args(["-max_len=65536", "-print_final_stats=1"]);
    let shown = process::shown(&command);
    match process::stream(command) {
        Ok(ran) if ran.success => Tally::pass(),
        Ok(_) => Tally::fail(format!(
            "`{shown}` found an input that breaks it: see fuzz/artifacts/{target}"
        )),
        Err(error) => Tally::fail(format!("cannot run `{shown}`: {error}")),
    }
}

fn has_nightly() -> bool {
    let mut command = Command::new("cargo");
    command
        .env_remove("RUSTUP_TOOLCHAIN")
        .args(["+nightly", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
