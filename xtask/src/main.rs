//! The development tasks of this workspace, run as `cargo xtask <command>`.

#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a command line program prints to the terminal"
)]

mod bench;
mod command;
mod error;
mod pgbouncer;
mod servers;
mod test;
mod tools;
mod torture;

use std::env;
use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use crate::error::Error;
use crate::servers::Servers;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            error.exit_code()
        }
    }
}

fn dispatch(arguments: &[OsString]) -> Result<(), Error> {
    let (command, rest) = arguments.split_first().ok_or(Error::Usage)?;
    match command.to_str() {
        Some("bench") => bench::run(rest),
        Some("test") => test::run(rest),
        Some("torture") => torture::run(rest),
        Some("server") if rest.is_empty() => serve(),
        _ => Err(Error::Usage),
    }
}

/// Runs the servers for the developer's own commands until standard input ends.
fn serve() -> Result<(), Error> {
    let servers = Servers::start()?;
    for (name, value) in servers.environment() {
        println!("export {name}='{value}'");
    }
    eprintln!("The servers run until Ctrl-C or the end of input.");
    io::copy(&mut io::stdin(), &mut io::sink()).map_err(Error::Input)?;
    Ok(())
}
