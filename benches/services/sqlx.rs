//! A service that says hello when its database is up to date.

mod figures;

use std::time::Instant;

use sqlx::migrate::Migrator;
use sqlx::{Connection, PgConnection};

static MIGRATIONS: Migrator = sqlx::migrate!();

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("a URL")?;
    let started = Instant::now();
    let mut connection = PgConnection::connect(&url).await?;
    let started = figures::connected(started);
    MIGRATIONS.run(&mut connection).await?;
    println!("hello");
    figures::ran(started)
}
