//! Running external programs.

use std::env;
use std::process::Command;

use crate::error::Error;

/// The cargo that runs this program.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Prints a heading and runs a command whose output goes to the terminal.
pub(crate) fn step(command: &mut Command) -> Result<(), Error> {
    let line = migrate_scratch::line(command);
    eprintln!("\n==> {line}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            Err(Error::Step {
                line,
                code: code.unwrap_or(1),
            })
        }
        Err(source) => Err(migrate_scratch::Error::Run { line, source }.into()),
    }
}
