//! What does not count as a difference.

use std::path::PathBuf;
use std::process::{Command, Output};

use migrate_schema::{Schema, Scope, postgres};
use sqlx::{Connection, PgConnection};

use crate::postgres::BASE;
use crate::support::{Postgres, Result, assert_same, execute, words};

const RENORMALISED: &str = include_str!("renormalised.sql");
const EXPRESSIONS: &str = include_str!("expressions.sql");
const ODD: &str = include_str!("odd.sql");

#[tokio::test]
async fn a_dump_restored_elsewhere_is_the_same() -> Result {
    for sql in [BASE, RENORMALISED, EXPRESSIONS, ODD] {
        let original = Postgres::with(sql).await?;
        let copy = Postgres::new().await?;
        let dump = run(program("pg_dump")?.arg(&original.url))?;
        let script = tempfile::NamedTempFile::new()?;
        std::fs::write(script.path(), &dump.stdout)?;
        let mut psql = program("psql")?;
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f"]);
        run(psql.arg(script.path()).arg(&copy.url))?;
        assert_same(&copy.read().await?, &original.read().await?);
    }
    Ok(())
}

#[tokio::test]
async fn what_the_server_wrote_can_be_executed_again() -> Result {
    let database = Postgres::with(RENORMALISED).await?;
    let before = database.read().await?;
    // Each check and view, recreated from what the server prints.
    let again = "DO $$ DECLARE c record; v text; BEGIN
        FOR c IN SELECT conrelid::regclass AS r, conname, pg_get_constraintdef(oid) AS def FROM pg_constraint
            WHERE contype = 'c' AND conrelid = 'words'::regclass LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s', c.r, c.conname, c.conname, c.def);
        END LOOP;
        EXECUTE 'CREATE OR REPLACE VIEW overview AS ' || pg_get_viewdef('overview'::regclass);
    END $$";
    execute(&mut database.connect().await?, again).await?;
    assert_same(&database.read().await?, &before);
    Ok(())
}

#[tokio::test]
async fn the_way_to_a_schema_does_not_matter() -> Result {
    let direct = Postgres::with(
        "CREATE TABLE t (a int NOT NULL DEFAULT 1, b text, c int, CONSTRAINT positive CHECK (a > 0));
         CREATE INDEX i ON t (b);
         CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS E'BEGIN\n  RETURN 1;\nEND'",
    )
    .await?;
    let detour = Postgres::with(
        "CREATE TABLE u (gone int, c int, b varchar(5));
         ALTER TABLE u DROP gone, ADD a int;
         ALTER TABLE u ALTER a SET NOT NULL, ALTER a SET DEFAULT 1, ALTER b TYPE text;
         ALTER TABLE u ADD CONSTRAINT pos CHECK (((a)) > 0) NOT VALID;
         ALTER TABLE u VALIDATE CONSTRAINT pos;
         ALTER TABLE u RENAME CONSTRAINT pos TO positive;
         ALTER TABLE u RENAME TO t;
         CREATE INDEX CONCURRENTLY_ ON t USING btree (b ASC NULLS LAST);
         ALTER INDEX CONCURRENTLY_ RENAME TO i;
         CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS E'BEGIN\\r\\n  RETURN 1;\\r\\nEND'",
    )
    .await?;
    assert_same(&detour.read().await?, &direct.read().await?);
    Ok(())
}

#[tokio::test]
async fn who_reads_and_how_does_not_matter() -> Result {
    let database = Postgres::with(&format!("{BASE}{RENORMALISED}")).await?;
    let expected = database.read().await?;
    let role = format!("reader_{}", database.name);
    let mut connection = database.connect().await?;
    let sql = format!("CREATE ROLE {role}; SET ROLE {role}; SET search_path = audit, public");
    execute(&mut connection, &sql).await?;
    execute(
        &mut connection,
        "SET standard_conforming_strings = off; SET quote_all_identifiers = on; SET DateStyle = 'SQL, DMY';
         SET IntervalStyle = 'sql_standard'; SET TimeZone = 'Asia/Tokyo'; SET extra_float_digits = -3",
    )
    .await?;
    assert_same(
        &postgres::read(&mut connection, &Scope::new()).await?,
        &expected,
    );

    let mut transaction = connection.begin().await?;
    execute(&mut transaction, "SET LOCAL search_path = audit").await?;
    let before = settings(&mut transaction).await?;
    let schema = postgres::read(&mut transaction, &Scope::new()).await?;
    assert_same(&schema, &expected);
    assert_eq!(settings(&mut transaction).await?, before);
    transaction.rollback().await?;
    execute(&mut connection, &format!("RESET ROLE; DROP ROLE {role}")).await
}

async fn settings(connection: &mut PgConnection) -> Result<Vec<(String, String)>> {
    let sql = "SELECT name, setting FROM pg_settings ORDER BY name";
    Ok(sqlx::query_as(sql).fetch_all(connection).await?)
}

#[tokio::test]
async fn a_stored_schema_is_read_back() -> Result {
    for sql in [BASE, RENORMALISED, EXPRESSIONS, ODD] {
        let schema = Postgres::with(sql).await?.read().await?;
        assert!(schema.to_text().starts_with("schema 1 postgres\nserver 1"));
        assert_same(&Schema::parse(&schema.to_text())?, &schema);
    }
    Ok(())
}

#[tokio::test]
async fn grants_are_compared_only_if_both_have_them() -> Result {
    let database = Postgres::with(
        "CREATE TABLE t (a int, b int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    )
    .await?;
    let mut connection = database.connect().await?;
    let with_grants = Scope::new().grants();
    let before = postgres::read(&mut connection, &with_grants).await?;
    let without = database.read().await?;
    execute(
        &mut connection,
        "GRANT SELECT, INSERT ON t TO PUBLIC; GRANT UPDATE (b) ON t TO PUBLIC; REVOKE ALL ON FUNCTION f() FROM PUBLIC",
    )
    .await?;
    let after = postgres::read(&mut connection, &with_grants).await?;
    assert_eq!(
        words(&after, &before),
        [
            "function f(): grants none in the database, PUBLIC: EXECUTE in the migrations",
            "table t: grants PUBLIC: INSERT, SELECT in the database, none in the migrations",
            "column t.b: grants PUBLIC: UPDATE in the database, none in the migrations",
        ]
    );
    assert_eq!(words(&after, &without), [""; 0]);
    assert_eq!(words(&without, &before), [""; 0]);
    assert_same(&Schema::parse(&after.to_text())?, &after);
    Ok(())
}

fn program(name: &str) -> Result<Command> {
    let directory = std::env::var_os("MIGRATE_TEST_PG_BIN")
        .ok_or("no PostgreSQL programs: run the tests with `cargo xtask test`")?;
    Ok(Command::new(PathBuf::from(directory).join(name)))
}

fn run(command: &mut Command) -> Result<Output> {
    let output = command.output()?;
    if output.status.success() {
        Ok(output)
    } else {
        let message = String::from_utf8_lossy(&output.stderr);
        Err(format!("{command:?}: {message}").into())
    }
}

#[tokio::test]
async fn a_change_of_what_has_an_odd_name_is_named() -> Result {
    let database = Postgres::with(ODD).await?;
    let before = database.read().await?;
    let mut connection = database.connect().await?;
    let table = r#""My ""Schema"".x"."T.a ""b"" = 'c'""#;
    let sql = format!(
        "ALTER TABLE {table} DROP \"select\" CASCADE, ALTER \" \" SET DEFAULT 1, ADD \"?\" int; ALTER TABLE parent ALTER late SET DEFAULT 8;
         ALTER TABLE part_of_it ALTER a SET DEFAULT 3"
    );
    execute(&mut connection, &sql).await?;
    let after = database.read().await?;
    let table = r#"My "Schema".x.T.a "b" = 'c'"#;
    assert_eq!(
        words(&after, &before),
        [
            format!("column {table}. : default 1 in the database, 0 in the migrations"),
            format!("column {table}.?: integer in the database, not in the migrations"),
            format!("index {table}.i; -- DROP: in the migrations, not in the database"),
            format!("column {table}.select: integer in the migrations, not in the database"),
            "view My \"Schema\".x.v.w: in the migrations, not in the database".to_owned(),
            "column child_of_two.late: default 8 in the database, 7 in the migrations".to_owned(),
            "column parent.late: default 8 in the database, 7 in the migrations".to_owned(),
            "column part_of_it.a: default 3 in the database, none in the migrations".to_owned(),
        ]
    );
    Ok(())
}
