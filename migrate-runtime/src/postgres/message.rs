use std::ops::Range;
use std::time::Duration;

use super::engine::{position, sqlstate};
use super::settings::Settings;
use crate::engine::Failure;
use crate::error::NOTHING_APPLIED;
use crate::history::{COLUMNS, Cells, Place, Row};
use crate::piece::{Direction, Limits, Piece};
use crate::sql::identifier;
use crate::{Dialect, Error};

/// One message that applies migrations, and where each script is in it.
pub(super) struct Message {
    pub(super) sql: String,
    /// The message's length in characters, as PostgreSQL counts.
    length: usize,
    pub(super) parts: Vec<Part>,
}

pub(super) struct Part {
    /// The script's place in the message, in characters.
    script: Range<usize>,
    /// How many results come before the script's first statement.
    results_before: usize,
    statements: usize,
    /// How many results there are up to the end of the part.
    results: usize,
}

impl Message {
    pub(super) fn new(begin: &str) -> Self {
        let mut message = Self {
            sql: String::new(),
            length: 0,
            parts: Vec::new(),
        };
        message.push(begin);
        message
    }

    pub(super) fn push(&mut self, sql: &str) {
        self.sql += sql;
        self.length += sql.chars().count();
    }

    /// `opening` are the statements before the script.
    pub(super) fn add(
        &mut self,
        place: &Place,
        piece: &Piece,
        opening: &[String],
        settings: &Settings,
    ) {
        let migration = &piece.migration;
        // BEGIN and DO come before the first part.
        let before = self.parts.last().map_or(2, |part| part.results);
        let results_before = before + opening.len();
        self.push(&statements(opening));
        let start = self.length;
        // The script may end in a comment and without a semicolon; an error at its end is at ours.
        self.push(migration.sql());
        self.push("\n;");
        let script = start..self.length;
        self.push("\n");
        let (closing, results_after) = closing(place, piece, settings);
        self.push(&closing);
        let statements = migration.statements().count();
        self.parts.push(Part {
            script,
            results_before,
            statements,
            results: results_before + statements + results_after,
        });
    }
}

/// What follows a script in its transaction, and how many results it gives.
pub(super) fn closing(place: &Place, piece: &Piece, settings: &Settings) -> (String, usize) {
    let mut sql = "SET CONSTRAINTS ALL IMMEDIATE;\n".to_owned();
    let mut results = 2;
    if piece.migration.changes_session() {
        sql += &settings.restore;
        results += settings.results();
    }
    match piece.direction {
        Direction::Up => sql += &insert_applied(place, &piece.row),
        Direction::Down => {
            sql += &place.event_sql(&piece.undone());
            sql += ";\n";
            sql += &delete_reverted(place, &piece.row, "transaction_timestamp()");
            results += 1;
        }
    }
    sql += ";\n";
    (sql, results)
}

/// The row of a migration whose script has just run: begun when the one before it was finished, or
/// with the transaction.
fn insert_applied(place: &Place, row: &Row) -> String {
    let history = place.tables.history();
    let set = place.set_literal();
    let row = Row {
        statements_done: row.statements.unwrap_or_default(),
        ..row.clone()
    };
    let mut values = row.values(Dialect::Postgres);
    let columns = COLUMNS;
    for (column, value) in columns.iter().zip(&mut values) {
        match *column {
            "started_at" => "begun.at".clone_into(value),
            "finished_at" => "clock_timestamp()".clone_into(value),
            "duration_ms" => "(extract(epoch FROM clock_timestamp() - begun.at) * 1000)::bigint"
                .clone_into(value),
            _ => {}
        }
    }
    let before = row.position - 1;
    format!(
        "INSERT INTO {history} (set_name, {}) SELECT {set}, {} FROM (SELECT coalesce((SELECT finished_at FROM {history} \
         WHERE set_name = {set} AND position = {before} AND finished_at > transaction_timestamp()), transaction_timestamp()) AS at) AS begun \
         RETURNING 'took', duration_ms::text",
        columns.join(", "),
        values.join(", ")
    )
}

/// The end of a migration that is reverted. `since` is when its down file began, as SQL.
pub(super) fn delete_reverted(place: &Place, row: &Row, since: &str) -> String {
    format!(
        "{} RETURNING 'took', (extract(epoch FROM clock_timestamp() - {since}) * 1000)::bigint::text",
        place.delete_sql(row.position)
    )
}

pub(super) fn applying_failed(
    parts: &[Part],
    pieces: &[Piece],
    failure: Failure<sqlx::Postgres>,
    place: &Place,
) -> Error {
    let by_position = position(&failure.error).and_then(|position| {
        let at = parts
            .iter()
            .position(|part| part.script.contains(&position))?;
        Some((at, position - parts[at].script.start))
    });
    let found = match by_position {
        Some((at, chars)) => {
            // An error at our own semicolon is at the end of the text.
            let sql = pieces[at].migration.sql();
            Some((at, byte_of_char(sql, chars).min(sql.trim_end().len())))
        }
        // Without a position: the statement whose result did not come.
        None => parts
            .iter()
            .position(|part| failure.done >= part.results_before && failure.done < part.results)
            .map(|at| {
                let number = (failure.done - parts[at].results_before)
                    .min(parts[at].statements.saturating_sub(1));
                let statement = pieces[at].migration.statements().nth(number);
                (at, statement.map_or(0, |statement| statement.range.start))
            }),
    };
    match found {
        Some((at, offset)) => {
            let state = match sqlstate(&failure.error) {
                Some("42501") => {
                    "nothing of it was applied; grant the role this right, or migrate as the owner"
                }
                _ => NOTHING_APPLIED,
            };
            let state = state.to_owned();
            failure.into_sql_error(&pieces[at].migration, offset, state)
        }
        None => failure.into_error("applying a migration", place),
    }
}

pub(super) fn byte_of_char(text: &str, chars: usize) -> usize {
    text.char_indices()
        .nth(chars)
        .map_or(text.len(), |(byte, _)| byte)
}

/// Statements as part of a message.
pub(super) fn statements(statements: &[String]) -> String {
    statements
        .iter()
        .flat_map(|statement| [statement, ";\n"])
        .collect()
}

/// The limits of a script, which hold for its transaction.
pub(super) fn set_limits(limits: Limits, settings: &Settings) -> Vec<String> {
    let lock = limits.lock_in_transaction();
    let statement = limits.statement.unwrap_or(0);
    let mut set = vec![
        format!("SET LOCAL lock_timeout = {lock}"),
        format!("SET LOCAL statement_timeout = {statement}"),
    ];
    let timeouts = settings.timeouts.iter();
    set.extend(timeouts.map(|name| format!("SET LOCAL {name} = 0")));
    if settings.checks_clients {
        set.push("SET LOCAL client_connection_check_interval = '10s'".to_owned());
    }
    set
}

/// What unqualified names mean in the migrations of a tenant.
pub(super) fn search_path(place: &Place) -> Option<String> {
    let schema = place.schema.as_deref()?;
    Some(format!("{}, public", identifier(Dialect::Postgres, schema)))
}

/// The durations that `RETURNING 'took', …` gave.
pub(super) fn durations(rows: &[Cells]) -> impl Iterator<Item = Duration> {
    rows.iter().filter_map(|row| match row.as_slice() {
        [Some(took), Some(milliseconds)] if took == "took" => {
            milliseconds.parse().ok().map(Duration::from_millis)
        }
        _ => None,
    })
}
