//! `cargo xtask test`: all checks that a change must pass.

use std::ffi::OsString;
use std::process::Command;

use crate::command;
use crate::error::Error;
use crate::servers::Servers;

/// Runs all steps, or only the tests if there are arguments for the test runner.
pub(crate) fn run(filter: &[OsString]) -> Result<(), Error> {
    let servers = Servers::start()?;
    let tests = || {
        let mut tests = cargo(test_runner());
        tests.args(filter).envs(servers.environment());
        command::step(&mut tests)
    };
    if !filter.is_empty() {
        return tests();
    }
    command::step(&mut cargo("fmt --all --check"))?;
    command::step(&mut cargo(
        "clippy --workspace --all-targets --locked -- -D warnings",
    ))?;
    // Users may enable single features, but `--workspace` enables all of them.
    for (package, features) in [
        ("migrate-runtime", "postgres"),
        ("migrate-runtime", "sqlite"),
        ("migrate-runtime", "mysql"),
        ("migrate-runtime", "sqlite,testing"),
        ("migrate-schema", "postgres"),
        ("migrate-schema", "sqlite"),
        ("migrate-schema", "mysql"),
        ("migrate-lint", ""),
        ("migrate-lint", "postgres"),
        ("migrate-lint", "sqlite"),
        ("migrate-lint", "mysql"),
        ("migrate-build", ""),
        ("migrate-build", "postgres"),
        ("migrate-build", "sqlite"),
        ("migrate-build", "mysql"),
    ] {
        let clippy = format!(
            "clippy --package {package} --no-default-features --features {features} --locked -- -D warnings"
        );
        command::step(&mut cargo(&clippy))?;
    }
    command::step(cargo("doc --workspace --no-deps --locked").env("RUSTDOCFLAGS", "-D warnings"))?;
    command::step(cargo("test --workspace --doc --locked").envs(servers.environment()))?;
    tests()
}

fn test_runner() -> &'static str {
    if migrate_scratch::output(&mut cargo("nextest --version")).is_ok() {
        "nextest run --workspace --locked"
    } else {
        "test --workspace --locked --all-targets"
    }
}

/// The cargo that runs this program, with arguments that are separated by spaces.
fn cargo(arguments: &str) -> Command {
    let mut command = command::cargo();
    command.args(arguments.split(' '));
    command
}
