//! `cargo xtask torture`: runs the stress tests for longer.

use std::ffi::OsString;

use crate::command;
use crate::error::Error;
use crate::servers::Servers;

const TESTS: [&str; 8] = [
    "kill::on_postgres",
    "kill::on_sqlite",
    "kill::on_mariadb",
    "restart::on_postgres",
    "restart::on_mariadb",
    "eight_runs_at_once",
    "sixty_four_boots",
    "traffic::",
];

/// Runs each test separately and shows its figures. The argument is the number of runs per database
/// in which processes are killed until all migrations are applied (default: 200).
pub(crate) fn run(arguments: &[OsString]) -> Result<(), Error> {
    let runs = match arguments {
        [] => "200".into(),
        [runs] => runs.clone(),
        _ => return Err(Error::Usage),
    };
    let servers = Servers::start()?;
    for test in TESTS {
        let mut command = command::cargo();
        command
            .args(["test", "--locked", "--package", "migrate-runtime"])
            .args(["--features", "drift,mysql,postgres,sqlite,testing"])
            .args(["--test", "it"])
            .args(["--", "--nocapture", test])
            .env("MIGRATE_TORTURE_RUNS", &runs)
            .env("MIGRATE_TORTURE_RESTARTS", "20")
            .env("MIGRATE_TORTURE_ROUNDS", "50")
            .envs(servers.environment());
        command::step(&mut command)?;
    }
    Ok(())
}
