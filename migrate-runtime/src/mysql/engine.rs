use sqlx::mysql::{MySqlConnection, MySqlDatabaseError, MySqlRow};
use sqlx::{AssertSqlSafe, Row as _};

use super::message::OURS;
use crate::engine::{self, Engine, Results};
use crate::error::Kind;
use crate::history::{Cells, Place};
use crate::{Error, Migration};

/// What the server's numbers mean
/// (<https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>).
const DUPLICATE_KEY: u16 = 1062;
const NO_DATABASE: u16 = 1046;
const NO_SUCH_TABLE: u16 = 1146;
const SYNTAX: u16 = 1064;
const INSIDE_TRANSACTION: u16 = 1568;
const OUT_OF_RANGE: u16 = 1690;
/// A lock was not free in time, a deadlock, a changed row or definition, `NOWAIT`, user locks.
const LOCKS: [u16; 6] = [1205, 1213, 1020, 1412, 3572, 3058];
/// The connection: for idling, killed, with the server.
const ENDED: [u16; 3] = [4031, 1927, 1053];
/// Rights on tables, columns and databases, of the account, and of administrators.
const DENIED: [u16; 5] = [1142, 1143, 1044, 1045, 1227];
/// `read_only`, `super_read_only`, a transaction that only reads.
const READ_ONLY: [u16; 3] = [1290, 1836, 1792];

type Failure = engine::Failure<sqlx::MySql>;

impl Engine for sqlx::MySql {
    /// Nothing is held until the end, so their number does not matter.
    const JOINED: usize = usize::MAX;

    const ATOMIC: bool = false;

    #[cfg(feature = "drift")]
    const BEGIN: &'static str = "START TRANSACTION READ WRITE";

    fn may_be_joined(migration: &Migration) -> bool {
        !migration.is_rust()
    }

    fn send(connection: &mut MySqlConnection, sql: String) -> Results<'_, Self> {
        sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(connection)
    }

    /// In UTF-8 if they are ours.
    fn cells(row: &MySqlRow) -> Cells {
        let cell = |index| {
            let bytes: Option<Vec<u8>> = row.try_get_unchecked(index).ok()?;
            bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        (0..row.len()).map(cell).collect()
    }

    fn message(error: &sqlx::Error) -> String {
        let Some(server) = server(error) else {
            return error.to_string();
        };
        let message = match syntax_error(error) {
            Some(Syntax { said, near: "", .. }) => {
                format!("{said} the end of the statement")
            }
            Some(Syntax { said, near, line }) => {
                format!("{said} '{near}', line {line} of the statement")
            }
            None => server.message().to_owned(),
        };
        format!("{message} [{}]", server.number())
    }

    /// The server or an administrator ended the connection.
    fn is_broken(error: &sqlx::Error) -> bool {
        server(error).is_none_or(|server| ENDED.contains(&server.number()))
    }

    fn has_no_history(error: &sqlx::Error, _place: &Place) -> bool {
        is(error, &[NO_SUCH_TABLE])
    }

    fn lost_lock(error: &sqlx::Error) -> Option<String> {
        is(error, &LOCKS).then(|| Self::message(error))
    }

    fn refusal(failure: &Failure, doing: &'static str, place: &Place) -> Option<Kind> {
        let history = place.tables.history();
        let help = if is(&failure.error, &DENIED) {
            format!(
                "grant the account what it needs: SELECT on {history} to look; to apply, also INSERT, UPDATE and DELETE on it \
                 and on {lease}, and CREATE on {schema}.* for a first run",
                lease = place.tables.lease(),
                schema = place.tables.schema(),
            )
        } else if is(&failure.error, &READ_ONLY) {
            "connect to the primary server, with an account that may write: migrations are pending"
                .to_owned()
        } else if is(&failure.error, &[NO_DATABASE]) {
            return Some(Kind::Session {
                message: "the connection has no database".to_owned(),
                help: "name one in the URL: `mysql://user@host/database`".to_owned(),
            });
        } else {
            return None;
        };
        Some(Kind::Permission {
            doing,
            message: failure.message(),
            help,
        })
    }

    #[cfg(feature = "drift")]
    async fn schema(
        connection: &mut MySqlConnection,
        scope: &migrate_schema::Scope,
    ) -> Result<migrate_schema::Schema, migrate_schema::Error> {
        migrate_schema::mysql::read(connection, scope).await
    }
}

fn server(error: &sqlx::Error) -> Option<&MySqlDatabaseError> {
    match error {
        sqlx::Error::Database(error) => error.try_downcast_ref(),
        _ => None,
    }
}

fn is(error: &sqlx::Error, numbers: &[u16]) -> bool {
    server(error).is_some_and(|server| numbers.contains(&server.number()))
}

pub(super) fn is_inside_transaction(error: &sqlx::Error) -> bool {
    is(error, &[INSIDE_TRANSACTION])
}

pub(super) fn is_duplicate_key(error: &sqlx::Error) -> bool {
    is(error, &[DUPLICATE_KEY])
}

/// A condition of ours does not hold: see [`super::check`].
pub(super) fn is_refused(error: &sqlx::Error) -> bool {
    is(error, &[OUT_OF_RANGE])
}

/// Parts of the message of a syntax error.
struct Syntax<'e> {
    /// `You have an error … near`.
    said: &'e str,
    near: &'e str,
    line: usize,
}

/// The server quotes the text where it stopped reading, and the quotation may include text of ours.
fn syntax_error(error: &sqlx::Error) -> Option<Syntax<'_>> {
    let server = server(error).filter(|one| one.number() == SYNTAX)?;
    let (message, line) = server.message().rsplit_once("' at line ")?;
    let at = message.find("near '")? + "near".len();
    let (said, near) = (&message[..at], &message[at + " '".len()..]);
    // A quotation has a limited length, so our mark may be cut, too.
    let near = near.split(OURS.trim()).next().unwrap_or_default();
    let near = near.trim_end().trim_end_matches(';').trim_end();
    Some(Syntax {
        said,
        near,
        line: line.trim().parse().ok()?,
    })
}

/// Where in a statement the server stopped reading, in bytes.
fn position(error: &sqlx::Error, sql: &str) -> usize {
    let Some(Syntax { near, line, .. }) = syntax_error(error) else {
        return 0;
    };
    if near.is_empty() {
        return sql.trim_end().len();
    }
    let before = sql.split_inclusive('\n').take(line.saturating_sub(1));
    let start: usize = before.map(str::len).sum();
    let rest = sql.get(start..).unwrap_or_default();
    start + rest.find(near).unwrap_or(0)
}

/// `sql` is the statement, which is at `offset` in its migration.
pub(super) fn sql_error(
    failure: Failure,
    migration: &Migration,
    (offset, sql): (usize, &str),
    state: String,
) -> Error {
    let state = if is(&failure.error, &DENIED) {
        format!("{state}; the account lacks this right")
    } else {
        state
    };
    let offset = offset + position(&failure.error, sql);
    failure.into_sql_error(migration, offset, state)
}
