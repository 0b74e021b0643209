//! The steps of `cargo xtask test`.

use std::process::Command;

use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{book, count, dependencies, edges, models, process, recipe, report, rules, step, tool};

/// Name, what is checked, and the check.
type Step = (&'static str, &'static str, fn(&Workspace) -> Tally);

/// Cheap steps first, so that most mistakes show within seconds.
const STEPS: &[Step] = &[
    ("format", "cargo fmt leaves every file as it is", format),
    ("rules", "house rules on source files", rules::check),
    (
        "edges",
        "crates depend on each other only as the architecture says",
        |_| edges::check(),
    ),
    (
        "licences",
        "cargo deny: licences, banned crates, sources; DEPENDENCIES.md is complete",
        licences,
    ),
    ("lint", "clippy without warnings on all targets", lint),
    ("tests", "unit and integration tests of every crate", tests),
    (
        "doctests",
        "examples in the documentation of the code",
        doctests,
    ),
    (
        "docs",
        "the documentation of the code builds without warnings",
        docs,
    ),
    ("build", "cargo build --release", build),
    (
        "book",
        "links, model files and commands shown in the documentation; the reference of commands",
        book::check,
    ),
    ("models", "forestall verify models", models::verify),
    (
        "recipes",
        "every recipe gives what it promises",
        |workspace| recipe::run(workspace, &[]),
    ),
    (
        "report",
        "the demo's report in a browser: desktop, phone, print",
        report::check,
    ),
];

/// Prints the steps.
pub fn list() {
    for (name, what, _) in STEPS {
        println!("{name:<9} {what}");
    }
}

/// Runs the named steps, or all of them. A failure does not keep the others from running.
///
/// # Errors
/// A name is not that of a step.
pub fn run(workspace: &Workspace, names: &[&str]) -> Result<bool, String> {
    if let Some(unknown) = names
        .iter()
        .find(|name| !STEPS.iter().any(|(known, ..)| known == *name))
    {
        let known: Vec<&str> = STEPS.iter().map(|(name, ..)| *name).collect();
        return Err(format!(
            "no such step: `{unknown}`; there are {}",
            known.join(", ")
        ));
    }
    match workspace.data() {
        Some(_) => println!("public data sets: found, so the tests on real data run"),
        None => println!(
            "public data sets: none (FORESTALL_DATA is not set), so the tests on real data skip themselves"
        ),
    }
    let done: Vec<_> = STEPS
        .iter()
        .filter(|(name, ..)| names.is_empty() || names.contains(name))
        .map(|(name, what, check)| {
            step::run(name, &format!("cargo xtask test {name}"), what, || {
                check(workspace)
            })
        })
        .collect();
    Ok(step::summarise(&done))
}

/// One check that passes if the command does.
fn passes(command: Command) -> Tally {
    let shown = process::shown(&command);
    match process::stream(command) {
        Ok(ran) if ran.success => Tally::pass(),
        Ok(_) => Tally::fail(format!("`{shown}`")),
        Err(error) => Tally::fail(format!("cannot run `{shown}`: {error}")),
    }
}

/// As many checks as the runner's closing lines count.
fn counted(command: Command) -> Tally {
    let shown = process::shown(&command);
    let ran = match process::stream(command) {
        Ok(ran) => ran,
        Err(error) => return Tally::fail(format!("cannot run `{shown}`: {error}")),
    };
    let (passed, failed) = count::tests(&ran.output);
    let mut tally = Tally {
        passed,
        ..Tally::default()
    };
    tally.failed = (1..=failed)
        .map(|number| format!("test {number} of {failed} that failed: see above"))
        .collect();
    if !ran.success && failed == 0 {
        tally
            .failed
            .push(format!("`{shown}` did not get as far as its tests"));
    }
    tally
}

fn format(workspace: &Workspace) -> Tally {
    passes(workspace.cargo(&["fmt", "--all", "--check"]))
}

fn lint(workspace: &Workspace) -> Tally {
    passes(workspace.cargo(&[
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]))
}

fn tests(workspace: &Workspace) -> Tally {
    let mut command = if tool::has_cargo(workspace, "nextest") {
        workspace.cargo(&[
            "nextest",
            "run",
            "--workspace",
            "--locked",
            "--no-fail-fast",
        ])
    } else {
        workspace.cargo(&[
            "test",
            "--workspace",
            "--locked",
            "--no-fail-fast",
            "--lib",
            "--bins",
            "--tests",
        ])
    };
    if let Some(data) = workspace.data() {
        command.env("FORESTALL_DATA", data);
    }
    counted(command)
}

fn doctests(workspace: &Workspace) -> Tally {
    counted(workspace.cargo(&[
        "test",
        "--quiet",
        "--workspace",
        "--locked",
        "--no-fail-fast",
        "--doc",
    ]))
}

fn docs(workspace: &Workspace) -> Tally {
    let mut command = workspace.cargo(&["doc", "--quiet", "--workspace", "--locked", "--no-deps"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    passes(command)
}

fn licences(workspace: &Workspace) -> Tally {
    let mut tally = dependencies::check(workspace);
    match tool::ensure_cargo(workspace, "deny") {
        Ok(()) => tally.add(passes(workspace.cargo(&[
            "deny",
            "check",
            "--hide-inclusion-graph",
            "licenses",
            "bans",
            "sources",
        ]))),
        Err(message) => tally.add(Tally::fail(message)),
    }
    tally
}

fn build(workspace: &Workspace) -> Tally {
    match workspace.binary() {
        Ok(_) => Tally::pass(),
        Err(message) => Tally::fail(message),
    }
}
