use std::marker::PhantomData;

use futures_util::stream::BoxStream;
use sqlx::{Connection, Either};

use crate::code::StepConnection;
use crate::error::Kind;
use crate::frame::Frame;
use crate::history::{Cells, Place};
use crate::outcome::{Attempt, Outcome};
use crate::{Error, Migration};

/// How a driver reads a URL.
pub(crate) type Options<E> = <<E as sqlx::Database>::Connection as Connection>::Options;

/// The results of a message, as they come.
pub(crate) type Results<'c, E> = BoxStream<
    'c,
    Result<Either<<E as sqlx::Database>::QueryResult, <E as sqlx::Database>::Row>, sqlx::Error>,
>;

/// A kind of database: how a message is sent to it, what its failures mean, and the SQL that only
/// it understands.
pub(crate) trait Engine: Catalogue + sqlx::Database<Connection: StepConnection> {
    /// At most this many migrations share a transaction.
    const JOINED: usize;

    /// Whether joined migrations are applied all or not at all. Otherwise the history says how far
    /// they came.
    const ATOMIC: bool = true;

    /// Whether a statement that cannot share a transaction with its record does no harm when it is
    /// executed twice.
    const MAY_REPEAT: bool = false;

    /// Whether a pool's idle connection is used without a ping, because the first look is the ping.
    const LOOK_IS_PING: bool = true;

    /// What holds a run up when no holder can be named.
    const NO_HOLDER: &'static str = "nobody holds our lock now";

    /// Begins a transaction that writes.
    #[cfg(feature = "drift")]
    const BEGIN: &'static str;

    /// Whether a migration may be joined with others.
    fn may_be_joined(migration: &Migration) -> bool {
        migration.may_be_joined()
    }

    /// What the driver's options need beyond the URL.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    fn options(options: Options<Self>) -> Options<Self> {
        options
    }

    /// Sends statements as one simple query.
    fn send(connection: &mut Self::Connection, sql: String) -> Results<'_, Self>;

    /// The cells of a row as text. A migration's own query may give values of any kind, which
    /// nobody reads.
    fn cells(row: &Self::Row) -> Cells;

    /// The server's message, with its code.
    fn message(error: &sqlx::Error) -> String;

    /// Whether another connection may do better: this one is broken, or the server ended it.
    fn is_broken(error: &sqlx::Error) -> bool;

    /// Whether the history's table does not exist.
    fn has_no_history(error: &sqlx::Error, place: &Place) -> bool;

    /// The reason, if an error is a lock that another attempt may get.
    fn lost_lock(error: &sqlx::Error) -> Option<String>;

    /// The failures of our own statements that are no errors.
    fn outcome(error: &sqlx::Error, _place: &Place) -> Option<Outcome<()>> {
        Self::lost_lock(error).map(Outcome::Retry)
    }

    /// What to tell a person whose database refused a statement of ours.
    fn refusal(failure: &Failure<Self>, doing: &'static str, place: &Place) -> Option<Kind>;

    /// The live schema.
    #[cfg(feature = "drift")]
    fn schema(
        connection: &mut Self::Connection,
        scope: &migrate_schema::Scope,
    ) -> impl Future<Output = Result<migrate_schema::Schema, migrate_schema::Error>> + Send;
}

/// The SQL that looks for what a database holds besides our history.
pub(crate) trait Catalogue {
    /// The query for tables and views that are not ours: schema, name, columns separated by spaces,
    /// and whether the bare name means it. What an extension or the platform made is left out.
    /// `histories` are the tables of other tools, which come first, `ours` our own, both as lists
    /// of literals.
    fn objects_sql(place: &Place, histories: &str, ours: &str) -> String;

    /// The query whether a table exists and may be read: `true` or `false`.
    fn readable_sql(schema: &str, table: &str) -> String;

    /// Columns of the table `t` as one text, which is the same in every session.
    fn line_sql(columns: &[&str]) -> String;
}

/// An open connection to a database of some kind.
pub(crate) trait Channel: Send {
    type Engine: Engine;

    fn connection(&mut self) -> &mut <Self::Engine as sqlx::Database>::Connection;

    /// Sends statements as one message. The rows of all of them.
    fn send(
        &mut self,
        sql: String,
    ) -> impl Future<Output = Result<Vec<Cells>, Failure<Self::Engine>>> + Send;
}

/// A message whose statements did not all succeed.
pub(crate) struct Failure<E> {
    pub(crate) error: sqlx::Error,
    /// How many of them did.
    pub(crate) done: usize,
    engine: PhantomData<E>,
}

impl<E: Engine> Failure<E> {
    pub(crate) fn new(error: sqlx::Error) -> Self {
        Self {
            error,
            done: 0,
            engine: PhantomData,
        }
    }

    /// The same after this many statements succeeded.
    pub(crate) fn after(self, done: usize) -> Self {
        Self { done, ..self }
    }

    pub(crate) fn message(&self) -> String {
        E::message(&self.error)
    }

    pub(crate) fn is_broken(&self) -> bool {
        E::is_broken(&self.error)
    }

    /// Of a statement of ours, where losing a race or a lock is no error.
    pub(crate) fn outcome<T>(self, doing: &'static str, place: &Place) -> Attempt<T> {
        match E::outcome(&self.error, place) {
            Some(Outcome::Busy) => Ok(Outcome::Busy),
            Some(Outcome::Retry(reason)) => Ok(Outcome::Retry(reason)),
            Some(Outcome::Done(())) | None => Err(self.into_error(doing, place)),
        }
    }

    /// Of a statement of ours.
    pub(crate) fn into_error(self, doing: &'static str, place: &Place) -> Error {
        match E::refusal(&self, doing, place) {
            Some(kind) => kind.into(),
            None => Error::database(doing)(self.error),
        }
    }

    /// Of a migration's SQL, at a byte of its text. A broken connection is not the migration's
    /// fault.
    pub(crate) fn into_sql_error(
        self,
        migration: &Migration,
        offset: usize,
        state: String,
    ) -> Error {
        if self.is_broken() {
            return Error::database("applying a migration")(self.error);
        }
        Kind::Sql {
            identity: migration.identity(),
            message: self.message(),
            frame: Frame::new(migration.path(), migration.sql(), offset),
            state,
            source: Some(self.error),
        }
        .into()
    }
}
