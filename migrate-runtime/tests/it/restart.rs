//! A server that is killed while migrations run, and comes back.

use std::fs;
use std::process::Command;
use std::time::Duration;

use migrate_runtime::ErrorKind;

use crate::kill::{MIGRATIONS, STEPWISE, assert_complete, migrations, moment_of};
use crate::support::{Engine, Fresh, Result, repetitions, variable};

/// As the machine's memory killer would do it.
fn kill_server(pid_file: &str) -> Result {
    let pid = String::from_utf8(fs::read(pid_file)?)?;
    let status = Command::new("kill").args(["-KILL", pid.trim()]).status()?;
    assert!(status.success(), "kill {pid}: {status}");
    Ok(())
}

/// What the history calls applied has been executed, and nothing twice.
async fn assert_true(database: &Fresh) -> Result {
    if database.recorded("name").await.is_err() {
        // It died before anything was recorded.
        return Ok(());
    }
    let applied = format!(
        "SELECT version FROM {} WHERE state = 'applied' AND version > 1 ORDER BY version",
        database.history()
    );
    let applied = database.query(&applied).await?;
    let journal = "SELECT number FROM journal ORDER BY number";
    let journal = database.query(journal).await.unwrap_or_default();
    assert!(journal.starts_with(&applied), "{journal:?} {applied:?}");
    assert!(
        journal.len() <= applied.len() + 1,
        "{journal:?} {applied:?}"
    );
    Ok(())
}

/// Kills the server until a set is complete; how often that was. `None` if the server could not
/// recover.
async fn kill_server_until_done(engine: Engine, pid_file: &str) -> Result<Option<u64>> {
    let database = Fresh::new(engine).await?;
    let migrations = migrations(database.dialect(), MIGRATIONS, STEPWISE);
    let patient = migrations.wait_for_database(Duration::from_mins(1));
    let mut killed = 0;
    loop {
        let (runner, url) = (patient.clone(), database.url.clone());
        let mut run = tokio::spawn(async move { runner.run(&url).await });
        if let Ok(ended) = tokio::time::timeout(moment_of(killed), &mut run).await {
            ended??;
            assert_complete(&database, MIGRATIONS).await?;
            return Ok(Some(killed));
        }
        kill_server(pid_file)?;
        let ended = run.await?;
        if database.is_lost().await? {
            return Ok(None);
        }
        // Without an error it waited for the server, or needed it no more.
        if let Err(error) = ended {
            assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
        }
        patient.clone().status(&database.url).await?;
        assert_true(&database).await?;
        killed += 1;
    }
}

#[expect(clippy::print_stdout, reason = "the figures of a long run")]
async fn a_killed_server_leaves_no_wrong_record(engine: Engine, pid_file: &str) -> Result {
    let pid_file = variable(pid_file)?;
    let runs = repetitions("MIGRATE_TORTURE_RESTARTS", 1)?;
    let (mut complete, mut lost, mut killed) = (0, 0, 0);
    while complete < runs {
        match kill_server_until_done(engine, &pid_file).await? {
            Some(times) => {
                complete += 1;
                killed += times;
            }
            None => lost += 1,
        }
        assert!(lost <= 3 + runs / 4, "the server does not recover: {lost}");
    }
    println!(
        "{engine:?}: {runs} sets, the server killed {killed} times: each migration applied once; \
         {lost} more sets ended because the server could not recover"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres() -> Result {
    let pid_file = "MIGRATE_TEST_RESTARTING_POSTGRES_PID";
    a_killed_server_leaves_no_wrong_record(Engine::RestartingPostgres, pid_file).await
}

#[tokio::test(flavor = "multi_thread")]
async fn on_mariadb() -> Result {
    let pid_file = "MIGRATE_TEST_RESTARTING_MARIADB_PID";
    a_killed_server_leaves_no_wrong_record(Engine::RestartingMariadb, pid_file).await
}
