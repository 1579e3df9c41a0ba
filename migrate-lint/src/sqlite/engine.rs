//! The one door to SQLite: an empty database in memory.

mod read;

use std::cmp::Ordering;
use std::time::{Duration, Instant};

use rusqlite::functions::FunctionFlags;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Connection, ErrorCode};

pub(crate) use read::Object;
pub(crate) use rusqlite::Error;

/// Longer than any statement over no rows takes.
const LIMIT: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub(crate) struct Engine {
    connection: Connection,
}

/// What became of a statement.
#[derive(Debug)]
pub(crate) enum Outcome {
    Done,
    Refused(Refusal),
    /// Another SQLite, with more functions or files than this one, may do it.
    Unknown,
}

/// Why the engine refuses a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) message: String,
    /// Where it stopped to understand, in bytes of the statement.
    pub(crate) offset: Option<usize>,
}

impl Engine {
    pub(crate) fn open() -> Result<Self, Error> {
        let connection = Connection::open_in_memory()?;
        connection.authorizer(Some(authorize))?;
        let engine = Self { connection };
        engine.foreign_keys(false)?;
        Ok(engine)
    }

    /// Sets whether `DROP TABLE` looks after the rows that refer to it.
    pub(crate) fn foreign_keys(&self, on: bool) -> Result<(), Error> {
        self.connection.pragma_update(None, "foreign_keys", on)
    }

    /// Sets whether renaming leaves views, triggers and references as they are.
    pub(crate) fn legacy_alter_table(&self, on: bool) -> Result<(), Error> {
        self.connection
            .pragma_update(None, "legacy_alter_table", on)
    }

    pub(crate) fn execute(&self, sql: &str) -> Outcome {
        self.attempt(sql, |connection| {
            let start = Instant::now();
            connection.progress_handler(10_000, Some(move || start.elapsed() > LIMIT))?;
            let mut statement = connection.prepare(sql)?;
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            Ok(())
        })
    }

    /// Looks whether the engine understands it, and runs nothing.
    pub(crate) fn prepare(&self, sql: &str) -> Outcome {
        self.attempt(sql, |connection| connection.prepare(sql).map(|_| ()))
    }

    /// What one row does to a statement: whether it fails. The row is gone afterwards.
    pub(crate) fn try_on_row(&self, table: &str, row: &str, sql: &str) -> Option<Refusal> {
        let begun = ["BEGIN", table, row]
            .iter()
            .all(|setup| matches!(self.execute(setup), Outcome::Done));
        let outcome = self.execute(sql);
        let ended = self.execute("ROLLBACK");
        match (outcome, ended) {
            (Outcome::Refused(refusal), Outcome::Done) if begun => Some(refusal),
            _ => None,
        }
    }

    /// Tries it again as long as it lacks only what a program may bring: functions and collations.
    fn attempt(&self, sql: &str, run: impl Fn(&Connection) -> Result<(), Error>) -> Outcome {
        let mut stand_ins = 0;
        loop {
            let refusal = match run(&self.connection) {
                Ok(()) => return Outcome::Done,
                Err(error) => match refusal(&error, sql) {
                    Some(refusal) => refusal,
                    None => return Outcome::Unknown,
                },
            };
            let missing = self.stand_in(&refusal.message);
            stand_ins += 1;
            match missing {
                Some(true) if stand_ins < 100 => {}
                Some(_) => return Outcome::Unknown,
                None => return Outcome::Refused(refusal),
            }
        }
    }

    /// Makes the function or collation that the message misses; `None` if it misses none.
    fn stand_in(&self, message: &str) -> Option<bool> {
        let name = |what: &str| message.split_once(what).map(|(_, name)| name);
        let function = name("no such function: ").or_else(|| name("unknown function: "));
        if let Some(name) = function.map(|name| name.trim_end_matches("()")) {
            let flags = FunctionFlags::SQLITE_UTF8
                | FunctionFlags::SQLITE_DETERMINISTIC
                | FunctionFlags::SQLITE_INNOCUOUS;
            let made = self
                .connection
                .create_scalar_function(name, -1, flags, |_| Ok(None::<i64>));
            return Some(made.is_ok());
        }
        let name = name("no such collation sequence: ")?;
        let made = self
            .connection
            .create_collation(name, |one: &str, other: &str| -> Ordering {
                one.cmp(other)
            });
        Some(made.is_ok())
    }
}

/// What reaches beyond the database in memory is refused.
fn authorize(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => Authorization::Deny,
        AuthAction::Function { function_name }
            if function_name.eq_ignore_ascii_case("load_extension") =>
        {
            Authorization::Deny
        }
        _ => Authorization::Allow,
    }
}

/// `None` if the statement says nothing wrong, but cannot run here.
fn refusal(error: &Error, sql: &str) -> Option<Refusal> {
    let (code, message, offset) = match error {
        Error::SqlInputError {
            error, msg, offset, ..
        } => (error.code, msg, usize::try_from(*offset).ok()),
        Error::SqliteFailure(error, message) => (error.code, message.as_ref()?, None),
        _ => return None,
    };
    let elsewhere = [
        "no such module",
        "no such tokenizer",
        "unknown tokenizer",
        "unknown database",
        "not authorized",
        "no such window function",
        "parse error in",
    ];
    let runs_elsewhere = elsewhere.iter().any(|start| message.starts_with(start));
    let refuses = matches!(
        code,
        ErrorCode::Unknown | ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch
    );
    (refuses && !runs_elsewhere).then_some(Refusal {
        message: message.clone(),
        offset: offset.filter(|offset| *offset < sql.len()),
    })
}
