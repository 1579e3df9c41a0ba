//! What is not part of the user's schema.

use migrate_schema::{Ignore, Kind, Scope, postgres};
use sqlx::Connection;

use crate::support::{Postgres, Result, execute, words};

#[tokio::test]
async fn histories_and_extensions_are_left_out() -> Result {
    let database = Postgres::with("CREATE TABLE t (a int)").await?;
    let before = database.read().await?;
    let mut connection = database.connect().await?;
    execute(
        &mut connection,
        "CREATE SCHEMA _migrate; CREATE TABLE _migrate.history (a serial PRIMARY KEY);
         CREATE TABLE app_migrations (a int); CREATE TABLE app_migrations_layout (a int);
         CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY);
         CREATE SCHEMA supabase_migrations; CREATE TABLE supabase_migrations.schema_migrations (a int);
         CREATE TABLE _sqlx_migrations (a int PRIMARY KEY);
         CREATE TABLE _prisma_migrations (a int PRIMARY KEY);
         CREATE TABLE refinery_schema_history (a int);
         CREATE TABLE __diesel_schema_migrations (a int);
         CREATE TABLE flyway_schema_history (a int); CREATE INDEX ON flyway_schema_history (a);
         CREATE TABLE schema_migrations (a int);
         CREATE TABLE goose_db_version (id serial);
         CREATE TABLE seaql_migrations (a int);
         CREATE SCHEMA atlas_schema_revisions; CREATE TABLE atlas_schema_revisions.atlas_schema_revisions (a int);
         CREATE TEMPORARY TABLE temporary (a int)",
    )
    .await?;
    let scope = Scope::new().history("app_migrations");
    let after = postgres::read(&mut connection, &scope).await?;
    assert_eq!(words(&after, &before), [""; 0]);
    let with_history = postgres::read(&mut connection, &Scope::new()).await?;
    assert_eq!(
        words(&with_history, &before),
        [
            "table app_migrations: in the database, not in the migrations",
            "table app_migrations_layout: in the database, not in the migrations",
        ]
    );

    execute(
        &mut connection,
        "CREATE EXTENSION citext; CREATE EXTENSION pg_stat_statements",
    )
    .await?;
    let after = postgres::read(&mut connection, &scope).await?;
    assert_eq!(
        words(&after, &before),
        [
            "extension citext: in the database, not in the migrations",
            "extension pg_stat_statements: in the database, not in the migrations",
        ]
    );
    Ok(())
}

#[tokio::test]
async fn on_supabase_only_what_users_make_on_managed_tables_counts() -> Result {
    let database = Postgres::with(
        "CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY);
         CREATE FUNCTION auth.touched() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
         CREATE TRIGGER of_the_service BEFORE UPDATE ON auth.users FOR EACH ROW EXECUTE FUNCTION auth.touched();
         CREATE SCHEMA storage; CREATE TABLE storage.objects (id uuid); CREATE SCHEMA vault",
    )
    .await?;
    let elsewhere = database.read().await?;
    assert!(elsewhere.object(Kind::Table, "auth.users").is_some());

    // The whole server sees the role, so it exists only inside a transaction.
    let mut connection = database.connect().await?;
    let mut transaction = connection.begin().await?;
    execute(
        &mut transaction,
        "CREATE ROLE supabase_admin; ALTER SCHEMA vault OWNER TO supabase_admin",
    )
    .await?;
    let before = postgres::read(&mut transaction, &Scope::new()).await?;
    assert!(before.is_empty(), "{}", before.to_text());
    execute(
        &mut transaction,
        "CREATE FUNCTION on_user() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
         CREATE TRIGGER mine AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION on_user();
         CREATE POLICY mine ON storage.objects FOR SELECT USING (true);
         CREATE TABLE profiles (id uuid CONSTRAINT of_user REFERENCES auth.users);
         CREATE TABLE auth.later (a int); ALTER TABLE auth.users ADD phone text;
         CREATE FUNCTION pgrst_watch() RETURNS int LANGUAGE sql AS 'SELECT 1';
         ALTER FUNCTION pgrst_watch() OWNER TO supabase_admin; CREATE EXTENSION pgcrypto SCHEMA vault",
    )
    .await?;
    let after = postgres::read(&mut transaction, &Scope::new()).await?;
    assert_eq!(
        words(&after, &before),
        [
            "trigger auth.users.mine: in the database, not in the migrations",
            "function on_user(): in the database, not in the migrations",
            "table profiles: in the database, not in the migrations",
            "policy storage.objects.mine: in the database, not in the migrations",
        ]
    );
    let foreign_key = after.object(Kind::ForeignKey, "public.profiles.of_user");
    assert!(foreign_key.is_some());
    transaction.rollback().await?;
    Ok(())
}

#[tokio::test]
async fn ignored_names_are_passed_over() -> Result {
    let database = Postgres::with("CREATE TABLE kept (a int)").await?;
    let before = database.read().await?;
    let mut connection = database.connect().await?;
    execute(
        &mut connection,
        "CREATE TABLE pg_stat_copy (a int PRIMARY KEY); ALTER TABLE kept ADD b int;
         CREATE SCHEMA audit; CREATE TABLE audit.t (a int); CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    )
    .await?;
    let after = database.read().await?;
    let ignore = Ignore::new(["public.pg_stat_*", "audit", "public.f(*)", "public.kept.b"])?;
    assert_eq!(after.differences(&before, &ignore), []);
    assert_eq!(before.differences(&after, &ignore), []);
    assert_eq!(after.differences(&before, &Ignore::default()).len(), 5);
    Ok(())
}
