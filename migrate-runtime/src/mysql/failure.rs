use sqlx::mysql::MySqlDatabaseError;

use super::message::OURS;
use crate::error::Kind;
use crate::frame::Frame;
use crate::history::Place;
use crate::lent::Failure;
use crate::{Error, Migration};

/// What the server's numbers mean
/// (<https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>).
const DUPLICATE_KEY: u16 = 1062;
const NO_DATABASE: u16 = 1046;
const NO_SUCH_TABLE: u16 = 1146;
const SYNTAX: u16 = 1064;
const INSIDE_TRANSACTION: u16 = 1568;
const OUT_OF_RANGE: u16 = 1690;
/// A lock was not had in time, a deadlock, a changed row or definition, `NOWAIT`, user locks.
const LOCKS: [u16; 6] = [1205, 1213, 1020, 1412, 3572, 3058];
/// The connection: for idling, killed, with the server.
const ENDED: [u16; 3] = [4031, 1927, 1053];
/// Rights on tables, columns and databases, of the account, and of administrators.
const DENIED: [u16; 5] = [1142, 1143, 1044, 1045, 1227];
/// `read_only`, `super_read_only`, a transaction that only reads.
const READ_ONLY: [u16; 3] = [1290, 1836, 1792];

/// Parts of the message of a syntax error.
struct Syntax<'e> {
    /// `You have an error … near`.
    said: &'e str,
    near: &'e str,
    line: usize,
}

/// Of an error that another attempt may not have: the reason in words.
pub(super) fn lost_lock(error: &sqlx::Error) -> Option<String> {
    let server = server(error)?;
    LOCKS
        .contains(&server.number())
        .then(|| server.message().to_owned())
}

fn server(error: &sqlx::Error) -> Option<&MySqlDatabaseError> {
    match error {
        sqlx::Error::Database(error) => error.try_downcast_ref(),
        _ => None,
    }
}

impl Failure<sqlx::MySql> {
    fn server(&self) -> Option<&MySqlDatabaseError> {
        server(&self.error)
    }

    fn is(&self, numbers: &[u16]) -> bool {
        self.server()
            .is_some_and(|server| numbers.contains(&server.number()))
    }

    /// The server refused; the connection is as good as before.
    pub(super) fn is_servers(&self) -> bool {
        !self.is_broken_connection()
    }

    /// Whether another connection may do better: this one was ended for idling, or by an administrator.
    pub(super) fn is_broken_connection(&self) -> bool {
        self.server().is_none() || self.is(&ENDED)
    }

    pub(super) fn is_missing_table(&self) -> bool {
        self.is(&[NO_SUCH_TABLE])
    }

    pub(super) fn is_inside_transaction(&self) -> bool {
        self.is(&[INSIDE_TRANSACTION])
    }

    pub(super) fn is_lock(&self) -> bool {
        self.is(&LOCKS)
    }

    pub(super) fn is_duplicate_key(&self) -> bool {
        self.is(&[DUPLICATE_KEY])
    }

    /// A condition of ours does not hold: see [`super::check`].
    pub(super) fn is_refused(&self) -> bool {
        self.is(&[OUT_OF_RANGE])
    }

    pub(super) fn message(&self) -> String {
        let Some(error) = self.server() else {
            return self.error.to_string();
        };
        let message = match self.syntax_error() {
            Some(Syntax { said, near: "", .. }) => {
                format!("{said} the end of the statement")
            }
            Some(Syntax { said, near, line }) => {
                format!("{said} '{near}', line {line} of the statement")
            }
            None => error.message().to_owned(),
        };
        format!("{message} [{}]", error.number())
    }

    /// The server quotes what stands where it stopped reading, and that may go on with ours.
    fn syntax_error(&self) -> Option<Syntax<'_>> {
        let server = self.server().filter(|one| one.number() == SYNTAX)?;
        let (message, line) = server.message().rsplit_once("' at line ")?;
        let at = message.find("near '")? + "near".len();
        let (said, near) = (&message[..at], &message[at + " '".len()..]);
        // What is quoted has a limited length, so the mark may be cut, too.
        let near = near.split(OURS.trim()).next().unwrap_or_default();
        let near = near.trim_end().trim_end_matches(';').trim_end();
        Some(Syntax {
            said,
            near,
            line: line.trim().parse().ok()?,
        })
    }

    /// Where in a statement the server stopped reading.
    fn position(&self, sql: &str) -> usize {
        let Some(Syntax { near, line, .. }) = self.syntax_error() else {
            return 0;
        };
        if near.is_empty() {
            return sql.trim_end().len();
        }
        let before = sql.split_inclusive('\n').take(line.saturating_sub(1));
        let start: usize = before.map(str::len).sum();
        let behind = sql.get(start..).unwrap_or_default();
        start + behind.find(near).unwrap_or(0)
    }

    pub(super) fn into_error(self, doing: &'static str, place: &Place) -> Error {
        let message = self.message();
        let history = place.tables.history();
        let help = if self.is(&DENIED) {
            format!(
                "grant the account what it needs: SELECT on {history} to look; to apply, also INSERT, UPDATE and DELETE on it \
                 and on {lease}, and CREATE on {schema}.* for a first run",
                lease = place.tables.lease(),
                schema = place.tables.schema(),
            )
        } else if self.is(&READ_ONLY) {
            "connect to the primary server, with an account that may write: migrations are pending"
                .to_owned()
        } else if self.is(&[NO_DATABASE]) {
            return Kind::Session {
                message: "the connection has no database".to_owned(),
                help: "name one in the URL: `mysql://user@host/database`".to_owned(),
            }
            .into();
        } else {
            return Error::database(doing)(self.error);
        };
        Kind::Permission {
            doing,
            message,
            help,
        }
        .into()
    }

    /// `sql` is the statement, which stands at `offset` in its migration.
    pub(super) fn into_sql_error(
        self,
        migration: &Migration,
        offset: usize,
        sql: &str,
        state: String,
    ) -> Error {
        let message = self.message();
        let state = if self.is(&DENIED) {
            format!("{state}; the account lacks this right")
        } else {
            state
        };
        let offset = offset + self.position(sql);
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
