//! Why a command stopped.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(
        "expected a command

Usage: cargo xtask <command>

Commands:
  test             formatter, clippy, all tests and the documentation
  test <filter>..  only the tests; the arguments go to the test runner
  bench [row..]    this workspace beside sqlx, refinery, diesel and the shells; --short tries the harness
  torture [runs]   the long form of the tests that kill, start at once and hold up; 200 runs per engine
  server           keep the private servers and print how to reach them"
    )]
    Usage,

    #[error(transparent)]
    Server(#[from] migrate_scratch::Error),

    /// A step has already said on the terminal what is wrong.
    #[error("`{line}` failed")]
    Step { line: String, code: u8 },

    #[error("`{package}` is not installed; run `apt-get install {package}` as root")]
    Missing { package: &'static str },

    #[error("PG_BIN is `{}`, which does not hold initdb, pg_ctl and postgres", .0.display())]
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
