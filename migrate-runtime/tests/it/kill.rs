//! Processes that are killed at any moment.

use std::process::{Command, Stdio};
use std::time::Duration;

use migrate_core::Dialect;
use migrate_runtime::Migrations;

use crate::support::{Engine, Fresh, Result, drafts};

const MIGRATIONS: usize = 40;
const URL: &str = "MIGRATE_TEST_KILLED_URL";

/// Each makes a table and leaves a row in a journal; every other one statement by statement.
fn migrations(dialect: Dialect) -> Migrations {
    let mut files = vec![(
        "1_journal.sql".to_owned(),
        "CREATE TABLE journal (number INT);\n".to_owned(),
    )];
    for number in 2..=MIGRATIONS {
        let directive = match number % 2 {
            0 => "-- migrate: transaction(none)\n",
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
    migrations(dialect_of(&url)).run(&url).await?;
    Ok(())
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
        // The later attempts get more time, so that there is an end.
        let moment = Duration::from_millis(fastrand::u64(..=60 + 20 * attempt));
        std::thread::sleep(moment);
        if let Some(status) = process.try_wait()? {
            assert!(status.success(), "{status}");
            return Ok(attempt);
        }
        process.kill()?;
        process.wait()?;
    }
    Ok(0)
}

/// How often, if not as often as the tests do it: `cargo xtask torture`.
const RUNS: &str = "MIGRATE_TORTURE_RUNS";

#[expect(clippy::print_stdout, reason = "the figures of a long run")]
async fn every_migration_is_applied_once(engine: Engine, runs: usize) -> Result {
    let runs = match std::env::var(RUNS) {
        Ok(runs) => runs.parse()?,
        Err(_) => runs,
    };
    let mut killed = 0;
    for _ in 0..runs {
        let database = Fresh::new(engine).await?;
        let url = database.url.clone();
        killed += tokio::task::spawn_blocking(move || kill_until_done(&url)).await??;
        let expected: Vec<String> = (2..=MIGRATIONS).map(|number| number.to_string()).collect();
        let journal = "SELECT number FROM journal ORDER BY number";
        assert_eq!(database.query(journal).await?, expected);
        assert_eq!(
            database.recorded("state").await?,
            vec!["applied"; MIGRATIONS]
        );
    }
    assert!(killed > 0);
    println!(
        "{runs} sets of {MIGRATIONS} migrations, {killed} processes killed: each migration applied once"
    );
    Ok(())
}

#[tokio::test]
async fn on_postgres() -> Result {
    // After each death in the middle of a migration the next run waits for 3 s.
    every_migration_is_applied_once(Engine::Postgres, 2).await
}

#[tokio::test]
async fn on_sqlite() -> Result {
    every_migration_is_applied_once(Engine::Sqlite, 10).await
}

#[tokio::test]
async fn on_mariadb() -> Result {
    every_migration_is_applied_once(Engine::Mariadb, 10).await
}
