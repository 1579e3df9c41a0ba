//! What a migration does to its session stays in it.

use std::time::Duration;

use migrate_directory::Dialect::Postgres as PG;
use migrate_directory::{Checksum, Was};
use migrate_runtime::ErrorKind;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, PgConnection, Row};

use crate::support::{Postgres, Result, drafts, refused, sealed_with};

async fn settings(connection: &mut PgConnection) -> Result<Vec<String>> {
    let sql = "SELECT current_setting('search_path'), current_user::text, current_setting('statement_timeout'), current_setting('lock_timeout')";
    let row = sqlx::query(sql).fetch_one(connection).await?;
    Ok((0..4)
        .map(|column| row.try_get(column))
        .collect::<Result<_, _>>()?)
}

#[tokio::test]
async fn settings_neither_lose_the_history_nor_leak() -> Result {
    let database = Postgres::new().await?;
    let role = format!(
        "other_{}",
        database.url.rsplit('/').next().unwrap_or_default()
    );
    database
        .execute(&format!(
            "CREATE ROLE {role}; CREATE SCHEMA app; GRANT ALL ON SCHEMA app TO {role};"
        ))
        .await?;
    let set = format!(
        "SET search_path = app;\nSET ROLE {role};\nSET statement_timeout = '3s';\nCREATE TABLE t (id INT);\n"
    );
    let migrations = drafts(
        PG,
        &[
            ("1_a.sql", &set),
            ("2_b.sql", "SELECT set_config('search_path', '', false);\n"),
            ("3_c.sql", "CREATE TABLE in_public (id INT);\n"),
        ],
    );
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .after_connect(|connection, _| {
            Box::pin(async move {
                sqlx::raw_sql("SET search_path = app, public; SET lock_timeout = '7s'")
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .connect(&database.url)
        .await?;
    let before = settings(&mut *pool.acquire().await?).await?;
    assert_eq!(migrations.run(&pool).await?.applied().len(), 3);
    assert_eq!(settings(&mut *pool.acquire().await?).await?, before);
    assert_eq!(before, ["app, public", "postgres", "0", "7s"]);
    assert_eq!(database.query("SELECT tableowner::text FROM pg_tables WHERE schemaname = 'app' AND tablename = 't'").await?, [role]);
    assert_eq!(
        database
            .query("SELECT count(*) FROM _migrate.history WHERE state = 'applied'")
            .await?,
        ["3"]
    );
    Ok(())
}

#[tokio::test]
async fn a_callers_open_transaction_is_refused_when_something_is_pending() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(PG, &[("1_a.sql", "CREATE TABLE a (id INT);")]);
    migrations.run(&database.url).await?;
    let more = drafts(
        PG,
        &[
            ("1_a.sql", "CREATE TABLE a (id INT);"),
            ("2_b.sql", "CREATE TABLE b (id INT);"),
        ],
    );
    let mut connection = database.connect().await?;
    let mut transaction = connection.begin().await?;
    let error = refused(more.run(&mut *transaction).await)?;
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert!(
        error.to_string().contains("inside a transaction"),
        "{error}"
    );
    transaction.rollback().await?;
    assert_eq!(more.run(&mut connection).await?.applied().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_chain_is_not_rewritten_inside_a_callers_transaction() -> Result {
    let database = Postgres::new().await?;
    let file = ("1_a.sql", "CREATE TABLE a (id INT);");
    sealed_with(PG, &[file], |_| {}).run(&database.url).await?;
    let resealed = sealed_with(
        PG,
        &[("1_a.sql", "CREATE TABLE a (id INT); -- same")],
        |lock| {
            lock.sealed[0].was.push(Was {
                checksum: Checksum::of(file.1),
                reason: "a test".to_owned(),
            });
        },
    );
    let mut connection = database.connect().await?;
    let mut transaction = connection.begin().await?;
    sqlx::raw_sql("INSERT INTO a VALUES (1)")
        .execute(&mut *transaction)
        .await?;
    assert!(resealed.run(&mut *transaction).await?.applied().is_empty());
    transaction.rollback().await?;
    assert_eq!(database.query("SELECT count(*) FROM a").await?, ["0"]);
    assert!(resealed.run(&mut connection).await?.applied().is_empty());
    let chain = "SELECT chain FROM _migrate.history";
    assert_eq!(database.query(chain).await?, [resealed.head()]);
    Ok(())
}

#[tokio::test]
async fn the_applications_statement_timeout_does_not_end_a_migration() -> Result {
    let database = Postgres::new().await?;
    let pool = PgPoolOptions::new()
        .after_connect(|connection, _| {
            Box::pin(async move {
                sqlx::raw_sql("SET statement_timeout = '100ms'")
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .connect(&database.url)
        .await?;
    let slow = drafts(PG, &[("1_a.sql", "SELECT pg_sleep(0.3);")]);
    let patient = slow.runner().lock_timeout(Duration::MAX);
    assert_eq!(patient.run(&pool).await?.applied().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_table_that_is_locked_is_tried_again_until_it_is_free() -> Result {
    let database = Postgres::new().await?;
    let table = ("1_t.sql", "CREATE TABLE t (id INT);");
    drafts(PG, &[table]).run(&database.url).await?;
    let mut holder = database.connect().await?;
    let mut transaction = holder.begin().await?;
    sqlx::raw_sql("LOCK TABLE t")
        .execute(&mut *transaction)
        .await?;
    let migrations = drafts(PG, &[table, ("2_n.sql", "ALTER TABLE t ADD COLUMN n INT;")]);
    let runner = migrations.runner().lock_timeout(Duration::from_millis(20));
    let impatient = runner.clone().max_wait(Duration::from_millis(200));
    let error = refused(impatient.run(&database.url).await)?;
    assert_eq!(error.kind(), ErrorKind::Busy);
    assert!(error.to_string().contains("lock timeout"), "{error}");
    assert!(
        error.to_string().contains(" holds t, its query is "),
        "{error}"
    );

    let url = database.url.clone();
    let waiting = tokio::spawn(async move { runner.run(&url).await });
    // Free the table once the run has been seen to wait for it.
    while database
        .query("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 't'::regclass")
        .await?
        .is_empty()
    {}
    transaction.rollback().await?;
    let report = waiting.await??;
    assert_eq!(report.applied().len(), 1);
    Ok(())
}

/// A role made for an application has limits that a migration must not have.
#[tokio::test]
async fn the_timeouts_of_a_role_do_not_end_a_migration() -> Result {
    let database = Postgres::new().await?;
    let name = database.url.rsplit('/').next().unwrap_or_default();
    let role = format!("short_{name}");
    database
        .execute(&format!(
            "CREATE ROLE {role} LOGIN; GRANT CREATE ON DATABASE {name} TO {role}; GRANT ALL ON SCHEMA public TO {role}; \
             ALTER ROLE {role} SET statement_timeout = '100ms'; ALTER ROLE {role} SET lock_timeout = '1ms'; \
             ALTER ROLE {role} SET idle_in_transaction_session_timeout = '100ms'; \
             ALTER ROLE {role} SET default_transaction_read_only = on; \
             ALTER ROLE {role} SET default_transaction_isolation = 'serializable'"
        ))
        .await?;
    let migrations = drafts(
        PG,
        &[
            (
                "1_a.sql",
                "CREATE TABLE a (id INT);\nSELECT pg_sleep(0.3);\n",
            ),
            ("2_b.sql", "-- migrate: rust(1)\n"),
            (
                "3_c.sql",
                "-- migrate: transaction(none)\nSELECT pg_sleep(0.3);\nCREATE INDEX CONCURRENTLY a_id ON a (id);\n",
            ),
        ],
    );
    let runner = migrations.with_step("2_b", |db: &mut PgConnection| {
        Box::pin(async move {
            sqlx::raw_sql("INSERT INTO a VALUES (1)")
                .execute(&mut *db)
                .await?;
            tokio::time::sleep(Duration::from_millis(300)).await;
            sqlx::raw_sql("INSERT INTO a VALUES (2)")
                .execute(db)
                .await?;
            Ok(())
        })
    });
    let report = runner.run(&database.url_as(&role, "x")).await?;
    assert_eq!(report.applied().len(), 3);
    Ok(())
}
