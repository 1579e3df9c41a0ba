//! Applying: once, in order, and what is left after a failure.

use migrate_directory::Dialect::{Postgres as PG, Sqlite as LITE};
use migrate_runtime::ErrorKind;

use crate::support::{Postgres, Result, Sqlite, applied, drafts, refused};

const TWO: &[(&str, &str)] = &[
    ("1_users.sql", "CREATE TABLE users (id INT);\n"),
    (
        "2_names.sql",
        "ALTER TABLE users ADD COLUMN name TEXT;\nINSERT INTO users VALUES (1, 'Ada')",
    ),
];

const BROKEN: &[(&str, &str)] = &[
    TWO[0],
    (
        "2_broken.sql",
        "-- The second statement fails.\nINSERT INTO users VALUES (1);\n\tINSERT INTO userz VALUES (2);\n",
    ),
    ("3_later.sql", "CREATE TABLE later (id INT);\n"),
];

#[tokio::test]
async fn what_comes_before_a_failure_stays_and_the_error_points_at_it_on_postgres() -> Result {
    let database = Postgres::new().await?;
    let pool = database.pool().await?;
    let error = refused(drafts(PG, BROKEN).run(&pool).await)?;
    assert_eq!(error.kind(), ErrorKind::Sql);
    assert_eq!(
        error.to_string(),
        "migration `2_broken` failed: relation \"userz\" does not exist [42P01]\n \
         --> migrations/2_broken.sql:3:14\n  \
         |\n\
         3 | \tINSERT INTO userz VALUES (2);\n  \
         | \t            ^\n  \
         = nothing of it was applied; fix the file and start again"
    );
    assert_eq!(
        database.query("SELECT name FROM _migrate.history").await?,
        ["users"]
    );
    assert_eq!(database.query("SELECT count(*) FROM users").await?, ["0"]);
    assert_eq!(
        database
            .query(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' \
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            .await?,
        ["0"]
    );
    let fixed = drafts(PG, &[TWO[0], ("2_broken.sql", "SELECT 1;"), BROKEN[2]]);
    assert_eq!(applied(&fixed.run(&pool).await?), ["2_broken", "3_later"]);
    Ok(())
}

#[tokio::test]
async fn what_comes_before_a_failure_stays_and_the_error_points_at_it_on_sqlite() -> Result {
    let database = Sqlite::new()?;
    let error = refused(drafts(LITE, BROKEN).run(&database.url).await)?;
    assert_eq!(error.kind(), ErrorKind::Sql);
    assert_eq!(error.migration(), Some("2_broken"));
    assert_eq!(error.position(), Some((3, 2)));
    assert!(
        error.to_string().contains("no such table: userz"),
        "{error}"
    );
    assert_eq!(
        database.query("SELECT name FROM _migrate_history").await?,
        ["users"]
    );
    let fixed = drafts(LITE, &[TWO[0], ("2_broken.sql", "SELECT 1;"), BROKEN[2]]);
    assert_eq!(
        applied(&fixed.run(&database.url).await?),
        ["2_broken", "3_later"]
    );
    Ok(())
}

#[tokio::test]
async fn an_error_without_a_position_names_the_statement() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(
        PG,
        &[(
            "1_a.sql",
            "CREATE TABLE t (id INT);\nINSERT INTO t VALUES (1), (1);\nCREATE UNIQUE INDEX i ON t (id);\n",
        )],
    );
    let error = refused(migrations.run(&database.url).await)?;
    assert_eq!(error.position(), Some((3, 1)));
    assert!(
        error.to_string().contains("Key (id)=(1) is duplicated"),
        "{error}"
    );
    Ok(())
}

#[tokio::test]
async fn an_error_at_the_end_of_a_file_is_in_the_file() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(
        PG,
        &[
            ("1_a.sql", "SELECT 1;\nSELECT 2 +"),
            ("2_b.sql", "SELECT 3;"),
        ],
    );
    let error = refused(migrations.run(&database.url).await)?;
    assert_eq!(
        (error.migration(), error.position()),
        (Some("1_a"), Some((2, 11)))
    );
    Ok(())
}

#[tokio::test]
async fn a_table_of_the_users_may_be_called_history() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(
        PG,
        &[(
            "1_a.sql",
            "CREATE TABLE history (id INT PRIMARY KEY);\nINSERT INTO history VALUES (1), (1);\n",
        )],
    );
    let error = refused(migrations.run(&database.url).await)?;
    assert_eq!(
        (error.kind(), error.position()),
        (ErrorKind::Sql, Some((2, 1)))
    );
    Ok(())
}

#[tokio::test]
async fn a_deferred_constraint_fails_its_own_migration() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(
        PG,
        &[
            (
                "1_a.sql",
                "CREATE TABLE p (id INT PRIMARY KEY);\nCREATE TABLE c (p INT REFERENCES p DEFERRABLE INITIALLY DEFERRED);\n",
            ),
            ("2_b.sql", "INSERT INTO c VALUES (7);\n"),
            ("3_c.sql", "SELECT 1;\n"),
        ],
    );
    let error = refused(migrations.run(&database.url).await)?;
    assert_eq!(error.migration(), Some("2_b"));
    assert_eq!(
        database.query("SELECT name FROM _migrate.history").await?,
        ["a"]
    );
    Ok(())
}

#[tokio::test]
async fn a_deferred_constraint_of_sqlite_fails_its_own_migration() -> Result {
    let database = Sqlite::new()?;
    let files = [
        (
            "1_a.sql",
            "CREATE TABLE p (id INTEGER PRIMARY KEY);\nCREATE TABLE c (p INT REFERENCES p DEFERRABLE INITIALLY DEFERRED);\n",
        ),
        ("2_b.sql", "INSERT INTO c VALUES (7);\n"),
        ("3_c.sql", "SELECT 1;\n"),
    ];
    let error = refused(drafts(LITE, &files).run(&database.pool().await?).await)?;
    assert_eq!(
        (error.kind(), error.migration()),
        (ErrorKind::Sql, Some("2_b"))
    );
    assert_eq!(
        database.query("SELECT name FROM _migrate_history").await?,
        ["a"]
    );
    Ok(())
}

#[tokio::test]
async fn a_database_in_memory_survives_a_failure() -> Result {
    let options = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
    let pool = options.connect("sqlite::memory:").await?;
    refused(drafts(LITE, BROKEN).run(&pool).await)?;
    sqlx::raw_sql("SELECT * FROM users").execute(&pool).await?;
    Ok(())
}

#[tokio::test]
async fn an_enum_value_can_be_used_by_the_next_migration() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(
        PG,
        &[
            ("1_a.sql", "CREATE TYPE mood AS ENUM ('sad');\n"),
            ("2_b.sql", "ALTER TYPE mood ADD VALUE 'ok';\n"),
            ("3_c.sql", "CREATE TABLE t (m mood DEFAULT 'ok');\n"),
        ],
    );
    assert_eq!(migrations.run(&database.url).await?.applied().len(), 3);
    Ok(())
}

#[tokio::test]
async fn a_rebuild_with_foreign_keys_off_keeps_the_child_rows() -> Result {
    let database = Sqlite::new()?;
    let files = [
        (
            "1_a.sql",
            "CREATE TABLE p (id INTEGER PRIMARY KEY);\nCREATE TABLE c (p INTEGER NOT NULL REFERENCES p ON DELETE CASCADE);\nINSERT INTO p VALUES (1);\nINSERT INTO c VALUES (1);\n",
        ),
        (
            "2_b.sql",
            "-- migrate: foreign-keys(off)\nCREATE TABLE p2 (id INTEGER PRIMARY KEY, n TEXT);\nINSERT INTO p2 (id) SELECT id FROM p;\nDROP TABLE p;\nALTER TABLE p2 RENAME TO p;\n",
        ),
    ];
    let pool = database.pool().await?;
    drafts(LITE, &files).run(&pool).await?;
    assert_eq!(database.query("SELECT p FROM c").await?, ["1"]);
    assert_eq!(
        database.query("SELECT * FROM pragma_foreign_keys").await?,
        ["1"]
    );
    let lost = drafts(
        LITE,
        &[
            files[0],
            files[1],
            ("3_c.sql", "-- migrate: foreign-keys(off)\nDELETE FROM p;\n"),
        ],
    );
    let error = refused(lost.run(&pool).await)?;
    assert!(
        error.to_string().contains("1 rows violate a foreign key"),
        "{error}"
    );
    assert_eq!(database.query("SELECT count(*) FROM p").await?, ["1"]);
    let mut connection = pool.acquire().await?;
    let on: i64 = sqlx::query_scalar("PRAGMA foreign_keys")
        .fetch_one(&mut *connection)
        .await?;
    assert_eq!(on, 1);
    Ok(())
}

#[tokio::test]
async fn a_database_of_another_kind_is_refused() -> Result {
    let database = Sqlite::new()?;
    let error = refused(drafts(PG, TWO).run(&database.url).await)?;
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert_eq!(
        error.to_string(),
        "the migrations are for postgres, the database is sqlite\n  = help: pass a postgres database"
    );
    Ok(())
}
