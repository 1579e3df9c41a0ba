use std::fmt;
use std::time::Duration;

use crate::frame::Frame;
use crate::{Dialect, Problem};

/// Why a run, a check or a status query failed. It never contains the password of a URL.
///
/// `Display` says what happened, where, and what to do next. It is for people, and may change.
/// Programs use [`kind`](Self::kind).
///
/// ```no_run
/// # #[cfg(feature = "sqlite")]
/// # async fn f(migrations: migrate_runtime::Migrations) {
/// use migrate_runtime::ErrorKind;
///
/// match migrations.run("sqlite:bookings.db").await {
///     Ok(report) => println!("{report}"),
///     Err(error) if error.kind() == ErrorKind::Busy => println!("try again later: {error}"),
///     Err(error) => panic!("{error}"),
/// }
/// # }
/// ```
pub struct Error(Box<Kind>);

/// What an [`Error`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The database could not be reached, the connection broke, or the server refused a statement
    /// of the runner itself.
    Connection,
    /// A right is missing.
    Permission,
    /// Another replica did not finish in time, or a lock was not free in time.
    Busy,
    /// The history and the embedded migrations contradict each other, or it is not known whether a
    /// statement took effect. Nothing was run.
    History,
    /// The SQL of a migration failed.
    Sql,
    /// The code of a Rust step failed.
    Step,
    /// Migrations are pending ([`Migrations::verify`](crate::Migrations::verify) only).
    Pending,
    /// The request does not fit: a migration has no down file, or a repair does not match the
    /// history. Nothing was run.
    Refused,
    /// The live schema is not what the last migration left. Nothing was run.
    #[cfg(feature = "drift")]
    Drift,
    /// The call cannot work: a database of another kind, an open transaction, not a URL.
    Usage,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    #[error("the database could not be reached: {message}")]
    Connect { message: String },
    #[error("the database failed while {doing}: {source}")]
    Database {
        doing: &'static str,
        source: sqlx::Error,
    },
    #[error("{doing}: {message}\n  = help: {help}")]
    Permission {
        doing: &'static str,
        message: String,
        help: String,
    },
    #[error("gave up after waiting {} s: {reason}\n  = help: {help}", waited.as_secs())]
    Busy {
        waited: Duration,
        reason: String,
        help: &'static str,
    },
    #[error("{}", list(problems))]
    History { problems: Vec<Problem> },
    #[error(
        "the history holds what this version does not know: {0}\n  = help: update migrate-runtime"
    )]
    Foreign(String),
    #[error("migration `{identity}` failed: {message}\n{frame}\n  = {state}")]
    Sql {
        identity: String,
        message: String,
        frame: Frame,
        state: String,
        source: Option<sqlx::Error>,
    },
    #[error(
        "migration `{identity}`: a program ended while statement {number} of {total} was executed, and it is not known whether it took effect\n{frame}\n  = help: look at the database; if it did not, resume with `cargo migrate repair --resume`; if it did, execute the rest by hand and record that with `cargo migrate repair --mark applied {identity}`"
    )]
    Uncertain {
        identity: String,
        number: usize,
        total: usize,
        frame: Frame,
    },
    #[error("{} pending: {}\n  = help: start the service that applies them, or call `run`", pending.len(), pending.join(", "))]
    Pending { pending: Vec<String> },
    #[error(
        "the migrations are for {embedded}, the database is {database}\n  = help: pass a {embedded} database"
    )]
    Dialect {
        embedded: Dialect,
        database: Dialect,
    },
    #[error(
        "migrations are pending, but the connection is inside a transaction of the caller's\n  = help: commit it first, or pass the pool"
    )]
    OpenTransaction,
    #[cfg(feature = "mysql")]
    #[error("{message}\n  = help: {help}")]
    Session { message: String, help: String },
    #[error("{0}")]
    Url(String),
    #[error(
        "nothing was reverted: no down file for {}\n  = help: write the missing down files, or a new migration that undoes the change",
        missing.join(", ")
    )]
    NoDown { missing: Vec<String> },
    #[error("no migration has the version {version}\n  = help: `cargo migrate status` lists them")]
    NoSuchVersion { version: i64 },
    #[error(
        "the code of {} is missing, nothing was run\n  = help: supply it with `with_step`, or start the service that does",
        missing.join(", ")
    )]
    NoCode { missing: Vec<String> },
    #[error(
        "the code of `{identity}` failed: {source}\n  = nothing of it was applied; fix the code and start again"
    )]
    Step {
        identity: String,
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[cfg(feature = "drift")]
    #[error(
        "the schema is not what the last migration left, nothing was run\n{differences}\n  = help: write the changes as a migration, or undo them"
    )]
    Drift { differences: String },
    #[cfg(feature = "drift")]
    #[error("{0}")]
    Schema(migrate_schema::Error),
    #[error("{message}\n  = help: {help}")]
    Refused { message: String, help: String },
}

impl Error {
    /// What the error is about.
    pub fn kind(&self) -> ErrorKind {
        match &*self.0 {
            Kind::Connect { .. } | Kind::Database { .. } => ErrorKind::Connection,
            Kind::Permission { .. } => ErrorKind::Permission,
            Kind::Busy { .. } => ErrorKind::Busy,
            Kind::History { .. } | Kind::Foreign(_) | Kind::Uncertain { .. } => ErrorKind::History,
            Kind::Sql { .. } => ErrorKind::Sql,
            Kind::Step { .. } => ErrorKind::Step,
            #[cfg(feature = "drift")]
            Kind::Drift { .. } => ErrorKind::Drift,
            #[cfg(feature = "drift")]
            Kind::Schema(_) => ErrorKind::Connection,
            Kind::Pending { .. } => ErrorKind::Pending,
            Kind::NoDown { .. } | Kind::Refused { .. } => ErrorKind::Refused,
            Kind::Dialect { .. }
            | Kind::OpenTransaction
            | Kind::Url(_)
            | Kind::NoCode { .. }
            | Kind::NoSuchVersion { .. } => ErrorKind::Usage,
            #[cfg(feature = "mysql")]
            Kind::Session { .. } => ErrorKind::Usage,
        }
    }

    /// The contradictions in the history, if the error is about them.
    ///
    /// ```no_run
    /// # fn f(error: migrate_runtime::Error) {
    /// for problem in error.problems() {
    ///     println!("{}: {}", problem.kind().name(), problem.migration());
    /// }
    /// # }
    /// ```
    pub fn problems(&self) -> &[Problem] {
        match &*self.0 {
            Kind::History { problems } => problems,
            _ => &[],
        }
    }

    /// The identity of the migration whose SQL or code failed, or of which it is not known whether
    /// it took effect.
    pub fn migration(&self) -> Option<&str> {
        match &*self.0 {
            Kind::Sql { identity, .. }
            | Kind::Step { identity, .. }
            | Kind::Uncertain { identity, .. } => Some(identity),
            _ => None,
        }
    }

    /// Line and column of that SQL in the migration's file, both from 1.
    pub fn position(&self) -> Option<(usize, usize)> {
        match &*self.0 {
            Kind::Sql { frame, .. } | Kind::Uncertain { frame, .. } => {
                Some((frame.line(), frame.column()))
            }
            _ => None,
        }
    }

    pub(crate) fn database(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Kind::Database { doing, source }.into()
    }
}

/// Nothing is done, because what was requested does not fit.
pub(crate) fn refuse<T>(message: &str, help: &str) -> Result<T, Error> {
    let (message, help) = (message.to_owned(), help.to_owned());
    Err(Kind::Refused { message, help }.into())
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Self {
        Self(Box::new(kind))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The same text as `Display`, so that `fn main() -> Result<(), migrate_runtime::Error>` prints it.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Database { source, .. }
            | Kind::Sql {
                source: Some(source),
                ..
            } => Some(source),
            Kind::Step { source, .. } => Some(&**source),
            _ => None,
        }
    }
}

/// What is left after a transactional migration failed.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) const NOTHING_APPLIED: &str = "nothing of it was applied; fix the file and start again";

/// What is left after a step of a non-transactional one failed. `index` counts from 0.
pub(crate) fn stopped_at(index: usize, total: usize) -> String {
    format!(
        "step {} of {total} failed, the {index} before it are committed; fix the file and start again, the run resumes there",
        index + 1
    )
}

fn list(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    format!(
        "the history was refused, nothing was run\n{}",
        lines.join("\n")
    )
}
