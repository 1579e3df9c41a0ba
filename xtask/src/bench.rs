//! `cargo xtask bench`: how long a first boot takes, beside the databases' own shells.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use crate::command;
use crate::error::Error;
use crate::postgres::Postgres;
use crate::tools;

/// Runs the benches of the runtime against a private server.
pub(crate) fn run(filter: &[OsString]) -> Result<(), Error> {
    tools::find_or_install("sqlite3", || tools::on_path("sqlite3"))?;
    tools::find_or_install("postgresql-client", || tools::on_path("psql"))?;
    let server = Postgres::start()?;
    let mut bench = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    bench
        .args(["bench", "--locked", "--package", "migrate-runtime"])
        .args(["--features", "postgres,sqlite", "--bench", "fresh"])
        .args(filter)
        .envs(server.environment());
    command::step(&mut bench)
}
