//! `cargo xtask bench`: how long a first boot takes, beside the databases' own shells,
//! reading a large schema, and judging large directories.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use crate::command;
use crate::error::Error;
use crate::servers;
use crate::tools;

/// Package, features, name, profile: the rules run in build scripts, which are not optimised.
const BENCHES: [(&str, &str, &str, &str); 3] = [
    ("migrate-runtime", "postgres,sqlite", "fresh", "bench"),
    ("migrate-schema", "postgres", "read", "bench"),
    ("migrate-lint", "postgres", "directories", "dev"),
];

/// Runs the benches against a private server.
pub(crate) fn run(filter: &[OsString]) -> Result<(), Error> {
    tools::find_or_install("sqlite3", || tools::on_path("sqlite3"))?;
    tools::find_or_install("postgresql-client", || tools::on_path("psql"))?;
    let server = servers::postgres()?;
    for (package, features, bench, profile) in BENCHES {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args(["bench", "--locked", "--package", package])
            .args([
                "--features",
                features,
                "--bench",
                bench,
                "--profile",
                profile,
            ])
            .args(filter)
            .envs(servers::postgres_environment(&server));
        command::step(&mut command)?;
    }
    Ok(())
}
