//! `cargo xtask bench`: this workspace beside its peers, and two benches of its own parts.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use migrate_scratch::Postgres;

use crate::command;
use crate::error::Error;
use crate::servers::{self, mariadb_environment, postgres_environment};
use crate::tools;

/// Name, package, features, bench, profile: reading a large schema, and judging large directories, whose rules run in
/// build scripts, which are not optimised.
const PARTS: [(&str, &str, &str, &str, &str); 2] = [
    ("schema", "migrate-schema", "postgres", "read", "bench"),
    (
        "lint",
        "migrate-lint",
        "mysql,postgres,sqlite",
        "directories",
        "dev",
    ),
];

/// Runs what is named, or everything. What is no part of ours is a row of the comparison.
pub(crate) fn run(arguments: &[OsString]) -> Result<(), Error> {
    let is_part = |name: &&OsString| PARTS.iter().any(|part| *name == part.0);
    let rows: Vec<&OsString> = arguments.iter().filter(|name| !is_part(name)).collect();
    let postgres = servers::postgres()?;
    if arguments.is_empty() || !rows.is_empty() {
        compare(&postgres, &rows)?;
    }
    for (name, package, features, bench, profile) in PARTS {
        if !arguments.is_empty() && !arguments.iter().any(|argument| argument == name) {
            continue;
        }
        let mut command = cargo();
        command
            .args(["bench", "--locked", "--package", package])
            .args(["--features", features, "--bench", bench])
            .args(["--profile", profile])
            .envs(postgres_environment(&postgres));
        command::step(&mut command)?;
    }
    Ok(())
}

/// The comparison with the peers, which `benches/` makes.
fn compare(postgres: &Postgres, rows: &[&OsString]) -> Result<(), Error> {
    for shell in ["sqlite3", "mariadb"] {
        let package = if shell == "mariadb" {
            "mariadb-client"
        } else {
            shell
        };
        tools::find_or_install(package, || tools::on_path(shell))?;
    }
    tools::find_or_install("postgresql-client", || tools::on_path("psql"))?;
    // diesel links it.
    let header = Path::new("/usr/include/postgresql/libpq-fe.h");
    tools::find_or_install("libpq-dev", || header.is_file().then_some(()))?;
    let mariadb = servers::mariadb()?;
    let mut command = cargo();
    command
        .args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "migrate-bench",
            "--",
        ])
        .args(rows)
        .envs(postgres_environment(postgres))
        .envs(mariadb_environment(&mariadb));
    command::step(&mut command)
}

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
