//! Executes files of any layout, one after the other, as psql and sqlite3 would.

use std::str::FromStr;

use migrate_directory::{Code, Dialect, Position, Problem, split};
use sqlx::postgres::{PgDatabaseError, PgErrorPosition};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection};

use super::file::OldFile;
use crate::database::connect_postgres;
use crate::failure::Failure;
use crate::scratch::Scratch;

/// Commands of psql that change nothing in the database.
const HARMLESS: [&str; 12] = [
    "\\set",
    "\\unset",
    "\\echo",
    "\\qecho",
    "\\timing",
    "\\pset",
    "\\x",
    "\\conninfo",
    "\\restrict",
    "\\unrestrict",
    "\\o",
    "\\encoding",
];

/// The comments with which the down part of another tool's file begins.
const DOWN: [&str; 3] = ["-- migrate:down", "-- +goose Down", "-- +migrate Down"];

/// Executes the files in a database, statement by statement. Each file gets its own session.
pub(crate) async fn replay<'f>(
    scratch: &Scratch,
    url: &str,
    dialect: Dialect,
    files: impl Iterator<Item = &'f OldFile>,
) -> Result<(), Failure> {
    for file in files.filter(|file| !file.is_skipped) {
        let text = scratch.replayable_text(up_part(&file.text));
        let mut session = Session::open(url, dialect).await?;
        let split = split(&text, dialect);
        for problem in &split.problems {
            if !is_harmless(&text, problem) {
                return Err(unsplit(file, &text, problem));
            }
        }
        for statement in &split.statements {
            let sql = &text[statement.text.clone()];
            if let Err(error) = session.execute(sql).await {
                return Err(failed(file, &text, statement.text.start, sql, &error));
            }
        }
        session.close().await?;
    }
    Ok(())
}

fn up_part(text: &str) -> &str {
    let down = DOWN.iter().filter_map(|mark| {
        let at = text.find(mark)?;
        (at == 0 || text[..at].ends_with('\n')).then_some(at)
    });
    &text[..down.min().unwrap_or(text.len())]
}

enum Session {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

impl Session {
    async fn open(url: &str, dialect: Dialect) -> Result<Self, Failure> {
        Ok(if dialect == Dialect::Sqlite {
            let options = SqliteConnectOptions::from_str(url)?.foreign_keys(false);
            Self::Sqlite(options.disable_statement_logging().connect().await?)
        } else {
            Self::Postgres(connect_postgres(url).await?)
        })
    }

    async fn execute(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Postgres(connection) => query.execute(connection).await.map(drop),
            Self::Sqlite(connection) => query.execute(connection).await.map(drop),
        }
    }

    async fn close(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Postgres(connection) => connection.close().await,
            Self::Sqlite(connection) => connection.close().await,
        }
    }
}

fn is_harmless(text: &str, problem: &Problem) -> bool {
    let Problem::ClientCommand { at, .. } = problem else {
        return false;
    };
    let command = text[at.clone()]
        .split_whitespace()
        .next()
        .unwrap_or_default();
    HARMLESS.contains(&command)
}

fn unsplit(file: &OldFile, text: &str, problem: &Problem) -> Failure {
    let (at, message, help) = match problem {
        Problem::Unterminated { at, what } => {
            (at, format!("the {what} is never closed"), "close it")
        }
        Problem::ClientCommand { at, help } => (
            at,
            format!("`{}` is a command of a database shell", &text[at.clone()]),
            *help,
        ),
    };
    let Position { line, column } = Position::of(text, at.start);
    Failure::found(format!(
        "{message} [{}]\n --> {}:{line}:{column}",
        Code::ClientCommand.name(),
        file.path
    ))
    .help(format!(
        "{help}, or leave the file out of the replay with a line `skip {}` in a list for `--order`",
        file.path
    ))
}

/// An error with the file and the line that failed.
fn failed(file: &OldFile, text: &str, start: usize, sql: &str, error: &sqlx::Error) -> Failure {
    let (message, inside) = match error {
        sqlx::Error::Database(error) => (error.message().to_owned(), offset(sql, error.as_ref())),
        error => (error.to_string(), 0),
    };
    let at = start + inside;
    let Position { line, column } = Position::of(text, at);
    let quoted = text.split('\n').nth(line - 1).unwrap_or_default();
    Failure::sql(format!(
        "the replay failed: {message}\n --> {}:{line}:{column}\n  |\n  | {quoted}\n  |",
        file.path
    ))
    .help(format!(
        "if the files ran in another order, list them with `--order <file>`, one path per line; \
         a line `skip {}` leaves this file out",
        file.path
    ))
}

/// The position of an error in its statement, in bytes.
fn offset(sql: &str, error: &dyn sqlx::error::DatabaseError) -> usize {
    let error = error.try_downcast_ref::<PgDatabaseError>();
    let Some(PgErrorPosition::Original(characters)) = error.and_then(PgDatabaseError::position)
    else {
        return 0;
    };
    let before = sql.char_indices().nth(characters.saturating_sub(1));
    before.map_or(0, |(at, _)| at)
}
