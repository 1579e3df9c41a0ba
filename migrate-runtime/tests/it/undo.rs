//! Down files at run time.

use migrate_directory::Dialect::{self, Mysql as MY, Postgres as PG, Sqlite as LITE};
use migrate_runtime::{Applied, ErrorKind, Report, State};

use crate::support::{Mariadb, Postgres, Result, Sqlite, applied, drafts, refused};

const FILES: [(&str, &str); 5] = [
    ("1_a.sql", "CREATE TABLE a (id INT);\n"),
    ("2_b.sql", "CREATE TABLE b (id INT);\n"),
    ("2_b.down.sql", "DROP TABLE b;\n"),
    ("3_c.sql", "CREATE TABLE c (id INT);\n"),
    ("3_c.down.sql", "DROP TABLE c;\n"),
];

fn reverted(report: &Report) -> Vec<&str> {
    report.reverted().iter().map(Applied::identity).collect()
}

async fn reverts_and_applies_again(dialect: Dialect, url: &str) -> Result {
    let migrations = drafts(dialect, &FILES);
    migrations.run(url).await?;
    let report = migrations.runner().undo_to(url, 1).await?;
    assert_eq!(reverted(&report), ["3_c", "2_b"]);
    assert_eq!(migrations.plan(url).await?.migrations().len(), 2);
    assert_eq!(applied(&migrations.run(url).await?), ["2_b", "3_c"]);
    assert!(migrations.status(url).await?.is_up_to_date());

    // `1_a` has no down file: nothing is reverted.
    let error = refused(migrations.runner().undo_to(url, 0).await)?;
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(
        error.to_string().contains("no down file for 1_a"),
        "{error}"
    );
    let error = refused(migrations.runner().undo_to(url, 7).await)?;
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert!(migrations.status(url).await?.is_up_to_date());
    Ok(())
}

#[tokio::test]
async fn postgres() -> Result {
    let database = Postgres::new().await?;
    reverts_and_applies_again(PG, &database.url).await?;
    let events = "SELECT kind || ' ' || migration FROM _migrate.event ORDER BY at";
    assert_eq!(database.query(events).await?, ["undo 3_c", "undo 2_b"]);
    Ok(())
}

#[tokio::test]
async fn mariadb() -> Result {
    let database = Mariadb::new().await?;
    reverts_and_applies_again(MY, &database.url).await?;
    let events = "SELECT CONCAT_WS(' ', kind, migration, made_by <> '', detail LIKE 'it was applied at 20%') FROM _migrate_event ORDER BY id";
    assert_eq!(
        database.query(events).await?,
        ["undo 3_c 1 1", "undo 2_b 1 1"]
    );
    Ok(())
}

#[tokio::test]
async fn sqlite() -> Result {
    let file = Sqlite::new()?;
    reverts_and_applies_again(LITE, &file.url).await?;
    let events = "SELECT kind || ' ' || migration FROM _migrate_event ORDER BY rowid";
    assert_eq!(file.query(events).await?, ["undo 3_c", "undo 2_b"]);
    Ok(())
}

#[tokio::test]
async fn up_to_a_version() -> Result {
    let file = Sqlite::new()?;
    let migrations = drafts(LITE, &FILES);
    let report = migrations.runner().to(2).run(&file.url).await?;
    assert_eq!(applied(&report), ["1_a", "2_b"]);
    assert!(report.to_string().ends_with(", 1 left pending"), "{report}");
    let error = refused(migrations.runner().to(9).run(&file.url).await)?;
    assert_eq!(error.kind(), ErrorKind::Usage);
    Ok(())
}

#[tokio::test]
async fn a_failed_down_file_leaves_everything() -> Result {
    let database = Postgres::new().await?;
    let mut files = FILES;
    files[4].1 = "DROP TABLE c;\nDROP TABLE nope;\n";
    let migrations = drafts(PG, &files);
    migrations.run(&database.url).await?;
    let error = refused(migrations.runner().undo_to(&database.url, 2).await)?;
    assert_eq!(
        (error.kind(), error.position()),
        (ErrorKind::Sql, Some((2, 1)))
    );
    assert!(
        error.to_string().contains("migrations/3_c.down.sql:2:1"),
        "{error}"
    );
    assert!(migrations.status(&database.url).await?.is_up_to_date());
    assert_eq!(database.query("SELECT count(*) FROM c").await?, ["0"]);
    Ok(())
}

/// A down file of several steps goes on where it stopped, and a boot in between is refused.
async fn steps(dialect: Dialect, url: &str, outside: &str) -> Result {
    let down = format!("-- migrate: transaction(none)\nDROP TABLE b;\n{outside};\n");
    let files = |down| [FILES[0], FILES[1], ("2_b.down.sql", down)];
    let broken = format!("{down}DROP TABLE nope;\n");
    let migrations = drafts(dialect, &files(&broken));
    migrations.run(url).await?;
    let error = refused(migrations.runner().undo_to(url, 1).await)?;
    assert_eq!(error.position(), Some((4, 1)), "{error}");
    let status = migrations.status(url).await?;
    assert_eq!(status.migrations()[1].state(), State::Reverting);
    let error = refused(migrations.run(url).await)?;
    assert!(
        error.to_string().contains("is half reverted: 2 statements"),
        "{error}"
    );
    let edited = broken.replace("DROP TABLE b", "DROP TABLE IF EXISTS b");
    let error = refused(
        drafts(dialect, &files(&edited))
            .runner()
            .undo_to(url, 1)
            .await,
    )?;
    assert_eq!(error.kind(), ErrorKind::Refused);
    let fixed = drafts(dialect, &files(&down));
    let report = fixed.runner().undo_to(url, 1).await?;
    assert_eq!(reverted(&report), ["2_b"]);
    assert_eq!(applied(&fixed.run(url).await?), ["2_b"]);
    Ok(())
}

#[tokio::test]
async fn postgres_steps() -> Result {
    let database = Postgres::new().await?;
    steps(PG, &database.url, "VACUUM").await
}

#[tokio::test]
async fn mariadb_steps() -> Result {
    let database = Mariadb::new().await?;
    steps(MY, &database.url, "DELETE FROM a").await
}

#[tokio::test]
async fn sqlite_steps() -> Result {
    let file = Sqlite::new()?;
    steps(LITE, &file.url, "VACUUM").await
}

/// The way of `cargo migrate redo`: the row of an edited or renamed draft is no obstacle.
#[tokio::test]
async fn an_edited_and_a_renamed_draft_are_reverted() -> Result {
    let file = Sqlite::new()?;
    drafts(LITE, &FILES).run(&file.url).await?;
    let edited = [
        FILES[0],
        ("2_b.sql", "CREATE TABLE b (id TEXT);\n"),
        FILES[2],
        ("4_c.sql", FILES[3].1),
        ("4_c.down.sql", FILES[4].1),
    ];
    let migrations = drafts(LITE, &edited);
    assert_eq!(migrations.status(&file.url).await?.problems().len(), 2);
    let report = migrations.runner().undo_to(&file.url, 1).await?;
    assert_eq!(reverted(&report), ["3_c", "2_b"]);
    assert_eq!(applied(&migrations.run(&file.url).await?), ["2_b", "4_c"]);
    Ok(())
}
