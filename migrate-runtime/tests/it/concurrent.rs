//! Runs that are cancelled; runs at once are in `engines`.

use migrate_core::Dialect::Postgres as PG;
use migrate_runtime::Runner;
use tokio::task::JoinSet;

use crate::support::{Postgres, Result, drafts};

const FILES: &[(&str, &str)] = &[
    ("1_a.sql", "CREATE TABLE a (id INT);\n"),
    ("2_b.sql", "CREATE TABLE b (id INT);\n"),
    ("3_c.sql", "INSERT INTO a VALUES (1);\n"),
];

/// Eight runs at once; how many migrations they applied together.
async fn eight_of(runner: &Runner, url: &str) -> Result<usize> {
    let mut runs = JoinSet::new();
    for _ in 0..8 {
        let (runner, url) = (runner.clone(), url.to_owned());
        runs.spawn(async move { runner.run(&url).await });
    }
    let mut applied = 0;
    while let Some(report) = runs.join_next().await {
        applied += report??.applied().len();
    }
    Ok(applied)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_migration_runs_once_without_advisory_locks() -> Result {
    let index = ("4_d.sql", "CREATE INDEX CONCURRENTLY a_id ON a (id);\n");
    let migrations = drafts(PG, &[FILES, &[index]].concat());
    for _ in 0..5 {
        let database = Postgres::new().await?;
        let runner = migrations.runner().without_advisory_locks();
        assert_eq!(eight_of(&runner, &database.url).await?, 4);
        assert_eq!(database.query("SELECT count(*) FROM a").await?, ["1"]);
    }
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
    let stuck = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
    while database.query(stuck).await?.is_empty() {}
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
