//! A migrated database for each test.
//!
//! The migrations run once per version of the history; each test gets a copy of the result. It is
//! removed when the value is dropped, also by a panic; what a killed test left is removed by the next
//! one.
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

use std::any::Any;
use std::fmt;

#[cfg(not(all(feature = "mysql", feature = "postgres", feature = "sqlite")))]
use crate::error::Kind;
use crate::{Dialect, Error, Migrations};

/// A database of its own, with all migrations applied, for one test.
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
    /// SQLite copies a file; on MySQL and MariaDB the migrations run each time.
    ///
    /// # Errors
    ///
    /// When the server cannot be reached, the role may not create databases, or a migration fails.
    pub async fn new(migrations: &Migrations, server: &str) -> Result<Self, Error> {
        match migrations.dialect() {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => Ok(Self::of(postgres::Database::new(migrations, server).await?)),
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => Ok(Self::of(sqlite::Copy::new(migrations).await?)),
            dialect => {
                let database = Self::empty(dialect, server).await?;
                migrations.run(database.url()).await?;
                Ok(database)
            }
        }
    }

    /// Makes one without migrations, for a test of what a first boot meets. `server` is as in
    /// [`new`](Self::new).
    ///
    /// # Errors
    ///
    /// When the server cannot be reached, or the role may not create databases.
    pub async fn empty(dialect: Dialect, server: &str) -> Result<Self, Error> {
        match dialect {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => Ok(Self::of(postgres::Database::empty(server).await?)),
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => Ok(Self::of(sqlite::Copy::empty()?)),
            #[cfg(feature = "mysql")]
            Dialect::Mysql => Ok(Self::of(mysql::Database::empty(server).await?)),
            #[cfg(not(all(feature = "mysql", feature = "postgres", feature = "sqlite")))]
            dialect => {
                let _ = server;
                Err(Kind::Url(format!("this program is built without {dialect}")).into())
            }
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

/// Removes the database of a value that is dropped. The test's runtime may be at its end, so this has its own.
#[cfg(any(feature = "mysql", feature = "postgres"))]
fn remove<F: Future<Output = Option<()>>>(
    database: &str,
    removal: impl FnOnce() -> F + Send + 'static,
) {
    let removal = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .ok()?;
        runtime.block_on(removal())
    });
    if !matches!(removal.join(), Ok(Some(()))) {
        tracing::warn!(database, "the test database is left to the next test");
    }
}

/// What stands for a history in the name of its template: templates of other sets have other names.
fn key(migrations: &Migrations) -> String {
    let place = migrations.place();
    let digest = crate::chain::digest(&format!(
        "{}\0{}\0{}",
        migrations.head(),
        place.set,
        place.tables
    ));
    digest[..24].to_owned()
}
