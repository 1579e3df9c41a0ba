//! `cargo xtask bench`: compares this workspace with other tools, and benchmarks two of its parts.

use std::ffi::OsString;
use std::path::Path;

use migrate_scratch::Postgres;

use crate::command::{cargo, step};
use crate::error::Error;
use crate::servers::{self, mariadb_environment, postgres_environment};
use crate::tools;

/// Name, package, features, bench and profile of each part: reading a large schema, and judging
/// large directories. The latter runs in build scripts, which are not optimised.
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

/// Runs the named benchmarks, or all of them. A name that is not in `PARTS` is a row of the
/// comparison.
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
        step(&mut command)?;
    }
    Ok(())
}

/// The comparison with other tools, which the package in `benches/` runs.
fn compare(postgres: &Postgres, rows: &[&OsString]) -> Result<(), Error> {
    for (package, shell) in [
        ("sqlite3", "sqlite3"),
        ("mariadb-client", "mariadb"),
        ("postgresql-client", "psql"),
    ] {
        tools::find_or_install(package, || tools::on_path(shell))?;
    }
    // diesel links libpq.
    let header = Path::new("/usr/include/postgresql/libpq-fe.h");
    tools::find_or_install("libpq-dev", || header.is_file().then_some(()))?;
    let mariadb = servers::mariadb()?;
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--locked"])
        .args(["--package", "migrate-bench", "--"])
        .args(rows)
        .envs(postgres_environment(postgres))
        .envs(mariadb_environment(&mariadb));
    step(&mut command)
}
