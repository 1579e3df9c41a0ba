//! Adopting the history of another tool after its files were consolidated.

use std::fs;

use crate::adopt::migrate_with_sqlx;
use crate::histories::{self, Database, HISTORIES, History, MORE, SUPABASE, TABLE};
use crate::project::{Project, Result, postgres};

const JOURNAL: &str =
    r#"{"entries": [{"idx": 0, "when": 1769853600000, "tag": "0000_init", "breakpoints": true}]}"#;

fn sqlite(project: &Project, name: &str) -> Database {
    let file = project.root().join(name);
    Database {
        url: format!("sqlite:{}", file.display()),
    }
}

fn url(database: &Database) -> String {
    let (dialect, url) = (database.dialect(), &database.url);
    format!("--dialect {dialect} --database-url {url}")
}

fn adopt(database: &Database) -> String {
    format!("adopt {} --confirm {}", url(database), database.name())
}

/// The number of rows in the history.
fn recorded(database: &Database) -> Result<String> {
    let there = "SELECT name FROM sqlite_schema WHERE name = '_migrate_history'";
    if database.query(there)?.is_empty() {
        return Ok("0".to_owned());
    }
    let mut rows = database.query("SELECT CAST(count(*) AS TEXT) FROM _migrate_history")?;
    Ok(rows.pop().unwrap_or_default())
}

/// Files of sqlx, of which the first two become a baseline, and databases that sqlx has migrated.
struct Consolidated {
    project: Project,
    complete: Database,
    partial: Database,
    newer: Database,
}

impl Consolidated {
    fn new() -> Result<Self> {
        let project = Project::new(&[("1_t.sql", TABLE)])?;
        let [complete, partial, newer] =
            ["complete.db", "partial.db", "newer.db"].map(|name| sqlite(&project, name));
        for database in [&complete, &partial, &newer] {
            migrate_with_sqlx(&project, database)?;
        }
        project.write("2_n.sql", &MORE.replace('\n', "\r\n"))?;
        for database in [&complete, &newer] {
            migrate_with_sqlx(&project, database)?;
        }
        project.write("3_c.sql", "CREATE TABLE c (id INT);\n")?;
        migrate_with_sqlx(&project, &newer)?;
        let consolidate = "consolidate --dialect sqlite --keep-after 2";
        project.says(consolidate, 0, &["moved 2 files"])?;
        Ok(Self {
            project,
            complete,
            partial,
            newer,
        })
    }
}

#[test]
fn a_history_that_has_all_of_them_records_the_baseline() -> Result {
    let Consolidated {
        project,
        complete,
        newer,
        ..
    } = Consolidated::new()?;
    let of_complete = url(&complete);
    project.says(
        &format!("up {of_complete}"),
        1,
        &["has a history of sqlx ", "cargo migrate adopt"],
    )?;
    let rows = [
        "migrations/_archived/1_t.sql",
        "migrations/_archived/2_n.sql",
        "checksum",
    ];
    project.says(&format!("adopt --dry-run {of_complete}"), 0, &rows)?;
    let json = project.ends(&format!("adopt --dry-run --format json {of_complete}"), 0)?;
    assert!(
        json.contains("\"baselines\": [\n    \"2_baseline\"\n  ]"),
        "{json}"
    );
    assert_eq!(recorded(&complete)?, "0");
    let done = "recorded 2_baseline: the database has everything that it replaces\nadopted 2; ";
    project.says(&adopt(&complete), 0, &[rows[0], done])?;
    let states = "SELECT name || ' ' || state FROM _migrate_history";
    assert_eq!(complete.query(states)?, ["baseline baseline"]);
    project.says(&format!("drift {of_complete}"), 0, &["no drift"])?;
    project.says(&format!("up {of_complete}"), 0, &["applied 3_c"])?;
    project.ends(&format!("status --check {of_complete}"), 0)?;

    project.says(
        &adopt(&newer),
        0,
        &[done.replace("adopted 2", "adopted 3").as_str()],
    )?;
    assert_eq!(newer.query(states)?, ["baseline baseline", "c adopted"]);
    project.ends(&format!("status --check {}", url(&newer)), 0)?;
    Ok(())
}

#[test]
fn a_history_that_has_only_some_is_refused_with_the_list() -> Result {
    let Consolidated {
        project, partial, ..
    } = Consolidated::new()?;
    let lacks = "`2_baseline` replaces migrations that this database lacks: 2_n\n";
    let words = [lacks, "cargo migrate baseline", "nothing was recorded"];
    project.says(&adopt(&partial), 1, &words)?;
    project.says(&format!("adopt --dry-run {}", url(&partial)), 1, &words)?;
    let json = project.ends(
        &format!("adopt --dry-run --format json {}", url(&partial)),
        1,
    )?;
    assert!(json.contains("this database lacks: 2_n\""), "{json}");
    assert_eq!(recorded(&partial)?, "0");
    Ok(())
}

/// sqlx's checksum is computed from the file, so without the file nothing can be verified.
#[test]
fn a_file_that_is_not_in_the_archive_is_asked_for() -> Result {
    let Consolidated {
        project, complete, ..
    } = Consolidated::new()?;
    let needed = [
        "`1` was consolidated, and its file is needed to verify the row of sqlx",
        "restore `_archived` from version control",
    ];
    project.write("_archived/1_t.sql", "CREATE TABLE t (id TEXT);\n")?;
    project.says(&adopt(&complete), 1, &needed)?;
    project.remove("_archived/1_t.sql")?;
    project.says(&adopt(&complete), 1, &needed)?;
    project.write("_archived/1_t.sql", TABLE)?;
    complete.execute("UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1")?;
    let edited = "migrations/_archived/1_t.sql is not what sqlx applied as `1`";
    project.says(&adopt(&complete), 1, &[edited])?;
    assert_eq!(recorded(&complete)?, "0");
    Ok(())
}

#[test]
fn a_later_run_of_the_old_tool_is_noticed_behind_a_baseline() -> Result {
    let Consolidated {
        project, complete, ..
    } = Consolidated::new()?;
    project.ends(&adopt(&complete), 0)?;
    complete.execute(
        "INSERT INTO _sqlx_migrations SELECT 9, 'x', installed_on, success, checksum, execution_time FROM _sqlx_migrations LIMIT 1",
    )?;
    let warning = "warning: sqlx was used on this database after its history was adopted";
    project.says(&format!("status {}", url(&complete)), 0, &[warning])
}

/// Turns the file of a tool's history into a baseline and keeps the next file. Returns what `adopt`
/// must print.
fn consolidated(history: &History, database: &Database, project: &Project) -> Result<[String; 3]> {
    project.write(history.file, TABLE)?;
    project.write(history.next, MORE)?;
    if history.tool == "drizzle" {
        project.write("meta/_journal.json", JOURNAL)?;
    }
    database.execute(TABLE)?;
    database.execute_for_all(history.sql)?;
    let digits: String = history
        .file
        .trim_start_matches('V')
        .chars()
        .filter(|one| *one != '-')
        .take_while(char::is_ascii_digit)
        .collect();
    let dialect = database.dialect();
    let mut consolidate = format!("consolidate --dialect {dialect} --keep-after {digits}");
    if dialect == "postgres" {
        consolidate = format!("{consolidate} --scratch {}", postgres()?);
    }
    project.says(&consolidate, 0, &["moved 1 file to"])?;
    let version: i64 = digits.parse()?;
    Ok([
        history.verified.to_owned(),
        format!("recorded {version}_baseline: "),
        "adopted 1; ".to_owned(),
    ])
}

fn is_taken_over(history: &History, database: &Database, project: &Project) -> Result {
    let words = consolidated(history, database, project)?;
    project.says(&adopt(database), 0, &words.each_ref().map(String::as_str))?;
    project.says(&format!("up {}", url(database)), 0, &["1 applied"])?;
    project.ends(&format!("status --check {}", url(database)), 0)?;
    Ok(())
}

#[test]
fn every_tool_on_sqlite() -> Result {
    for history in HISTORIES {
        let project = Project::new(&[])?;
        is_taken_over(history, &Database::sqlite(&project), &project)
            .map_err(|error| format!("{}: {error}", history.tool))?;
    }
    Ok(())
}

#[test]
fn the_supabase_cli_on_postgres() -> Result {
    is_taken_over(&SUPABASE, &Database::postgres()?, &Project::new(&[])?)
}

/// The files may be deleted if the tool stores the same checksum as the lock, or none.
#[test]
fn without_the_archive() -> Result {
    for tool in ["prisma", "drizzle", "diesel", "goose"] {
        let (history, project) = (histories::of(tool)?, Project::new(&[])?);
        let database = Database::sqlite(&project);
        let words = consolidated(history, &database, &project)?;
        fs::remove_dir_all(project.root().join("migrations/_archived"))?;
        let words = words.each_ref().map(String::as_str);
        let words = [words.as_slice(), &["migrations/migrations.lock"]].concat();
        project.says(&adopt(&database), 0, &words)?;
    }
    Ok(())
}

/// Numbered files in another folder also begin with 1.
#[test]
fn files_of_another_folder_may_have_the_same_versions() -> Result {
    for (tool, code, words) in [
        ("refinery", 1, "this database lacks: 2_more, 1_rooms\n"),
        (
            "goose",
            1,
            "goose has applied `1`, but its file is ambiguous: migrations/_archived/00001_init.sql or migrations/_archived/db/1_rooms.sql",
        ),
    ] {
        let (history, project) = (histories::of(tool)?, Project::new(&[])?);
        project.write(history.file, TABLE)?;
        project.write(history.next, MORE)?;
        fs::create_dir(project.root().join("db"))?;
        let rooms = "CREATE TABLE rooms (id INTEGER PRIMARY KEY);\n";
        fs::write(project.root().join("db/1_rooms.sql"), rooms)?;
        let database = Database::sqlite(&project);
        database.execute_for_all(history.sql)?;
        let consolidate = format!("consolidate --from db {}", url(&database));
        let said = project.ends(&consolidate, 0)?;
        let is_doubted = said.contains("but not as it is");
        assert!(!is_doubted, "{said}");
        project.says(&adopt(&database), code, &[words, "cargo migrate baseline"])?;
    }
    Ok(())
}
