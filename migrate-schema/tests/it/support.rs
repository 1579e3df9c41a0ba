//! Databases for tests.

use std::sync::atomic::{AtomicU32, Ordering};

use migrate_schema::{Difference, Ignore, Schema, Scope, postgres};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

pub(crate) type Result<T = (), E = Box<dyn std::error::Error + Send + Sync>> =
    std::result::Result<T, E>;

/// The PostgreSQL database of a test.
pub(crate) struct Postgres {
    pub(crate) url: String,
    pub(crate) name: String,
}

impl Postgres {
    pub(crate) async fn new() -> Result<Self> {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("schema{}_{number}", std::process::id());
        let mut admin = PgConnection::connect(&server).await?;
        execute(&mut admin, &format!("CREATE DATABASE {name}")).await?;
        let (base, _) = server.rsplit_once('/').ok_or("a URL with a database")?;
        let url = format!("{base}/{name}");
        Ok(Self { url, name })
    }

    /// A database with the schema of a script.
    pub(crate) async fn with(sql: &str) -> Result<Self> {
        let database = Self::new().await?;
        execute(&mut database.connect().await?, sql).await?;
        Ok(database)
    }

    pub(crate) async fn connect(&self) -> Result<PgConnection> {
        Ok(PgConnection::connect(&self.url).await?)
    }

    pub(crate) async fn read(&self) -> Result<Schema> {
        Ok(postgres::read(&mut self.connect().await?, &Scope::new()).await?)
    }
}

pub(crate) async fn execute(connection: &mut PgConnection, sql: &str) -> Result {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await?;
    Ok(())
}

/// The server that `cargo xtask test` started.
pub(crate) fn server() -> Result<String> {
    std::env::var("MIGRATE_TEST_POSTGRES")
        .map_err(|_| "no PostgreSQL server: run the tests with `cargo xtask test`".into())
}

/// The differences of a live schema from the expected one, in words.
pub(crate) fn words(live: &Schema, expected: &Schema) -> Vec<String> {
    let differences = live.differences(expected, &Ignore::default());
    differences.iter().map(Difference::to_string).collect()
}

/// Checks that two schemas are the same in every way.
pub(crate) fn assert_same(live: &Schema, expected: &Schema) {
    assert_eq!(words(live, expected), [""; 0]);
    assert_eq!(live.fingerprint(), expected.fingerprint());
    assert_eq!(live, expected);
}
