use sqlx::postgres::{PgConnectOptions, PgConnection, PgDatabaseError, PgErrorPosition, PgRow};
use sqlx::{AssertSqlSafe, Row as _};

use super::check::{LEASED, LOCKED, MOVED};
use crate::engine::{Engine, Failure, Results};
use crate::error::Kind;
use crate::history::{Cells, Place};
use crate::outcome::Outcome;

/// A lock that was not free in time, a deadlock, a transaction that could not be serialised.
const LOST_LOCK: [&str; 3] = ["55P03", "40P01", "40001"];

/// `idle_in_transaction_session_timeout` and `transaction_timeout`.
const IDLED: [&str; 2] = ["25P03", "25P04"];

impl Engine for sqlx::Postgres {
    /// Every object takes a place in the server's table of locks until the commit.
    const JOINED: usize = 200;

    #[cfg(feature = "drift")]
    const BEGIN: &'static str = "BEGIN READ WRITE";

    /// PgBouncer refuses the start-up parameter that the driver would send.
    fn options(options: PgConnectOptions) -> PgConnectOptions {
        options.extra_float_digits(None)
    }

    fn send(connection: &mut PgConnection, sql: String) -> Results<'_, Self> {
        sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(connection)
    }

    fn cells(row: &PgRow) -> Cells {
        let cell = |index| row.try_get(index).ok().flatten();
        (0..row.len()).map(cell).collect()
    }

    fn message(error: &sqlx::Error) -> String {
        let Some(server) = server(error) else {
            return error.to_string();
        };
        let detail = server.detail().map(|detail| format!(" ({detail})"));
        format!(
            "{} [{}]{}",
            server.message(),
            server.code(),
            detail.unwrap_or_default()
        )
    }

    /// The server or an administrator ended the connection, a pooler has none, or it was idle for
    /// too long.
    fn is_broken(error: &sqlx::Error) -> bool {
        sqlstate(error).is_none_or(|state| {
            state.starts_with("57P") || state.starts_with("08") || IDLED.contains(&state)
        })
    }

    fn has_no_history(error: &sqlx::Error, _place: &Place) -> bool {
        // No such table, no such schema.
        matches!(sqlstate(error), Some("42P01" | "3F000"))
    }

    fn lost_lock(error: &sqlx::Error) -> Option<String> {
        let server = server(error)?;
        let is_lost = LOST_LOCK.contains(&server.code());
        is_lost.then(|| server.message().to_owned())
    }

    fn outcome(error: &sqlx::Error, place: &Place) -> Option<Outcome<()>> {
        let server = server(error)?;
        match server.code() {
            LOCKED | MOVED | LEASED => Some(Outcome::Busy),
            // Unique (set_name, position) is the last fence.
            "23505" if place.tables.is_history(server.schema(), server.table()) => {
                Some(Outcome::Busy)
            }
            _ => Self::lost_lock(error).map(Outcome::Retry),
        }
    }

    fn refusal(failure: &Failure<Self>, doing: &'static str, place: &Place) -> Option<Kind> {
        let schema = place.tables.schema();
        let help = match sqlstate(&failure.error) {
            Some("42501") => format!(
                "grant the role what it needs: USAGE on schema {schema} and SELECT on {history} to look; to apply, CREATE on \
                 the database for a first run, and INSERT, UPDATE and DELETE on the tables in {schema}",
                history = place.tables.history()
            ),
            Some("25006") => {
                "connect to the primary server, with a role that may write: migrations are pending"
                    .to_owned()
            }
            _ => return None,
        };
        Some(Kind::Permission {
            doing,
            message: failure.message(),
            help,
        })
    }

    #[cfg(feature = "drift")]
    async fn schema(
        connection: &mut PgConnection,
        scope: &migrate_schema::Scope,
    ) -> Result<migrate_schema::Schema, migrate_schema::Error> {
        migrate_schema::postgres::read(connection, scope).await
    }
}

fn server(error: &sqlx::Error) -> Option<&PgDatabaseError> {
    match error {
        sqlx::Error::Database(error) => error.try_downcast_ref(),
        _ => None,
    }
}

pub(super) fn sqlstate(error: &sqlx::Error) -> Option<&str> {
    server(error).map(PgDatabaseError::code)
}

/// Whether somebody else created it a moment ago.
pub(super) fn is_already_there(error: &sqlx::Error) -> bool {
    matches!(
        sqlstate(error),
        Some("23505" | "42P06" | "42P07" | "40001" | "XX000")
    )
}

/// Where in the message, in characters from 0.
pub(super) fn position(error: &sqlx::Error) -> Option<usize> {
    match server(error)?.position()? {
        PgErrorPosition::Original(position) => position.checked_sub(1),
        PgErrorPosition::Internal { .. } => None,
    }
}
