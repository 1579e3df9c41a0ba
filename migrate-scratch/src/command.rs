//! Running external programs.

use std::iter;
use std::path::Path;
use std::process::Command;

use crate::error::Error;

/// Runs a command and returns its standard output. If it fails, the error contains both outputs.
///
/// # Errors
///
/// The command cannot be started, or fails.
pub fn output(command: &mut Command) -> Result<String, Error> {
    let output = command.output().map_err(|source| Error::Run {
        line: line(command),
        source,
    })?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(Error::Failed {
        line: line(command),
        output: format!("{stdout}{stderr}"),
    })
}

/// The command as typed in a shell, without the directory of its program.
pub fn line(command: &Command) -> String {
    let program = command.get_program();
    let name = Path::new(program).file_name().unwrap_or(program);
    let words = iter::once(name).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}
