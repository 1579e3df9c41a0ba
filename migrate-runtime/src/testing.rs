//! A migrated database for each test.
//!
//! The migrations run once per version of the history; each test gets a copy of the result. The
//! copy is removed when the value is dropped, also by a panic. The next test removes the copies of
//! killed tests.
//!
//! ```no_run
//! # async fn f(migrations: migrate_runtime::Migrations) -> Result<(), Box<dyn std::error::Error>> {
//! use migrate_runtime::testing::TestDatabase;
//!
//! // #[tokio::test] async fn …
//! let database = TestDatabase::new(&migrations, "postgres://postgres@localhost/postgres").await?;
//! let service = start(database.url());
//! # fn start(_: &str) {}
//! # Ok(()) }
//! ```

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
mod template;
#[cfg(feature = "postgres")]
mod witness;

use std::any::Any;
use std::fmt;

#[cfg(feature = "sqlite")]
pub use self::sqlite::in_memory;
#[cfg(feature = "postgres")]
#[doc(hidden)]
pub use self::witness::{Effects, Sight, Witness};
#[cfg(not(all(feature = "mysql", feature = "postgres", feature = "sqlite")))]
use crate::error::Kind;
use crate::{Dialect, Error, Migrations};

/// A database with all migrations applied, for one test.
///
/// ```no_run
/// # async fn f(migrations: migrate_runtime::Migrations) -> Result<(), migrate_runtime::Error> {
/// use migrate_runtime::testing::TestDatabase;
///
/// let database = TestDatabase::new(&migrations, "sqlite:").await?;
/// let pool_options = database.url();
/// # Ok(()) }
/// ```
#[must_use = "dropping it removes the database"]
pub struct TestDatabase {
    url: String,
    /// Removes the database when it is dropped.
    _home: Box<dyn Any + Send>,
}

impl TestDatabase {
    /// Makes one. `server` is the URL of any database of the server, with a role that may create
    /// databases; for SQLite it is `sqlite:`.
    ///
    /// PostgreSQL copies a template that is made once per history, by whichever test comes first;
    /// SQLite copies a file; MySQL and MariaDB rebuild the final schema and its rows.
    ///
    /// # Errors
    ///
    /// When the server cannot be reached, the role may not create databases, or a migration fails.
    #[cfg_attr(
        not(any(feature = "mysql", feature = "postgres")),
        expect(unused_variables, reason = "SQLite has no server")
    )]
    pub async fn new(migrations: &Migrations, server: &str) -> Result<Self, Error> {
        match migrations.dialect() {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => Ok(Self::of(postgres::Database::new(migrations, server).await?)),
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => Ok(Self::of(sqlite::Copy::new(migrations).await?)),
            #[cfg(feature = "mysql")]
            Dialect::Mysql => Ok(Self::of(mysql::Database::new(migrations, server).await?)),
            #[cfg(not(all(feature = "mysql", feature = "postgres", feature = "sqlite")))]
            dialect => Err(unsupported(dialect)),
        }
    }

    /// Makes one without migrations, for a test of the first boot. `server` is as in
    /// [`new`](Self::new).
    ///
    /// # Errors
    ///
    /// When the server cannot be reached, or the role may not create databases.
    #[cfg_attr(
        not(any(feature = "mysql", feature = "postgres")),
        expect(
            unused_variables,
            clippy::unused_async,
            reason = "SQLite has no server"
        )
    )]
    pub async fn empty(dialect: Dialect, server: &str) -> Result<Self, Error> {
        match dialect {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => Ok(Self::of(postgres::Database::empty(server).await?)),
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => Ok(Self::of(sqlite::Copy::empty()?)),
            #[cfg(feature = "mysql")]
            Dialect::Mysql => Ok(Self::of(mysql::Database::empty(server).await?)),
            #[cfg(not(all(feature = "mysql", feature = "postgres", feature = "sqlite")))]
            dialect => Err(unsupported(dialect)),
        }
    }

    fn of((url, home): (String, impl Any + Send)) -> Self {
        Self {
            url,
            _home: Box::new(home),
        }
    }

    /// The URL of the database.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// Without the URL, which may hold a password.
impl fmt::Debug for TestDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestDatabase").finish_non_exhaustive()
    }
}

#[cfg(not(all(feature = "mysql", feature = "postgres", feature = "sqlite")))]
fn unsupported(dialect: Dialect) -> Error {
    Kind::Url(format!("this program is built without {dialect}")).into()
}
