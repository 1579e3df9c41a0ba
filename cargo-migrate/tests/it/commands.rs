//! Exit codes, and what stays as it was.

use std::fs;
use std::process::{Command, Output};

use tempfile::TempDir;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A directory with migrations in which the command runs.
struct Project(TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Result<Self> {
        let project = Self(tempfile::tempdir()?);
        fs::create_dir(project.0.path().join("migrations"))?;
        for (name, text) in files {
            project.write(name, text)?;
        }
        Ok(project)
    }

    fn write(&self, name: &str, text: &str) -> Result {
        Ok(fs::write(
            self.0.path().join("migrations").join(name),
            text,
        )?)
    }

    fn lock(&self) -> Result<String> {
        Ok(String::from_utf8(fs::read(
            self.0.path().join("migrations/migrations.lock"),
        )?)?)
    }

    fn migrate(&self, arguments: &str) -> Result<Output> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-migrate"));
        command.arg("migrate").args(arguments.split(' '));
        command.env_remove("DATABASE_URL");
        Ok(command.current_dir(self.0.path()).output()?)
    }

    /// Runs a command that must end with a code; what it said.
    fn ends(&self, arguments: &str, code: i32) -> Result<String> {
        let output = self.migrate(arguments)?;
        let said = String::from_utf8([output.stdout, output.stderr].concat())?;
        assert_eq!(output.status.code(), Some(code), "{arguments}: {said}");
        Ok(said)
    }
}

const A: (&str, &str) = ("1_a.sql", "CREATE TABLE a (id INT);\n");
const SQLITE: (&str, &str) = ("migrate.toml", "dialect = \"sqlite\"\n");

#[test]
fn every_exit_code() -> Result {
    let project = Project::new(&[A, SQLITE])?;
    let url = "--database-url sqlite:app.db";
    project.ends("check", 0)?;
    project.ends(&format!("status --check {url}"), 1)?;
    project.ends(&format!("status {url}"), 0)?;
    project.ends(&format!("up {url}"), 0)?;
    project.ends(&format!("status --check {url}"), 0)?;
    project.ends("status", 2)?;
    project.ends("chek", 2)?;
    project.ends(
        "status --database-url postgres://me:s3cret@127.0.0.1:1/x",
        2,
    )?;
    let elsewhere = "status --dialect postgres --database-url postgres://me:s3cret@127.0.0.1:1/x";
    assert!(!project.ends(elsewhere, 3)?.contains("s3cret"));
    project.write("2_b.sql", "SELECT * FROM nope;\n")?;
    let said = project.ends(&format!("up {url}"), 4)?;
    assert!(said.contains("--> migrations/2_b.sql:1:1"), "{said}");
    project.write("2_b.sql", "SELECT 1;\n")?;
    project.write("1_a.sql", "CREATE TABLE a (id TEXT);\n")?;
    let said = project.ends(&format!("up {url}"), 1)?;
    assert!(said.contains("was edited since"), "{said}");
    Ok(())
}

#[test]
fn a_sealed_line_is_touched_only_when_told() -> Result {
    let project = Project::new(&[A, SQLITE])?;
    project.ends("seal", 0)?;
    let sealed = project.lock()?;
    project.write("1_a.sql", "-- Accounts.\nCREATE TABLE a (id INT);\n")?;
    let said = project.ends("seal", 1)?;
    assert!(said.contains("[edited-migration]"), "{said}");
    project.ends("seal --reseal 1", 2)?;
    project.ends("seal --reseal 7 --reason x", 2)?;
    assert_eq!(project.lock()?, sealed);
    project.ends("seal --reseal 1 --reason comment", 0)?;
    assert!(project.lock()?.contains("    was ") && project.lock()?.ends_with(" comment\n"));
    project.ends("check", 0)?;
    Ok(())
}

#[test]
fn a_draft_is_not_applied_elsewhere() -> Result {
    let project = Project::new(&[A])?;
    project.ends("init --dialect postgres", 0)?;
    let said = project.ends("up --database-url postgres://me@db.example.invalid/x", 1)?;
    assert!(said.contains("`1_a` is a draft"), "{said}");
    Ok(())
}

#[test]
fn twenty_six_at_once_have_different_versions() -> Result {
    let project = Project::new(&[])?;
    for letter in 'a'..='z' {
        project.ends(&format!("new {letter}"), 0)?;
    }
    let said = project.ends("check --dialect sqlite --format json", 1)?;
    assert_eq!(said.matches("empty-migration\",").count(), 26, "{said}");
    assert!(!said.contains("duplicate-version"), "{said}");
    Ok(())
}

#[test]
fn line_ends_of_the_file_are_kept_in_statements() -> Result {
    let project = Project::new(&[SQLITE, ("1_a.sql", "\u{feff}SELECT\r\n  1;\r\n")])?;
    let said = project.ends("statements migrations/1_a.sql --format json", 0)?;
    assert!(said.contains(r#""sql": "SELECT\r\n  1""#), "{said}");
    Ok(())
}

#[test]
fn an_existing_project_is_prepared_without_losing_anything() -> Result {
    let project = Project::new(&[A])?;
    let root = project.0.path();
    fs::write(root.join("Cargo.toml"), "[package]\nname = \"x\"\n")?;
    fs::write(root.join("build.rs"), "fn main() {}\n")?;
    fs::write(root.join(".gitattributes"), "*.bin binary")?;
    project.ends("init", 2)?;
    let said = project.ends("init --dialect sqlite", 0)?;
    assert!(
        said.contains("add to fn main() of build.rs: migrate_build::check(\"migrations\");"),
        "{said}"
    );
    let attributes = String::from_utf8(fs::read(root.join(".gitattributes"))?)?;
    assert_eq!(attributes, "*.bin binary\nmigrations/** text=auto eol=lf\n");
    let again = project.ends("init", 0)?;
    assert!(
        again.contains("kept    migrations/migrations.lock"),
        "{again}"
    );
    Ok(())
}
