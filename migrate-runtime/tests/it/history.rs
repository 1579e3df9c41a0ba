//! Histories that contradict what is embedded: nothing is run.

use migrate_directory::Dialect::{Postgres as PG, Sqlite as LITE};
use migrate_directory::{Checksum, Lock, Replaced, Was};
use migrate_runtime::{ErrorKind, Migrations, ProblemKind, State};

use crate::support::{Postgres, Result, Sqlite, applied, drafts, refused, sealed, sealed_with};

const A: (&str, &str) = ("1_a.sql", "CREATE TABLE a (id INT);\n");
const B: (&str, &str) = ("2_b.sql", "CREATE TABLE b (id INT);\n");
const C: (&str, &str) = ("3_c.sql", "CREATE TABLE c (id INT);\n");

async fn problems(migrations: Migrations, database: &Sqlite) -> Result<Vec<(ProblemKind, String)>> {
    let error = refused(migrations.run(&database.url).await)?;
    assert_eq!(error.kind(), ErrorKind::History, "{error}");
    Ok(error
        .problems()
        .iter()
        .map(|problem| (problem.kind(), problem.migration().to_owned()))
        .collect())
}

fn one(kind: ProblemKind, migration: &str) -> Vec<(ProblemKind, String)> {
    vec![(kind, migration.to_owned())]
}

#[tokio::test]
async fn an_edited_migration_is_reported_before_anything_runs() -> Result {
    let database = Postgres::new().await?;
    sealed(PG, &[A, B]).run(&database.url).await?;
    let edited = sealed(PG, &[A, ("2_b.sql", "CREATE TABLE b (id BIGINT);\n"), C]);
    let error = refused(edited.run(&database.url).await)?;
    assert_eq!(
        error.to_string(),
        "the history was refused, nothing was run\n\
         `2_b` was edited after it was applied to this database\n  \
         = help: restore migrations/2_b.sql and write the change as a new migration"
    );
    assert_eq!(
        database.query("SELECT to_regclass('c') IS NULL").await?,
        ["true"]
    );
    assert_eq!(
        edited.status(&database.url).await?.migrations()[1].state(),
        State::Edited
    );
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
    assert_eq!(
        problems(drafts(LITE, &[A, C]), &database).await?,
        one(ProblemKind::Hole, "2_b")
    );
    assert_eq!(
        problems(
            drafts(LITE, &[("0_late.sql", "SELECT 1;"), A, B, C]),
            &database
        )
        .await?,
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
    let newer = [
        A,
        (
            "2_b.sql",
            "-- migrate: compatible\nCREATE TABLE b (id INT);\n",
        ),
    ];
    drafts(LITE, &newer).run(&database.url).await?;
    let report = drafts(LITE, &[A]).run(&database.url).await?;
    assert_eq!(
        (report.ahead(), applied(&report)),
        (&["2_b".to_owned()][..], vec![])
    );
    let breaking = [
        newer[0],
        newer[1],
        ("3_c.sql", "-- migrate: breaking\nDROP TABLE a;\n"),
    ];
    drafts(LITE, &breaking).run(&database.url).await?;
    assert_eq!(
        problems(drafts(LITE, &[A]), &database).await?,
        one(ProblemKind::Ahead, "3_c")
    );
    Ok(())
}

#[tokio::test]
async fn a_resealed_migration_is_known_and_the_chain_is_rewritten() -> Result {
    let database = Postgres::new().await?;
    sealed(PG, &[A, B]).run(&database.url).await?;
    let edited = ("1_a.sql", "-- Accounts.\nCREATE TABLE a (id INT);\n");
    let resealed = sealed_with(PG, &[edited, B, C], |lock| {
        lock.sealed[0].was.push(Was {
            checksum: Checksum::of(A.1),
            reason: "a comment".to_owned(),
        });
    });
    assert_eq!(applied(&resealed.run(&database.url).await?), ["3_c"]);
    let chain = database
        .query("SELECT chain FROM _migrate.history ORDER BY position DESC LIMIT 1")
        .await?;
    assert_eq!(chain, [resealed.head()]);
    assert!(resealed.run(&database.url).await?.applied().is_empty());
    Ok(())
}

#[tokio::test]
async fn both_sides_compute_the_same_chain() -> Result {
    let database = Sqlite::new()?;
    let migrations = drafts(LITE, &[A, B]);
    migrations.run(&database.url).await?;
    let chain = database
        .query("SELECT chain FROM _migrate_history ORDER BY position DESC LIMIT 1")
        .await?;
    let core = [A, B].iter().zip(["1_a", "2_b"]).fold(
        migrate_directory::Chain::start(),
        |chain, (file, identity)| chain.then(identity, Checksum::of(file.1).as_bytes()),
    );
    assert_eq!(
        (chain[0].clone(), migrations.head()),
        (core.head().to_string(), core.head().to_string())
    );
    Ok(())
}

#[tokio::test]
async fn a_long_history_is_read_in_order() -> Result {
    let names: Vec<String> = (1..=25).map(|number| format!("{number}_m.sql")).collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .map(|name| (name.as_str(), "SELECT 1;"))
        .collect();
    let (database, file) = (Postgres::new().await?, Sqlite::new()?);
    for count in [9, 10, 11, 25, 12] {
        let newer = drafts(PG, &files[..count]).run(&database.url).await?;
        assert_eq!(newer.ahead().len(), if count == 12 { 13 } else { 0 });
        drafts(LITE, &files[..count]).run(&file.url).await?;
    }
    assert_eq!(
        database
            .query("SELECT max(position) FROM _migrate.history")
            .await?,
        ["25"]
    );
    Ok(())
}

/// SQLite is sent several migrations at once.
#[tokio::test]
async fn each_migration_begins_when_the_one_before_is_recorded() -> Result {
    let names: Vec<String> = (1..=9).map(|number| format!("{number}_m.sql")).collect();
    let busy = "SELECT count(*) FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) SELECT i FROM n) -- all";
    let long = format!("/* {} */ SELECT 1", "x".repeat(20_000));
    let text = |at: usize| if at == 4 { long.as_str() } else { busy };
    let files: Vec<(&str, &str)> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (name.as_str(), text(at)))
        .collect();
    let database = Sqlite::new()?;
    let report = drafts(LITE, &files).run(&database.url).await?;
    let of_report = report.applied().iter();
    let of_report: Vec<String> = of_report
        .map(|one| one.duration().as_millis().to_string())
        .collect();
    let recorded = database
        .query("SELECT duration_ms || '' FROM _migrate_history ORDER BY position")
        .await?;
    assert_eq!(recorded.len(), 9);
    // The long one is sent alone and timed by the program.
    let others = [0, 1, 2, 3, 5, 6, 7, 8];
    assert_eq!(
        others.map(|at| &recorded[at]),
        others.map(|at| &of_report[at])
    );
    let gaps = "SELECT count(*) || '' FROM _migrate_history AS later JOIN _migrate_history AS earlier \
        ON later.position = earlier.position + 1 WHERE later.started_at = earlier.finished_at \
        AND earlier.started_at <= earlier.finished_at AND later.position NOT IN (5, 6)";
    assert_eq!(database.query(gaps).await?, ["6"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn sets_that_start_at_once_share_a_new_database() -> Result {
    for _ in 0..5 {
        let database = Postgres::new().await?;
        let mut runs = tokio::task::JoinSet::new();
        for set in ["one", "two", "three", "four"] {
            let text = format!("CREATE TABLE {set} (id INT);");
            let migrations = sealed_with(PG, &[("1_a.sql", &text)], |lock| {
                set.clone_into(&mut lock.set);
            });
            let url = database.url.clone();
            runs.spawn(async move { migrations.run(&url).await });
        }
        while let Some(report) = runs.join_next().await {
            assert_eq!(report??.applied().len(), 1);
        }
    }
    Ok(())
}

#[tokio::test]
async fn two_sets_do_not_see_each_other() -> Result {
    let database = Sqlite::new()?;
    drafts(LITE, &[A]).run(&database.url).await?;
    let other = sealed_with(LITE, &[B], |lock| "other".clone_into(&mut lock.set));
    assert_eq!(applied(&other.run(&database.url).await?), ["2_b"]);
    assert!(
        drafts(LITE, &[A])
            .run(&database.url)
            .await?
            .applied()
            .is_empty()
    );
    let rows = database
        .query("SELECT set_name || ' ' || position FROM _migrate_history ORDER BY 1")
        .await?;
    assert_eq!(rows, ["default 1", "other 1"]);
    Ok(())
}

/// A baseline that replaces two migrations, and one after it.
fn consolidated(baseline: (&str, &str)) -> Migrations {
    sealed_with(LITE, &[baseline, C], |lock: &mut Lock| {
        for (file, identity) in [(A, "1_a"), (B, "2_b")] {
            lock.sealed[0].replaces.push(Replaced {
                depth: 0,
                checksum: Checksum::of(file.1),
                identity: identity.to_owned(),
            });
        }
    })
}

#[tokio::test]
async fn a_baseline_is_run_recorded_or_refused() -> Result {
    let baseline = (
        "2_baseline.sql",
        "CREATE TABLE a (id INT);\nCREATE TABLE b (id INT);\n",
    );
    let migrations = consolidated(baseline);
    let (empty, complete, partial) = (Sqlite::new()?, Sqlite::new()?, Sqlite::new()?);
    drafts(LITE, &[A, B]).run(&complete.url).await?;
    drafts(LITE, &[A]).run(&partial.url).await?;

    assert_eq!(
        applied(&migrations.run(&empty.url).await?),
        ["2_baseline", "3_c"]
    );
    assert_eq!(applied(&migrations.run(&complete.url).await?), ["3_c"]);
    let states = complete
        .query("SELECT name || ' ' || state FROM _migrate_history ORDER BY position")
        .await?;
    assert_eq!(states, ["baseline baseline", "c applied"]);
    assert!(migrations.run(&complete.url).await?.applied().is_empty());
    assert_eq!(
        problems(migrations, &partial).await?,
        one(ProblemKind::PartialBaseline, "2_baseline")
    );
    Ok(())
}
