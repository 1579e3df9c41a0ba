//! Reading 1,000 tables with 10 columns and 3 indexes each. `cargo xtask bench` runs it against a
//! private server.

#![expect(clippy::print_stdout, reason = "the figures")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use migrate_schema::{Ignore, Schema, Scope, postgres};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

const TABLES: usize = 1_000;
const REPETITIONS: usize = 9;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result {
    let server =
        std::env::var("MIGRATE_TEST_POSTGRES").map_err(|_| "run it with `cargo xtask bench`")?;
    let (base, _) = server.rsplit_once('/').ok_or("a URL with a database")?;
    let mut admin = PgConnection::connect(&server).await?;
    execute(
        &mut admin,
        "DROP DATABASE IF EXISTS bench_schema WITH (FORCE)".to_owned(),
    )
    .await?;
    execute(&mut admin, "CREATE DATABASE bench_schema".to_owned()).await?;
    let url = format!("{base}/bench_schema");
    execute(&mut PgConnection::connect(&url).await?, tables()).await?;

    let (mut first, mut next, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..REPETITIONS {
        // A new server process has no tables in its caches.
        let mut connection = PgConnection::connect(&url).await?;
        let started = Instant::now();
        let schema = postgres::read(&mut connection, &Scope::new()).await?;
        first.push(started.elapsed());
        let started = Instant::now();
        let again = postgres::read(&mut connection, &Scope::new()).await?;
        next.push(started.elapsed());
        let started = Instant::now();
        let stored = Schema::parse(&again.to_text())?;
        assert_eq!(stored.fingerprint(), schema.fingerprint());
        assert!(again.differences(&stored, &Ignore::default()).is_empty());
        rest.push(started.elapsed());
        assert_eq!(schema.objects().count(), TABLES * 14 + 1);
    }
    execute(
        &mut admin,
        "DROP DATABASE bench_schema WITH (FORCE)".to_owned(),
    )
    .await?;
    println!(
        "{TABLES} tables, 10 columns and 3 indexes each, PostgreSQL: {:.0?} on a new connection (target 1 s), \
         {:.0?} again; text, fingerprints and comparison {:.0?}",
        median(first),
        median(next),
        median(rest),
    );
    Ok(())
}

fn tables() -> String {
    let mut sql = String::new();
    for table in 0..TABLES {
        // Writing to a string does not fail.
        let _ = writeln!(
            sql,
            "CREATE TABLE t{table} (a bigint NOT NULL, b integer DEFAULT 0, c text, d varchar(20), e timestamptz DEFAULT now(), \
             f boolean, g numeric(10,2), h jsonb, i uuid, j date);\n\
             CREATE INDEX ON t{table} (a);\nCREATE INDEX ON t{table} (lower(c)) WHERE f;\n\
             CREATE UNIQUE INDEX ON t{table} (b, d) INCLUDE (e);"
        );
    }
    sql
}

async fn execute(connection: &mut PgConnection, sql: String) -> Result {
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(connection)
        .await?;
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
