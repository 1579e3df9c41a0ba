//! A database for each test.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use migrate_directory::Dialect::{self, Mysql as MY, Postgres as PG, Sqlite as LITE};
use migrate_runtime::testing::{TestDatabase, in_memory};
use migrate_runtime::{ErrorKind, Migrations};
use sqlx::{Connection, MySqlConnection, PgConnection, Row};
use tokio::task::JoinSet;

use crate::support::{Result, drafts, mariadb_server, refused, server};

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

fn embedded(dialect: Dialect, test: &str) -> Migrations {
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
    for (dialect, server) in [
        (PG, server()?),
        (LITE, "sqlite:".to_owned()),
        (MY, mariadb_server()?),
    ] {
        let database = TestDatabase::empty(dialect, &server).await?;
        let migrations = embedded(dialect, "empty");
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

#[tokio::test]
async fn on_mariadb_a_panic_removes_it() -> Result {
    let migrations = embedded(MY, "panic");
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let server = mariadb_server()?;
    let test = tokio::spawn(async move {
        let database = TestDatabase::new(&migrations, &server).await;
        let url = database.as_ref().map(|database| database.url().to_owned());
        let _ = sender.send(url.unwrap_or_default());
        panic!("the test fails");
    });
    let url = receiver.await?;
    assert!(test.await.is_err_and(|error| error.is_panic()));
    assert!(!url.is_empty() && MySqlConnection::connect(&url).await.is_err());
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
    let on_mariadb = TestDatabase::new(&embedded(MY, "killed"), &mariadb_server()?).await?;
    let urls = [on_postgres.url(), on_sqlite.url(), on_mariadb.url()];
    println!("made {}", urls.join(" "));
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
            made = Some(urls.split(' ').map(str::to_owned).collect::<Vec<_>>());
            break;
        }
    }
    let made = made.ok_or("the child said nothing")?;
    let [on_postgres, on_sqlite, on_mariadb] =
        <[String; 3]>::try_from(made).map_err(|_| "three URLs")?;
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
    while MySqlConnection::connect(&on_mariadb).await.is_ok() {
        TestDatabase::new(&embedded(MY, "after"), &mariadb_server()?)
            .await
            .map(drop)?;
    }
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

/// Whatever a schema may hold, and rows.
const EVERYTHING: &[(&str, &str)] = &[
    (
        "1_tables.sql",
        "CREATE TABLE parent (id BIGINT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40) NOT NULL, \
         length INT AS (CHAR_LENGTH(name)) STORED) AUTO_INCREMENT = 7;\n\
         CREATE TABLE child (id BIGINT PRIMARY KEY, parent_id BIGINT NOT NULL, FOREIGN KEY (parent_id) REFERENCES parent (id));\n\
         CREATE TABLE log (what TEXT);\n\
         CREATE SEQUENCE numbers START WITH 5;\n\
         CREATE TABLE numbered (n BIGINT NOT NULL DEFAULT (NEXT VALUE FOR numbers), b INT);\n",
    ),
    (
        "2_rows.sql",
        "INSERT INTO parent (id, name) VALUES (1, 'a `quoted`; naïve name');\n\
         INSERT INTO child VALUES (1, 1);\nINSERT INTO numbered (b) VALUES (1);\n",
    ),
    (
        "3_code.sql",
        "CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC RETURN n * 2;\n\
         CREATE VIEW z_names AS SELECT name, twice(length) AS l FROM parent;\n\
         CREATE VIEW a_names AS SELECT name, l FROM z_names;\n\
         CREATE TRIGGER parent_log AFTER INSERT ON parent FOR EACH ROW BEGIN\n\
           INSERT INTO log VALUES ('one');\n  INSERT INTO log VALUES (NEW.name);\nEND;\n",
    ),
];

#[tokio::test]
async fn on_mariadb_a_copy_has_all_that_the_migrations_left() -> Result {
    let marker = format!("-- {}\nSELECT 1;\n", std::process::id());
    let files: Vec<(&str, &str)> = EVERYTHING
        .iter()
        .copied()
        .chain([("4_marker.sql", &*marker)])
        .collect();
    let migrations = drafts(MY, &files);
    let server = mariadb_server()?;
    let first = TestDatabase::new(&migrations, &server).await?;
    let second = TestDatabase::new(&migrations, &server).await?;
    assert_ne!(first.url(), second.url());
    for database in [&first, &second] {
        assert!(migrations.run(database.url()).await?.applied().is_empty());
        let mut connection = MySqlConnection::connect(database.url()).await?;
        sqlx::raw_sql(
            "INSERT INTO parent (name) VALUES ('Zoë'); INSERT INTO numbered (b) VALUES (2)",
        )
        .execute(&mut connection)
        .await?;
        let mut seen = Vec::new();
        for query in [
            "SELECT GROUP_CONCAT(id, name, length ORDER BY id) FROM parent",
            "SELECT GROUP_CONCAT(name, l ORDER BY name) FROM a_names",
            "SELECT GROUP_CONCAT(what) FROM log",
            "SELECT GROUP_CONCAT(b ORDER BY n) FROM numbered",
            "SELECT CAST(COUNT(DISTINCT n) AS CHAR) FROM numbered",
            "SELECT CAST(COUNT(*) AS CHAR) FROM child JOIN parent ON parent.id = parent_id",
        ] {
            let text: Vec<u8> = sqlx::raw_sql(query)
                .fetch_one(&mut connection)
                .await?
                .try_get_unchecked(0)?;
            seen.push(String::from_utf8(text)?);
        }
        assert_eq!(
            seen,
            [
                "1a `quoted`; naïve name22,7Zoë3",
                "a `quoted`; naïve name44,Zoë6",
                "one,Zoë",
                "1,2",
                "2",
                "1"
            ]
        );
        let refused = sqlx::raw_sql("INSERT INTO child VALUES (2, 99)")
            .execute(&mut connection)
            .await;
        assert!(refused.is_err(), "the foreign key is there");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn on_mariadb_eight_at_once_share_one_template() -> Result {
    let migrations = embedded(MY, "eight");
    let mut tests = JoinSet::new();
    for _ in 0..8 {
        let server = mariadb_server()?;
        tests.spawn(async move {
            let database = TestDatabase::new(&migrations, &server).await?;
            let mut connection = MySqlConnection::connect(database.url()).await?;
            sqlx::raw_sql("INSERT INTO a VALUES (2)")
                .execute(&mut connection)
                .await?;
            let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM a")
                .fetch_one(&mut connection)
                .await?;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>((rows, database.url().to_owned()))
        });
    }
    while let Some(test) = tests.join_next().await {
        let (rows, url) = test??;
        assert_eq!(rows, 2);
        assert!(MySqlConnection::connect(&url).await.is_err(), "{url} stays");
    }
    Ok(())
}

#[tokio::test]
async fn in_memory_each_test_has_its_own() -> Result {
    let files = [
        ("0_wal.sql", "PRAGMA journal_mode = wal;\n"),
        ("1_a.sql", "CREATE TABLE a (n INT);\n"),
    ];
    let marker = format!("INSERT INTO a VALUES ({});\n", std::process::id());
    let files: Vec<(&str, &str)> = files.into_iter().chain([("2_b.sql", &*marker)]).collect();
    let migrations = drafts(LITE, &files);
    let pools = [in_memory(&migrations).await?, in_memory(&migrations).await?];
    for pool in &pools {
        assert!(migrations.run(pool).await?.applied().is_empty());
        sqlx::raw_sql("INSERT INTO a VALUES (2)")
            .execute(pool)
            .await?;
        let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM a")
            .fetch_one(pool)
            .await?;
        assert_eq!(rows, 2);
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the folder of the templates")]
#[tokio::test]
async fn templates_of_files_do_not_stay_for_ever() -> Result {
    let template = |test: &str| {
        let migrations = embedded(LITE, test);
        async move { TestDatabase::new(&migrations, "sqlite:").await.map(drop) }
    };
    let home = std::env::temp_dir().join("migrate-test");
    for number in 0..12 {
        template(&format!("template {number}")).await?;
    }
    let entries = std::fs::read_dir(&home)?.flatten();
    let templates = entries.filter(|entry| entry.path().extension().is_some_and(|end| end == "db"));
    // Other tests make some at the same time.
    assert!(templates.count() < 12);
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
