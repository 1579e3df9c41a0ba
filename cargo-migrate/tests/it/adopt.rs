//! Adopting the histories of other tools: a whole history or nothing, and only if it is verified.

use crate::histories::{
    self, Database, HISTORIES, History, MORE, SUPABASE, TABLE, block_on, migrate_with_diesel,
    migrate_with_refinery,
};
use crate::project::{Project, Result};

const JOURNAL: &str =
    r#"{"entries": [{"idx": 0, "when": 1769853600000, "tag": "0000_init", "breakpoints": true}]}"#;

/// The steps of a user who comes from another tool.
fn adopts(history: &History, database: &Database, project: &Project) -> Result {
    let (tool, file) = (history.tool, history.file);
    let dialect = database.dialect();
    let url = format!("--dialect {dialect} --database-url {}", database.url);
    let adopt = format!("adopt {url} --confirm {}", database.name());
    let rows = format!("SELECT CAST(count(*) AS CHAR(20)) FROM {}", history.table);
    project.write(file, TABLE)?;
    project.write(history.next, MORE)?;
    if tool == "drizzle" {
        project.write("meta/_journal.json", JOURNAL)?;
    }
    database.execute(TABLE)?;
    database.execute_for_all(history.sql)?;
    let before = database.query(&rows)?;

    let found = format!("has a history of {tool} ");
    project.says(&format!("up {url}"), 1, &[&found, "cargo migrate adopt"])?;
    project.says(&format!("status {url}"), 0, &[&found, "2 pending"])?;
    if let Some((dirty, fix)) = history.dirty {
        database.execute(dirty)?;
        project.says(&adopt, 1, &["help: ", "nothing was recorded"])?;
        database.execute(fix)?;
    }
    project.write(file, "CREATE TABLE t (id TEXT);\n")?;
    if history.verified != "name" {
        let edited = format!("{file} is not what {tool} applied");
        project.says(&adopt, 1, &[&edited, "help: restore the file"])?;
    }
    project.remove(file)?;
    project.ends(&adopt, 1)?;
    // Line endings and byte order marks do not count as an edit.
    let windows = TABLE.replace('\n', "\r\n");
    for variant in [
        &windows,
        &format!("\u{feff}{TABLE}"),
        &format!("\u{feff}{windows}"),
    ] {
        project.write(file, variant)?;
        project.ends(&format!("adopt --dry-run {url}"), 0)?;
    }
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
fn every_tool_on_mariadb() -> Result {
    for history in HISTORIES {
        let project = Project::new(&[])?;
        let database = Database::mariadb()?;
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

/// A later use of the old tool is reported, and the history shows where its rows come from.
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

pub(crate) fn migrate_with_sqlx(project: &Project, database: &Database) -> Result {
    let migrations = project.root().join("migrations");
    block_on(histories::migrate_with_sqlx(&migrations, &database.url))
}

fn takes_over_what_sqlx_made(database: &Database, project: &Project) -> Result {
    let dialect = database.dialect();
    let index = "-- no-transaction\nCREATE INDEX ON t (id);\n";
    let index = if dialect == "postgres" {
        index.to_owned()
    } else {
        index.replace("INDEX", "INDEX i")
    };
    project.write("1_t.up.sql", TABLE)?;
    project.write("1_t.down.sql", "DROP TABLE t;\n")?;
    project.write("2_i.up.sql", &index)?;
    project.write("2_i.down.sql", "SELECT 1;\n")?;
    migrate_with_sqlx(project, database)?;
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
    project.says(&adopt, 0, &["checksum, except for directives", "adopted 2"])?;
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
fn what_sqlx_made_on_mariadb() -> Result {
    takes_over_what_sqlx_made(&Database::mariadb()?, &Project::new(&[])?)
}

/// On MariaDB, sqlx leaves a row for a migration that failed.
#[test]
fn what_sqlx_left_half_done_on_mariadb() -> Result {
    let project = Project::new(&[("1_t.sql", &format!("{TABLE}{TABLE}"))])?;
    let database = Database::mariadb()?;
    assert!(migrate_with_sqlx(&project, &database).is_err());
    let url = format!("--dialect mysql --database-url {}", database.url);
    let dirty = "`1` failed halfway: sqlx marked it as dirty";
    let adopt = format!("adopt {url} --confirm {}", database.name());
    project.says(&adopt, 1, &[dirty, "nothing was recorded"])?;
    project.write("1_t.sql", TABLE)?;
    project.says(&adopt, 1, &[dirty])
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
    database.execute_for_all(histories::of("prisma")?.table_sql())?;
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
        "`3_c` failed, or is still running",
        "prisma has applied `4_gone`, but its file does not exist",
        "`5_back` was rolled back and not applied again",
        "migrations/1_a/migration.sql has no row in `_prisma_migrations`, but the later `2_b` has one",
        "error: the history of prisma cannot be adopted; nothing was recorded",
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
    database.execute_for_all(histories::of("flyway")?.table_sql())?;
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
        database.execute_for_all(histories::of(tool)?.sql)?;
    }
    project.says(&format!("adopt {url}"), 2, &["diesel", "dbmate", "--from"])?;
    project.says(
        &format!("adopt --from sqlx {url}"),
        1,
        &["no history of sqlx; it has one of diesel"],
    )?;
    project.says(
        &format!("adopt --from nothing {url}"),
        2,
        &["golang-migrate"],
    )?;
    project.says(
        &format!("adopt --from diesel --dry-run {url}"),
        1,
        &["diesel has applied `20260131100000`"],
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

#[test]
fn rows_that_are_the_same_migration_are_refused() -> Result {
    for (tool, again) in [
        (
            "dbmate",
            "INSERT INTO schema_migrations VALUES ('020260131100000')",
        ),
        (
            "drizzle",
            "INSERT INTO __drizzle_migrations SELECT 2, hash, created_at FROM __drizzle_migrations",
        ),
        (
            "flyway",
            "INSERT INTO flyway_schema_history SELECT 9, '1', description, type, script, checksum, installed_by, \
             installed_on, execution_time, success FROM flyway_schema_history WHERE installed_rank = 1",
        ),
    ] {
        let history = histories::of(tool)?;
        let project = Project::new(&[(history.file, TABLE)])?;
        project.write("meta/_journal.json", JOURNAL)?;
        let database = Database::sqlite(&project);
        database.execute_for_all(history.sql)?;
        database.execute(again)?;
        let url = format!("--dialect sqlite --database-url {}", database.url);
        let both = format!("are both the file migrations/{}", history.file);
        project.says(&format!("adopt {url} --confirm app.db"), 1, &[&both])?;
    }
    Ok(())
}

/// A schema whose name needs every kind of quoting, and another schema with the same table.
#[test]
fn a_history_in_a_schema_with_an_odd_name() -> Result {
    let history = histories::of("prisma")?;
    let project = Project::new(&[(history.file, TABLE)])?;
    let database = Database::postgres()?;
    let schema = r#""It's a ""schema"" \ ö""#;
    let create = format!("CREATE SCHEMA {schema}; SET search_path = {schema};");
    database.execute_for_all(&format!("{create} {TABLE} {}", history.sql))?;
    let url = format!("--dialect postgres --database-url {}", database.url);
    let adopt = format!("adopt {url} --confirm {}", database.name());
    project.says(
        &adopt,
        0,
        &[
            "prisma: `It's a \"schema\" \\ ö._prisma_migrations`",
            "adopted 1; ",
        ],
    )?;
    project.write(history.next, MORE)?;
    let status = format!("status {url}");
    assert!(!project.ends(&status, 0)?.contains("warning"));
    let change = format!("UPDATE {schema}._prisma_migrations SET applied_steps_count = 7");
    database.execute(&change)?;
    project.says(&status, 0, &["warning: prisma was used on this database"])
}

/// A role that may not read or lock the tool's table gets an error, and nothing is recorded.
#[test]
fn a_role_that_may_not() -> Result {
    let history = histories::of("diesel")?;
    let project = Project::new(&[(history.file, TABLE)])?;
    let database = Database::postgres()?;
    let (name, table) = (database.name(), history.table);
    database.execute_for_all(history.sql)?;
    let role = format!("role_of_{name}");
    database.execute(&format!(
        "CREATE ROLE {role} LOGIN PASSWORD 'secret'; GRANT CREATE ON DATABASE {name} TO {role}"
    ))?;
    let url = database
        .url
        .replace("postgres@", &format!("{role}:secret@"));
    let adopt = format!("adopt --dialect postgres --database-url {url} --confirm {name}");
    let said = project.ends(&adopt, 3)?;
    assert!(said.contains("help: "), "{said}");
    database.execute(&format!("GRANT SELECT ON {table} TO {role}"))?;
    let said = project.ends(&adopt, 3)?;
    assert!(said.contains("help: "), "{said}");
    assert!(!said.contains("secret"), "{said}");
    database.execute(&format!("GRANT UPDATE ON {table} TO {role}"))?;
    project.says(&adopt, 0, &["adopted 1; "])?;
    database.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"))
}

/// As with `up`, migrations must be sealed before they are recorded in a database elsewhere.
#[test]
fn a_draft_is_not_recorded_on_another_machine() -> Result {
    let project = Project::new(&[("1_a.sql", TABLE), ("2_b.sql", MORE)])?;
    project.ends("init --dialect postgres", 0)?;
    project.ends("seal", 0)?;
    project.write("3_c.sql", "CREATE TABLE c (id INT);\n")?;
    let url = "--database-url postgres://me@db.invalid/shop --force --confirm shop";
    let draft = "`3_c` is a draft, and the database is not on this machine";
    project.says(&format!("baseline --trust {url}"), 1, &[draft, "--drafts"])?;
    // There is no question if nothing is recorded that may change.
    project.ends(&format!("baseline --trust --to 2 {url}"), 3)?;
    project.ends(&format!("baseline --trust --drafts {url}"), 3)?;
    Ok(())
}
