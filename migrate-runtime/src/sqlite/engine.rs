use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Row as _};

use crate::engine::{Engine, Failure, Results};
use crate::error::Kind;
use crate::history::{Cells, Place};

/// <https://www.sqlite.org/rescode.html>
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const READONLY: i32 = 8;

impl Engine for sqlx::Sqlite {
    /// Fewer commits are fewer waits for the disk.
    const JOINED: usize = usize::MAX;

    /// These are few (VACUUM, journal modes).
    const MAY_REPEAT: bool = true;

    const LOOK_IS_PING: bool = false;

    const NO_HOLDER: &'static str = "another process or connection holds the file's lock";

    #[cfg(feature = "drift")]
    const BEGIN: &'static str = "BEGIN IMMEDIATE";

    fn send(connection: &mut SqliteConnection, sql: String) -> Results<'_, Self> {
        sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(connection)
    }

    fn cells(row: &SqliteRow) -> Cells {
        let cell = |index| match row.try_get::<Option<String>, _>(index) {
            Ok(text) => text,
            Err(_) => row
                .try_get::<Option<i64>, _>(index)
                .ok()
                .flatten()
                .map(|number| number.to_string()),
        };
        (0..row.len()).map(cell).collect()
    }

    fn message(error: &sqlx::Error) -> String {
        match error {
            sqlx::Error::Database(error) => error.message().to_owned(),
            error => error.to_string(),
        }
    }

    fn is_broken(_error: &sqlx::Error) -> bool {
        false
    }

    /// SQLite has no code of its own for this.
    fn has_no_history(error: &sqlx::Error, place: &Place) -> bool {
        let message = Self::message(error);
        message.starts_with("no such table") && message.ends_with(place.tables.bare_history())
    }

    fn lost_lock(error: &sqlx::Error) -> Option<String> {
        matches!(code(error), Some(BUSY | LOCKED)).then(|| Self::message(error))
    }

    fn refusal(failure: &Failure<Self>, doing: &'static str, place: &Place) -> Option<Kind> {
        let help = format!(
            "migrations are pending: open the file for writing, it holds {}",
            place.tables
        );
        (code(&failure.error) == Some(READONLY)).then(|| Kind::Permission {
            doing,
            message: failure.message(),
            help,
        })
    }

    #[cfg(feature = "drift")]
    async fn schema(
        connection: &mut SqliteConnection,
        scope: &migrate_schema::Scope,
    ) -> Result<migrate_schema::Schema, migrate_schema::Error> {
        migrate_schema::sqlite::read(connection, scope).await
    }
}

/// The primary result code.
fn code(error: &sqlx::Error) -> Option<i32> {
    let sqlx::Error::Database(error) = error else {
        return None;
    };
    error.code()?.parse::<i32>().ok().map(|code| code & 0xff)
}

/// SQLite has no code of its own for this.
pub(super) fn is_inside_transaction(error: &sqlx::Error) -> bool {
    <sqlx::Sqlite as Engine>::message(error).contains("within a transaction")
}
