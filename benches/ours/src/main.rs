//! `bench-ours <URL> [directory]` connects and applies the migrations of a directory; `bench-ours
//! test-database <URL> <directory>` makes a database for a test; `bench-ours query <URL>` sends an empty
//! query.

#![expect(clippy::print_stdout, reason = "the figures")]

#[path = "../../peers/figures.rs"]
mod figures;

use std::path::Path;
use std::time::Instant;

use migrate_directory::{Dialect, Directory, Settings, Snapshot};
use migrate_runtime::__private::embed;
use migrate_runtime::Migrations;
use migrate_runtime::testing::TestDatabase;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, MySqlConnection, PgConnection, SqliteConnection};

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["test-database", url, directory] => test_database(url, directory).await,
        ["query", url] => query(url).await,
        [url] => boot(url, None).await,
        [url, directory] => boot(url, Some(embedded(url, directory)?)).await,
        _ => Err("usage: bench-ours [query | test-database] <URL> [directory]".into()),
    }
}

async fn boot(url: &str, migrations: Option<Migrations>) -> Result {
    let started = Instant::now();
    if url.starts_with("postgres:") {
        let mut connection = PgConnection::connect(url).await?;
        let started = figures::connected(started);
        if let Some(migrations) = migrations {
            migrations.run(&mut connection).await?;
        }
        figures::ran(started)
    } else if url.starts_with("mysql:") {
        let mut connection = MySqlConnection::connect(url).await?;
        let started = figures::connected(started);
        if let Some(migrations) = migrations {
            migrations.run(&mut connection).await?;
        }
        figures::ran(started)
    } else {
        let mut connection = sqlite(url).await?;
        let started = figures::connected(started);
        if let Some(migrations) = migrations {
            migrations.run(&mut connection).await?;
        }
        figures::ran(started)
    }
}

/// The least that a boot can cost.
async fn query(url: &str) -> Result {
    let started = Instant::now();
    if url.starts_with("postgres:") {
        let mut connection = PgConnection::connect(url).await?;
        let started = figures::connected(started);
        sqlx::raw_sql("").execute(&mut connection).await?;
        figures::ran(started)
    } else if url.starts_with("mysql:") {
        let mut connection = MySqlConnection::connect(url).await?;
        let started = figures::connected(started);
        sqlx::raw_sql("DO 0").execute(&mut connection).await?;
        figures::ran(started)
    } else {
        let mut connection = sqlite(url).await?;
        let started = figures::connected(started);
        sqlx::raw_sql("SELECT 1").execute(&mut connection).await?;
        figures::ran(started)
    }
}

async fn sqlite(url: &str) -> Result<SqliteConnection> {
    let options: SqliteConnectOptions = url.parse()?;
    Ok(options.create_if_missing(true).connect().await?)
}

async fn test_database(url: &str, directory: &str) -> Result {
    let migrations = embedded(url, directory)?;
    let started = Instant::now();
    let database = TestDatabase::new(&migrations, url).await?;
    figures::ran(started)?;
    drop(database);
    Ok(())
}

/// As the macro does it at compile time.
fn embedded(url: &str, directory: &str) -> Result<Migrations> {
    let directory = Path::new(directory);
    let name = directory.file_name().and_then(|name| name.to_str());
    let snapshot = Snapshot::read(
        directory.parent().ok_or("a parent directory")?,
        name.ok_or("a directory")?,
    );
    let settings = Settings {
        dialect: None,
        dialects: vec![match url.split(':').next() {
            Some("postgres") => Dialect::Postgres,
            Some("mysql") => Dialect::Mysql,
            _ => Dialect::Sqlite,
        }],
        release: false,
    };
    let understood = Directory::new(&snapshot, &settings);
    let embedded = understood.embed(&snapshot).ok_or("nothing to embed")?;
    Ok(embed(embedded.leak()))
}
