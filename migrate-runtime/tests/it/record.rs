//! What is in a database before its first run: recorded, taken over, or refused.

use migrate_directory::Dialect::{self, Mysql as MY, Postgres as PG, Sqlite as LITE};
use migrate_runtime::command::{
    Adopted, Adoption, ForeignHistory, ForeignLock, ForeignTool, Verified,
};
use migrate_runtime::{ErrorKind, Migrations, State};
use sqlx::AssertSqlSafe;

use crate::support::{Mariadb, Postgres, Result, Sqlite, applied, ask, drafts, refused};

const A: (&str, &str) = ("1_a.sql", "CREATE TABLE a (id INT);\n");
const B: (&str, &str) = ("2_b.sql", "CREATE TABLE b (id INT);\n");
const C: (&str, &str) = ("3_c.sql", "CREATE TABLE c (id INT);\n");
/// As diesel leaves it.
const DIESEL: &str =
    "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
     run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
INSERT INTO __diesel_schema_migrations (version) VALUES ('1'), ('2');
CREATE TABLE a (id INT);
CREATE TABLE b (id INT);";

async fn execute(url: &str, sql: &str) -> Result {
    let sql = AssertSqlSafe(sql.to_owned());
    if url.starts_with("postgres") {
        let pool = sqlx::PgPool::connect(url).await?;
        sqlx::raw_sql(sql).execute(&pool).await?;
    } else if url.starts_with("mysql") {
        let pool = sqlx::MySqlPool::connect(url).await?;
        sqlx::raw_sql(sql).execute(&pool).await?;
    } else {
        let pool = sqlx::SqlitePool::connect(&format!("{url}?mode=rwc")).await?;
        sqlx::raw_sql(sql).execute(&pool).await?;
        pool.close().await;
    }
    Ok(())
}

async fn diesel_history(migrations: &Migrations, url: &str) -> Result<ForeignHistory> {
    let mut histories = migrations.runner().foreign_histories(url).await?;
    let history = histories.pop().ok_or("a history")?;
    assert!(histories.is_empty());
    assert_eq!(history.tool(), ForeignTool::Diesel);
    Ok(history)
}

fn adoption(history: &ForeignHistory, identities: &[&str]) -> Adoption {
    let mut adoption = Adoption::new(history.clone());
    for identity in identities {
        adoption.add(Adopted::new(*identity, Verified::Name));
    }
    adoption
}

async fn unknown_objects_are_refused(dialect: Dialect, url: &str) -> Result {
    let migrations = drafts(dialect, &[A, B]);
    execute(url, "CREATE TABLE a (id INT)").await?;
    let error = refused(migrations.run(url).await)?;
    assert_eq!(error.kind(), ErrorKind::Refused);
    let said = error.to_string();
    assert!(said.contains("it has `a`"), "{said}");
    assert!(said.contains("cargo migrate baseline"), "{said}");
    let status = migrations.status(url).await?;
    assert!(status.warnings()[0].contains("cargo migrate baseline"));
    // Nothing was written: the next boot says the same.
    refused(migrations.run(url).await)?;

    let report = migrations.runner().baseline(url, Some(1)).await?;
    assert_eq!(report.recorded(), ["1_a"]);
    assert_eq!(applied(&migrations.run(url).await?), ["2_b"]);
    let status = migrations.status(url).await?;
    assert_eq!(status.migrations()[0].state(), State::Baseline);
    assert!(status.is_up_to_date() && status.warnings().is_empty());
    let error = refused(migrations.runner().baseline(url, None).await)?;
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(
        error
            .to_string()
            .contains("a history of these migrations already")
    );
    Ok(())
}

#[tokio::test]
async fn unknown_objects_are_refused_on_postgres() -> Result {
    unknown_objects_are_refused(PG, &Postgres::new().await?.url).await
}

#[tokio::test]
async fn unknown_objects_are_refused_on_mysql() -> Result {
    unknown_objects_are_refused(MY, &Mariadb::new().await?.url).await
}

#[tokio::test]
async fn unknown_objects_are_refused_on_sqlite() -> Result {
    unknown_objects_are_refused(LITE, &Sqlite::new()?.url).await
}

#[tokio::test]
async fn a_database_that_is_shared_is_said_to_be() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(PG, &[A]);
    database.execute("CREATE TABLE theirs (id INT)").await?;
    refused(migrations.run(&database.url).await)?;
    // Without advisory locks our tables are made before anything is decided.
    let runner = migrations.runner().without_advisory_locks();
    refused(runner.clone().run(&database.url).await)?;
    refused(runner.clone().run(&database.url).await)?;
    let report = runner.clone().baseline(&database.url, Some(0)).await?;
    assert!(report.recorded().is_empty());
    assert_eq!(applied(&runner.run(&database.url).await?), ["1_a"]);
    let unknown = migrations.runner().baseline(&database.url, Some(7)).await;
    assert_eq!(refused(unknown)?.kind(), ErrorKind::Refused);
    Ok(())
}

#[tokio::test]
async fn a_database_that_was_emptied_by_undo_is_known() -> Result {
    let database = Sqlite::new()?;
    let down = ("1_a.down.sql", "SELECT 1;\n");
    let migrations = drafts(LITE, &[A, down]);
    migrations.run(&database.url).await?;
    migrations.runner().undo_to(&database.url, 0).await?;
    let error = refused(migrations.run(&database.url).await)?;
    assert_eq!(error.kind(), ErrorKind::Sql);
    Ok(())
}

/// What extensions make is nobody's. (A role of the platform's would be seen by every test of the
/// server.)
#[tokio::test]
async fn what_an_extension_makes_does_not_count() -> Result {
    let database = Postgres::new().await?;
    database
        .execute("CREATE EXTENSION pg_stat_statements")
        .await?;
    let migrations = drafts(PG, &[A]);
    assert!(
        migrations
            .status(&database.url)
            .await?
            .warnings()
            .is_empty()
    );
    assert_eq!(applied(&migrations.run(&database.url).await?), ["1_a"]);
    Ok(())
}

async fn a_history_is_adopted(dialect: Dialect, url: &str) -> Result {
    let migrations = drafts(dialect, &[A, B, C]);
    execute(url, DIESEL).await?;
    let error = refused(migrations.run(url).await)?;
    assert_eq!(error.kind(), ErrorKind::Refused);
    let said = error.to_string();
    assert!(
        said.contains("a history of diesel (`__diesel_schema_migrations`)"),
        "{said}"
    );
    assert!(said.contains("cargo migrate adopt"), "{said}");

    let history = diesel_history(&migrations, url).await?;
    let runner = migrations.runner();
    let absent = runner
        .clone()
        .adopt(url, adoption(&history, &["9_z"]))
        .await;
    assert_eq!(refused(absent)?.kind(), ErrorKind::Refused);
    let gap = runner
        .clone()
        .adopt(url, adoption(&history, &["2_b"]))
        .await;
    assert_eq!(refused(gap)?.kind(), ErrorKind::History);
    // Diesel runs between the look and the record.
    let more = "INSERT INTO __diesel_schema_migrations (version) VALUES ('9')";
    execute(url, more).await?;
    let late = runner
        .clone()
        .adopt(url, adoption(&history, &["1_a", "2_b"]))
        .await;
    assert!(
        refused(late)?
            .to_string()
            .contains("was changed while it was read")
    );
    refused(migrations.run(url).await)?;

    execute(
        url,
        "DELETE FROM __diesel_schema_migrations WHERE version = '9'",
    )
    .await?;
    let report = runner
        .clone()
        .adopt(url, adoption(&history, &["1_a", "2_b"]))
        .await?;
    assert_eq!(report.recorded(), ["1_a", "2_b"]);
    let report = migrations.run(url).await?;
    assert_eq!(applied(&report), ["3_c"]);
    assert!(report.warnings().is_empty());
    let status = migrations.status(url).await?;
    assert_eq!(status.migrations()[1].state(), State::Adopted);
    assert!(status.warnings().is_empty());

    // Somebody runs the old tool.
    execute(url, more).await?;
    let status = migrations.status(url).await?;
    assert!(status.warnings()[0].starts_with("diesel was used on this database"));
    assert!(migrations.run(url).await?.warnings().is_empty(), "one look");
    let next = drafts(dialect, &[A, B, C, ("4_d.sql", "SELECT 1;\n")]);
    let report = next.run(url).await?;
    assert!(report.warnings()[0].contains("stop running diesel here"));
    // Dropped, it is in nobody's use.
    execute(url, "DROP TABLE __diesel_schema_migrations").await?;
    assert!(next.status(url).await?.warnings().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_history_is_adopted_on_postgres() -> Result {
    a_history_is_adopted(PG, &Postgres::new().await?.url).await
}

#[tokio::test]
async fn a_history_is_adopted_on_mysql() -> Result {
    a_history_is_adopted(MY, &Mariadb::new().await?.url).await
}

#[tokio::test]
async fn a_history_is_adopted_on_sqlite() -> Result {
    a_history_is_adopted(LITE, &Sqlite::new()?.url).await
}

/// The one that bare names mean, else all of them.
#[tokio::test]
async fn a_history_is_found_in_the_schema_that_is_meant() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(PG, &[A]);
    let in_schema = |schema: &str| {
        format!(
            "CREATE SCHEMA {schema}; CREATE TABLE {schema}.__diesel_schema_migrations (version TEXT, run_on TIMESTAMP)"
        )
    };
    database.execute(&in_schema("one")).await?;
    database.execute(&in_schema("two")).await?;
    let schemas = async || -> Result<Vec<String>> {
        let histories = migrations.runner().foreign_histories(&database.url).await?;
        let schemas = histories.iter().map(|one| one.schema().to_owned());
        Ok(schemas.collect())
    };
    assert_eq!(schemas().await?, ["one", "two"]);
    database.execute(DIESEL).await?;
    assert_eq!(schemas().await?, ["public"]);
    Ok(())
}

/// While the other tool holds its lock nothing is recorded.
#[tokio::test]
async fn the_other_tools_lock_is_respected() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(PG, &[A, B]);
    database.execute(DIESEL).await?;
    let history = diesel_history(&migrations, &database.url).await?;
    let mut adoption = adoption(&history, &["1_a", "2_b"]);
    adoption.lock(ForeignLock::Key(72_707_369));
    let patience = std::time::Duration::from_millis(300);
    let runner = migrations.runner().max_wait(patience);
    for lock in [
        "SELECT pg_advisory_lock(72707369)",
        "BEGIN; INSERT INTO __diesel_schema_migrations (version) VALUES ('3')",
    ] {
        let mut tool = database.connect().await?;
        sqlx::raw_sql(lock).execute(&mut tool).await?;
        let error = refused(runner.clone().adopt(&database.url, adoption.clone()).await)?;
        assert_eq!(error.kind(), ErrorKind::Busy);
        assert!(error.to_string().contains("diesel is running"), "{error}");
        sqlx::raw_sql("ROLLBACK; SELECT pg_advisory_unlock_all()")
            .execute(&mut tool)
            .await?;
    }
    let report = runner.adopt(&database.url, adoption).await?;
    assert_eq!(report.recorded().len(), 2);
    Ok(())
}

/// The same on MySQL; the session keeps neither the lock nor the settings.
#[tokio::test]
async fn the_other_tools_lock_is_respected_on_mysql() -> Result {
    let database = Mariadb::new().await?;
    let migrations = drafts(MY, &[A, B]);
    database.execute(DIESEL).await?;
    let history = diesel_history(&migrations, &database.url).await?;
    let mut adoption = adoption(&history, &["1_a", "2_b"]);
    let name = format!("lock of {}", database.name);
    adoption.lock(ForeignLock::Name(name.clone()));
    let patience = std::time::Duration::from_millis(300);
    let runner = migrations.runner().max_wait(patience);
    for lock in [
        format!("SELECT GET_LOCK('{name}', 0)"),
        "START TRANSACTION; INSERT INTO __diesel_schema_migrations (version) VALUES ('3')"
            .to_owned(),
    ] {
        let mut tool = database.connect().await?;
        sqlx::raw_sql(AssertSqlSafe(lock))
            .execute(&mut tool)
            .await?;
        let error = refused(runner.clone().adopt(&database.url, adoption.clone()).await)?;
        assert_eq!(error.kind(), ErrorKind::Busy);
        assert!(error.to_string().contains("diesel is running"), "{error}");
        sqlx::raw_sql("ROLLBACK; DO RELEASE_ALL_LOCKS()")
            .execute(&mut tool)
            .await?;
    }
    let pool = database.pool("SET innodb_lock_wait_timeout = 7").await?;
    let report = runner.adopt(&pool, adoption).await?;
    assert_eq!(report.recorded().len(), 2);
    let mut connection = pool.acquire().await?;
    let left = format!("SELECT CONCAT(IS_FREE_LOCK('{name}'), @@innodb_lock_wait_timeout)");
    assert_eq!(ask(&mut connection, &left).await?, ["17"]);
    Ok(())
}
