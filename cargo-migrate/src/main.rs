//! `cargo migrate`: the life of a migration before and after the build.

#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a command line program talks to the terminal"
)]

mod arguments;
mod commands;
mod database;
mod failure;
mod place;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    // As a subcommand of cargo's the program's first argument is `migrate`.
    let arguments = std::env::args_os()
        .enumerate()
        .filter(|(at, argument)| *at != 1 || argument != "migrate")
        .map(|(_, argument)| argument);
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    match dispatch(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.show();
            failure.exit_code()
        }
    }
}

fn dispatch(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { place, command } = arguments;
    match command {
        Command::Init => commands::init::run(&place),
        Command::New(new) => commands::new::run(&place, &new),
        Command::Check { format } => commands::check::run(&place, format),
        Command::Statements { file, format } => commands::statements::run(&place, &file, format),
        Command::Seal(seal) => commands::seal::run(&place, &seal),
        Command::Status {
            database,
            format,
            check,
        } => commands::status::run(&place, &database, format, check),
        Command::Plan {
            database,
            format,
            sql,
        } => commands::plan::run(&place, &database, format, sql),
        Command::Up { database, drafts } => commands::up::run(&place, &database, drafts),
    }
}
