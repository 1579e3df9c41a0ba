//! `bench-diesel <URL> [directory]` connects, applies the migrations of a directory and prints
//! figures.

#[path = "../../figures.rs"]
mod figures;

use std::error::Error;
use std::time::Instant;

// Links the bundled SQLite for diesel.
use libsqlite3_sys as _;

use diesel::{Connection, PgConnection, SqliteConnection};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("a URL")?;
    // `embed_migrations!` does this at compile time.
    let migrations = match arguments.next() {
        Some(directory) => Some(FileBasedMigrations::from_path(directory)?),
        None => None,
    };
    let started = Instant::now();
    let started = if url.starts_with("postgres:") {
        let mut connection = PgConnection::establish(&url)?;
        let started = figures::connected(started);
        if let Some(migrations) = migrations {
            connection.run_pending_migrations(migrations)?;
        }
        started
    } else {
        let mut connection = SqliteConnection::establish(url.trim_start_matches("sqlite:"))?;
        let started = figures::connected(started);
        if let Some(migrations) = migrations {
            connection.run_pending_migrations(migrations)?;
        }
        started
    };
    figures::ran(started).map_err(|error| error.to_string().into())
}
