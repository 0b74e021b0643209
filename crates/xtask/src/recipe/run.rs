//! Running one recipe in a folder of its own.

use std::path::Path;
use std::process;

use serde_json::Value;

use super::file::{Command, Recipe};
use super::folder_name;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// Runs the commands of the recipe one after the other; the first that fails ends it.
pub fn recipe(workspace: &Workspace, binary: &Path, folder: &Path, recipe: &Recipe) -> Tally {
    let name = folder_name(folder);
    let data = workspace.data();
    for needed in &recipe.needs {
        if !data.as_ref().is_some_and(|data| data.join(needed).is_dir()) {
            return Tally::skip(format!(
                "recipes/{name} needs the public data set `{needed}`, which is not here"
            ));
        }
    }
    let prepared = tempfile::tempdir().and_then(|place| {
        copy(folder, &place.path().join("recipes").join(&name))?;
        copy(
            &workspace.root().join("models"),
            &place.path().join("models"),
        )?;
        Ok(place)
    });
    let place = match prepared {
        Ok(place) => place,
        Err(error) => {
            return Tally::fail(format!("recipes/{name}: cannot prepare a folder: {error}"));
        }
    };
    let mut tally = Tally::default();
    for command in &recipe.step {
        let step = run(command, binary, place.path(), data.as_deref());
        let stop = !step.failed.is_empty();
        tally.passed += step.passed;
        tally.failed.extend(
            step.failed
                .into_iter()
                .map(|message| format!("recipes/{name}: `{}`: {message}", command.run.join(" "))),
        );
        if stop {
            break;
        }
    }
    tally
}

/// Runs one command in `place`; each thing that it must do is one check.
fn run(command: &Command, binary: &Path, place: &Path, data: Option<&Path>) -> Tally {
    let mut process = process::Command::new(binary);
    process.current_dir(place);
    for word in &command.run[1..] {
        match data {
            Some(data) => process.arg(word.replace("$FORESTALL_DATA", &data.to_string_lossy())),
            None => process.arg(word),
        };
    }
    if let Some(data) = data {
        process.env("FORESTALL_DATA", data);
    }
    let output = match process.stdin(process::Stdio::null()).output() {
        Ok(output) => output,
        Err(error) => return Tally::fail(format!("cannot be run: {error}")),
    };
    let said = [
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    ]
    .concat();
    if output.status.code() != Some(command.status) {
        return Tally::fail(format!(
            "ended with {}, expected exit code {}\n{said}",
            output.status, command.status
        ));
    }
    let mut tally = Tally::pass();
    for file in &command.writes {
        let written = std::fs::metadata(place.join(file))
            .is_ok_and(|found| found.is_file() && found.len() > 0);
        tally.add(if written {
            Tally::pass()
        } else {
            Tally::fail(format!("did not write {file}"))
        });
    }
    for text in &command.says {
        let found = said.contains(text.as_str());
        tally.add(if found {
            Tally::pass()
        } else {
            Tally::fail(format!("did not say `{text}` but\n{said}"))
        });
    }
    if command.expect.is_empty() {
        return tally;
    }
    match serde_json::from_slice::<Value>(&output.stdout) {
        Ok(value) => command
            .expect
            .iter()
            .for_each(|expectation| tally.add(Tally::of(expectation.unmet(&value)))),
        Err(error) => tally.add(Tally::fail(format!("did not print JSON: {error}"))),
    }
    tally
}

/// Copies a folder with everything in it.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
