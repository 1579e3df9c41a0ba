//! `cargo xtask bench [row..]`: compares this workspace with sqlx, refinery, `diesel_migrations`
//! and the databases' shells, in one run.
//!
//! Without names it measures the rows that have no result yet, cheapest first. Named rows are
//! measured again. `docs/benchmarks.md` is rendered from all results. `--short` reduces sizes and
//! repetitions, which only tests the harness.

#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a command line program prints to the terminal"
)]

mod bench;
mod build;
mod chart;
mod database;
mod document;
mod figures;
mod machine;
mod migrations;
mod process;
mod program;
mod proxy;
mod result;
mod row;
mod rows;
mod service;

use std::process::ExitCode;

use crate::bench::Bench;
use crate::result::Result;
use crate::row::Row;
use crate::rows::ROWS;

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: Vec<String>) -> Result {
    let all = arguments.len();
    arguments.retain(|argument| argument != "--short");
    let bench = Bench::new(arguments.len() < all)?;
    for row in chosen(&bench, &arguments)? {
        println!("\n{}: {}", row.name, row.title);
        let figures = row.measure(&bench)?;
        bench.keep(row.name, &figures)?;
        print!("{}", document::section(row, &figures));
    }
    document::render(&bench)
}

fn chosen(bench: &Bench, names: &[String]) -> Result<Vec<&'static Row>> {
    if names.is_empty() {
        let missing = ROWS.iter().filter(|row| bench.kept(row.name).is_none());
        return Ok(missing.collect());
    }
    let find = |name: &String| {
        ROWS.iter().find(|row| row.name == name).ok_or_else(|| {
            let known: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
            format!(
                "there is no row `{name}`; the rows are: {}",
                known.join(", ")
            )
            .into()
        })
    };
    names.iter().map(find).collect()
}
