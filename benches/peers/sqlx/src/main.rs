//! `bench-sqlx <URL> [directory]` connects, applies the migrations of a directory and prints
//! figures.

#[path = "../../figures.rs"]
mod figures;

use std::path::Path;
use std::time::Instant;

use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, MySqlConnection, PgConnection};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("a URL")?;
    // `migrate!` does this at compile time.
    let migrator = match arguments.next() {
        Some(directory) => Some(Migrator::new(Path::new(&directory)).await?),
        None => None,
    };
    let started = Instant::now();
    if url.starts_with("postgres:") {
        let mut connection = PgConnection::connect(&url).await?;
        let started = figures::connected(started);
        if let Some(migrator) = migrator {
            migrator.run(&mut connection).await?;
        }
        figures::ran(started)
    } else if url.starts_with("mysql:") {
        let mut connection = MySqlConnection::connect(&url).await?;
        let started = figures::connected(started);
        if let Some(migrator) = migrator {
            migrator.run(&mut connection).await?;
        }
        figures::ran(started)
    } else {
        let options: SqliteConnectOptions = url.parse()?;
        let mut connection = options.create_if_missing(true).connect().await?;
        let started = figures::connected(started);
        if let Some(migrator) = migrator {
            migrator.run(&mut connection).await?;
        }
        figures::ran(started)
    }
}
