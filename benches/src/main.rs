//! `cargo xtask bench [row..]`: this workspace beside sqlx, refinery, `diesel_migrations` and the
//! databases' own shells, in one run.
//!
//! Without names the rows are measured that have no result yet, cheapest first; named rows are measured
//! again. `docs/benchmarks.md` is rendered from all results. `--short` shrinks sizes and repetitions: it
//! shows that the harness works, not how fast anything is.

#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a command line program talks to the terminal"
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
mod row;
mod rows;
mod service;

use std::process::ExitCode;

use crate::bench::Bench;
use crate::row::Row;
use crate::rows::ROWS;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

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
        bench.keep(row, &figures)?;
        print!("{}", document::section(row, &figures));
    }
    document::render(&bench)
}

fn chosen(bench: &Bench, names: &[String]) -> Result<Vec<&'static Row>> {
    if names.is_empty() {
        let missing = ROWS.iter().filter(|row| bench.kept(row).is_none());
        return Ok(missing.collect());
    }
    let find = |name: &String| {
        ROWS.iter().find(|row| row.name == name).ok_or_else(|| {
            let known: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
            format!("no row is called `{name}`; there are: {}", known.join(", ")).into()
        })
    };
    names.iter().map(find).collect()
}
