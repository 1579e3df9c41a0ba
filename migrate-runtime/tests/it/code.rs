//! Rust steps: files whose code the service supplies.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use migrate_directory::Dialect::{Mysql as MY, Postgres as PG, Sqlite as LITE};
use migrate_runtime::ErrorKind;
use sqlx::{MySqlConnection, PgConnection, SqliteConnection};

use crate::support::{Mariadb, Postgres, Result, Sqlite, applied, drafts, refused};

const FILES: [(&str, &str); 3] = [
    (
        "1_a.sql",
        "CREATE TABLE a (n INT);\nINSERT INTO a VALUES (1);\n",
    ),
    ("2_fill.sql", "-- Doubles every n.\n-- migrate: rust(1)\n"),
    (
        "3_c.sql",
        "CREATE TABLE c (n INT);\nINSERT INTO c SELECT n FROM a;\n",
    ),
];

#[tokio::test]
async fn the_code_runs_in_order_and_once_on_postgres() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(PG, &FILES);
    let called = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&called);
    let runner = migrations.with_step("2_fill", move |db: &mut PgConnection| {
        count.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            sqlx::query("SET search_path = pg_catalog")
                .execute(&mut *db)
                .await?;
            sqlx::query("UPDATE public.a SET n = n * $1")
                .bind(2)
                .execute(db)
                .await?;
            Ok(())
        })
    });
    assert_eq!(
        applied(&runner.clone().run(&database.url).await?),
        ["1_a", "2_fill", "3_c"]
    );
    assert!(runner.run(&database.url).await?.applied().is_empty());
    assert_eq!(called.load(Ordering::Relaxed), 1);
    assert_eq!(database.query("SELECT n FROM c").await?, ["2"]);
    // Without the code, when nothing needs it.
    assert!(migrations.run(&database.url).await?.applied().is_empty());
    Ok(())
}

#[tokio::test]
async fn the_code_runs_in_order_on_sqlite() -> Result {
    let file = Sqlite::new()?;
    let runner = drafts(LITE, &FILES).with_step("2_fill", |db: &mut SqliteConnection| {
        Box::pin(async move {
            sqlx::query("UPDATE a SET n = n * ?")
                .bind(2)
                .execute(db)
                .await?;
            Ok(())
        })
    });
    assert_eq!(
        applied(&runner.run(&file.url).await?),
        ["1_a", "2_fill", "3_c"]
    );
    assert_eq!(file.query("SELECT n FROM c").await?, ["2"]);
    Ok(())
}

#[tokio::test]
async fn the_code_runs_in_order_and_once_on_mariadb() -> Result {
    let database = Mariadb::new().await?;
    let called = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&called);
    let runner = drafts(MY, &FILES).with_step("2_fill", move |db: &mut MySqlConnection| {
        let first = count.fetch_add(1, Ordering::Relaxed) == 0;
        Box::pin(async move {
            sqlx::query("UPDATE a SET n = n * ?")
                .bind(2)
                .execute(&mut *db)
                .await?;
            if first {
                let lost = "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213";
                sqlx::raw_sql(lost).execute(db).await?;
            }
            Ok(())
        })
    });
    let report = runner.clone().run(&database.url).await?;
    assert_eq!(applied(&report), ["1_a", "2_fill", "3_c"]);
    assert_eq!(report.retries(), 1);
    assert!(runner.run(&database.url).await?.applied().is_empty());
    assert_eq!(called.load(Ordering::Relaxed), 2);
    assert_eq!(database.query("SELECT n FROM c").await?, ["2"]);
    Ok(())
}

#[tokio::test]
async fn on_mariadb_a_failure_leaves_nothing_and_ddl_is_told() -> Result {
    let database = Mariadb::new().await?;
    let failing = drafts(MY, &FILES).with_step("2_fill", |db: &mut MySqlConnection| {
        Box::pin(async move {
            sqlx::query("UPDATE a SET n = 7").execute(db).await?;
            Err("no such luck".into())
        })
    });
    let error = refused(failing.run(&database.url).await)?;
    assert_eq!(
        (error.kind(), error.migration()),
        (ErrorKind::Step, Some("2_fill"))
    );
    assert_eq!(database.query("SELECT n FROM a").await?, ["1"]);
    let ending = drafts(MY, &FILES).with_step("2_fill", |db: &mut MySqlConnection| {
        Box::pin(async move {
            sqlx::raw_sql("CREATE TABLE d (n INT)").execute(db).await?;
            Ok(())
        })
    });
    let error = refused(ending.run(&database.url).await)?;
    assert!(
        error.to_string().contains("it ended the transaction"),
        "{error}"
    );
    assert_eq!(
        database.query("SELECT name FROM _migrate_history").await?,
        ["a"]
    );
    Ok(())
}

#[tokio::test]
async fn without_the_code_nothing_runs() -> Result {
    let (database, file) = (Postgres::new().await?, Sqlite::new()?);
    for (dialect, url) in [(PG, &database.url), (LITE, &file.url)] {
        let migrations = drafts(dialect, &FILES);
        let error = refused(migrations.run(url).await)?;
        assert_eq!(error.kind(), ErrorKind::Usage);
        assert!(
            error.to_string().contains("the code of 2_fill is missing"),
            "{error}"
        );
        assert_eq!(migrations.plan(url).await?.migrations().len(), 3);
        // Up to the step it can.
        assert_eq!(applied(&migrations.runner().to(1).run(url).await?), ["1_a"]);
    }
    Ok(())
}

#[tokio::test]
async fn a_failure_leaves_nothing_of_it() -> Result {
    let (database, file) = (Postgres::new().await?, Sqlite::new()?);
    let on_postgres = drafts(PG, &FILES).with_step("2_fill", |db: &mut PgConnection| {
        Box::pin(async move {
            sqlx::query("UPDATE a SET n = 7").execute(db).await?;
            Err("no such luck".into())
        })
    });
    let on_sqlite = drafts(LITE, &FILES).with_step("2_fill", |db: &mut SqliteConnection| {
        Box::pin(async move {
            sqlx::query("UPDATE a SET n = 7").execute(db).await?;
            Err("no such luck".into())
        })
    });
    for (runner, url) in [(on_postgres, &database.url), (on_sqlite, &file.url)] {
        let error = refused(runner.run(url).await)?;
        assert_eq!(
            (error.kind(), error.migration()),
            (ErrorKind::Step, Some("2_fill"))
        );
        assert!(error.to_string().contains("no such luck"), "{error}");
    }
    assert_eq!(database.query("SELECT n FROM a").await?, ["1"]);
    assert_eq!(file.query("SELECT n FROM a").await?, ["1"]);
    Ok(())
}

#[tokio::test]
async fn code_that_ends_the_transaction_is_told() -> Result {
    let (database, file) = (Postgres::new().await?, Sqlite::new()?);
    let on_postgres = drafts(PG, &FILES).with_step("2_fill", |db: &mut PgConnection| {
        Box::pin(async move {
            sqlx::raw_sql("COMMIT; BEGIN").execute(db).await?;
            Ok(())
        })
    });
    let on_sqlite = drafts(LITE, &FILES).with_step("2_fill", |db: &mut SqliteConnection| {
        Box::pin(async move {
            sqlx::raw_sql("COMMIT").execute(db).await?;
            Ok(())
        })
    });
    for (runner, url) in [(on_postgres, &database.url), (on_sqlite, &file.url)] {
        let error = refused(runner.run(url).await)?;
        assert!(
            error.to_string().contains("it ended the transaction"),
            "{error}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_lost_lock_is_tried_again() -> Result {
    let database = Postgres::new().await?;
    let called = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&called);
    let runner = drafts(PG, &FILES).with_step("2_fill", move |db: &mut PgConnection| {
        let first = count.fetch_add(1, Ordering::Relaxed) == 0;
        Box::pin(async move {
            if first {
                let lost = "DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '55P03'; END $$";
                sqlx::raw_sql(lost).execute(db).await?;
            }
            Ok(())
        })
    });
    let report = runner.run(&database.url).await?;
    assert_eq!((report.applied().len(), report.retries()), (3, 1));
    assert_eq!(called.load(Ordering::Relaxed), 2);
    Ok(())
}
