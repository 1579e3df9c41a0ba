//! Migrations that cannot run in one transaction.

use std::str::FromStr;
use std::time::Duration;

use migrate_directory::Dialect::{Postgres as PG, Sqlite as LITE};
use migrate_runtime::{ErrorKind, ProblemKind, State};
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgConnection};

use crate::support::{Engine, Fresh, Postgres, Result, Sqlite, applied, drafts, refused};

const TABLE: (&str, &str) = (
    "1_a.sql",
    "CREATE TABLE t (id INT, n INT);\nINSERT INTO t VALUES (1, 1), (1, 2);\n",
);

#[tokio::test]
async fn a_failure_is_gone_on_from() -> Result {
    let database = Postgres::new().await?;
    let first = "-- migrate: transaction(none)\nCREATE INDEX CONCURRENTLY t_n ON t (n);\nINSERT INTO t VALUES (3, 3);\n";
    let broken = format!("{first}INSERT INTO nope VALUES (1);\n");
    let migrations = drafts(PG, &[TABLE, ("2_b.sql", &broken)]);
    let error = refused(migrations.run(&database.url).await)?;
    assert_eq!(
        (error.kind(), error.position()),
        (ErrorKind::Sql, Some((4, 13)))
    );
    assert!(
        error
            .to_string()
            .contains("step 3 of 3 failed, the 2 before it are committed"),
        "{error}"
    );

    let status = migrations.status(&database.url).await?;
    let failed = &status.migrations()[1];
    assert_eq!(
        (failed.state(), failed.statements_done()),
        (State::Failed, 2)
    );
    assert!(failed.error().is_some_and(|error| error.contains("nope")));
    assert_eq!(
        migrations.plan(&database.url).await?.migrations()[0].statements_done(),
        2
    );

    let before_edited = drafts(
        PG,
        &[TABLE, ("2_b.sql", &broken.replace("(3, 3)", "(4, 4)"))],
    );
    let refused = refused(before_edited.run(&database.url).await)?;
    assert_eq!(refused.problems()[0].kind(), ProblemKind::Failed);
    assert!(refused.to_string().contains("VALUES (4, 4)"), "{refused}");

    let fixed = drafts(
        PG,
        &[
            TABLE,
            ("2_b.sql", &format!("{first}INSERT INTO t VALUES (5, 5);\n")),
        ],
    );
    assert_eq!(applied(&fixed.run(&database.url).await?), ["2_b"]);
    assert_eq!(database.query("SELECT count(*) FROM t").await?, ["4"]);
    assert_eq!(
        database
            .query("SELECT count(*) FROM _migrate.lease")
            .await?,
        ["0"]
    );
    assert!(fixed.run(&database.url).await?.applied().is_empty());
    Ok(())
}

/// A unique index that cannot be built leaves an invalid one.
#[tokio::test]
async fn an_invalid_index_is_dropped_and_built_again() -> Result {
    let database = Postgres::new().await?;
    let indexes = (
        "2_b.sql",
        "CREATE INDEX CONCURRENTLY t_n ON t (n);\nCREATE UNIQUE INDEX CONCURRENTLY t_id ON t (id);\n",
    );
    let migrations = drafts(PG, &[TABLE, indexes]);
    let error = refused(migrations.run(&database.url).await)?;
    assert!(error.to_string().contains("step 2 of 2"), "{error}");
    let invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";
    assert_eq!(database.query(invalid).await?, ["1"]);
    database.execute("DELETE FROM t WHERE n = 2").await?;
    assert_eq!(applied(&migrations.run(&database.url).await?), ["2_b"]);
    assert_eq!(database.query(invalid).await?, ["0"]);
    assert_eq!(
        database
            .query("SELECT count(*) FROM pg_indexes WHERE tablename = 't'")
            .await?,
        ["2"]
    );
    Ok(())
}

/// A program died after a statement, before its record; `begun` is what it had executed.
async fn died_behind(
    statements: &str,
    begun: &str,
) -> Result<(Postgres, migrate_runtime::Migrations)> {
    let database = Postgres::new().await?;
    let file = format!("-- migrate: transaction(none)\n{statements}");
    let migrations = drafts(PG, &[TABLE, ("2_b.sql", &file)]);
    migrations.run(&database.url).await?;
    let undo = "UPDATE _migrate.history SET state = 'running', statements_done = 0, done_sql = NULL, finished_at = NULL WHERE name = 'b'";
    database.execute(undo).await?;
    database.execute(begun).await?;
    Ok((database, migrations))
}

#[tokio::test]
async fn what_was_executed_is_not_executed_again() -> Result {
    for statement in [
        "CREATE INDEX CONCURRENTLY t_n ON t (n);\n",
        "CREATE INDEX CONCURRENTLY \"T n\" ON public.t (n);\n",
        "VACUUM t;\n",
    ] {
        let (database, migrations) = died_behind(statement, "SELECT 1").await?;
        assert_eq!(
            applied(&migrations.run(&database.url).await?),
            ["2_b"],
            "{statement}"
        );
    }
    let drop = "DROP INDEX CONCURRENTLY t_n;\n";
    let first = format!("CREATE INDEX t_n ON t (n);\n{drop}");
    let (database, migrations) = died_behind(&first, "UPDATE _migrate.history SET statements_done = 1, done_sql = 'CREATE INDEX t_n ON t (n)' WHERE name = 'b'").await?;
    assert_eq!(applied(&migrations.run(&database.url).await?), ["2_b"]);
    // It had not been executed yet.
    let (database, migrations) = died_behind(
        "CREATE INDEX CONCURRENTLY t_n ON t (n);\n",
        "DROP INDEX t_n",
    )
    .await?;
    migrations.run(&database.url).await?;
    assert_eq!(
        database
            .query("SELECT count(*) FROM pg_indexes WHERE tablename = 't'")
            .await?,
        ["1"]
    );
    Ok(())
}

#[tokio::test]
async fn where_nothing_can_tell_a_person_is_asked() -> Result {
    let statements =
        "CREATE INDEX a ON t (n);\nCREATE INDEX b ON t (n);\nDROP INDEX CONCURRENTLY a, b;\n";
    let begun = "UPDATE _migrate.history SET statements_done = 2, done_sql = E'CREATE INDEX a ON t (n);\\nCREATE INDEX b ON t (n)' WHERE name = 'b'";
    let split = "CREATE INDEX a ON t (n);\nCREATE INDEX b ON t (n);\nDROP INDEX CONCURRENTLY a;\nDROP INDEX CONCURRENTLY b;\n";
    let (database, _) = died_behind(split, begun).await?;
    let file = format!("-- migrate: transaction(none)\n{statements}");
    let migrations = drafts(PG, &[TABLE, ("2_b.sql", &file)]);
    let error = refused(migrations.run(&database.url).await)?;
    assert!(
        error.to_string().contains("cargo migrate repair"),
        "{error}"
    );
    Ok(())
}

#[tokio::test]
async fn settings_of_a_statement_hold_for_the_next_and_not_longer() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(
        PG,
        &[
            (
                "1_a.sql",
                "CREATE SCHEMA app;\nCREATE TABLE app.t (id INT);\n",
            ),
            (
                "2_b.sql",
                "-- migrate: transaction(none)\nSET search_path = app;\nCREATE INDEX CONCURRENTLY t_id ON t (id);\n",
            ),
        ],
    );
    let mut connection = database.connect().await?;
    assert_eq!(migrations.run(&mut connection).await?.applied().len(), 2);
    let path: String = sqlx::query_scalar("SELECT current_setting('search_path')")
        .fetch_one(&mut connection)
        .await?;
    assert_eq!(path, "\"$user\", public");
    Ok(())
}

#[tokio::test]
async fn a_run_that_goes_on_has_the_settings_from_before() -> Result {
    let database = Postgres::new().await?;
    let first = "-- migrate: transaction(none)\nCREATE SCHEMA app;\nSET search_path = app;\nCREATE TABLE t (id INT);\n";
    let broken = format!("{first}INSERT INTO t VALUES ('x');\n");
    refused(drafts(PG, &[("1_a.sql", &broken)]).run(&database.url).await)?;
    let fixed = format!("{first}INSERT INTO t VALUES (1);\n");
    drafts(PG, &[("1_a.sql", &fixed)])
        .run(&database.url)
        .await?;
    assert_eq!(database.query("SELECT id FROM app.t").await?, ["1"]);
    Ok(())
}

#[tokio::test]
async fn a_transaction_spelt_out_is_one_step() -> Result {
    let text = "-- migrate: transaction(none)\nBEGIN;\nCREATE TABLE t (id INT);\nINSERT INTO t VALUES (1);\nCOMMIT;\nVACUUM;\nINSERT INTO nope VALUES (1);\n";
    let fixed = text.replace("nope", "t");
    let (database, file) = (Postgres::new().await?, Sqlite::new()?);
    let error = refused(drafts(PG, &[("1_a.sql", text)]).run(&database.url).await)?;
    assert_eq!(error.position(), Some((7, 13)));
    assert!(error.to_string().contains("step 3 of 3"), "{error}");
    drafts(PG, &[("1_a.sql", &fixed)])
        .run(&database.url)
        .await?;
    assert_eq!(database.query("SELECT count(*) FROM t").await?, ["2"]);

    refused(drafts(LITE, &[("1_a.sql", text)]).run(&file.url).await)?;
    drafts(LITE, &[("1_a.sql", &fixed)]).run(&file.url).await?;
    assert_eq!(file.query("SELECT count(*) FROM t").await?, ["2"]);
    Ok(())
}

#[tokio::test]
async fn a_step_that_begins_with_a_setting_is_not_repeated() -> Result {
    let text = "-- migrate: transaction(none)\nCREATE TABLE t (id INT);\nBEGIN;\nSET LOCAL work_mem = '1MB';\nINSERT INTO t VALUES (1);\nCOMMIT;\nINSERT INTO nope VALUES (1);\n";
    let database = Postgres::new().await?;
    refused(drafts(PG, &[("1_a.sql", text)]).run(&database.url).await)?;
    drafts(PG, &[("1_a.sql", &text.replace("nope", "t"))])
        .run(&database.url)
        .await?;
    assert_eq!(database.query("SELECT count(*) FROM t").await?, ["2"]);
    Ok(())
}

#[tokio::test]
async fn a_role_that_a_step_sets_records_nothing() -> Result {
    let database = Postgres::new().await?;
    let role = format!(
        "steps_{}",
        database.url.rsplit('/').next().unwrap_or_default()
    );
    database
        .execute(&format!(
            "CREATE ROLE {role}; CREATE SCHEMA s; GRANT ALL ON SCHEMA s TO {role};"
        ))
        .await?;
    let text = format!(
        "-- migrate: transaction(none)\nSET ROLE {role};\nCREATE TABLE s.t (id INT);\nCREATE INDEX CONCURRENTLY t_id ON s.t (id);\n"
    );
    let mut connection = database.connect().await?;
    let migrations = drafts(PG, &[("1_a.sql", &text)]);
    assert_eq!(migrations.run(&mut connection).await?.applied().len(), 1);
    let owner = "SELECT tableowner FROM pg_tables WHERE tablename = 't'";
    assert_eq!(database.query(owner).await?, [role]);
    let user: String = sqlx::query_scalar("SELECT current_user::text")
        .fetch_one(&mut connection)
        .await?;
    assert_eq!(user, "postgres");
    Ok(())
}

#[tokio::test]
async fn foreign_keys_that_a_statement_switches_off_are_on_again() -> Result {
    let file = Sqlite::new()?;
    let pool = file.pool().await?;
    let mut connection = pool.acquire().await?;
    let migrations = drafts(
        LITE,
        &[(
            "1_a.sql",
            "-- migrate: transaction(none)\nPRAGMA foreign_keys = off;\nCREATE TABLE t (id INT);\n",
        )],
    );
    migrations.run(&mut connection).await?;
    let on: i64 = sqlx::query_scalar("PRAGMA foreign_keys")
        .fetch_one(&mut *connection)
        .await?;
    assert_eq!(on, 1);
    Ok(())
}

#[tokio::test]
async fn another_run_waits_and_does_not_say_nothing_to_do() -> Result {
    let database = Postgres::new().await?;
    drafts(PG, &[TABLE]).run(&database.url).await?;
    let migrations = drafts(
        PG,
        &[
            TABLE,
            ("2_b.sql", "CREATE INDEX CONCURRENTLY t_n ON t (n);\n"),
        ],
    );
    // A transaction that has written keeps the index from being completed.
    let mut writer = database.connect().await?;
    let mut transaction = writer.begin().await?;
    sqlx::raw_sql("INSERT INTO t VALUES (9, 9)")
        .execute(&mut *transaction)
        .await?;

    let url = database.url.clone();
    let building = tokio::spawn(async move { migrations.run(&url).await });
    let at_work = "SELECT 1 FROM pg_stat_activity WHERE query LIKE '/* migrate%CREATE INDEX%' AND state = 'active' AND datname = current_database()";
    while database.query(at_work).await?.is_empty() {}

    let impatient = migrations.runner().max_wait(Duration::from_millis(100));
    let error = refused(impatient.run(&database.url).await)?;
    assert_eq!(error.kind(), ErrorKind::Busy);
    assert!(error.to_string().contains("held by run"), "{error}");
    let url = database.url.clone();
    let waiting = tokio::spawn(async move { migrations.run(&url).await });

    transaction.commit().await?;
    let (built, waited) = (building.await??, waiting.await??);
    assert_eq!((built.applied().len(), waited.applied().len()), (1, 0));
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 't_n'::regclass";
    assert_eq!(database.query(valid).await?, ["true"]);
    Ok(())
}

#[tokio::test]
async fn sqlite_goes_on_too() -> Result {
    let database = Sqlite::new()?;
    let first = "-- migrate: transaction(none)\nCREATE TABLE t (id INT);\nVACUUM;\n";
    let broken = format!("{first}INSERT INTO nope VALUES (1);\n");
    let error = refused(
        drafts(LITE, &[("1_a.sql", &broken)])
            .run(&database.url)
            .await,
    )?;
    assert_eq!(
        (error.kind(), error.position()),
        (ErrorKind::Sql, Some((4, 1)))
    );
    let fixed = drafts(
        LITE,
        &[("1_a.sql", &format!("{first}INSERT INTO t VALUES (1);\n"))],
    );
    assert_eq!(applied(&fixed.run(&database.url).await?), ["1_a"]);
    assert_eq!(database.query("SELECT count(*) FROM t").await?, ["1"]);
    Ok(())
}

#[tokio::test]
async fn a_file_of_pragmas_runs_outside_a_transaction() -> Result {
    let database = Sqlite::new()?;
    drafts(LITE, &[("1_wal.sql", "PRAGMA journal_mode = wal;\n")])
        .run(&database.url)
        .await?;
    assert_eq!(
        database.query("SELECT * FROM pragma_journal_mode").await?,
        ["wal"]
    );
    Ok(())
}

/// Behind a pooler the server's connection outlives the run that had it, and the next run may get
/// it.
#[tokio::test]
async fn the_lease_of_a_dead_run_on_the_same_connection_is_taken() -> Result {
    let database = Fresh::new(Engine::PgBouncer).await?;
    drafts(PG, &[TABLE]).run(&database.url).await?;
    let options = PgConnectOptions::from_str(&database.url)?.extra_float_digits(None);
    let mut pooled = PgConnection::connect_with(&options).await?;
    sqlx::raw_sql(
        "INSERT INTO _migrate.lease (set_name, owner, pid, backend_start, heartbeat) \
         SELECT 'default', 'dead', pid, backend_start, clock_timestamp() - interval '2 minutes' \
         FROM pg_stat_activity WHERE pid = pg_backend_pid()",
    )
    .execute(&mut pooled)
    .await?;
    pooled.close().await?;
    let index = ("2_b.sql", "CREATE INDEX CONCURRENTLY t_n ON t (n);\n");
    let migrations = drafts(PG, &[TABLE, index]);
    let impatient = migrations.runner().max_wait(Duration::from_secs(5));
    assert_eq!(applied(&impatient.run(&database.url).await?), ["2_b"]);
    Ok(())
}
