//! A database for each test.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use migrate_core::Dialect::{Mysql as MY, Postgres as PG, Sqlite as LITE};
use migrate_runtime::testing::TestDatabase;
use migrate_runtime::{Dialect, ErrorKind, Migrations};
use sqlx::{Connection, PgConnection};
use tokio::task::JoinSet;

use crate::support::{Result, drafts, refused, server, variable};

/// Makes the child process of [`what_a_killed_test_left_is_removed`].
const CHILD: &str = "MIGRATE_TEST_CHILD";

/// The history differs between the tests, so that each makes its own template.
fn migrations(test: &str) -> [(&str, String); 2] {
    [
        (
            "1_a.sql",
            format!(
                "-- {test} {}\nCREATE TABLE a (n INT);\n",
                std::process::id()
            ),
        ),
        ("2_b.sql", "INSERT INTO a VALUES (1);\n".to_owned()),
    ]
}

fn embedded(dialect: migrate_core::Dialect, test: &str) -> Migrations {
    let files = migrations(test);
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, sql)| (*name, sql.as_str()))
        .collect();
    drafts(dialect, &files)
}

async fn exists(url: &str) -> Result<bool> {
    let name = url.rsplit('/').next().ok_or("a name")?;
    let name = name.split('?').next().ok_or("a name")?;
    let mut admin = PgConnection::connect(&server()?).await?;
    let found: Option<i32> = sqlx::query_scalar("SELECT 1 FROM pg_database WHERE datname = $1")
        .bind(name)
        .fetch_optional(&mut admin)
        .await?;
    Ok(found.is_some())
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_at_once_share_one_template_and_nothing_else() -> Result {
    let migrations = embedded(PG, "eight");
    let mut tests = JoinSet::new();
    for _ in 0..8 {
        let server = server()?;
        tests.spawn(async move {
            let database = TestDatabase::new(&migrations, &server).await?;
            let mut connection = PgConnection::connect(database.url()).await?;
            sqlx::raw_sql("INSERT INTO a VALUES (2)")
                .execute(&mut connection)
                .await?;
            let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM a")
                .fetch_one(&mut connection)
                .await?;
            assert!(migrations.run(&mut connection).await?.applied().is_empty());
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>((rows, database.url().to_owned()))
        });
    }
    while let Some(test) = tests.join_next().await {
        let (rows, url) = test??;
        assert_eq!(rows, 2);
        assert!(!exists(&url).await?, "{url} stays");
    }
    Ok(())
}

#[tokio::test]
async fn an_empty_one_has_no_history() -> Result {
    let mariadb = variable("MIGRATE_TEST_MARIADB")?;
    for (core, dialect, server) in [
        (PG, Dialect::Postgres, server()?),
        (LITE, Dialect::Sqlite, "sqlite:".to_owned()),
        (MY, Dialect::Mysql, mariadb),
    ] {
        let database = TestDatabase::empty(dialect, &server).await?;
        let migrations = embedded(core, "empty");
        assert_eq!(migrations.run(database.url()).await?.applied().len(), 2);
        let copy = TestDatabase::new(&migrations, &server).await?;
        assert!(migrations.run(copy.url()).await?.applied().is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn a_panic_removes_it() -> Result {
    let migrations = embedded(PG, "panic");
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let server = server()?;
    let test = tokio::spawn(async move {
        let database = TestDatabase::new(&migrations, &server).await;
        let url = database.as_ref().map(|database| database.url().to_owned());
        let _ = sender.send(url.unwrap_or_default());
        panic!("the test fails");
    });
    let url = receiver.await?;
    assert!(test.await.is_err_and(|error| error.is_panic()));
    assert!(!url.is_empty() && !exists(&url).await?, "{url} stays");
    Ok(())
}

/// Not a test of its own: the process that is killed.
#[tokio::test]
async fn the_process_that_is_killed() -> Result {
    if std::env::var_os(CHILD).is_none() {
        return Ok(());
    }
    let on_postgres = TestDatabase::new(&embedded(PG, "killed"), &server()?).await?;
    let on_sqlite = TestDatabase::new(&embedded(LITE, "killed"), "sqlite:").await?;
    println!("made {} {}", on_postgres.url(), on_sqlite.url());
    std::future::pending().await
}

#[tokio::test]
async fn what_a_killed_test_left_is_removed() -> Result {
    let mut child = Command::new(std::env::current_exe()?)
        .args([
            "--exact",
            "testing::the_process_that_is_killed",
            "--nocapture",
        ])
        .env(CHILD, "1")
        .stdout(Stdio::piped())
        .spawn()?;
    let output = BufReader::new(child.stdout.take().ok_or("an output")?);
    let mut made = None;
    for line in output.split(b'\n') {
        let line = String::from_utf8(line?)?;
        if let Some((_, urls)) = line.split_once("made ") {
            made = urls
                .split_once(' ')
                .map(|(left, right)| (left.to_owned(), right.to_owned()));
            break;
        }
    }
    let (on_postgres, on_sqlite) = made.ok_or("the child said nothing")?;
    let file = on_sqlite.trim_start_matches("sqlite:").to_owned();
    assert!(exists(&on_postgres).await? && std::path::Path::new(&file).exists());
    child.kill()?;
    child.wait()?;
    // The server notices the end of the connection a moment later.
    while exists(&on_postgres).await? {
        TestDatabase::new(&embedded(PG, "after"), &server()?)
            .await
            .map(drop)?;
    }
    TestDatabase::new(&embedded(LITE, "after"), "sqlite:")
        .await
        .map(drop)?;
    assert!(!std::path::Path::new(&file).exists(), "{file} stays");
    Ok(())
}

#[tokio::test]
async fn copies_of_a_file_are_apart() -> Result {
    let migrations = embedded(LITE, "files");
    let first = TestDatabase::new(&migrations, "sqlite:").await?;
    let second = TestDatabase::new(&migrations, "sqlite:").await?;
    assert_ne!(first.url(), second.url());
    for database in [&first, &second] {
        assert!(migrations.run(database.url()).await?.applied().is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn a_broken_migration_is_said_and_leaves_no_template() -> Result {
    let migrations = drafts(
        PG,
        &[("1_a.sql", "CREATE TABLE a (n INT);\nSELECT * FROM nope;\n")],
    );
    for _ in 0..2 {
        let error = refused(TestDatabase::new(&migrations, &server()?).await)?;
        assert_eq!(
            (error.kind(), error.position()),
            (ErrorKind::Sql, Some((2, 15)))
        );
    }
    Ok(())
}
