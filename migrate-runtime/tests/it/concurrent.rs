//! Runs that are cancelled; runs at once are in `engines`.

use std::time::Duration;

use migrate_directory::Dialect::Postgres as PG;
use migrate_runtime::ErrorKind;

use crate::look::Proxy;
use crate::support::{Postgres, Result, at_once, drafts, refused};

const FILES: &[(&str, &str)] = &[
    ("1_a.sql", "CREATE TABLE a (id INT);\n"),
    ("2_b.sql", "CREATE TABLE b (id INT);\n"),
    ("3_c.sql", "INSERT INTO a VALUES (1);\n"),
];

/// Whether somebody waits for an advisory lock of this database.
const STUCK: &str = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

#[tokio::test(flavor = "multi_thread")]
async fn every_migration_runs_once_without_advisory_locks() -> Result {
    let index = ("4_d.sql", "CREATE INDEX CONCURRENTLY a_id ON a (id);\n");
    let migrations = drafts(PG, &[FILES, &[index]].concat());
    for _ in 0..5 {
        let database = Postgres::new().await?;
        let runner = migrations.runner().without_advisory_locks();
        assert_eq!(at_once(vec![runner; 8], &database.url).await?, 4);
        assert_eq!(database.query("SELECT count(*) FROM a").await?, ["1"]);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_boots_at_once() -> Result {
    let index = ("4_d.sql", "CREATE INDEX CONCURRENTLY a_id ON a (id);\n");
    let migrations = drafts(PG, &[FILES, &[index]].concat());
    let database = Postgres::new().await?;
    assert_eq!(
        at_once(vec![migrations.runner(); 64], &database.url).await?,
        4
    );
    assert_eq!(database.query("SELECT count(*) FROM a").await?, ["1"]);
    let states = "SELECT state FROM _migrate.history ORDER BY position";
    assert_eq!(database.query(states).await?, ["applied"; 4]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_waits_sends_no_migration() -> Result {
    let database = Postgres::new().await?;
    let long = format!(
        "SELECT pg_advisory_xact_lock(7);\n-- {}\nCREATE TABLE a (id INT);\n",
        "long ".repeat(20_000)
    );
    let migrations = drafts(PG, &[("1_a.sql", &long)]);
    let mut holder = database.connect().await?;
    sqlx::raw_sql("SELECT pg_advisory_lock(7)")
        .execute(&mut holder)
        .await?;
    let first = tokio::spawn({
        let url = database.url.clone();
        async move { migrations.run(&url).await }
    });
    while database.query(STUCK).await?.is_empty() {
        assert!(!first.is_finished(), "it did not wait for the lock");
    }

    let proxy = Proxy::new(&database.url).await?;
    let second = migrations.runner().max_wait(Duration::from_millis(100));
    let error = refused(second.run(&proxy.address).await)?;
    assert_eq!(error.kind(), ErrorKind::Busy);
    assert!(proxy.sent() < long.len(), "{}", proxy.sent());

    sqlx::raw_sql("SELECT pg_advisory_unlock(7)")
        .execute(&mut holder)
        .await?;
    assert_eq!(first.await??.applied().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_run_leaves_the_lock_free() -> Result {
    let database = Postgres::new().await?;
    let pool = database.pool().await?;
    let migrations = drafts(
        PG,
        &[(
            "1_a.sql",
            "SELECT pg_advisory_xact_lock(7);\nCREATE TABLE a (id INT);\n",
        )],
    );
    let mut holder = database.connect().await?;
    sqlx::raw_sql("SELECT pg_advisory_lock(7)")
        .execute(&mut holder)
        .await?;
    let run = tokio::spawn({
        let pool = pool.clone();
        async move { migrations.run(&pool).await }
    });
    while database.query(STUCK).await?.is_empty() {}
    run.abort();
    assert!(run.await.is_err_and(|error| error.is_cancelled()));
    sqlx::raw_sql("SELECT pg_advisory_unlock(7)")
        .execute(&mut holder)
        .await?;
    // What the server had begun it may complete; either way the table is there once.
    migrations.run(&pool).await?;
    assert_eq!(
        database
            .query("SELECT count(*) FROM _migrate.history")
            .await?,
        ["1"]
    );
    Ok(())
}
