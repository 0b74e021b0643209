//! The `forestall` program: the only place that prints, exits, reads the environment and the clock.
#![allow(clippy::print_stdout, clippy::exit)]

mod cli;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    match cli::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            match &failure {
                cli::Failure::Input(refused) => cli::print::say(&refused.to_string()),
                cli::Failure::Run(message) => cli::print::say(&format!("error: {message}")),
                cli::Failure::BrokenPipe => {}
            }
            ExitCode::from(failure.exit_code())
        }
    }
}
