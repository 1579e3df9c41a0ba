//! Directories made in code, databases made per test.

use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use migrate_core::{Dialect as CoreDialect, Directory, Embedded, Lock, Settings, Snapshot};
use migrate_runtime::{Error, Migrations};
use sqlx::postgres::{PgConnection, PgPoolOptions};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgPool, SqlitePool};
use tempfile::TempDir;

use crate::embed;

pub(crate) type Result<T = (), E = Box<dyn std::error::Error + Send + Sync>> =
    std::result::Result<T, E>;

/// A directory of drafts, embedded.
pub(crate) fn drafts(dialect: CoreDialect, files: &[(&str, &str)]) -> Migrations {
    embedded(dialect, files, None)
}

/// The same, sealed as the command does it.
pub(crate) fn sealed(dialect: CoreDialect, files: &[(&str, &str)]) -> Migrations {
    sealed_with(dialect, files, |_| {})
}

/// The same with a lock that says more.
pub(crate) fn sealed_with(
    dialect: CoreDialect,
    files: &[(&str, &str)],
    edit: impl FnOnce(&mut Lock),
) -> Migrations {
    let mut lock = Lock::new(dialect);
    lock.seal(&directory(dialect, files).migrations);
    edit(&mut lock);
    embedded(dialect, files, Some(&lock.write()))
}

fn directory(dialect: CoreDialect, files: &[(&str, &str)]) -> Directory {
    let snapshot = Snapshot::of("migrations", files.iter().copied());
    Directory::new(&snapshot, &settings(dialect))
}

fn settings(dialect: CoreDialect) -> Settings {
    Settings {
        dialect: None,
        dialects: vec![dialect],
        release: false,
    }
}

fn embedded(dialect: CoreDialect, files: &[(&str, &str)], lock: Option<&str>) -> Migrations {
    let lock = lock.map(|text| ("migrations.lock", text));
    let snapshot = Snapshot::of("migrations", files.iter().copied().chain(lock));
    let directory = Directory::new(&snapshot, &settings(dialect));
    assert!(!directory.is_refused(), "{:#?}", directory.diagnostics);
    let embedded = Embedded::of(&snapshot, &directory);
    embed::migrations(embedded.unwrap_or_else(|| unreachable!("it is not refused")))
}

/// A PostgreSQL database of its own.
pub(crate) struct Postgres {
    pub(crate) url: String,
}

impl Postgres {
    pub(crate) async fn new() -> Result<Self> {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let name = format!(
            "t{}_{}",
            std::process::id(),
            COUNTER.fetch_add(1, Ordering::Relaxed)
        );
        let mut admin = PgConnection::connect(&server).await?;
        let create = format!("CREATE DATABASE {name}");
        sqlx::raw_sql(AssertSqlSafe(create))
            .execute(&mut admin)
            .await?;
        let (base, _) = server.rsplit_once('/').ok_or("a URL with a database")?;
        Ok(Self {
            url: format!("{base}/{name}"),
        })
    }

    pub(crate) async fn connect(&self) -> Result<PgConnection> {
        Ok(PgConnection::connect(&self.url).await?)
    }

    pub(crate) async fn pool(&self) -> Result<PgPool> {
        Ok(PgPoolOptions::new()
            .max_connections(4)
            .connect(&self.url)
            .await?)
    }

    pub(crate) async fn execute(&self, sql: &str) -> Result {
        let mut connection = self.connect().await?;
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
            .execute(&mut connection)
            .await?;
        Ok(())
    }

    /// The first column of all rows, as text.
    pub(crate) async fn query(&self, sql: &str) -> Result<Vec<String>> {
        let mut connection = self.connect().await?;
        let sql = format!("SELECT t.c::text FROM ({sql}) AS t (c)");
        Ok(sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_all(&mut connection)
            .await?)
    }

    /// The URL for another role, with a password.
    pub(crate) fn url_as(&self, role: &str, password: &str) -> String {
        self.url
            .replace("postgres@", &format!("{role}:{password}@"))
    }
}

/// The server that `cargo xtask test` started.
pub(crate) fn server() -> Result<String> {
    std::env::var("MIGRATE_TEST_POSTGRES")
        .map_err(|_| "no PostgreSQL server: run the tests with `cargo xtask test`".into())
}

/// A SQLite file of its own.
pub(crate) struct Sqlite {
    _directory: TempDir,
    pub(crate) url: String,
}

impl Sqlite {
    pub(crate) fn new() -> Result<Self> {
        let directory = tempfile::tempdir()?;
        let url = format!("sqlite:{}", directory.path().join("test.db").display());
        Ok(Self {
            _directory: directory,
            url,
        })
    }

    pub(crate) async fn pool(&self) -> Result<SqlitePool> {
        let options = SqliteConnectOptions::from_str(&self.url)?.create_if_missing(true);
        Ok(SqlitePool::connect_with(options).await?)
    }

    pub(crate) async fn query(&self, sql: &str) -> Result<Vec<String>> {
        let pool = self.pool().await?;
        let sql = format!("WITH answer (c) AS ({sql}) SELECT CAST(c AS TEXT) FROM answer");
        Ok(sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_all(&pool)
            .await?)
    }
}

/// The identities that a run applied.
pub(crate) fn applied(report: &migrate_runtime::Report) -> Vec<&str> {
    report
        .applied()
        .iter()
        .map(migrate_runtime::Applied::identity)
        .collect()
}

/// The error of a run that must fail.
pub(crate) fn refused<T: std::fmt::Debug>(result: std::result::Result<T, Error>) -> Result<Error> {
    match result {
        Ok(value) => Err(format!("should have failed, gave {value:?}").into()),
        Err(error) => Ok(error),
    }
}
