//! A migration that waits for a table, and the traffic behind it.

use std::time::{Duration, Instant};

use migrate_directory::Dialect::Postgres as PG;
use migrate_runtime::{Report, Runner};
use sqlx::{Connection, PgConnection};
use tokio::task::{JoinHandle, JoinSet};

use crate::support::{Postgres, Result, drafts};

const TABLE: (&str, &str) = ("1_t.sql", "CREATE TABLE t (id INT);\n");
const READERS: usize = 20;
const READS: usize = 5;

/// A reader, which says how long its longest read took.
async fn read(url: String) -> Result<Duration> {
    let mut connection = PgConnection::connect(&url).await?;
    let mut worst = Duration::ZERO;
    for _ in 0..READS {
        let begun = Instant::now();
        sqlx::raw_sql("SELECT count(*) FROM t")
            .execute(&mut connection)
            .await?;
        worst = worst.max(begun.elapsed());
    }
    Ok(worst)
}

fn readers(database: &Postgres) -> JoinSet<Result<Duration>> {
    (0..READERS).map(|_| read(database.url.clone())).collect()
}

async fn worst(mut readers: JoinSet<Result<Duration>>) -> Result<Duration> {
    let mut worst = Duration::ZERO;
    while let Some(read) = readers.join_next().await {
        worst = worst.max(read??);
    }
    Ok(worst)
}

type Migrating = JoinHandle<std::result::Result<Report, migrate_runtime::Error>>;

/// A run that waits for a table which `holder` reads in a transaction.
async fn waiting(
    database: &Postgres,
    holder: &mut PgConnection,
    runner: Runner,
) -> Result<Migrating> {
    drafts(PG, &[TABLE]).run(&database.url).await?;
    sqlx::raw_sql("BEGIN; SELECT count(*) FROM t")
        .execute(holder)
        .await?;
    let url = database.url.clone();
    let run = tokio::spawn(async move { runner.run(&url).await });
    wait_for(database, "mode = 'AccessExclusiveLock'", 1).await?;
    Ok(run)
}

/// Until so many wait for the table in such a mode.
async fn wait_for(database: &Postgres, mode: &str, count: usize) -> Result {
    let waiting = format!(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 't'::regclass AND {mode}"
    );
    while database
        .query(&waiting)
        .await?
        .first()
        .and_then(|count| count.parse().ok())
        < Some(count)
    {}
    Ok(())
}

/// The readers come to an end while the transaction is open: without the limit they could not.
#[tokio::test(flavor = "multi_thread")]
async fn readers_wait_no_longer_than_the_lock_timeout() -> Result {
    let migrations = drafts(
        PG,
        &[TABLE, ("2_n.sql", "ALTER TABLE t ADD COLUMN n INT;\n")],
    );
    let limit = Duration::from_millis(100);

    let database = Postgres::new().await?;
    let mut holder = database.connect().await?;
    let run = waiting(
        &database,
        &mut holder,
        migrations.runner().lock_timeout(limit),
    )
    .await?;
    let with = worst(readers(&database)).await?;
    sqlx::raw_sql("COMMIT").execute(&mut holder).await?;
    assert_eq!(run.await??.applied().len(), 1);

    let database = Postgres::new().await?;
    let mut holder = database.connect().await?;
    let run = waiting(
        &database,
        &mut holder,
        migrations.runner().lock_timeout(Duration::ZERO),
    )
    .await?;
    let blocked = readers(&database);
    wait_for(&database, "mode = 'AccessShareLock'", READERS).await?;
    sqlx::raw_sql("COMMIT").execute(&mut holder).await?;
    let without = worst(blocked).await?;
    assert_eq!(run.await??.applied().len(), 1);
    println!(
        "worst of {READERS} readers: {with:?} with a lock timeout of {limit:?}; without, as long as the transaction is open, here {without:?}"
    );
    Ok(())
}
