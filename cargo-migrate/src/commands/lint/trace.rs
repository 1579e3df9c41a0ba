//! `cargo migrate lint --trace`: what the rules say of the drafts, and what a server does.

use migrate_directory::{Category, Code, Position};
use migrate_lint::Selection;
use migrate_runtime::testing::Effects;
use serde::Serialize;

use super::replay::{Step, replay};
use crate::arguments::{LintFormat, PlaceArguments};
use crate::commands::check::json;
use crate::database::block_on;
use crate::failure::Failure;
use crate::place::Place;

/// The trace as `--format json` shows it.
#[derive(Serialize)]
struct Shown<'t> {
    server: String,
    statements: Vec<ShownStatement<'t>>,
}

#[derive(Serialize)]
struct ShownStatement<'t> {
    file: &'t str,
    line: usize,
    column: usize,
    sql: &'t str,
    locks: Vec<ShownLock<'t>>,
    rewritten: &'t [String],
    scanned: &'t [String],
    blocking: bool,
    error: Option<&'t str>,
    findings: Vec<&'t str>,
    disagreement: Option<Disagreement>,
}

#[derive(Serialize)]
struct ShownLock<'t> {
    relation: &'t str,
    mode: String,
}

/// How rules and server disagree about a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Disagreement {
    /// Writers wait, and no rule says so.
    NotFound,
    /// A rule says that somebody waits, and nobody does.
    NotBlocking,
    /// The server refuses it, and no rule says so.
    Refused,
    /// A rule says that the server refuses it, and it does not.
    Accepted,
}

pub(crate) fn run(
    arguments: &PlaceArguments,
    selection: Selection,
    format: LintFormat,
    url: &str,
) -> Result<(), Failure> {
    let place = Place::read(arguments, None)?;
    place.accept()?;
    let replayed = block_on(replay(&place, selection, url))?;
    let statements: Vec<ShownStatement<'_>> = replayed
        .steps
        .iter()
        .map(|step| shown(&place, step))
        .collect();
    let disagreements = statements.iter().filter(|one| one.disagreement.is_some());
    let count = disagreements.count();
    if format == LintFormat::Json {
        let server = replayed.server;
        println!("{}", json(&Shown { server, statements })?);
    } else {
        statements.iter().for_each(print);
        println!(
            "PostgreSQL {}: statements: {}, disagreements: {count}",
            replayed.server,
            statements.len()
        );
    }
    if count == 0 {
        Ok(())
    } else {
        Err(Failure::found(""))
    }
}

fn shown<'t>(place: &'t Place, step: &'t Step) -> ShownStatement<'t> {
    let migration = &place.directory.migrations[step.migration];
    let Position { line, column } = Position::of(&migration.text, step.range.start);
    let Effects {
        locks,
        rewritten,
        scanned,
        ..
    } = &step.effects;
    let locks = locks.iter().filter(|(_, mode)| mode != "AccessShareLock");
    let sql = &migration.text[step.range.clone()];
    ShownStatement {
        file: &migration.path,
        line,
        column,
        sql,
        locks: locks
            .map(|(relation, mode)| ShownLock {
                relation,
                mode: words(mode),
            })
            .collect(),
        rewritten,
        scanned,
        blocking: is_blocking(step, sql),
        error: step.error.as_deref(),
        findings: step.findings.iter().map(|code| code.name()).collect(),
        disagreement: disagreement(step, sql),
    }
}

/// `ShareRowExclusiveLock` as SQL writes it.
fn words(mode: &str) -> String {
    let mut words = String::new();
    for letter in mode.trim_end_matches("Lock").chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter.to_ascii_uppercase());
    }
    words
}

/// `TRUNCATE` takes a new file, but reads and writes no row.
fn is_blocking(step: &Step, sql: &str) -> bool {
    let empties = sql
        .get(..8)
        .is_some_and(|word| word.eq_ignore_ascii_case("TRUNCATE"));
    step.effects.is_blocking() && !empties
}

fn disagreement(step: &Step, sql: &str) -> Option<Disagreement> {
    let says = |category| {
        let mut codes = step.findings.iter();
        codes.any(|code| code.category() == category)
    };
    let is_refusal =
        says(Category::Syntax) || says(Category::UnknownObject) || says(Category::Transaction);
    if step.error.is_some() || is_refusal {
        return match (step.error.is_some(), is_refusal) {
            (true, false) => Some(Disagreement::Refused),
            (false, true) => Some(Disagreement::Accepted),
            _ => None,
        };
    }
    // It fails on the first row, so there is none to wait for.
    let fails_at_once = step.findings.contains(&Code::AddRequiredColumn);
    match (is_blocking(step, sql), says(Category::Blocking)) {
        (true, false) if !fails_at_once => Some(Disagreement::NotFound),
        (false, true) if !is_lock(step) => Some(Disagreement::NotBlocking),
        _ => None,
    }
}

/// Nothing is done under a lock that a statement asks for, yet.
fn is_lock(step: &Step) -> bool {
    step.findings.contains(&Code::LockTable) && step.effects.is_held
}

fn print(statement: &ShownStatement<'_>) {
    let ShownStatement {
        file, line, column, ..
    } = statement;
    println!("{file}:{line}:{column}\n{}", statement.sql);
    let locks = statement.locks.iter();
    let locks: Vec<String> = locks
        .map(|lock| format!("{} {}", lock.relation, lock.mode))
        .collect();
    for (what, list) in [
        ("locks", locks.join(", ")),
        ("writes anew", statement.rewritten.join(", ")),
        ("reads from end to end", statement.scanned.join(", ")),
        ("rules", statement.findings.join(", ")),
        ("error", statement.error.unwrap_or_default().to_owned()),
    ] {
        if !list.is_empty() {
            println!("  {what}: {list}");
        }
    }
    if let Some(disagreement) = statement.disagreement {
        println!("  disagreement: {}", disagreement.sentence());
    }
    println!();
}

impl Disagreement {
    fn sentence(self) -> &'static str {
        match self {
            Self::NotFound => "writers wait for a time that grows with the table; no rule says so",
            Self::NotBlocking => "a rule says that somebody waits; on this server nobody does",
            Self::Refused => "the server refuses it; no rule says so",
            Self::Accepted => "a rule says that the server refuses it; it does not",
        }
    }
}
