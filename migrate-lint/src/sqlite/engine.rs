//! The one door to SQLite: an empty database in memory.

mod read;
mod shelf;

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Connection, ErrorCode};

pub(crate) use read::Object;
pub(crate) use rusqlite::Error;
pub(crate) use shelf::Shelf;

/// Longer than any statement over no rows takes.
const LIMIT: Duration = Duration::from_secs(2);

/// So few objects are read again in no time.
const FEW: usize = 64;

#[derive(Debug)]
pub(crate) struct Engine {
    connection: Connection,
    shelf: RefCell<Shelf>,
    /// How many objects were brought from the shelf since the last that were put there.
    brought: Cell<usize>,
    /// How many objects the connection may hold before they are put on the shelf.
    limit: usize,
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
        Ok(Self {
            connection: connect()?,
            shelf: RefCell::default(),
            brought: Cell::new(0),
            limit: FEW,
        })
    }

    /// Puts what the connection holds on the shelf if it is too much to be read again and again.
    pub(crate) fn put_away(&mut self, is_shadow: impl Fn(&str) -> bool) -> Result<(), Error> {
        let brought = self.brought.take();
        self.limit = self.limit.max(brought * 2);
        let held = self.count()?;
        if held <= self.limit {
            return Ok(());
        }
        self.put_all_away(is_shadow)?;
        let left = self.count()?;
        self.limit = self.limit.max(left * 2);
        Ok(())
    }

    /// The same, however little it is. What depends on a missing object stays: it decides what else
    /// is refused.
    pub(crate) fn put_all_away(&mut self, is_shadow: impl Fn(&str) -> bool) -> Result<(), Error> {
        if !self.is_sound() {
            return Ok(());
        }
        let held = self.held(is_shadow)?;
        self.connection = connect()?;
        self.shelf.get_mut().put(held);
        Ok(())
    }

    /// What the connection holds; without the statements that others imply.
    pub(crate) fn held(&self, is_shadow: impl Fn(&str) -> bool) -> Result<Vec<Object>, Error> {
        let mut objects = self.objects()?;
        let implied = objects.iter_mut().filter(|one| is_shadow(&one.name));
        implied.for_each(|one| one.sql = None);
        Ok(objects)
    }

    pub(crate) fn shelf(&mut self) -> &mut Shelf {
        self.shelf.get_mut()
    }

    /// Whether no view or trigger misses anything, which the engine asks of all of them when one
    /// table is renamed.
    fn is_sound(&self) -> bool {
        let is_done = |sql| matches!(self.run(sql), Outcome::Done);
        is_done("CREATE TABLE \"migrate: before\" (a)") && {
            let renamed = is_done("ALTER TABLE \"migrate: before\" RENAME TO \"migrate: after\"");
            let left = if renamed { "after" } else { "before" };
            is_done(&format!("DROP TABLE \"migrate: {left}\"")) && renamed
        }
    }

    /// Brings back what a text mentions.
    fn bring(&self, text: &str) -> Result<(), Error> {
        let objects = self.shelf.borrow_mut().take(text);
        self.make(&objects)
    }

    /// Brings back what has the name, and what depends on it.
    pub(crate) fn reach(&self, name: &str) -> Result<(), Error> {
        let objects = self.shelf.borrow_mut().reach(name);
        self.make(&objects)
    }

    pub(crate) fn make(&self, objects: &[Object]) -> Result<(), Error> {
        self.brought.set(self.brought.get() + objects.len());
        for sql in objects.iter().filter_map(|object| object.sql.as_deref()) {
            // The engine no longer takes what it gave.
            let Outcome::Done = self.run(sql) else {
                return Err(Error::InvalidQuery);
            };
        }
        Ok(())
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
        match self.bring(sql) {
            Ok(()) => self.run(sql),
            Err(_) => Outcome::Unknown,
        }
    }

    fn run(&self, sql: &str) -> Outcome {
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
        if self.bring(sql).is_err() {
            return Outcome::Unknown;
        }
        self.attempt(sql, |connection| connection.prepare(sql).map(|_| ()))
    }

    /// The columns of a query of the service, if the engine understands it.
    pub(crate) fn answer(&self, sql: &str) -> Result<Vec<String>, Outcome> {
        if self.bring(sql).is_err() {
            return Err(Outcome::Unknown);
        }
        let columns = RefCell::default();
        // A column that is gone would be a string where its name is in double quotes.
        let strings = |on| {
            let set = self
                .connection
                .set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, on);
            set.map_err(|_| Outcome::Unknown)
        };
        strings(false)?;
        let outcome = self.attempt(sql, |connection| {
            let statement = connection.prepare(sql)?;
            let names = statement.column_names().into_iter();
            columns.replace(names.map(str::to_owned).collect());
            Ok(())
        });
        strings(true)?;
        match outcome {
            Outcome::Done => Ok(columns.into_inner()),
            other => Err(other),
        }
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

fn connect() -> Result<Connection, Error> {
    let connection = Connection::open_in_memory()?;
    connection.authorizer(Some(authorize))?;
    connection.pragma_update(None, "foreign_keys", false)?;
    Ok(connection)
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
