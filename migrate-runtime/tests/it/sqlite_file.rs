//! Files that are locked, read-only, or no databases.

use std::fs;
use std::str::FromStr;
use std::time::Duration;

use migrate_directory::Dialect::Sqlite as LITE;
use migrate_runtime::ErrorKind;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Connection, SqliteConnection};

use crate::support::{Result, Sqlite, drafts, refused};

const A: (&str, &str) = ("1_a.sql", "CREATE TABLE a (id INT);\n");
const B: (&str, &str) = ("2_b.sql", "CREATE TABLE b (id INT);\n");

#[tokio::test]
async fn a_locked_file_is_waited_for() -> Result {
    let file = Sqlite::new()?;
    drafts(LITE, &[A]).run(&file.url).await?;
    let mut holder = SqliteConnection::connect(&file.url).await?;
    for lock in ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"] {
        sqlx::raw_sql(lock).execute(&mut holder).await?;
        let options = SqliteConnectOptions::from_str(&file.url)?.busy_timeout(Duration::ZERO);
        let pool = SqlitePoolOptions::new().connect_lazy_with(options);
        let migrations = drafts(LITE, &[A, B]);
        let impatient = migrations.runner().max_wait(Duration::from_millis(50));
        let error = refused(impatient.clone().run(&pool).await)?;
        assert_eq!(error.kind(), ErrorKind::Busy, "{lock}: {error}");
        assert!(error.to_string().contains("database is locked"), "{error}");
        sqlx::raw_sql("ROLLBACK").execute(&mut holder).await?;
    }
    assert_eq!(
        drafts(LITE, &[A, B]).run(&file.url).await?.applied().len(),
        1
    );
    Ok(())
}

#[tokio::test]
async fn a_file_that_may_only_be_read() -> Result {
    let file = Sqlite::new()?;
    drafts(LITE, &[A]).run(&file.url).await?;
    let url = format!("{}?mode=ro", file.url);
    assert!(drafts(LITE, &[A]).run(&url).await?.applied().is_empty());
    let error = refused(drafts(LITE, &[A, B]).run(&url).await)?;
    assert_eq!(error.kind(), ErrorKind::Permission, "{error}");
    assert!(
        error.to_string().contains("open the file for writing"),
        "{error}"
    );
    Ok(())
}

#[tokio::test]
async fn what_is_no_database_is_left_alone() -> Result {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("it's 100% \"text\".txt");
    let text = "This is a text, and longer than the header of a database, which has 100 bytes. It stays as it is.\n";
    fs::write(&path, text)?;
    let url = |path: &std::path::Path| {
        let path = path.display().to_string();
        format!("sqlite:{}", path.replace('%', "%25"))
    };
    let migrations = drafts(LITE, &[A]);
    let error = refused(migrations.run(&url(&path)).await)?;
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
    assert!(error.to_string().contains("not a database"), "{error}");
    assert_eq!(fs::read(&path)?, text.as_bytes());
    refused(migrations.status(&url(&path)).await)?;

    let nowhere = directory.path().join("no").join("where.db");
    let error = refused(migrations.run(&url(&nowhere)).await)?;
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");

    let odd = directory.path().join("it's 100% \"data\".db");
    assert_eq!(migrations.run(&url(&odd)).await?.applied().len(), 1);
    assert!(odd.exists());
    assert!(migrations.status(&url(&odd)).await?.is_up_to_date());
    Ok(())
}
