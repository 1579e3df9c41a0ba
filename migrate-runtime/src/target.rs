use crate::Dialect;
use crate::address::Address;

/// What migrations are applied to: a `&PgPool`, `&MySqlPool` or `&SqlitePool`, a `&mut` connection
/// of those kinds, or a URL as `&str`.
///
/// - A **pool** lends a connection. An idle one is taken without the pool's `before_acquire`. It is
///   closed after a cancellation, after an error (except on SQLite), and after a migration that may
///   have changed its settings.
/// - A **URL** opens a connection of its own.
/// - A **connection** of the caller's gets its settings back, except for custom ones such as
///   `app.tenant_id`, which PostgreSQL does not list. Close it if you cancel a run on it. It is
///   refused inside an open transaction if something is pending.
pub trait Target<'t>: sealed::Sealed + Send {
    #[doc(hidden)]
    fn source(self) -> Source<'t>;
}

mod sealed {
    pub trait Sealed {}
}

/// Where a connection comes from.
#[doc(hidden)]
#[expect(
    missing_debug_implementations,
    reason = "hidden; connection options hold passwords"
)]
pub enum Source<'t> {
    #[cfg(feature = "postgres")]
    PgPool(&'t sqlx::PgPool),
    #[cfg(feature = "postgres")]
    PgConnection(&'t mut sqlx::PgConnection),
    #[cfg(feature = "mysql")]
    MySqlPool(&'t sqlx::MySqlPool),
    #[cfg(feature = "mysql")]
    MySqlConnection(&'t mut sqlx::MySqlConnection),
    #[cfg(feature = "sqlite")]
    SqlitePool(&'t sqlx::SqlitePool),
    #[cfg(feature = "sqlite")]
    SqliteConnection(&'t mut sqlx::SqliteConnection),
    Url(&'t str),
}

macro_rules! target {
    ($feature:literal, $type:ty, $source:ident) => {
        #[cfg(feature = $feature)]
        impl sealed::Sealed for $type {}
        #[cfg(feature = $feature)]
        impl<'t> Target<'t> for &'t $type {
            fn source(self) -> Source<'t> {
                Source::$source(self)
            }
        }
        #[cfg(feature = $feature)]
        impl sealed::Sealed for &$type {}
    };
    ($feature:literal, mut $type:ty, $source:ident) => {
        #[cfg(feature = $feature)]
        impl sealed::Sealed for &mut $type {}
        #[cfg(feature = $feature)]
        impl<'t> Target<'t> for &'t mut $type {
            fn source(self) -> Source<'t> {
                Source::$source(self)
            }
        }
    };
}

target!("postgres", sqlx::PgPool, PgPool);
target!("postgres", mut sqlx::PgConnection, PgConnection);
target!("postgres", mut sqlx::pool::PoolConnection<sqlx::Postgres>, PgConnection);
target!("mysql", sqlx::MySqlPool, MySqlPool);
target!("mysql", mut sqlx::MySqlConnection, MySqlConnection);
target!("mysql", mut sqlx::pool::PoolConnection<sqlx::MySql>, MySqlConnection);
target!("sqlite", sqlx::SqlitePool, SqlitePool);
target!("sqlite", mut sqlx::SqliteConnection, SqliteConnection);
target!("sqlite", mut sqlx::pool::PoolConnection<sqlx::Sqlite>, SqliteConnection);

impl sealed::Sealed for &str {}
impl<'t> Target<'t> for &'t str {
    fn source(self) -> Source<'t> {
        Source::Url(self)
    }
}

impl sealed::Sealed for &String {}
impl<'t> Target<'t> for &'t String {
    fn source(self) -> Source<'t> {
        Source::Url(self)
    }
}

impl Source<'_> {
    /// `None` if it is a URL whose scheme names no kind of database.
    pub(crate) fn dialect(&self) -> Option<Dialect> {
        match self {
            #[cfg(feature = "postgres")]
            Self::PgPool(_) | Self::PgConnection(_) => Some(Dialect::Postgres),
            #[cfg(feature = "mysql")]
            Self::MySqlPool(_) | Self::MySqlConnection(_) => Some(Dialect::Mysql),
            #[cfg(feature = "sqlite")]
            Self::SqlitePool(_) | Self::SqliteConnection(_) => Some(Dialect::Sqlite),
            Self::Url(url) => Address::new(url).dialect(),
        }
    }
}
