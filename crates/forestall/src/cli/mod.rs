//! The command line: one file per command.

mod analyse;
mod arguments;
mod catalogue;
mod check;
mod choice;
mod data;
mod demo;
mod dosing;
mod estimation;
mod expand;
mod failure;
mod files;
mod fit;
mod fit_folder;
mod forecast;
mod models;
mod nullable;
mod out;
mod parameters;
mod parts;
mod plan;
mod population;
pub(crate) mod print;
mod profile;
mod progress;
mod report;
mod run_manifest;
mod simulate;
mod verify;

pub(crate) use arguments::Arguments;
pub(crate) use failure::Failure;

use arguments::Command;
use failure::Outcome;

/// Runs the chosen command.
pub(crate) fn run(arguments: Arguments) -> Outcome {
    if let Some(threads) = arguments.threads {
        if threads == 0 {
            return Err(Failure::usage(
                "--threads 0: nobody is left to work",
                "give 1 or more",
            ));
        }
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global();
        pool.map_err(|e| Failure::Run(e.to_string()))?;
    }
    match arguments.command {
        Command::Check(a) => check::run(&a),
        Command::Expand(a) => expand::run(&a),
        Command::Models(a) => models::models(&a),
        Command::Schema => models::schema(),
        Command::Verify(a) => verify::run(&a),
        Command::Simulate(a) => simulate::run(&a),
        Command::Fit(a) => fit::run(&a),
        Command::Forecast(a) => forecast::run(&a),
        Command::Plan(a) => plan::run(&a),
        Command::Analyse(a) => analyse::run(&a),
        Command::Profile(a) => profile::run(&a),
        Command::Catalogue(a) => catalogue::run(&a),
        Command::Report(a) => report::run(&a),
        Command::Demo(a) => demo::run(&a),
        Command::Data(a) => data::run(&a),
    }
}
