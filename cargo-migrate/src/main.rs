//! `cargo migrate`: creates, checks and seals migrations, and applies them to databases.

#![expect(
    clippy::print_stdout,
    reason = "a command line program prints to the terminal"
)]

mod adopt;
mod arguments;
mod commands;
mod confirm;
mod consolidate;
mod database;
mod failure;
mod git;
mod output;
mod place;
mod progress;
mod readme;
mod scratch;
mod text_file;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::arguments::{Arguments, CiService, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    // Cargo passes `migrate` as the first argument of its subcommand.
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
        Command::Check(check) => commands::check::run(&place, &check),
        Command::Lint(lint) => commands::lint::run(&place, &lint),
        Command::Statements { file, format } => commands::statements::run(&place, &file, format),
        Command::Seal(seal) => commands::seal::run(&place, &seal),
        Command::Status(status) => commands::status::run(&place, &status),
        Command::Plan(plan) => commands::plan::run(&place, &plan),
        Command::Rebase { onto } => commands::rebase::run(&place, onto.as_deref()),
        Command::Up(up) => commands::up::run(&place, &up),
        Command::Undo(undo) => commands::undo::run(&place, &undo),
        Command::Redo(redo) => commands::redo::run(&place, &redo),
        Command::Reset(reset) => commands::reset::run(&place, reset),
        Command::Repair(repair) => commands::repair::run(&place, &repair),
        Command::Drift(drift) => commands::drift::run(&place, &drift),
        Command::Baseline(baseline) => commands::baseline::run(&place, &baseline),
        Command::Adopt(adopt) => commands::adopt::run(&place, &adopt),
        Command::Consolidate(consolidate) => commands::consolidate::run(&place, &consolidate),
        Command::History { check, format } => commands::history::run(&place, check, format),
        Command::Hook { action, print } => commands::hook::run(&place, action, print),
        Command::Ci {
            service: CiService::Github,
        } => commands::ci::run(&place),
        Command::Explain { code } => commands::explain::run(code.as_deref()),
        Command::Completions { shell } => {
            let mut command = Arguments::command().bin_name("cargo-migrate");
            clap_complete::generate(shell, &mut command, "cargo-migrate", &mut std::io::stdout());
            Ok(())
        }
    }
}
