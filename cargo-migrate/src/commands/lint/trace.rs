//! `cargo migrate lint --trace`: compares what the rules say with what a server does.

use migrate_directory::{Category, Code, Position};
use migrate_lint::Selection;
use migrate_runtime::testing::Effects;
use serde::Serialize;

use super::replay::{Step, replay};
use crate::arguments::{LintFormat, PlaceArguments};
use crate::database::block_on;
use crate::failure::Failure;
use crate::output::print_json;
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

/// How the rules and the server disagree about a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Disagreement {
    /// The statement blocks writers, and no rule reports it.
    NotFound,
    /// A rule reports that the statement blocks, and it does not.
    NotBlocking,
    /// The server rejects the statement, and no rule reports it.
    Refused,
    /// A rule reports that the server rejects the statement, and it does not.
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
        print_json(&Shown { server, statements })?;
    } else {
        statements.iter().for_each(print);
        println!(
            "PostgreSQL {}: statements: {}, disagreements: {count}",
            replayed.server,
            statements.len()
        );
    }
    Failure::if_found(count > 0)
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

/// The SQL name of a lock mode such as `ShareRowExclusiveLock`.
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

/// `TRUNCATE` creates a new file like a rewrite, but takes no time that grows with the table.
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
    // The statement fails on the first row, so it never blocks for long.
    let fails_at_once = step.findings.contains(&Code::AddRequiredColumn);
    match (is_blocking(step, sql), says(Category::Blocking)) {
        (true, false) if !fails_at_once => Some(Disagreement::NotFound),
        (false, true) if !is_lock(step) => Some(Disagreement::NotBlocking),
        _ => None,
    }
}

/// `LOCK TABLE` takes a lock without doing any work under it.
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
        ("rewrites", statement.rewritten.join(", ")),
        ("scans", statement.scanned.join(", ")),
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
            Self::NotFound => {
                "it blocks writers for a time that grows with the table, and no rule reports it"
            }
            Self::NotBlocking => "a rule reports that it blocks, and on this server it does not",
            Self::Refused => "the server rejects it, and no rule reports it",
            Self::Accepted => "a rule reports that the server rejects it, and it does not",
        }
    }
}
