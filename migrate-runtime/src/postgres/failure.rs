use sqlx::postgres::{PgDatabaseError, PgErrorPosition};

use super::{LEASED, LOCKED, MOVED};
use crate::database::Outcome;
use crate::error::Kind;
use crate::frame::Frame;
use crate::history::Place;
use crate::lent::Failure;
use crate::{Error, Migration};

/// A lock that was not had in time, a deadlock, a transaction that could not be serialised.
const LOST_LOCK: [&str; 3] = ["55P03", "40P01", "40001"];

/// `idle_in_transaction_session_timeout` and `transaction_timeout`.
const IDLED: [&str; 2] = ["25P03", "25P04"];

/// Of an error that another attempt may not have: the reason in words.
pub(super) fn lost_lock(error: &sqlx::Error) -> Option<String> {
    let server = server(error)?;
    LOST_LOCK
        .contains(&server.code())
        .then(|| server.message().to_owned())
}

fn server(error: &sqlx::Error) -> Option<&PgDatabaseError> {
    match error {
        sqlx::Error::Database(error) => error.try_downcast_ref(),
        _ => None,
    }
}

impl Failure<sqlx::Postgres> {
    fn server(&self) -> Option<&PgDatabaseError> {
        server(&self.error)
    }

    pub(super) fn sqlstate(&self) -> Option<String> {
        self.server().map(|error| error.code().to_owned())
    }

    /// Whether somebody else created it a moment ago.
    pub(super) fn is_already_there(&self) -> bool {
        matches!(
            self.sqlstate().as_deref(),
            Some("23505" | "42P06" | "42P07" | "40001" | "XX000")
        )
    }

    /// Whether another connection may do better: the server or an administrator ended this one, a
    /// pooler has none, or it idled too long. What was sent is not to blame.
    pub(super) fn is_broken_connection(&self) -> bool {
        self.sqlstate().is_none_or(|state| {
            state.starts_with("57P") || state.starts_with("08") || IDLED.contains(&state.as_str())
        })
    }

    pub(super) fn message(&self) -> String {
        match self.server() {
            Some(error) => {
                let detail = error.detail().map(|detail| format!(" ({detail})"));
                format!(
                    "{} [{}]{}",
                    error.message(),
                    error.code(),
                    detail.unwrap_or_default()
                )
            }
            None => self.error.to_string(),
        }
    }

    /// Where in the message, in characters from 0.
    pub(super) fn position(&self) -> Option<usize> {
        match self.server()?.position()? {
            PgErrorPosition::Original(position) => position.checked_sub(1),
            PgErrorPosition::Internal { .. } => None,
        }
    }

    /// The failures that are no failure of a migration.
    pub(super) fn outcome<T>(&self, place: &Place) -> Option<Outcome<T>> {
        let server = self.server()?;
        match server.code() {
            LOCKED | MOVED | LEASED => Some(Outcome::Busy),
            // Unique (set_name, position) is the last fence.
            "23505" if place.tables.is_history(server.schema(), server.table()) => {
                Some(Outcome::Busy)
            }
            _ => lost_lock(&self.error).map(Outcome::Retry),
        }
    }

    pub(super) fn into_error(self, doing: &'static str, place: &Place) -> Error {
        let message = self.message();
        let schema = place.tables.schema();
        let help = match self.sqlstate().as_deref() {
            Some("42501") => format!(
                "grant the role what it needs: USAGE on schema {schema} and SELECT on {history} to look; to apply, CREATE on \
                 the database for a first run, and INSERT, UPDATE and DELETE on the tables in {schema}",
                history = place.tables.history()
            ),
            Some("25006") => {
                "connect to the primary server, with a role that may write: migrations are pending"
                    .to_owned()
            }
            _ => return Error::database(doing)(self.error),
        };
        Kind::Permission {
            doing,
            message,
            help,
        }
        .into()
    }

    pub(super) fn into_sql_error(
        self,
        migration: &Migration,
        offset: usize,
        state: String,
    ) -> Error {
        let message = self.message();
        let is_broken = self.is_broken_connection();
        match self.error {
            source @ sqlx::Error::Database(_) if !is_broken => Kind::Sql {
                identity: migration.identity(),
                message,
                frame: Frame::new(migration.path(), migration.sql(), offset),
                state,
                source: Some(source),
            }
            .into(),
            error => Error::database("applying a migration")(error),
        }
    }
}
