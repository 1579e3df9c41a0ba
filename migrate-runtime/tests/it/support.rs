//! Directories made in code, databases made per test.

use std::future::Future;
use std::str::FromStr;
use std::time::Duration;

use migrate_directory::{Dialect, Directory, Lock, Settings, Snapshot};
use migrate_runtime::__private::embed;
use migrate_runtime::{Error, Migrations, Runner};
use sqlx::mysql::{MySqlConnection, MySqlPoolOptions, MySqlRow};
use sqlx::postgres::{PgConnection, PgPoolOptions};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, MySqlPool, PgPool, Row, SqlitePool};
use tempfile::TempDir;
use tokio::task::JoinSet;

pub(crate) type Result<T = (), E = Box<dyn std::error::Error + Send + Sync>> =
    std::result::Result<T, E>;

/// The round trips of the feature `drift`, which these tests have: it reads the schema that a run
/// left, and stores it.
pub(crate) const STORED_SCHEMA: usize = 2;

/// A directory of drafts, embedded.
pub(crate) fn drafts(dialect: Dialect, files: &[(&str, &str)]) -> Migrations {
    embedded(dialect, files, None)
}

/// The same, sealed as the command does it.
pub(crate) fn sealed(dialect: Dialect, files: &[(&str, &str)]) -> Migrations {
    sealed_with(dialect, files, |_| {})
}

/// The same with a lock that says more.
pub(crate) fn sealed_with(
    dialect: Dialect,
    files: &[(&str, &str)],
    edit: impl FnOnce(&mut Lock),
) -> Migrations {
    let mut lock = Lock::new(dialect);
    lock.seal(&directory(dialect, files).migrations);
    edit(&mut lock);
    embedded(dialect, files, Some(&lock.write()))
}

fn directory(dialect: Dialect, files: &[(&str, &str)]) -> Directory {
    let snapshot = Snapshot::of("migrations", files.iter().copied());
    Directory::new(&snapshot, &settings(dialect))
}

fn settings(dialect: Dialect) -> Settings {
    Settings {
        dialect: None,
        dialects: vec![dialect],
        release: false,
    }
}

fn embedded(dialect: Dialect, files: &[(&str, &str)], lock: Option<&str>) -> Migrations {
    let lock = lock.map(|text| ("migrations.lock", text));
    let snapshot = Snapshot::of("migrations", files.iter().copied().chain(lock));
    let directory = Directory::new(&snapshot, &settings(dialect));
    assert!(!directory.is_refused(), "{:#?}", directory.diagnostics);
    let embedded = directory.embed(&snapshot);
    let embedded = embedded.unwrap_or_else(|| unreachable!("it is not refused"));
    embed(embedded.leak())
}

/// For a database that nobody else uses.
fn unique_name() -> String {
    format!("t{:016x}", fastrand::u64(..))
}

/// A PostgreSQL database of its own.
pub(crate) struct Postgres {
    pub(crate) url: String,
}

impl Postgres {
    pub(crate) async fn new() -> Result<Self> {
        let server = server()?;
        let admin = PgConnection::connect(&server).await?;
        Self::made_by(admin, &server).await
    }

    async fn made_by(mut admin: PgConnection, server: &str) -> Result<Self> {
        let name = unique_name();
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
pub(crate) fn mariadb_server() -> Result<String> {
    variable("MIGRATE_TEST_MARIADB")
}

pub(crate) fn server() -> Result<String> {
    variable("MIGRATE_TEST_POSTGRES")
}

pub(crate) fn variable(name: &str) -> Result<String> {
    std::env::var(name)
        .map_err(|_| format!("no {name}: run the tests with `cargo xtask test`").into())
}

/// A MariaDB database of its own.
pub(crate) struct Mariadb {
    pub(crate) url: String,
    pub(crate) name: String,
}

impl Mariadb {
    pub(crate) async fn new() -> Result<Self> {
        let server = mariadb_server()?;
        let admin = MySqlConnection::connect(&server).await?;
        Self::made_by(admin, &server).await
    }

    async fn made_by(mut admin: MySqlConnection, server: &str) -> Result<Self> {
        let name = unique_name();
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .execute(&mut admin)
            .await?;
        let (base, _) = server.rsplit_once('/').ok_or("a URL with a database")?;
        let url = format!("{base}/{name}");
        Ok(Self { url, name })
    }

    pub(crate) async fn connect(&self) -> Result<MySqlConnection> {
        Ok(MySqlConnection::connect(&self.url).await?)
    }

    /// A pool of one connection, on which `setup` is executed first.
    pub(crate) async fn pool(&self, setup: &'static str) -> Result<MySqlPool> {
        Ok(MySqlPoolOptions::new()
            .max_connections(1)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    sqlx::raw_sql(setup).execute(connection).await?;
                    Ok(())
                })
            })
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
        ask(&mut self.connect().await?, sql).await
    }

    /// The URL for another account, with a password.
    pub(crate) fn url_as(&self, account: &str, password: &str) -> String {
        self.url.replace("root@", &format!("{account}:{password}@"))
    }
}

/// The first column of all rows, as text.
pub(crate) async fn ask(connection: &mut MySqlConnection, sql: &str) -> Result<Vec<String>> {
    let rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .fetch_all(connection)
        .await?;
    let cell = |row: &MySqlRow| -> Result<String> {
        let bytes: Option<Vec<u8>> = row.try_get_unchecked(0)?;
        Ok(bytes.map_or("NULL".to_owned(), |bytes| {
            String::from_utf8_lossy(&bytes).into_owned()
        }))
    };
    rows.iter().map(cell).collect()
}

/// What scenarios run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Postgres,
    /// PostgreSQL behind PgBouncer in transaction mode.
    PgBouncer,
    Sqlite,
    Mariadb,
    /// A server that the test may kill, and that comes back.
    RestartingPostgres,
    RestartingMariadb,
}

/// A database of its own, of any kind.
pub(crate) struct Fresh {
    pub(crate) engine: Engine,
    /// For the runs.
    pub(crate) url: String,
    database: Any,
}

enum Any {
    Postgres(Postgres),
    Sqlite(Sqlite),
    Mariadb(Mariadb),
}

impl Fresh {
    pub(crate) async fn new(engine: Engine) -> Result<Self> {
        let (url, database) = match engine {
            Engine::Postgres => {
                let database = Postgres::new().await?;
                (database.url.clone(), Any::Postgres(database))
            }
            Engine::PgBouncer => {
                let database = Postgres::new().await?;
                let pooler = variable("MIGRATE_TEST_PGBOUNCER")?;
                let (base, _) = pooler.rsplit_once('/').ok_or("a URL with a database")?;
                let (_, name) = database.url.rsplit_once('/').ok_or("a database")?;
                (format!("{base}/{name}"), Any::Postgres(database))
            }
            Engine::Sqlite => {
                let database = Sqlite::new()?;
                (database.url.clone(), Any::Sqlite(database))
            }
            Engine::Mariadb => {
                let database = Mariadb::new().await?;
                (database.url.clone(), Any::Mariadb(database))
            }
            Engine::RestartingPostgres => {
                let server = variable("MIGRATE_TEST_RESTARTING_POSTGRES")?;
                let admin = until_it_answers(|| PgConnection::connect(&server)).await;
                let database = Postgres::made_by(admin, &server).await?;
                (database.url.clone(), Any::Postgres(database))
            }
            Engine::RestartingMariadb => {
                let server = variable("MIGRATE_TEST_RESTARTING_MARIADB")?;
                let admin = until_it_answers(|| MySqlConnection::connect(&server)).await;
                let database = Mariadb::made_by(admin, &server).await?;
                (database.url.clone(), Any::Mariadb(database))
            }
        };
        Ok(Self {
            engine,
            url,
            database,
        })
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self.database {
            Any::Postgres(_) => Dialect::Postgres,
            Any::Sqlite(_) => Dialect::Sqlite,
            Any::Mariadb(_) => Dialect::Mysql,
        }
    }

    /// Whether a server that was killed could not recover and came back without the database.
    pub(crate) async fn is_lost(&self) -> Result<bool> {
        if self.engine != Engine::RestartingMariadb {
            return Ok(false);
        }
        let server = variable("MIGRATE_TEST_RESTARTING_MARIADB")?;
        until_it_answers(|| MySqlConnection::connect(&server)).await;
        Ok(self.query("SELECT 1").await.is_err())
    }

    /// The name of the history.
    pub(crate) fn history(&self) -> &'static str {
        match self.database {
            Any::Postgres(_) => "_migrate.history",
            Any::Sqlite(_) | Any::Mariadb(_) => "_migrate_history",
        }
    }

    /// The first column of all rows, as text.
    pub(crate) async fn query(&self, sql: &str) -> Result<Vec<String>> {
        match &self.database {
            Any::Postgres(database) => database.query(sql).await,
            Any::Sqlite(database) => database.query(sql).await,
            Any::Mariadb(database) => database.query(sql).await,
        }
    }

    pub(crate) async fn execute(&self, sql: &str) -> Result {
        match &self.database {
            Any::Postgres(database) => database.execute(sql).await,
            Any::Sqlite(database) => database.execute(sql).await,
            Any::Mariadb(database) => database.execute(sql).await,
        }
    }

    /// A column of the history, in order.
    pub(crate) async fn recorded(&self, column: &str) -> Result<Vec<String>> {
        let sql = format!(
            "SELECT {column} FROM {} ORDER BY version, set_name",
            self.history()
        );
        self.query(&sql).await
    }
}

/// Connects to a server that may be starting.
async fn until_it_answers<T, F>(mut connect: impl FnMut() -> F) -> T
where
    F: Future<Output = std::result::Result<T, sqlx::Error>>,
{
    loop {
        match connect().await {
            Ok(connection) => return connection,
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// How often a test does what `cargo xtask torture` does more often.
pub(crate) fn repetitions(variable: &str, short: usize) -> Result<usize> {
    match std::env::var(variable) {
        Ok(number) => Ok(number.parse()?),
        Err(_) => Ok(short),
    }
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

    pub(crate) async fn execute(&self, sql: &str) -> Result {
        let sql = AssertSqlSafe(sql.to_owned());
        sqlx::raw_sql(sql).execute(&self.pool().await?).await?;
        Ok(())
    }

    pub(crate) async fn query(&self, sql: &str) -> Result<Vec<String>> {
        let pool = self.pool().await?;
        let sql = format!("WITH answer (c) AS ({sql}) SELECT CAST(c AS TEXT) FROM answer");
        Ok(sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_all(&pool)
            .await?)
    }
}

/// How many migrations runs at once applied together.
pub(crate) async fn at_once(runners: impl IntoIterator<Item = Runner>, url: &str) -> Result<usize> {
    let mut runs = JoinSet::new();
    for runner in runners {
        let url = url.to_owned();
        runs.spawn(async move { runner.run(&url).await });
    }
    let mut applied = 0;
    while let Some(report) = runs.join_next().await {
        applied += report??.applied().len();
    }
    Ok(applied)
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
