//! Processes that are killed at any moment.

use std::process::{Command, Stdio};
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use migrate_directory::Dialect;
use migrate_runtime::Migrations;

use crate::support::{Engine, Fresh, Result, drafts, repetitions};

pub(crate) const MIGRATIONS: usize = 40;
const URL: &str = "MIGRATE_TEST_KILLED_URL";

pub(crate) const STEPWISE: &str = "-- migrate: transaction(none)\n";

/// Each makes a table and leaves a row in a journal; every other one with a directive.
pub(crate) fn migrations(dialect: Dialect, count: usize, directive: &str) -> Migrations {
    let mut files = vec![(
        "1_journal.sql".to_owned(),
        "CREATE TABLE journal (number INT);\n".to_owned(),
    )];
    for number in 2..=count {
        let directive = match number % 2 {
            0 => directive,
            _ => "",
        };
        let text = format!(
            "{directive}CREATE TABLE t{number} (a INT);\nINSERT INTO journal VALUES ({number});\n\
             ALTER TABLE t{number} ADD COLUMN b INT;\n"
        );
        files.push((format!("{number}_t.sql"), text));
    }
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    drafts(dialect, &files)
}

fn dialect_of(url: &str) -> Dialect {
    match url.split(':').next() {
        Some("mysql") => Dialect::Mysql,
        Some("sqlite") => Dialect::Sqlite,
        _ => Dialect::Postgres,
    }
}

/// The process that is killed. As a test of its own it applies everything undisturbed.
#[tokio::test]
async fn a_process_applies_all() -> Result {
    let own = Fresh::new(Engine::Sqlite).await?;
    let url = std::env::var(URL).unwrap_or(own.url);
    migrations(dialect_of(&url), MIGRATIONS, STEPWISE)
        .run(&url)
        .await?;
    Ok(())
}

/// When to kill. The later attempts get more time, so that there is an end.
pub(crate) fn moment_of(attempt: u64) -> Duration {
    let limit = (0..attempt.min(40)).fold(50, |limit, _| limit * 5 / 4);
    Duration::from_millis(fastrand::u64(..=limit))
}

/// Kills one process after another until one has done its work; how many were killed.
fn kill_until_done(url: &str) -> Result<u64> {
    for attempt in 0.. {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["--exact", "kill::a_process_applies_all"])
            .env(URL, url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        std::thread::sleep(moment_of(attempt));
        if let Some(status) = process.try_wait()? {
            assert!(status.success(), "{status}");
            return Ok(attempt);
        }
        process.kill()?;
        process.wait()?;
    }
    Ok(0)
}

/// Each migration was executed once, the history is complete, and no lock is left.
pub(crate) async fn assert_complete(database: &Fresh, count: usize) -> Result {
    let expected: Vec<String> = (2..=count).map(|number| number.to_string()).collect();
    let journal = "SELECT number FROM journal ORDER BY number";
    assert_eq!(database.query(journal).await?, expected);
    let states = vec!["applied"; count];
    assert_eq!(database.recorded("state").await?, states);
    let locks = match database.dialect() {
        Dialect::Postgres => {
            "SELECT (SELECT count(*) FROM _migrate.lease) + (SELECT count(*) FROM pg_locks \
             WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
        }
        Dialect::Mysql => "SELECT count(*) FROM _migrate_lease",
        // The lock would have failed the queries before.
        Dialect::Sqlite => "SELECT 0",
    };
    assert_eq!(database.query(locks).await?, ["0"]);
    Ok(())
}

/// Kills until a set is complete; how many were killed.
async fn kill_a_set(engine: Engine) -> Result<u64> {
    let database = Fresh::new(engine).await?;
    let url = database.url.clone();
    let killed = tokio::task::spawn_blocking(move || kill_until_done(&url)).await??;
    assert_complete(&database, MIGRATIONS).await?;
    Ok(killed)
}

/// How many sets are at it at once: most of the time a run waits for the lease of a dead one.
const AT_ONCE: usize = 5;

#[expect(clippy::print_stdout, reason = "the figures of a long run")]
async fn every_migration_is_applied_once(engine: Engine) -> Result {
    let runs = repetitions("MIGRATE_TORTURE_RUNS", 10)?;
    let sets = stream::iter((0..runs).map(|_| kill_a_set(engine)));
    let killed: Vec<u64> = sets.buffer_unordered(AT_ONCE).try_collect().await?;
    let killed: u64 = killed.iter().sum();
    assert!(killed > 0);
    println!(
        "{engine:?}: {runs} sets of {MIGRATIONS} migrations, {killed} processes killed: each migration applied once"
    );
    Ok(())
}

#[tokio::test]
async fn on_postgres() -> Result {
    every_migration_is_applied_once(Engine::Postgres).await
}

#[tokio::test]
async fn on_sqlite() -> Result {
    every_migration_is_applied_once(Engine::Sqlite).await
}

#[tokio::test]
async fn on_mariadb() -> Result {
    every_migration_is_applied_once(Engine::Mariadb).await
}
