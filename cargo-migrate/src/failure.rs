use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;
use std::{fmt, io};

use clap::builder::styling::AnsiColor;
use migrate_directory::Level;
use migrate_runtime::ErrorKind;

/// Why a command does not end with exit code 0.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    fn new(code: u8, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, message }
    }

    /// The command found a problem. `message` is empty if the problem was already shown.
    pub(crate) fn found(message: impl Into<String>) -> Self {
        Self::new(1, message)
    }

    /// Fails if problems were found. They were already shown.
    pub(crate) fn if_found(found: bool) -> Result<(), Self> {
        if found { Err(Self::found("")) } else { Ok(()) }
    }

    /// Wrong usage.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(2, message)
    }

    /// The database could not be reached, or it refused a request.
    pub(crate) fn database(message: impl Into<String>) -> Self {
        Self::new(3, message)
    }

    /// SQL failed.
    pub(crate) fn sql(message: impl Into<String>) -> Self {
        Self::new(4, message)
    }

    /// A file could not be read or written.
    pub(crate) fn file(doing: &str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let what = format!("cannot {doing} {}", path.display());
        move |error| Self::found(format!("{what}: {error}"))
    }

    /// Ctrl-C.
    pub(crate) fn interrupted() -> Self {
        Self::new(130, "interrupted").help("run the command again: it resumes where it stopped")
    }

    /// Adds what to do next.
    pub(crate) fn help(mut self, help: impl fmt::Display) -> Self {
        // Writing to a string does not fail.
        let _ = write!(self.message, "\n  = help: {help}");
        self
    }

    pub(crate) fn show(&self) {
        if !self.message.is_empty() {
            say(Level::Deny, &self.message);
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

/// Shows a problem on standard error, with a coloured `error` or `warning` on a terminal.
pub(crate) fn say(level: Level, text: &str) {
    let (word, colour) = match level {
        Level::Deny => ("error", AnsiColor::Red),
        Level::Warn => ("warning", AnsiColor::Yellow),
    };
    let style = colour.on_default().bold();
    anstream::eprintln!("{style}{word}{style:#}: {text}");
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::database(error.to_string())
    }
}

impl From<migrate_runtime::Error> for Failure {
    fn from(error: migrate_runtime::Error) -> Self {
        let code = match error.kind() {
            ErrorKind::History | ErrorKind::Pending | ErrorKind::Refused | ErrorKind::Drift => 1,
            ErrorKind::Usage => 2,
            ErrorKind::Sql => 4,
            _ => 3,
        };
        Self::new(code, error.to_string())
    }
}
