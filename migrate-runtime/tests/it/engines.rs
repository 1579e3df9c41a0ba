//! What holds on every kind of database, and through a pooler.

use std::time::Instant;

use migrate_directory::{Checksum, Replaced, Was};
use migrate_runtime::{ErrorKind, ProblemKind, State};

use crate::support::{
    Engine, Fresh, Result, applied, at_once, drafts, refused, repetitions, sealed, sealed_with,
};

const A: (&str, &str) = ("1_a.sql", "CREATE TABLE a (id INT);\n");
const B: (&str, &str) = (
    "2_b.sql",
    "ALTER TABLE a ADD COLUMN name VARCHAR(40);\nINSERT INTO a VALUES (1, 'Ad\\\\a ''é'' \\n')",
);
const C: (&str, &str) = ("3_c.sql", "CREATE TABLE c (id INT);\n");

macro_rules! on_every_engine {
    (@ $module:ident $engine:ident $($scenario:ident)*) => {
        mod $module {
            use crate::support::{Engine, Fresh, Result};
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $scenario() -> Result {
                    super::$scenario(&Fresh::new(Engine::$engine).await?).await
                }
            )*
        }
    };
    ($($scenario:ident)*) => {
        on_every_engine!(@ postgres Postgres $($scenario)*);
        on_every_engine!(@ pgbouncer PgBouncer $($scenario)*);
        on_every_engine!(@ sqlite Sqlite $($scenario)*);
        on_every_engine!(@ mariadb Mariadb $($scenario)*);
    };
}

on_every_engine! {
    a_second_run_finds_nothing_to_do
    only_what_is_pending_is_applied
    an_edited_migration_is_refused_before_anything_runs
    a_failure_is_gone_on_from
    what_is_done_must_not_be_edited
    a_long_list_of_what_is_done_is_compared_too
    eight_runs_at_once_apply_each_migration_once
    sets_that_start_at_once_share_a_database
    status_and_plan_create_nothing
    a_newer_release_is_reported
    a_resealed_migration_is_known
    a_baseline_is_run_or_recorded
    the_history_may_have_another_name
    names_may_hold_quotes
    a_history_that_somebody_changed_is_refused_or_mended
}

async fn a_second_run_finds_nothing_to_do(database: &Fresh) -> Result {
    let migrations = drafts(database.dialect(), &[A, B]);
    assert_eq!(migrations.status(&database.url).await?.pending().count(), 2);
    let report = migrations.run(&database.url).await?;
    assert_eq!(applied(&report), ["1_a", "2_b"]);
    let again = migrations.run(&database.url).await?;
    assert!(again.applied().is_empty());
    assert_eq!(
        again.to_string(),
        "0 applied, the schema is up to date (2 embedded)"
    );
    assert!(migrations.status(&database.url).await?.is_up_to_date());
    assert_eq!(database.query("SELECT count(*) FROM a").await?, ["1"]);
    assert_eq!(database.recorded("name").await?, ["a", "b"]);
    assert_eq!(database.recorded("state").await?, ["applied", "applied"]);
    assert_eq!(database.recorded("statements_done").await?, ["1", "2"]);
    Ok(())
}

async fn only_what_is_pending_is_applied(database: &Fresh) -> Result {
    drafts(database.dialect(), &[A]).run(&database.url).await?;
    let newer = drafts(database.dialect(), &[A, B, C]);
    assert_eq!(newer.plan(&database.url).await?.migrations().len(), 2);
    assert_eq!(applied(&newer.run(&database.url).await?), ["2_b", "3_c"]);
    newer.verify(&database.url).await?;
    Ok(())
}

async fn an_edited_migration_is_refused_before_anything_runs(database: &Fresh) -> Result {
    sealed(database.dialect(), &[A]).run(&database.url).await?;
    let edited = ("1_a.sql", "CREATE TABLE a (id BIGINT);\n");
    let migrations = sealed(database.dialect(), &[edited, C]);
    let error = refused(migrations.run(&database.url).await)?;
    assert_eq!(error.problems()[0].kind(), ProblemKind::Edited);
    assert_eq!(database.recorded("name").await?, ["a"]);
    assert!(database.query("SELECT count(*) FROM c").await.is_err());
    Ok(())
}

/// Where migrations are transactional by themselves, this one is not.
const FIRST_TWO: &str =
    "-- migrate: transaction(none)\nCREATE TABLE b (id INT);\nINSERT INTO b VALUES (1);\n";

const STEPS: (&str, &str) = ("5_b.sql", FIRST_TWO);

async fn a_failure_is_gone_on_from(database: &Fresh) -> Result {
    let broken =
        format!("{FIRST_TWO}INSERT INTO nope VALUES ('é \\\\');\nINSERT INTO b VALUES (4);\n");
    let migrations = drafts(database.dialect(), &[A, ("2_b.sql", &broken), C]);
    let error = refused(migrations.run(&database.url).await)?;
    assert_eq!(error.kind(), ErrorKind::Sql, "{error}");
    assert_eq!(error.migration(), Some("2_b"));
    assert_eq!(error.position().map(|(line, _)| line), Some(4));
    let text = error.to_string();
    assert!(
        text.contains("step 3 of 4 failed, the 2 before it are committed"),
        "{text}"
    );

    let status = migrations.status(&database.url).await?;
    let failed = &status.migrations()[1];
    assert_eq!(
        (failed.state(), failed.statements_done()),
        (State::Failed, 2)
    );
    assert!(failed.error().is_some_and(|error| error.contains("nope")));
    let plan = migrations.plan(&database.url).await?;
    assert_eq!(plan.migrations()[0].statements_done(), 2);

    let fixed = broken.replace("nope VALUES ('é \\\\')", "b VALUES (3)");
    let fixed = drafts(database.dialect(), &[A, ("2_b.sql", &fixed), C]);
    assert_eq!(applied(&fixed.run(&database.url).await?), ["2_b", "3_c"]);
    let ids = "SELECT id FROM b ORDER BY id";
    assert_eq!(database.query(ids).await?, ["1", "3", "4"]);
    assert!(fixed.run(&database.url).await?.applied().is_empty());
    Ok(())
}

async fn what_is_done_must_not_be_edited(database: &Fresh) -> Result {
    let broken = format!("{FIRST_TWO}INSERT INTO nope VALUES (1);\n");
    let migrations = drafts(database.dialect(), &[("1_b.sql", &broken)]);
    refused(migrations.run(&database.url).await)?;
    let edited = broken.replace("b VALUES (1)", "b VALUES (2)");
    let error = refused(
        drafts(database.dialect(), &[("1_b.sql", &edited)])
            .run(&database.url)
            .await,
    )?;
    assert_eq!(error.problems()[0].kind(), ProblemKind::Failed);
    assert!(error.to_string().contains("b VALUES (2)"), "{error}");
    assert_eq!(database.query("SELECT count(*) FROM b").await?, ["1"]);
    Ok(())
}

async fn a_long_list_of_what_is_done_is_compared_too(database: &Fresh) -> Result {
    let row = |number| format!("INSERT INTO b VALUES ({number}); -- {:60}\n", "é");
    let rows = (0..400).map(row).collect::<Vec<_>>().concat();
    let broken = format!("{FIRST_TWO}{rows}INSERT INTO nope VALUES (1);\n");
    refused(
        drafts(database.dialect(), &[("1_b.sql", &broken)])
            .run(&database.url)
            .await,
    )?;
    let edited = broken.replace("VALUES (7)", "VALUES (8)");
    let error = refused(
        drafts(database.dialect(), &[("1_b.sql", &edited)])
            .run(&database.url)
            .await,
    )?;
    assert_eq!(error.problems()[0].kind(), ProblemKind::Failed);
    let fixed = broken.replace("nope", "b");
    drafts(database.dialect(), &[("1_b.sql", &fixed)])
        .run(&database.url)
        .await?;
    assert_eq!(database.query("SELECT count(*) FROM b").await?, ["402"]);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the figures of a long run")]
async fn eight_runs_at_once_apply_each_migration_once(first: &Fresh) -> Result {
    let rounds = repetitions("MIGRATE_TORTURE_ROUNDS", 3)?;
    let files = [A, C, ("4_d.sql", "INSERT INTO a VALUES (1);\n"), STEPS];
    let migrations = drafts(first.dialect(), &files);
    let begun = Instant::now();
    for _ in 0..rounds {
        let database = Fresh::new(first.engine).await?;
        assert_eq!(
            at_once(vec![migrations.runner(); 8], &database.url).await?,
            4
        );
        assert_eq!(database.query("SELECT count(*) FROM a").await?, ["1"]);
        assert_eq!(database.query("SELECT count(*) FROM b").await?, ["1"]);
        assert_eq!(database.recorded("name").await?, ["a", "c", "d", "b"]);
        assert_eq!(database.recorded("state").await?, ["applied"; 4]);
    }
    println!(
        "{:?}: {rounds} rounds of 8 boots at once, each migration applied once, {:.2?} a round",
        first.engine,
        begun.elapsed() / u32::try_from(rounds)?
    );
    Ok(())
}

async fn sets_that_start_at_once_share_a_database(database: &Fresh) -> Result {
    let all = ["one", "two", "three", "four"].map(|set| {
        let text = format!("CREATE TABLE {set} (id INT);");
        sealed_with(database.dialect(), &[("1_a.sql", &text)], |lock| {
            set.clone_into(&mut lock.set);
        })
    });
    let all = all.map(|migrations| migrations.runner());
    assert_eq!(at_once(all, &database.url).await?, 4);
    let sets = database.recorded("set_name").await?;
    assert_eq!(sets, ["four", "one", "three", "two"]);
    Ok(())
}

async fn status_and_plan_create_nothing(database: &Fresh) -> Result {
    let migrations = drafts(database.dialect(), &[A]);
    assert_eq!(migrations.status(&database.url).await?.pending().count(), 1);
    assert_eq!(migrations.plan(&database.url).await?.migrations().len(), 1);
    let pending = refused(migrations.verify(&database.url).await)?;
    assert_eq!(pending.kind(), ErrorKind::Pending);
    assert!(database.recorded("name").await.is_err());
    Ok(())
}

async fn a_newer_release_is_reported(database: &Fresh) -> Result {
    let compatible = (
        "2_c.sql",
        "-- migrate: compatible\nCREATE TABLE c (id INT);\n",
    );
    let breaking = ("3_d.sql", "-- migrate: breaking\nDROP TABLE a;\n");
    drafts(database.dialect(), &[A, compatible])
        .run(&database.url)
        .await?;
    let older = drafts(database.dialect(), &[A]);
    assert_eq!(older.run(&database.url).await?.ahead(), ["2_c"]);
    drafts(database.dialect(), &[A, compatible, breaking])
        .run(&database.url)
        .await?;
    let error = refused(older.run(&database.url).await)?;
    assert_eq!(error.problems()[0].kind(), ProblemKind::Ahead);
    Ok(())
}

async fn a_resealed_migration_is_known(database: &Fresh) -> Result {
    sealed(database.dialect(), &[A, B])
        .run(&database.url)
        .await?;
    let edited = ("1_a.sql", "-- Accounts.\nCREATE TABLE a (id INT);\n");
    let resealed = sealed_with(database.dialect(), &[edited, B, C], |lock| {
        lock.sealed[0].was.push(Was {
            checksum: Checksum::of(A.1),
            reason: "a comment".to_owned(),
        });
    });
    assert_eq!(applied(&resealed.run(&database.url).await?), ["3_c"]);
    let chains = database.recorded("chain").await?;
    assert_eq!(chains.last(), Some(&resealed.head()));
    assert!(resealed.run(&database.url).await?.applied().is_empty());
    Ok(())
}

async fn a_baseline_is_run_or_recorded(complete: &Fresh) -> Result {
    let baseline = (
        "2_baseline.sql",
        "CREATE TABLE a (id INT, name VARCHAR(40));\n",
    );
    let migrations = sealed_with(complete.dialect(), &[baseline, C], |lock| {
        for (file, identity) in [(A, "1_a"), (B, "2_b")] {
            lock.sealed[0].replaces.push(Replaced {
                depth: 0,
                checksum: Checksum::of(file.1),
                identity: identity.to_owned(),
            });
        }
    });
    drafts(complete.dialect(), &[A, B])
        .run(&complete.url)
        .await?;
    let report = migrations.run(&complete.url).await?;
    assert_eq!(applied(&report), ["3_c"]);
    assert_eq!(report.recorded(), ["2_baseline"]);
    assert_eq!(complete.recorded("state").await?, ["baseline", "applied"]);
    let empty = Fresh::new(complete.engine).await?;
    let report = migrations.run(&empty.url).await?;
    assert_eq!(applied(&report), ["2_baseline", "3_c"]);

    let partial = Fresh::new(complete.engine).await?;
    drafts(partial.dialect(), &[A]).run(&partial.url).await?;
    let error = refused(migrations.run(&partial.url).await)?;
    assert_eq!(error.problems()[0].kind(), ProblemKind::PartialBaseline);
    assert!(error.to_string().contains("lacks: 2_b"), "{error}");
    // Somebody has made the rest by hand, and compared.
    let runner = migrations.runner();
    let report = runner
        .baseline_compared(&partial.url, Some(2), "f00d")
        .await?;
    assert_eq!(report.recorded(), ["2_baseline"]);
    assert_eq!(applied(&migrations.run(&partial.url).await?), ["3_c"]);
    let again = refused(migrations.runner().baseline(&partial.url, None).await)?;
    assert_eq!(again.kind(), ErrorKind::Refused);
    Ok(())
}

async fn the_history_may_have_another_name(database: &Fresh) -> Result {
    let migrations = sealed_with(database.dialect(), &[A], |lock| {
        lock.history = Some("migrations".to_owned());
    });
    migrations.run(&database.url).await?;
    assert!(migrations.run(&database.url).await?.applied().is_empty());
    let names = database.query("SELECT name FROM migrations").await?;
    assert_eq!(names, ["a"]);
    if database.engine == Engine::Mariadb {
        let tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1";
        let tables = database.query(tables).await?;
        assert_eq!(
            tables,
            [
                "a",
                "migrations",
                "migrations_event",
                "migrations_layout",
                "migrations_lease",
                "migrations_snapshot"
            ]
        );
    }
    Ok(())
}

async fn names_may_hold_quotes(database: &Fresh) -> Result {
    let names = ("1_it's \"a\" `b` é.sql", "2_it's; -- b.sql");
    let migrations =
        |second: &str| drafts(database.dialect(), &[(names.0, A.1), (names.1, second)]);
    let broken = format!("{FIRST_TWO}INSERT INTO nope VALUES ('it''s é');\n");
    let error = refused(migrations(&broken).run(&database.url).await)?;
    assert_eq!(error.migration(), Some("2_it's; -- b"));
    let fixed = migrations(&broken.replace("nope VALUES ('it''s é')", "b VALUES (2)"));
    assert_eq!(applied(&fixed.run(&database.url).await?), ["2_it's; -- b"]);
    assert!(fixed.run(&database.url).await?.applied().is_empty());
    assert_eq!(
        database.recorded("name").await?,
        ["it's \"a\" `b` é", "it's; -- b"]
    );
    Ok(())
}

async fn a_history_that_somebody_changed_is_refused_or_mended(database: &Fresh) -> Result {
    let migrations = sealed(database.dialect(), &[A, B, C]);
    let newer = sealed(database.dialect(), &[A, B, C, STEPS]);
    migrations.run(&database.url).await?;
    let history = database.history();
    let chain = migrations.head();
    let backup = format!("CREATE TABLE backup AS SELECT * FROM {history}");
    database.execute(&backup).await?;
    for tampering in [
        format!("UPDATE {history} SET state = 'nonsense' WHERE name = 'c'"),
        format!("UPDATE {history} SET chain = 'x', checksum = 'x' WHERE name = 'c'"),
        format!("UPDATE {history} SET version = 9 WHERE name = 'b'"),
        format!("DELETE FROM {history} WHERE name = 'b'"),
    ] {
        database.execute(&tampering).await?;
        let error = refused(newer.run(&database.url).await)?;
        assert_eq!(error.kind(), ErrorKind::History, "{tampering}: {error}");
        let restore = format!("DELETE FROM {history}; INSERT INTO {history} SELECT * FROM backup");
        database.execute(&restore).await?;
    }
    // The chain follows from the rows.
    let wrong = format!("UPDATE {history} SET chain = checksum WHERE name <> 'a'");
    database.execute(&wrong).await?;
    assert!(migrations.run(&database.url).await?.applied().is_empty());
    assert_eq!(database.recorded("chain").await?.last(), Some(&chain));
    // Without the version of the layout nothing is guessed.
    let layout = history.replace("history", "layout");
    database.execute(&format!("DROP TABLE {layout}")).await?;
    refused(newer.run(&database.url).await)?;
    assert_eq!(database.recorded("name").await?, ["a", "b", "c"]);
    Ok(())
}
