//! `bench-refinery <URL> [directory]` connects, applies the migrations of a directory and prints
//! figures.

#[path = "../../figures.rs"]
mod figures;

use std::time::Instant;

use mysql::{Conn, Opts, OptsBuilder};
use refinery::{Runner, load_sql_migrations};
use rusqlite::Connection;
use tokio_postgres::NoTls;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("a URL")?;
    // `embed_migrations!` does this at compile time.
    let runner = match arguments.next() {
        Some(directory) => Some(Runner::new(&load_sql_migrations(directory)?)),
        None => None,
    };
    let started = Instant::now();
    if url.starts_with("postgres:") {
        let (mut client, connection) = tokio_postgres::connect(&url, NoTls).await?;
        tokio::spawn(connection);
        let started = figures::connected(started);
        if let Some(runner) = runner {
            runner.run_async(&mut client).await?;
        }
        figures::ran(started)
    } else if url.starts_with("mysql:") {
        // A socket would bypass the proxy that counts round trips.
        let options = OptsBuilder::from_opts(Opts::from_url(&url)?).prefer_socket(false);
        let mut connection = Conn::new(options)?;
        let started = figures::connected(started);
        if let Some(runner) = runner {
            runner.run(&mut connection)?;
        }
        figures::ran(started)
    } else {
        let mut connection = Connection::open(url.trim_start_matches("sqlite:"))?;
        let started = figures::connected(started);
        if let Some(runner) = runner {
            runner.run(&mut connection)?;
        }
        figures::ran(started)
    }
}
