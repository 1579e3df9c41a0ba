//! What a person knows better than the history.

use migrate_directory::Dialect::{self, Postgres as PG, Sqlite as LITE};
use migrate_runtime::command::Repair;
use migrate_runtime::{ErrorKind, State};

use crate::support::{Postgres, Result, Sqlite, applied, drafts, refused};

const TABLE: (&str, &str) = ("1_a.sql", "CREATE TABLE t (id INT);\n");
const FIRST: &str = "-- migrate: transaction(none)\nINSERT INTO t VALUES (1);\n";

async fn half_applied(dialect: Dialect, url: &str) -> Result {
    let broken = format!("{FIRST}INSERT INTO nope VALUES (2);\n");
    refused(
        drafts(dialect, &[TABLE, ("2_b.sql", &broken)])
            .run(url)
            .await,
    )?;
    Ok(())
}

/// The committed statement was edited: the person says that the database is as the file.
async fn resumes(dialect: Dialect, url: &str) -> Result {
    half_applied(dialect, url).await?;
    let edited =
        "-- migrate: transaction(none)\nINSERT INTO t VALUES (7);\nINSERT INTO t VALUES (8);\n";
    let migrations = drafts(dialect, &[TABLE, ("2_b.sql", edited)]);
    assert_eq!(
        refused(migrations.run(url).await)?.kind(),
        ErrorKind::History
    );
    let report = migrations.runner().repair(url, Repair::Resume).await?;
    assert_eq!(report.repaired(), ["`2_b`: resuming after statement 1"]);
    assert_eq!(applied(&report), ["2_b"]);
    let again = refused(migrations.runner().repair(url, Repair::Resume).await)?;
    assert_eq!(again.kind(), ErrorKind::Refused);
    assert!(migrations.run(url).await?.applied().is_empty());
    Ok(())
}

#[tokio::test]
async fn resume_postgres() -> Result {
    let database = Postgres::new().await?;
    resumes(PG, &database.url).await?;
    assert_eq!(
        database.query("SELECT id FROM t ORDER BY id").await?,
        ["1", "8"]
    );
    let event = "SELECT kind || ' ' || migration || ' ' || detail FROM _migrate.event";
    assert_eq!(
        database.query(event).await?,
        ["resume 2_b committed: INSERT INTO t VALUES (1)"]
    );
    Ok(())
}

#[tokio::test]
async fn resume_sqlite() -> Result {
    let file = Sqlite::new()?;
    resumes(LITE, &file.url).await?;
    assert_eq!(
        file.query("SELECT id FROM t ORDER BY id").await?,
        ["1", "8"]
    );
    Ok(())
}

async fn marks(dialect: Dialect, url: &str) -> Result {
    half_applied(dialect, url).await?;
    let third = ("3_c.sql", "CREATE TABLE c (id INT);\n");
    let migrations = drafts(
        dialect,
        &[TABLE, ("2_b.sql", "INSERT INTO t VALUES (1);\n"), third],
    );
    let mark = async |repair| migrations.runner().repair(url, repair).await;

    let skipping = refused(mark(Repair::MarkApplied("3".to_owned())).await);
    assert!(skipping.is_ok(), "2_b is not finished: {skipping:?}");
    let report = mark(Repair::MarkAbsent("2".to_owned())).await?;
    assert!(report.repaired()[0].starts_with("`2_b`: marked as absent, it was failed"));
    let skipping = refused(mark(Repair::MarkApplied("3_c".to_owned())).await)?;
    assert!(
        skipping.to_string().contains("`2_b` is pending"),
        "{skipping}"
    );
    mark(Repair::MarkApplied("2".to_owned())).await?;
    mark(Repair::MarkApplied("3".to_owned())).await?;
    assert!(migrations.run(url).await?.applied().is_empty());
    assert!(migrations.status(url).await?.is_up_to_date());

    let inner = refused(mark(Repair::MarkAbsent("2".to_owned())).await)?;
    assert!(inner.to_string().contains("is not the newest"), "{inner}");
    let unknown = refused(mark(Repair::MarkAbsent("9".to_owned())).await)?;
    assert_eq!(unknown.kind(), ErrorKind::Refused);
    let twice = refused(mark(Repair::MarkApplied("3".to_owned())).await)?;
    assert!(twice.to_string().contains("is applied already"), "{twice}");

    // A hole: the program does not have it any more.
    let without = drafts(dialect, &[TABLE, third]);
    assert_eq!(refused(without.run(url).await)?.kind(), ErrorKind::History);
    let absent = Repair::MarkAbsent("2_b".to_owned());
    without.runner().repair(url, absent).await?;
    assert!(without.run(url).await?.applied().is_empty());
    Ok(())
}

#[tokio::test]
async fn mark_postgres() -> Result {
    let database = Postgres::new().await?;
    marks(PG, &database.url).await
}

#[tokio::test]
async fn mark_sqlite() -> Result {
    let file = Sqlite::new()?;
    marks(LITE, &file.url).await
}

#[tokio::test]
async fn an_edit_that_the_database_has_is_accepted() -> Result {
    let file = Sqlite::new()?;
    drafts(LITE, &[TABLE]).run(&file.url).await?;
    let edited = drafts(
        LITE,
        &[("1_a.sql", "-- A table.\nCREATE TABLE t (id INT);\n")],
    );
    assert_eq!(
        edited.status(&file.url).await?.migrations()[0].state(),
        State::Edited
    );
    let mark = Repair::MarkApplied("1".to_owned());
    edited.runner().repair(&file.url, mark).await?;
    assert!(edited.status(&file.url).await?.is_up_to_date());
    Ok(())
}

#[tokio::test]
async fn rename_lets_the_history_follow() -> Result {
    let file = Sqlite::new()?;
    drafts(LITE, &[TABLE, ("2_b.sql", "SELECT 1;\n")])
        .run(&file.url)
        .await?;
    let renamed = drafts(LITE, &[TABLE, ("5_z.sql", "SELECT 1;\n")]);
    assert_eq!(
        refused(renamed.run(&file.url).await)?.kind(),
        ErrorKind::History
    );
    let report = renamed.runner().repair(&file.url, Repair::Rename).await?;
    assert_eq!(report.repaired(), ["`2_b`: renamed to `5_z`"]);
    assert!(renamed.run(&file.url).await?.applied().is_empty());
    Ok(())
}
