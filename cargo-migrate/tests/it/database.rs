//! Commands that change a database, and what protects it.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::project::{Project, Result, postgres};

const TOML: (&str, &str) = ("migrate.toml", "dialect = \"sqlite\"\n");
const A: (&str, &str) = ("1_a.sql", "CREATE TABLE a (id INT);\n");
const B: (&str, &str) = ("2_b.sql", "CREATE TABLE b (id INT);\n");
const B_DOWN: (&str, &str) = ("2_b.down.sql", "DROP TABLE b;\n");
const URL: &str = "--database-url sqlite:app.db";

#[test]
fn nothing_is_reverted_without_being_sure() -> Result {
    let project = Project::new(&[TOML, A, B, B_DOWN])?;
    project.says(&format!("undo {URL}"), 0, &["nothing to revert"])?;
    project.ends(&format!("up {URL}"), 0)?;
    project.says(
        &format!("undo {URL}"),
        2,
        &[
            "there is no terminal to ask for confirmation",
            "`--confirm app.db`",
        ],
    )?;
    project.says(
        &format!("undo --confirm other.db {URL}"),
        1,
        &[
            "`other.db` is not the name of the database",
            "nothing was changed",
        ],
    )?;
    project.says(
        &format!("undo --to 7 --confirm app.db {URL}"),
        2,
        &["version 7"],
    )?;
    project.says(
        &format!("undo --to 0 --confirm app.db {URL}"),
        1,
        &["nothing was reverted: no down file for 1_a"],
    )?;
    project.ends(&format!("status --check {URL}"), 0)?;
    project.says(
        &format!("undo --confirm app.db {URL}"),
        0,
        &["reverted 2_b in "],
    )?;
    project.says(
        &format!("up --to 1 {URL}"),
        0,
        &["0 applied, 1 left pending"],
    )?;
    project.says(&format!("up {URL}"), 0, &["applied 2_b in "])?;
    Ok(())
}

#[test]
fn a_database_elsewhere_needs_force() -> Result {
    let project = Project::new(&[A, B, B_DOWN])?;
    let url = "--dialect postgres --database-url postgres://me:s3cret@db.example.invalid/shop";
    project.says(
        &format!("reset --confirm shop {url}"),
        1,
        &["`shop` is not on this machine"],
    )?;
    // The other commands only read.
    let said = project.ends(&format!("undo --confirm shop {url}"), 3)?;
    assert!(!said.contains("s3cret"), "{said}");
    Ok(())
}

#[test]
fn redo_applies_an_edited_draft_again() -> Result {
    let project = Project::new(&[TOML, A, B, B_DOWN])?;
    project.ends(&format!("up {URL}"), 0)?;
    project.says(&format!("redo {URL}"), 0, &["no applied draft was edited"])?;
    project.write(B.0, "CREATE TABLE b (id INT, n INT);\n")?;
    project.says(&format!("up {URL}"), 1, &["cargo migrate redo"])?;
    project.says(
        &format!("redo --confirm app.db {URL}"),
        0,
        &["reverted 2_b in ", "applied 2_b in "],
    )?;
    project.ends(&format!("status --check {URL}"), 0)?;
    Ok(())
}

#[test]
fn reset_drops_and_applies_everything() -> Result {
    let project = Project::new(&[TOML, A])?;
    project.ends(&format!("up {URL}"), 0)?;
    project.write(A.0, "CREATE TABLE a (id TEXT);\n")?;
    project.ends(&format!("reset {URL}"), 2)?;
    project.says(
        &format!("reset --confirm app.db {URL}"),
        0,
        &["dropped app.db", "created app.db", "applied 1_a in "],
    )?;
    project.ends(&format!("status --check {URL}"), 0)?;
    Ok(())
}

#[test]
fn a_postgres_database_is_created_and_reset() -> Result {
    let project = Project::new(&[A])?;
    let server = postgres()?;
    let (base, _) = server.rsplit_once('/').ok_or("a URL with a database")?;
    let name = format!("command_{}", std::process::id());
    let url = format!("--dialect postgres --database-url {base}/{name}");
    project.says(
        &format!("up {url}"),
        3,
        &[&format!("database \"{name}\" does not exist")],
    )?;
    let created = format!("created {name}");
    project.says(
        &format!("up --create-database {url}"),
        0,
        &[&created, "applied 1_a"],
    )?;
    project.says(&format!("up --create-database {url}"), 0, &["0 applied"])?;
    let dropped = format!("dropped {name}");
    project.says(
        &format!("reset --confirm {name} {url}"),
        0,
        &[&dropped, "applied 1_a"],
    )?;
    Ok(())
}

#[test]
fn a_repair_shows_first_and_is_recorded() -> Result {
    let broken =
        "-- migrate: transaction(none)\nCREATE TABLE b (id INT);\nINSERT INTO nope VALUES (1);\n";
    let project = Project::new(&[TOML, A, (B.0, broken)])?;
    project.says(&format!("repair {URL}"), 0, &["nothing to repair"])?;
    project.ends(&format!("up {URL}"), 4)?;
    let shown = [
        "2_b failed",
        "committed statements: 1\nCREATE TABLE b (id INT)",
        "the next statement failed: no such table: nope",
        "cargo migrate repair --mark absent <version>",
    ];
    project.says(&format!("repair {URL}"), 0, &shown)?;
    project.ends(&format!("repair --mark maybe 2 --confirm app.db {URL}"), 2)?;
    project.ends(&format!("repair --mark applied 2 {URL}"), 2)?;
    project.says(
        &format!("repair --mark applied 9 --confirm app.db {URL}"),
        1,
        &["no migration `9`"],
    )?;
    project.says(
        &format!("repair --mark applied 2 --confirm app.db {URL}"),
        0,
        &["`2_b`: marked as applied, it was failed"],
    )?;
    project.ends(&format!("status --check {URL}"), 0)?;
    Ok(())
}

#[test]
fn resume_goes_on_behind_what_is_committed() -> Result {
    let text = |first: &str, second: &str| {
        format!(
            "-- migrate: transaction(none)\nCREATE TABLE {first} (id INT);\nINSERT INTO {second} VALUES (1);\n"
        )
    };
    let project = Project::new(&[TOML, (B.0, &text("b", "nope"))])?;
    project.ends(&format!("up {URL}"), 4)?;
    project.write(B.0, &text("IF NOT EXISTS b", "b"))?;
    project.says(&format!("up {URL}"), 1, &["repair --resume"])?;
    project.says(
        &format!("repair --resume --confirm app.db {URL}"),
        0,
        &["resuming after statement 1", "applied 2_b"],
    )?;
    Ok(())
}

#[test]
fn code_of_the_service_is_left_to_it() -> Result {
    let step = ("2_fill.sql", "-- migrate: rust(1)\n");
    let project = Project::new(&[TOML, A, step, ("3_c.sql", "CREATE TABLE c (id INT);\n")])?;
    let stopped = "`2_fill` is Rust code of the service";
    project.says(
        &format!("plan {URL}"),
        0,
        &["2_fill: Rust code of the service"],
    )?;
    project.says(
        &format!("up {URL}"),
        1,
        &["applied 1_a", "2 left pending", stopped],
    )?;
    project.says(&format!("up {URL}"), 1, &[stopped])?;
    Ok(())
}

/// Ctrl-C while a statement waits for a lock: the next run resumes.
#[test]
fn an_interrupt_leaves_what_up_goes_on_from() -> Result {
    let server = postgres()?;
    let (base, _) = server.rsplit_once('/').ok_or("a URL with a database")?;
    let name = format!("interrupt_{}", std::process::id());
    let url = format!("--dialect postgres --database-url {base}/{name}");
    let steps = "-- migrate: transaction(none)\nCREATE TABLE b (id INT);\nSELECT pg_advisory_lock(7);\nSELECT pg_advisory_unlock(7);\n";
    let project = Project::new(&[A, (B.0, steps)])?;
    project.ends(&format!("up --to 1 --create-database {url}"), 0)?;

    let mut holder = psql(&format!("{base}/{name}"))?;
    let mut answers = BufReader::new(holder.stdout.take().ok_or("an output")?);
    let mut input = holder.stdin.take().ok_or("an input")?;
    let mut ask = |sql: &str| -> Result<String> {
        use std::io::Write;
        writeln!(input, "{sql}")?;
        let mut answer = String::new();
        answers.read_line(&mut answer)?;
        Ok(answer.trim().to_owned())
    };
    ask("SELECT pg_advisory_lock(7) IS NULL;")?;
    let mut up = project
        .command(&format!("up {url}"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let waiting =
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7 AND NOT granted;";
    while ask(waiting)? != "1" {}
    let interrupted = Command::new("kill")
        .args(["-INT", &up.id().to_string()])
        .status()?;
    assert!(interrupted.success());
    assert_eq!(up.wait()?.code(), Some(130));
    ask("SELECT pg_advisory_unlock(7);")?;
    project.says(&format!("up {url}"), 0, &["applied 2_b"])?;
    project.ends(&format!("status --check {url}"), 0)?;
    drop(input);
    holder.wait()?;
    Ok(())
}

fn psql(url: &str) -> Result<std::process::Child> {
    let bin = std::env::var("MIGRATE_TEST_PG_BIN")?;
    let mut psql = Command::new(format!("{bin}/psql"));
    psql.args(["--quiet", "--tuples-only", "--no-align", "--no-psqlrc", url]);
    Ok(psql.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?)
}
