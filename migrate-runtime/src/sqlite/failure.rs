use crate::database::Outcome;
use crate::error::{Kind, NOTHING_APPLIED};
use crate::frame::Frame;
use crate::history::Place;
use crate::lent::Failure;
use crate::{Error, Migration};

/// <https://www.sqlite.org/rescode.html>
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const READONLY: i32 = 8;

impl Failure<sqlx::Sqlite> {
    /// The primary result code.
    fn code(&self) -> Option<i32> {
        let sqlx::Error::Database(error) = &self.error else {
            return None;
        };
        error.code()?.parse::<i32>().ok().map(|code| code & 0xff)
    }

    pub(super) fn message(&self) -> String {
        match &self.error {
            sqlx::Error::Database(error) => error.message().to_owned(),
            error => error.to_string(),
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        matches!(self.code(), Some(BUSY | LOCKED))
    }

    /// SQLite has no code of its own for this.
    pub(super) fn is_missing(&self, table: &str) -> bool {
        let message = self.message();
        message.starts_with("no such table") && message.ends_with(table)
    }

    /// SQLite has no code of its own for this either.
    pub(super) fn is_inside_transaction(&self) -> bool {
        self.message().contains("within a transaction")
    }

    /// What a failed script means.
    pub(super) fn sql_outcome<T>(self, migration: &Migration) -> Result<Outcome<T>, Error> {
        if self.is_busy() {
            return Ok(Outcome::Retry(self.message()));
        }
        Err(self.into_sql_error(migration, NOTHING_APPLIED.to_owned()))
    }

    pub(super) fn outcome<T>(
        self,
        doing: &'static str,
        place: &Place,
    ) -> Result<Outcome<T>, Error> {
        if self.is_busy() {
            return Ok(Outcome::Retry(self.message()));
        }
        Err(self.into_error(doing, place))
    }

    pub(super) fn into_error(self, doing: &'static str, place: &Place) -> Error {
        if self.code() == Some(READONLY) {
            let help = format!(
                "migrations are pending: open the file for writing, it holds {}",
                place.tables
            );
            return Kind::Permission {
                doing,
                message: self.message(),
                help,
            }
            .into();
        }
        Error::database(doing)(self.error)
    }

    pub(super) fn into_sql_error(self, migration: &Migration, state: String) -> Error {
        let message = self.message();
        let statement = migration.statements().nth(self.done);
        let offset = statement.map_or(0, |statement| statement.range.start);
        Kind::Sql {
            identity: migration.identity(),
            message,
            frame: Frame::new(migration.path(), migration.sql(), offset),
            state,
            source: Some(self.error),
        }
        .into()
    }
}
