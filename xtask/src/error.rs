//! The errors of all commands.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(
        "expected a command

Usage: cargo xtask <command>

Commands:
  test             run the formatter, clippy, all tests, and build the documentation
  test <filter>..  run only the tests; the arguments go to the test runner
  bench [row..]    compare this workspace with sqlx, refinery, diesel and the databases' shells;
                   --short only tries the harness
  torture [runs]   run the stress tests for longer: kills, simultaneous starts, traffic (default: 200
                   runs per database)
  server           start the private servers and print their environment variables"
    )]
    Usage,

    #[error(transparent)]
    Server(#[from] migrate_scratch::Error),

    /// The output of the step on the terminal shows the problem.
    #[error("`{line}` failed")]
    Step { line: String, code: u8 },

    #[error("`{package}` is not installed; run `apt-get install {package}` as root")]
    Missing { package: &'static str },

    #[error("the directory in PG_BIN, `{}`, does not contain initdb, pg_ctl and postgres", .0.display())]
    PgBin(PathBuf),

    #[error("cannot read standard input: {0}")]
    Input(io::Error),
}

impl Error {
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage => ExitCode::from(2),
            Self::Step { code, .. } => ExitCode::from(*code),
            _ => ExitCode::FAILURE,
        }
    }
}
