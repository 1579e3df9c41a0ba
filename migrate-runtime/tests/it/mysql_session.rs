//! What a MySQL or MariaDB session is set to, and what a migration sets in it.

use migrate_directory::Dialect::Mysql as MY;
use migrate_runtime::ErrorKind;
use sqlx::Connection;

use crate::support::{Mariadb, Result, applied, ask, drafts, refused};

const SETTINGS: &str = "SELECT CONCAT_WS(' ', DATABASE() = (SELECT DATABASE()), @@sql_mode, @@foreign_key_checks, @@autocommit, \
     @@lock_wait_timeout, @@innodb_lock_wait_timeout, @@time_zone, @@character_set_client, @@collation_connection)";

#[tokio::test]
async fn every_sql_mode() -> Result {
    let text = "CREATE TABLE t (a VARCHAR(20));\nINSERT INTO t VALUES ('it''s é');\nINSERT INTO nope VALUES ('a\\nb é');\n";
    for setup in [
        "SET sql_mode = 'ANSI'",
        "SET sql_mode = 'NO_BACKSLASH_ESCAPES'",
        "SET sql_mode = 'ORACLE,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT'",
        "SET sql_mode = 'TRADITIONAL,PAD_CHAR_TO_FULL_LENGTH,HIGH_NOT_PRECEDENCE'",
        "SET sql_mode = ''",
        "SET NAMES latin1",
        "SET autocommit = 0, sql_safe_updates = 1, sql_select_limit = 1",
        "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY",
    ] {
        let database = Mariadb::new().await?;
        let pool = database.pool(setup).await?;
        let broken = drafts(MY, &[("1_é.sql", text)]);
        let error = refused(broken.run(&pool).await)?;
        assert_eq!(
            (error.kind(), error.position()),
            (ErrorKind::Sql, Some((3, 1))),
            "{setup}: {error}"
        );
        let fixed = drafts(MY, &[("1_é.sql", &text.replace("nope", "t"))]);
        assert_eq!(applied(&fixed.run(&pool).await?), ["1_é"], "{setup}");
        assert!(fixed.run(&pool).await?.applied().is_empty(), "{setup}");
        assert_eq!(
            fixed.status(&pool).await?.migrations()[0].name(),
            "é",
            "{setup}"
        );
        let texts = database.query("SELECT a FROM t ORDER BY a DESC").await?;
        assert_eq!(texts[0], "it's é", "{setup}");
    }
    Ok(())
}

#[tokio::test]
async fn a_file_that_needs_backslashes_is_refused_where_they_escape_nothing() -> Result {
    let database = Mariadb::new().await?;
    let migrations = drafts(
        MY,
        &[
            ("1_t.sql", "CREATE TABLE t (a TEXT);\n"),
            ("2_t.sql", "INSERT INTO t VALUES ('it\\'s; '), ('x');\n"),
        ],
    );
    let pool = database
        .pool("SET sql_mode = 'NO_BACKSLASH_ESCAPES'")
        .await?;
    let error = refused(migrations.run(&pool).await)?;
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert!(
        error.to_string().contains("NO_BACKSLASH_ESCAPES"),
        "{error}"
    );
    migrations.run(&database.url).await?;
    assert_eq!(database.query("SELECT a FROM t").await?, ["it's; ", "x"]);
    Ok(())
}

#[tokio::test]
async fn settings_neither_lose_the_history_nor_leak() -> Result {
    let database = Mariadb::new().await?;
    let other = Mariadb::new().await?;
    let set = format!(
        "SET foreign_key_checks = 0, sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES', autocommit = 0;\nSET NAMES latin1;\nUSE {};\n\
         CREATE TABLE \"t\" (id INT);\nINSERT INTO \"t\" VALUES (1);\nLOCK TABLES t WRITE;\nSET SESSION TRANSACTION READ ONLY;\n",
        other.name
    );
    let files = [
        ("1_a.sql", set.as_str()),
        (
            "2_b.sql",
            "CREATE TABLE here (a VARCHAR(9) DEFAULT \"é\");\nINSERT INTO here VALUES ();\n",
        ),
        (
            "3_c.sql",
            "SET time_zone = '+05:00';\nALTER TABLE here ADD b INT;\n",
        ),
    ];
    let migrations = drafts(MY, &files);

    let mut connection = database.connect().await?;
    let before = ask(&mut connection, SETTINGS).await?;
    assert_eq!(migrations.run(&mut connection).await?.applied().len(), 3);
    assert_eq!(ask(&mut connection, SETTINGS).await?, before);
    assert_eq!(ask(&mut connection, "SELECT a FROM here").await?, ["é"]);
    let rows = "SELECT CONCAT_WS(' ', `position`, state, statements_done, done_sql IS NULL) FROM _migrate_history";
    let rows = ask(&mut connection, rows).await?;
    assert_eq!(rows, ["1 applied 7 1", "2 applied 2 1", "3 applied 2 1"]);
    assert_eq!(other.query("SELECT id FROM t").await?, ["1"]);
    Ok(())
}

#[tokio::test]
async fn a_pool_gets_its_connection_back_as_it_was() -> Result {
    let database = Mariadb::new().await?;
    let pool = database
        .pool("SET sql_mode = 'ANSI', lock_wait_timeout = 77; SET @mine = 1")
        .await?;
    let state = "SELECT CONCAT_WS(' ', @@sql_mode, @@lock_wait_timeout, @@innodb_lock_wait_timeout, @mine, IS_USED_LOCK('x'))";
    let before = ask(&mut *pool.acquire().await?, state).await?;
    let plain = [("1_a.sql", "CREATE TABLE a (id INT);\n")];
    assert_eq!(drafts(MY, &plain).run(&pool).await?.applied().len(), 1);
    assert_eq!(ask(&mut *pool.acquire().await?, state).await?, before);
    let setting = [
        plain[0],
        (
            "2_b.sql",
            "SET @mine = 2, sort_buffer_size = 65536;\nCREATE TABLE b (id INT);\n",
        ),
    ];
    let id = ask(&mut *pool.acquire().await?, "SELECT CONNECTION_ID()").await?;
    drafts(MY, &setting).run(&pool).await?;
    assert_eq!(ask(&mut *pool.acquire().await?, state).await?, before);
    // Not every setting can be put back, so it is another connection.
    assert_ne!(
        ask(&mut *pool.acquire().await?, "SELECT CONNECTION_ID()").await?,
        id
    );
    Ok(())
}

#[tokio::test]
async fn a_run_that_goes_on_has_the_settings_from_before() -> Result {
    let database = Mariadb::new().await?;
    let other = Mariadb::new().await?;
    let first = format!(
        "USE {};\nCREATE TABLE t (id INT);\nSET @one = 1;\n",
        other.name
    );
    let broken = format!("{first}INSERT INTO nope VALUES (1);\n");
    refused(drafts(MY, &[("1_a.sql", &broken)]).run(&database.url).await)?;
    let fixed = format!("{first}INSERT INTO t VALUES (@one);\n");
    drafts(MY, &[("1_a.sql", &fixed)])
        .run(&database.url)
        .await?;
    assert_eq!(other.query("SELECT id FROM t").await?, ["1"]);
    Ok(())
}

#[tokio::test]
async fn a_callers_open_transaction_is_refused_when_something_is_pending() -> Result {
    let database = Mariadb::new().await?;
    let file = ("1_a.sql", "CREATE TABLE a (id INT);");
    drafts(MY, &[file]).run(&database.url).await?;
    let more = drafts(MY, &[file, ("2_b.sql", "CREATE TABLE b (id INT);")]);
    let mut connection = database.connect().await?;
    let mut transaction = connection.begin().await?;
    sqlx::raw_sql("INSERT INTO a VALUES (1)")
        .execute(&mut *transaction)
        .await?;
    let error = refused(more.run(&mut *transaction).await)?;
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert!(
        error.to_string().contains("inside a transaction"),
        "{error}"
    );
    assert!(
        drafts(MY, &[file])
            .run(&mut *transaction)
            .await?
            .applied()
            .is_empty()
    );
    transaction.rollback().await?;
    assert_eq!(database.query("SELECT count(*) FROM a").await?, ["0"]);
    assert_eq!(more.run(&mut connection).await?.applied().len(), 1);
    Ok(())
}

/// After an error the caller's connection lives on; others must not wait for it.
#[tokio::test]
async fn a_callers_connection_keeps_no_lock_after_an_error() -> Result {
    let database = Mariadb::new().await?;
    let mut connection = database.connect().await?;
    let before = ask(&mut connection, SETTINGS).await?;
    let broken = drafts(
        MY,
        &[(
            "1_a.sql",
            "SET foreign_key_checks = 0;\nCREATE TABLE a (id NOPE);\n",
        )],
    );
    refused(broken.run(&mut connection).await)?;
    assert_eq!(ask(&mut connection, SETTINGS).await?, before);
    let fixed = drafts(
        MY,
        &[(
            "1_a.sql",
            "SET foreign_key_checks = 0;\nCREATE TABLE a (id INT);\n",
        )],
    );
    let report = fixed.run(&database.url).await?;
    assert_eq!(report.waited(), std::time::Duration::ZERO);
    Ok(())
}
