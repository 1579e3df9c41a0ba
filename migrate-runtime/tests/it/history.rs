//! Histories that contradict what is embedded: nothing is run.

use migrate_core::Dialect::{Postgres as PG, Sqlite as LITE};
use migrate_runtime::{ErrorKind, Migrations, ProblemKind, State};

use crate::support::{Postgres, Result, Sqlite, applied, drafts, refused, sealed};

const A: (&str, &str) = ("1_a.sql", "CREATE TABLE a (id INT);\n");
const B: (&str, &str) = ("2_b.sql", "CREATE TABLE b (id INT);\n");
const C: (&str, &str) = ("3_c.sql", "CREATE TABLE c (id INT);\n");

async fn problems(migrations: Migrations, database: &Sqlite) -> Result<Vec<(ProblemKind, String)>> {
    let error = refused(migrations.run(&database.url).await)?;
    assert_eq!(error.kind(), ErrorKind::History, "{error}");
    Ok(error.problems().iter().map(|problem| (problem.kind(), problem.migration().to_owned())).collect())
}

fn one(kind: ProblemKind, migration: &str) -> Vec<(ProblemKind, String)> {
    vec![(kind, migration.to_owned())]
}

#[tokio::test]
async fn an_edited_migration_is_reported_before_anything_runs() -> Result {
    let database = Postgres::new().await?;
    sealed(PG, &[A, B], &[]).run(&database.url).await?;
    let edited = sealed(PG, &[A, ("2_b.sql", "CREATE TABLE b (id BIGINT);\n"), C], &[]);
    let error = refused(edited.run(&database.url).await)?;
    assert_eq!(
        error.to_string(),
        "the history was refused, nothing was run\n\
         `2_b` was edited after it was applied to this database\n  \
         = help: restore migrations/2_b.sql and write the change as a new migration"
    );
    assert_eq!(database.query("SELECT to_regclass('c') IS NULL").await?, ["true"]);
    assert_eq!(edited.status(&database.url).await?.migrations()[1].state(), State::Edited);
    Ok(())
}

#[tokio::test]
async fn an_edited_draft_is_told_the_command_that_repairs_it() -> Result {
    let database = Sqlite::new()?;
    drafts(LITE, &[A]).run(&database.url).await?;
    let edited = drafts(LITE, &[("1_a.sql", "CREATE TABLE a (id BIGINT);\n")]);
    let error = refused(edited.run(&database.url).await)?;
    assert_eq!(error.problems()[0].kind(), ProblemKind::EditedDraft);
    assert!(error.to_string().contains("cargo migrate redo"), "{error}");
    Ok(())
}

#[tokio::test]
async fn holes_late_files_and_renames_are_refused() -> Result {
    let database = Sqlite::new()?;
    drafts(LITE, &[A, B, C]).run(&database.url).await?;
    assert_eq!(problems(drafts(LITE, &[A, C]), &database).await?, one(ProblemKind::Hole, "2_b"));
    assert_eq!(
        problems(drafts(LITE, &[A, B, ("2_late.sql", "SELECT 1;"), C].map(|file| if file.0 == "2_late.sql" { ("0_late.sql", file.1) } else { file })), &database).await?,
        one(ProblemKind::OutOfOrder, "0_late")
    );
    assert_eq!(
        problems(drafts(LITE, &[A, ("2_bee.sql", B.1), C]), &database).await?,
        one(ProblemKind::Renamed, "2_b")
    );
    Ok(())
}

#[tokio::test]
async fn an_older_program_starts_unless_a_newer_migration_breaks_it() -> Result {
    let database = Sqlite::new()?;
    let newer = [A, ("2_b.sql", "-- migrate: compatible\nCREATE TABLE b (id INT);\n")];
    drafts(LITE, &newer).run(&database.url).await?;
    let report = drafts(LITE, &[A]).run(&database.url).await?;
    assert_eq!((report.ahead(), applied(&report)), (&["2_b".to_owned()][..], vec![]));
    let breaking = [newer[0], newer[1], ("3_c.sql", "-- migrate: breaking\nDROP TABLE a;\n")];
    drafts(LITE, &breaking).run(&database.url).await?;
    assert_eq!(problems(drafts(LITE, &[A]), &database).await?, one(ProblemKind::Ahead, "3_c"));
    Ok(())
}

#[tokio::test]
async fn a_resealed_migration_is_known_and_the_chain_is_rewritten() -> Result {
    let database = Postgres::new().await?;
    sealed(PG, &[A, B], &[]).run(&database.url).await?;
    let edited = ("1_a.sql", "-- Accounts.\nCREATE TABLE a (id INT);\n");
    let resealed = sealed(PG, &[edited, B, C], &[("1_a", A.1)]);
    assert_eq!(applied(&resealed.run(&database.url).await?), ["3_c"]);
    let chain = database.query("SELECT chain FROM _migrate.history ORDER BY position DESC LIMIT 1").await?;
    assert_eq!(chain, [resealed.head()]);
    assert!(resealed.run(&database.url).await?.applied().is_empty());
    Ok(())
}

#[tokio::test]
async fn both_sides_compute_the_same_chain() -> Result {
    let database = Sqlite::new()?;
    let migrations = drafts(LITE, &[A, B]);
    migrations.run(&database.url).await?;
    let chain = database.query("SELECT chain FROM _migrate_history ORDER BY position DESC LIMIT 1").await?;
    let core = [A, B].iter().zip(["1_a", "2_b"]).fold(migrate_core::Chain::start(), |chain, (file, identity)| {
        chain.then(identity, &migrate_core::Checksum::of(file.1))
    });
    assert_eq!((chain[0].clone(), migrations.head()), (core.head().to_string(), core.head().to_string()));
    Ok(())
}

#[tokio::test]
async fn two_sets_do_not_see_each_other() -> Result {
    let database = Sqlite::new()?;
    drafts(LITE, &[A]).run(&database.url).await?;
    let lock = sealed(LITE, &[B], &[]);
    assert_eq!(lock.set(), "default");
    assert_eq!(problems(lock, &database).await?.len(), 1);
    Ok(())
}
