//! Development tasks of forestall, run as `cargo xtask TASK`.
//!
//! `cargo xtask test` is the one command that says whether the tree is sound; continuous integration calls it and
//! nothing else. Each of its steps can be run alone (`cargo xtask test recipes`), so that a failure can be repeated
//! without waiting for the rest.
// This program talks to the developer at the terminal and reports through its exit code.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod bench;
mod book;
mod browser;
mod count;
mod dependencies;
mod edges;
mod fuzz;
mod models;
mod process;
mod recipe;
mod report;
mod rules;
mod step;
mod suite;
mod tally;
mod tool;
mod workspace;

use std::process::ExitCode;

use workspace::Workspace;

const HELP: &str = "\
Development tasks of forestall.

    cargo xtask test [STEP...]      check everything, or only the named steps
    cargo xtask steps               list the steps of `test`
    cargo xtask recipes [NAME...]   run the recipes, or those whose folder name contains NAME
    cargo xtask book                check links, model files and commands shown in the documentation
    cargo xtask dependencies        print the direct dependencies with licence and crate count
    cargo xtask fuzz [SECONDS]      run each fuzz target that long (default 60)
    cargo xtask bench [peers|sbml|profile]
                                    run the benchmarks, or a comparison with rival programs
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    let task = arguments.first().map_or("help", String::as_str);
    if matches!(task, "help" | "--help" | "-h") {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let workspace = match Workspace::open() {
        Ok(workspace) => workspace,
        Err(message) => {
            eprintln!("error: {message}");
            return ExitCode::from(2);
        }
    };
    let sound = match (task, rest.as_slice()) {
        ("test", names) => suite::run(&workspace, names),
        ("steps", []) => {
            suite::list();
            Ok(true)
        }
        ("recipes", names) => Ok(step::alone("recipes", || recipe::run(&workspace, names))),
        ("book", []) => suite::run(&workspace, &["book"]),
        ("dependencies", []) => dependencies::print(&workspace).map(|()| true),
        ("fuzz", seconds) => fuzz::run(&workspace, seconds),
        ("bench", []) => bench::run(&workspace),
        ("bench", ["peers"]) => bench::peers(&workspace),
        ("bench", ["sbml"]) => bench::sbml(&workspace),
        ("bench", ["profile"]) => bench::profile(&workspace),
        _ => Err(format!("no such task: `{}`\n\n{HELP}", arguments.join(" "))),
    };
    match sound {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}
