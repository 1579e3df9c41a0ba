use std::any::Any;
use std::collections::HashMap;
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::Migration;
use crate::error::Kind;
use crate::{Dialect, Error};

/// What the code of a Rust step returns: a boxed future, which borrows the connection.
pub type StepFuture<'c> =
    Pin<Box<dyn Future<Output = Result<(), Box<dyn StdError + Send + Sync>>> + Send + 'c>>;

/// The connections that the code of a Rust step can take: `PgConnection`, `MySqlConnection` and
/// `SqliteConnection`.
pub trait StepConnection: sealed::Sealed + 'static {
    #[doc(hidden)]
    const DIALECT: Dialect;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! step_connection {
    ($feature:literal, $connection:ty, $dialect:ident) => {
        #[cfg(feature = $feature)]
        impl sealed::Sealed for $connection {}
        #[cfg(feature = $feature)]
        impl StepConnection for $connection {
            const DIALECT: Dialect = Dialect::$dialect;
        }
    };
}

step_connection!("postgres", sqlx::PgConnection, Postgres);
step_connection!("mysql", sqlx::MySqlConnection, Mysql);
step_connection!("sqlite", sqlx::SqliteConnection, Sqlite);

type Call<C> = Box<dyn for<'c> Fn(&'c mut C) -> StepFuture<'c> + Send + Sync>;

/// The code of a step, for one kind of database.
#[derive(Clone)]
pub(crate) struct Code {
    dialect: Dialect,
    /// A [`Call`].
    call: Arc<dyn Any + Send + Sync>,
}

impl Code {
    pub(crate) fn new<C: StepConnection>(
        code: impl for<'c> Fn(&'c mut C) -> StepFuture<'c> + Send + Sync + 'static,
    ) -> Self {
        let call: Call<C> = Box::new(code);
        Self {
            dialect: C::DIALECT,
            call: Arc::new(call),
        }
    }

    /// The code as one for this kind of connection.
    pub(crate) fn call<C: StepConnection>(&self, migration: &Migration) -> Result<&Call<C>, Error> {
        self.call.downcast_ref().ok_or_else(|| {
            let missing = vec![migration.identity()];
            Kind::NoCode { missing }.into()
        })
    }
}

/// The code of a step failed.
pub(crate) fn failed(migration: &Migration, source: Box<dyn StdError + Send + Sync>) -> Error {
    let identity = migration.identity();
    Kind::Step { identity, source }.into()
}

/// The code of a step ended the transaction that holds its record.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) fn ended(migration: &Migration) -> Error {
    let why =
        "it ended the transaction that it ran in; leave BEGIN, COMMIT and ROLLBACK to the runner";
    failed(migration, why.into())
}

/// The code of the Rust steps, by the identity of their migration.
#[derive(Clone, Default)]
pub(crate) struct Steps(HashMap<String, Code>);

impl Steps {
    pub(crate) fn insert(&mut self, identity: String, code: Code) {
        self.0.insert(identity, code);
    }

    pub(crate) fn get(&self, migration: &Migration) -> Option<&Code> {
        self.0.get(&migration.identity())
    }

    /// Fails unless there is code, for the right kind of database, for each of these that needs it.
    pub(crate) fn check<'m>(
        &self,
        dialect: Dialect,
        pending: impl Iterator<Item = &'m Migration>,
    ) -> Result<(), Error> {
        let is_missing = |migration: &&Migration| {
            migration.is_rust()
                && self
                    .get(migration)
                    .is_none_or(|code| code.dialect != dialect)
        };
        let missing: Vec<String> = pending
            .filter(is_missing)
            .map(Migration::identity)
            .collect();
        if missing.is_empty() {
            Ok(())
        } else {
            Err(Kind::NoCode { missing }.into())
        }
    }
}

impl fmt::Debug for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
