//! The `forestall` program: the only place that prints, exits, reads the environment and the clock.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::exit)]

mod cli;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    match cli::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            match &failure {
                cli::Failure::Input(refused) => eprintln!("{refused}"),
                cli::Failure::Run(message) => eprintln!("error: {message}"),
                cli::Failure::BrokenPipe => {}
            }
            ExitCode::from(failure.exit_code())
        }
    }
}
