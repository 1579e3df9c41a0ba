//! The histories of other tools are taken over: all of a history or nothing, and only if it is true.

use std::process::Stdio;

use crate::histories::{
    self, Database, HISTORIES, History, MORE, SUPABASE, TABLE, block_on, migrate_with_diesel,
    migrate_with_refinery,
};
use crate::project::{Project, Result};

const JOURNAL: &str =
    r#"{"entries": [{"idx": 0, "when": 1769853600000, "tag": "0000_init", "breakpoints": true}]}"#;

/// The walk of somebody who comes from a tool.
fn adopts(history: &History, database: &Database, project: &Project) -> Result {
    let (tool, file) = (history.tool, history.file);
    let dialect = if database.is_postgres() {
        "postgres"
    } else {
        "sqlite"
    };
    let url = format!("--dialect {dialect} --database-url {}", database.url);
    let adopt = format!("adopt {url} --confirm {}", database.name());
    let rows = format!("SELECT CAST(count(*) AS TEXT) FROM {}", history.table);
    project.write(file, TABLE)?;
    project.write(history.next, MORE)?;
    if tool == "drizzle" {
        project.write("meta/_journal.json", JOURNAL)?;
    }
    database.execute(TABLE)?;
    database.execute_for_both(history.sql)?;
    let before = database.query(&rows)?;

    let found = format!("has a history of {tool} ");
    project.says(&format!("up {url}"), 1, &[&found, "cargo migrate adopt"])?;
    project.says(&format!("status {url}"), 0, &[&found, "2 pending"])?;
    if let Some((dirty, mend)) = history.dirty {
        database.execute(dirty)?;
        project.says(&adopt, 1, &["help: ", "nothing was recorded"])?;
        database.execute(mend)?;
    }
    project.write(file, "CREATE TABLE t (id TEXT);\n")?;
    if history.verified != "name" {
        let edited = format!("{file} is not what {tool} applied");
        project.says(&adopt, 1, &[&edited, "help: restore the file"])?;
    }
    project.remove(file)?;
    project.ends(&adopt, 1)?;
    // Line ends are no edit.
    project.write(file, &TABLE.replace('\n', "\r\n"))?;
    project.ends(&format!("adopt --dry-run {url}"), 0)?;
    project.write(file, TABLE)?;
    let shown = [tool, file, history.verified];
    project.says(&format!("adopt --dry-run {url}"), 0, &shown)?;
    project.says(&format!("status {url}"), 0, &["2 pending"])?;
    project.ends(&format!("adopt {url}"), 2)?;

    project.says(&adopt, 0, &["adopted 1; "])?;
    assert_eq!(database.query(&rows)?, before, "left as it is");
    project.says(&format!("drift {url}"), 0, &["no drift"])?;
    project.says(&adopt, 1, &["has a history of these migrations already"])?;
    let json = project.ends(&format!("status --format json {url}"), 0)?;
    assert!(json.contains(r#""state": "adopted""#), "{json}");
    project.says(&format!("up {url}"), 0, &["1 applied"])?;
    let said = project.ends(&format!("status --check {url}"), 0)?;
    assert!(!said.contains("warning"), "{said}");
    Ok(())
}

#[test]
fn every_tool_on_sqlite() -> Result {
    for history in HISTORIES {
        let project = Project::new(&[])?;
        let database = Database::sqlite(&project);
        adopts(history, &database, &project)
            .map_err(|error| format!("{}: {error}", history.tool))?;
    }
    Ok(())
}

#[test]
fn every_tool_on_postgres() -> Result {
    for history in HISTORIES.iter().chain([&SUPABASE]) {
        let project = Project::new(&[])?;
        let database = Database::postgres()?;
        adopts(history, &database, &project)
            .map_err(|error| format!("{}: {error}", history.tool))?;
    }
    Ok(())
}

/// What an old tool does behind our back is said, and how the rows came about is in the history.
#[test]
fn a_later_run_of_the_old_tool_is_noticed() -> Result {
    let project = Project::new(&[("1_a.sql", TABLE)])?;
    let database = Database::sqlite(&project);
    migrate_with_sqlx(&project, &database)?;
    let url = format!("--dialect sqlite --database-url {}", database.url);
    project.ends(&format!("adopt {url} --confirm app.db"), 0)?;
    let of_rows = "SELECT state || ' ' || verified FROM _migrate_history WHERE finished_at IS NOT NULL AND duration_ms IS NOT NULL";
    assert_eq!(database.query(of_rows)?, ["adopted checksum"]);
    let of_events = "SELECT kind || ' ' || migration FROM _migrate_event";
    assert_eq!(database.query(of_events)?, ["adopt 1_a"]);

    project.write("2_b.sql", MORE)?;
    migrate_with_sqlx(&project, &database)?;
    let warning = "warning: sqlx was used on this database after its history was adopted: `_sqlx_migrations` has changed";
    project.says(&format!("status {url}"), 0, &[warning, "1 pending"])?;
    project.says(
        &format!("status --format json {url}"),
        0,
        &["\"warnings\": [\n    \"sqlx was"],
    )?;
    project.write("2_b.sql", "CREATE TABLE b (id INT);\n")?;
    project.says(&format!("up {url}"), 0, &[warning, "applied 2_b"])?;
    Ok(())
}

fn migrate_with_sqlx(project: &Project, database: &Database) -> Result {
    let migrations = project.root().join("migrations");
    block_on(histories::migrate_with_sqlx(&migrations, &database.url))
}

fn takes_over_what_sqlx_made(database: &Database, project: &Project) -> Result {
    let index = "-- no-transaction\nCREATE INDEX ON t (id);\n";
    let index = if database.is_postgres() {
        index.to_owned()
    } else {
        index.replace("INDEX", "INDEX i")
    };
    project.write("1_t.up.sql", TABLE)?;
    project.write("1_t.down.sql", "DROP TABLE t;\n")?;
    project.write("2_i.up.sql", &index)?;
    project.write("2_i.down.sql", "SELECT 1;\n")?;
    migrate_with_sqlx(project, database)?;
    let dialect = if database.is_postgres() {
        "postgres"
    } else {
        "sqlite"
    };
    let url = format!("--dialect {dialect} --database-url {}", database.url);
    let adopt = format!("adopt {url} --confirm {}", database.name());
    project.says(&adopt, 1, &["[foreign-format]", "transaction(none)"])?;
    let ours = index.replace("-- no-transaction", "-- migrate: transaction(none)");
    project.write("2_i.up.sql", &ours)?;
    project.write("1_t.up.sql", "CREATE TABLE t (id TEXT);\n")?;
    project.says(
        &adopt,
        1,
        &["migrations/1_t.up.sql is not what sqlx applied as `1`"],
    )?;
    project.write("1_t.up.sql", TABLE)?;
    project.says(
        &adopt,
        0,
        &["checksum, but for another tool's directive", "adopted 2"],
    )?;
    project.write("3_n.up.sql", MORE)?;
    project.says(&format!("up {url}"), 0, &["1 applied"])?;
    Ok(())
}

#[test]
fn what_sqlx_made_on_sqlite() -> Result {
    let project = Project::new(&[])?;
    takes_over_what_sqlx_made(&Database::sqlite(&project), &project)
}

#[test]
fn what_sqlx_made_on_postgres() -> Result {
    takes_over_what_sqlx_made(&Database::postgres()?, &Project::new(&[])?)
}

#[test]
fn what_refinery_made() -> Result {
    let project = Project::new(&[("V1__init.sql", TABLE), ("V2__more_of_it.sql", MORE)])?;
    let database = Database::sqlite(&project);
    migrate_with_refinery(project.root())?;
    takes_over(&project, &database, 2)?;
    project.write("V3__c.sql", "CREATE TABLE c (id INT);\n")?;
    let url = format!("--dialect sqlite --database-url {}", database.url);
    project.says(&format!("up {url}"), 0, &["applied 3_c"])
}

#[test]
fn what_diesel_made() -> Result {
    let project = Project::new(&[
        ("2026-01-31-100000_init/up.sql", TABLE),
        ("2026-02-01-100000_more/up.sql", MORE),
    ])?;
    let database = Database::sqlite(&project);
    migrate_with_diesel(project.root())?;
    takes_over(&project, &database, 2)?;
    project.write("2026-02-02-100000_c/up.sql", "CREATE TABLE c (id INT);\n")?;
    let url = format!("--dialect sqlite --database-url {}", database.url);
    project.says(&format!("up {url}"), 0, &["applied 20260202100000_c"])
}

fn takes_over(project: &Project, database: &Database, count: usize) -> Result {
    let url = format!("--dialect sqlite --database-url {}", database.url);
    let adopted = format!("adopted {count}; ");
    project.says(&format!("adopt {url} --confirm app.db"), 0, &[&adopted])?;
    project.ends(&format!("status --check {url}"), 0)?;
    Ok(())
}

#[test]
fn everything_that_is_wrong_is_said_at_once() -> Result {
    let project = Project::new(&[
        ("1_a/migration.sql", "SELECT 1;\n"),
        ("2_b/migration.sql", TABLE),
        ("3_c/migration.sql", TABLE),
    ])?;
    let database = Database::sqlite(&project);
    database.execute_for_both(histories::of("prisma")?.table_sql())?;
    for (id, name, finished, rolled_back) in [
        (1, "2_b", "1769853600000", "NULL"),
        (2, "3_c", "NULL", "NULL"),
        (3, "4_gone", "1769853600000", "NULL"),
        (4, "5_back", "NULL", "1769853600000"),
    ] {
        database.execute(&format!(
            "INSERT INTO _prisma_migrations VALUES ('{id}', 'edited', {finished}, '{name}', NULL, {rolled_back}, 1769853600000, 1)"
        ))?;
    }
    let url = format!("--dialect sqlite --database-url {}", database.url);
    let said = project.ends(&format!("adopt {url} --confirm app.db"), 1)?;
    for problem in [
        "migrations/2_b/migration.sql is not what prisma applied as `2_b`",
        "`3_c` failed, or is being applied",
        "`4_gone` was applied by prisma, but has no file here",
        "`5_back` was rolled back and not applied again",
        "migrations/1_a/migration.sql has no row in `_prisma_migrations`, but `2_b`, which comes after it, has one",
        "error: the history of prisma was refused, nothing was recorded",
    ] {
        assert!(said.contains(problem), "{problem}: {said}");
    }
    let json = project.ends(&format!("adopt {url} --dry-run --format json"), 1)?;
    let json: serde_json::Value = serde_json::from_str(&json)?;
    assert_eq!(json["tool"], "prisma");
    assert_eq!(json["recorded"], false);
    assert_eq!(json["problems"].as_array().map(Vec::len), Some(5));
    assert!(
        database
            .query("SELECT name FROM sqlite_schema WHERE name LIKE '\\_migrate%' ESCAPE '\\'")?
            .is_empty()
    );
    Ok(())
}

#[test]
fn baselines_of_other_tools_stand_for_the_files_before_them() -> Result {
    let files = [
        ("V1__a.sql", "SELECT 1;\n"),
        ("V2__b.sql", "SELECT 2;\n"),
        ("V3__init.sql", TABLE),
    ];
    let project = Project::new(&files)?;
    let database = Database::sqlite(&project);
    database.execute_for_both(histories::of("flyway")?.table_sql())?;
    database.execute(
        "INSERT INTO flyway_schema_history VALUES (1, '2', '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>', NULL, 'me', '2026-01-31 10:00:00', 0, 1);
         INSERT INTO flyway_schema_history VALUES (2, '3', 'init', 'SQL', 'V3__init.sql', 1556295178, 'me', '2026-01-31 10:00:00', 0, 1)",
    )?;
    let url = format!("--dialect sqlite --database-url {}", database.url);
    project.says(
        &format!("adopt {url} --confirm app.db"),
        0,
        &["adopted 3; ", "V1__a (in the baseline)"],
    )?;
    let verified = database.query("SELECT verified FROM _migrate_history ORDER BY position")?;
    assert_eq!(verified, ["name", "name", "checksum"]);
    Ok(())
}

#[test]
fn several_histories_are_told_apart() -> Result {
    let project = Project::new(&[("1_a.sql", TABLE)])?;
    let database = Database::sqlite(&project);
    let url = format!("--dialect sqlite --database-url {}", database.url);
    let nothing = "the database has no history of another tool";
    project.says(&format!("adopt {url}"), 1, &[nothing])?;
    for tool in ["dbmate", "diesel"] {
        database.execute_for_both(histories::of(tool)?.sql)?;
    }
    project.says(&format!("adopt {url}"), 2, &["diesel", "dbmate", "--from"])?;
    project.says(
        &format!("adopt --from sqlx {url}"),
        1,
        &["no history of sqlx, but of"],
    )?;
    project.says(
        &format!("adopt --from nothing {url}"),
        2,
        &["golang-migrate"],
    )?;
    project.says(
        &format!("adopt --from diesel --dry-run {url}"),
        1,
        &["`20260131100000` was applied by diesel"],
    )?;
    Ok(())
}

#[test]
fn a_baseline_is_recorded_only_when_told() -> Result {
    let project = Project::new(&[("1_a.sql", TABLE), ("2_b.sql", MORE)])?;
    let database = Database::sqlite(&project);
    database.execute(TABLE)?;
    let url = format!("--dialect sqlite --database-url {}", database.url);
    project.says(
        &format!("up {url}"),
        1,
        &["it has `t`", "cargo migrate baseline"],
    )?;
    project.says(
        &format!("baseline {url}"),
        1,
        &["column t.n: ", "nothing was recorded"],
    )?;
    project.says(
        &format!("baseline --trust {url}"),
        2,
        &["`--confirm app.db`"],
    )?;
    project.says(
        &format!("baseline --trust --to 7 --confirm app.db {url}"),
        2,
        &["version 7"],
    )?;
    project.says(
        &format!("baseline --trust --to 1 --confirm app.db {url}"),
        0,
        &["recorded 1_a", "1 recorded, 1 pending"],
    )?;
    project.says(&format!("up {url}"), 0, &["applied 2_b"])?;
    project.says(&format!("status --check {url}"), 0, &["baseline"])?;
    Ok(())
}

/// A backend that dies in the middle of the record, as when the server loses its power.
#[test]
fn an_adoption_that_is_cut_off_leaves_nothing() -> Result {
    for command in ["adopt", "baseline --trust"] {
        let project = Project::new(&[("1_t.sql", TABLE)])?;
        let database = Database::postgres()?;
        // Our tables exist, of another set: a lock on one of them stops the record half way.
        let other = Project::new(&[("1_o.sql", "SELECT 1;\n")])?;
        other.ends("init --dialect postgres", 0)?;
        let lock = other.lock()?.replace("set default", "set other");
        other.write("migrations.lock", &lock)?;
        other.ends(&format!("up --drafts --database-url {}", database.url), 0)?;
        migrate_with_sqlx(&project, &database)?;
        let stopped = Stopped::new(&database)?;
        let url = format!("--dialect postgres --database-url {}", database.url);
        let arguments = format!("{command} {url} --confirm {}", database.name());
        let mut child = project.command(&arguments);
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let backend = stopped.backend()?;
        database.execute(&format!("SELECT pg_terminate_backend({backend})"))?;
        assert_eq!(child.wait()?.code(), Some(3));
        stopped.release()?;
        let rows = "SELECT count(*)::text FROM _migrate.history WHERE set_name = 'default'";
        let events = "SELECT count(*)::text FROM _migrate.event WHERE set_name = 'default'";
        assert_eq!(
            (database.query(rows)?, database.query(events)?),
            (vec!["0".to_owned()], vec!["0".to_owned()])
        );
        project.ends(&arguments, 0)?;
        assert_eq!(
            (database.query(rows)?, database.query(events)?),
            (vec!["1".to_owned()], vec!["1".to_owned()])
        );
    }
    Ok(())
}

/// The program dies at any moment; what the server had been sent it may complete.
#[test]
fn a_killed_adoption_leaves_nothing_or_everything() -> Result {
    let (mut nothing, mut everything) = (0, 0);
    for step in 0_u64..24 {
        let project = Project::new(&[("1_t.sql", TABLE), ("2_n.sql", MORE)])?;
        let database = Database::sqlite(&project);
        migrate_with_sqlx(&project, &database)?;
        let url = format!("--dialect sqlite --database-url {}", database.url);
        let mut child = project
            .command(&format!("adopt {url} --confirm app.db"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        // Not to wait for something: the moment is what differs.
        std::thread::sleep(std::time::Duration::from_millis(step * 2));
        child.kill()?;
        child.wait()?;
        let tables = "SELECT name FROM sqlite_schema WHERE name = '_migrate_history'";
        let rows = if database.query(tables)?.is_empty() {
            0
        } else {
            let recorded =
                "SELECT name FROM _migrate_history UNION ALL SELECT kind FROM _migrate_event";
            database.query(recorded)?.len()
        };
        match rows {
            0 => nothing += 1,
            3 => everything += 1,
            rows => return Err(format!("{rows} rows at step {step}").into()),
        }
        let again = i32::from(rows != 0);
        project.ends(&format!("adopt {url} --confirm app.db"), again)?;
        project.ends(&format!("status --check {url}"), 0)?;
    }
    assert_eq!(nothing + everything, 24);
    Ok(())
}

/// A lock on the table of events, in which a record stops.
struct Stopped {
    runtime: tokio::runtime::Runtime,
    holder: sqlx::PgConnection,
    url: String,
}

impl Stopped {
    fn new(database: &Database) -> Result<Self> {
        let runtime = tokio::runtime::Runtime::new()?;
        let lock = "BEGIN; LOCK TABLE _migrate.event IN ACCESS EXCLUSIVE MODE";
        let holder = runtime.block_on(async {
            let mut holder =
                <sqlx::PgConnection as sqlx::Connection>::connect(&database.url).await?;
            sqlx::raw_sql(lock).execute(&mut holder).await?;
            Ok::<_, sqlx::Error>(holder)
        })?;
        Ok(Self {
            runtime,
            holder,
            url: database.url.clone(),
        })
    }

    /// The process of the server that waits for the lock.
    fn backend(&self) -> Result<String> {
        let database = Database {
            url: self.url.clone(),
        };
        let waiting = "SELECT pid::text FROM pg_locks WHERE relation = '_migrate.event'::regclass AND NOT granted";
        loop {
            if let Some(pid) = database.query(waiting)?.pop() {
                return Ok(pid);
            }
        }
    }

    fn release(self) -> Result {
        use sqlx::Connection;
        self.runtime.block_on(self.holder.close())?;
        Ok(())
    }
}
