use futures_util::TryStreamExt;
use sqlx::pool::PoolConnection;
use sqlx::{Connection, Either, Pool};

use crate::Error;
use crate::engine::{Engine, Failure};
use crate::history::Cells;

/// A connection, and where it came from.
pub(crate) struct Link<'t, E: Engine> {
    lent: Lent<'t, E>,
    /// Of an idle connection that was taken without a ping: where to get another one.
    unpinged: Option<&'t Pool<E>>,
}

enum Lent<'t, E: Engine> {
    Pooled(Guard<E>),
    Owned(E::Connection),
    Borrowed(&'t mut E::Connection),
}

/// A pool's connection that is closed unless it is released: after an error or a cancellation
/// nobody knows its state.
struct Guard<E: Engine> {
    connection: PoolConnection<E>,
    released: bool,
}

impl<E: Engine> Drop for Guard<E> {
    fn drop(&mut self) {
        if !self.released {
            self.connection.close_on_drop();
        }
    }
}

impl<'t, E: Engine> Link<'t, E> {
    pub(crate) fn pooled(connection: PoolConnection<E>) -> Self {
        Self::new(Lent::Pooled(Guard {
            connection,
            released: false,
        }))
    }

    /// A pool's idle connection, if it has one. The first message must be a look: it may be sent
    /// twice.
    pub(crate) fn idle(pool: &'t Pool<E>) -> Option<Self> {
        let mut link = Self::pooled(pool.try_acquire()?);
        link.unpinged = Some(pool);
        Some(link)
    }

    pub(crate) fn owned(connection: E::Connection) -> Self {
        Self::new(Lent::Owned(connection))
    }

    pub(crate) fn borrowed(connection: &'t mut E::Connection) -> Self {
        Self::new(Lent::Borrowed(connection))
    }

    fn new(lent: Lent<'t, E>) -> Self {
        Self {
            lent,
            unpinged: None,
        }
    }

    pub(crate) fn connection(&mut self) -> &mut E::Connection {
        match &mut self.lent {
            Lent::Pooled(guard) => &mut guard.connection,
            Lent::Owned(connection) => connection,
            Lent::Borrowed(connection) => connection,
        }
    }

    /// Whether the connection is the caller's own.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) fn is_callers(&self) -> bool {
        matches!(self.lent, Lent::Borrowed(_))
    }

    /// Sends statements as one simple query. The rows of all of them.
    pub(crate) async fn send(&mut self, sql: String) -> Result<Vec<Cells>, Failure<E>> {
        let Some(pool) = self.unpinged.take() else {
            return self.send_once(sql).await;
        };
        match self.send_once(sql.clone()).await {
            Err(failure) if E::is_broken(&failure.error) => {
                let connection = pool.acquire().await;
                *self = Self::pooled(connection.map_err(Failure::new)?);
                self.send_once(sql).await
            }
            sent => sent,
        }
    }

    async fn send_once(&mut self, sql: String) -> Result<Vec<Cells>, Failure<E>> {
        let mut results = E::send(self.connection(), sql);
        let mut rows = Vec::new();
        let mut done = 0;
        loop {
            match results.try_next().await {
                Ok(Some(Either::Left(_))) => done += 1,
                Ok(Some(Either::Right(row))) => rows.push(E::cells(&row)),
                Ok(None) => return Ok(rows),
                Err(error) => return Err(Failure::new(error).after(done)),
            }
        }
    }

    /// Ends a connection of our own or a pool's; a caller's stays as it is.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) async fn close(self) -> Result<(), Error> {
        match self.lent {
            Lent::Owned(connection) => closed(connection).await,
            // The guard closes it.
            Lent::Pooled(_) | Lent::Borrowed(_) => Ok(()),
        }
    }

    /// Gives the connection back in good order.
    pub(crate) async fn release(self) -> Result<(), Error> {
        match self.lent {
            Lent::Pooled(mut guard) => {
                guard.released = true;
                Ok(())
            }
            Lent::Owned(connection) => closed(connection).await,
            Lent::Borrowed(_) => Ok(()),
        }
    }
}

async fn closed(connection: impl Connection) -> Result<(), Error> {
    let closed = connection.close().await;
    closed.map_err(Error::database("closing the connection"))
}

/// The first cell of the first row.
pub(crate) fn first_cell(rows: &[Cells]) -> Option<&str> {
    rows.first()?.first()?.as_deref()
}

/// A name for this run, which no other run has.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) fn owner() -> String {
    format!("{:016x}", fastrand::u64(..))
}
