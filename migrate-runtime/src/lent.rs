use std::marker::PhantomData;

use futures_util::TryStreamExt;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Connection, Database, Either, Executor};

/// A connection, and where it came from.
pub(crate) enum Lent<'t, DB: Database> {
    Pooled(Guard<DB>),
    Owned(DB::Connection),
    Borrowed(&'t mut DB::Connection),
}

/// A pool's connection that is closed unless it is released: after an error or a cancellation nobody
/// knows its state.
pub(crate) struct Guard<DB: Database> {
    connection: PoolConnection<DB>,
    released: bool,
}

impl<DB: Database> Drop for Guard<DB> {
    fn drop(&mut self) {
        if !self.released {
            self.connection.close_on_drop();
        }
    }
}

/// A message whose statements did not all succeed.
pub(crate) struct Failure<DB> {
    pub(crate) error: sqlx::Error,
    /// How many of them had.
    pub(crate) done: usize,
    pub(crate) database: PhantomData<DB>,
}

impl<DB: Database> Lent<'_, DB> {
    pub(crate) fn pooled(connection: PoolConnection<DB>) -> Self {
        Self::Pooled(Guard {
            connection,
            released: false,
        })
    }

    pub(crate) fn connection(&mut self) -> &mut DB::Connection {
        match self {
            Self::Pooled(guard) => &mut guard.connection,
            Self::Owned(connection) => connection,
            Self::Borrowed(connection) => connection,
        }
    }

    /// Whether the connection is the caller's and known to be inside a transaction.
    #[cfg(feature = "postgres")]
    pub(crate) fn is_in_callers_transaction(&mut self) -> bool {
        matches!(self, Self::Borrowed(_)) && self.connection().is_in_transaction()
    }

    /// Whether the connection is the caller's own.
    #[cfg(feature = "mysql")]
    pub(crate) fn is_callers(&self) -> bool {
        matches!(self, Self::Borrowed(_))
    }

    /// Ends a connection of our own or a pool's; a caller's stays as it is.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) async fn close(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Owned(connection) => connection.close().await,
            // The guard closes it.
            Self::Pooled(_) | Self::Borrowed(_) => Ok(()),
        }
    }

    /// Gives the connection back in good order.
    pub(crate) async fn release(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Pooled(mut guard) => {
                guard.released = true;
                Ok(())
            }
            Self::Owned(connection) => connection.close().await,
            Self::Borrowed(_) => Ok(()),
        }
    }
}

impl<DB: Database> Lent<'_, DB>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    /// Sends statements as one simple query. The rows of all of them.
    pub(crate) async fn send(&mut self, sql: String) -> Result<Vec<DB::Row>, Failure<DB>> {
        let mut results = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(self.connection());
        let mut rows = Vec::new();
        let mut done = 0;
        loop {
            match results.try_next().await {
                Ok(Some(Either::Left(_))) => done += 1,
                Ok(Some(Either::Right(row))) => rows.push(row),
                Ok(None) => return Ok(rows),
                Err(error) => {
                    return Err(Failure {
                        error,
                        done,
                        database: PhantomData,
                    });
                }
            }
        }
    }
}
