//! Exit codes, and what stays as it was.

use std::fs;

use crate::project::{Project, Result};

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
    let root = project.root();
    fs::write(root.join("Cargo.toml"), "[package]\nname = \"x\"\n")?;
    fs::write(root.join("build.rs"), "fn main() {}\n")?;
    fs::write(root.join(".gitattributes"), "*.bin binary")?;
    project.ends("init", 2)?;
    let said = project.ends("init --dialect sqlite", 0)?;
    assert!(
        said.contains("add to fn main() of build.rs: migrate_build::check(\"migrations\");"),
        "{said}"
    );
    let attributes = project.read(".gitattributes")?;
    assert_eq!(attributes, "*.bin binary\nmigrations/** text=auto eol=lf\n");
    let again = project.ends("init", 0)?;
    assert!(
        again.contains("kept    migrations/migrations.lock"),
        "{again}"
    );
    Ok(())
}

#[test]
fn input_that_is_not_what_it_should_be() -> Result {
    let url = "--database-url sqlite:app.db";
    let project = Project::new(&[A, SQLITE])?;
    let lock = |text: &str| project.write("migrations.lock", text);
    project.ends("seal", 0)?;
    let sealed = project.lock()?;

    lock(&sealed.replace("format 1", "format 9"))?;
    project.says(
        "check",
        1,
        &["the lock has format 9, this version reads format 1 [bad-lock]"],
    )?;
    lock(&sealed[..sealed.len() / 2])?;
    project.says("check", 1, &["[bad-lock]", "restore the file from git"])?;
    project.ends(&format!("up {url}"), 1)?;
    lock("")?;
    project.says("check", 1, &["the lock ends before its `head` line"])?;
    lock(&sealed)?;
    project.ends("check", 0)?;

    fs::write(project.root().join("file"), "")?;
    project.says(
        "check --dir file",
        1,
        &["`file` could not be listed", "[unreadable-file]"],
    )?;
    project.says("status", 2, &["--database-url <DATABASE_URL>"])?;
    project.says(
        "status --database-url nonsense",
        2,
        &["is not the URL of a database"],
    )?;
    project.says(
        "up --database-url sqlite:no/such/folder/app.db",
        3,
        &["could not be reached"],
    )?;
    Ok(())
}

#[test]
fn a_wrong_password_is_a_refusal_that_does_not_show_it() -> Result {
    let server = crate::project::postgres()?;
    let project = Project::new(&[A])?;
    let url = server.replace("postgres@", "nobody:s3cret@");
    let said = project.ends(
        &format!("status --dialect postgres --database-url {url}"),
        3,
    )?;
    assert!(said.contains("role \"nobody\" does not exist"), "{said}");
    assert!(!said.contains("s3cret"), "{said}");
    Ok(())
}

#[test]
fn every_code_is_explained() -> Result {
    let project = Project::new(&[A])?;
    let list = project.ends("explain", 0)?;
    let codes: Vec<&str> = list
        .split('\n')
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(codes.len() >= 30, "{list}");
    for code in codes {
        let page = project.ends(&format!("explain {code}"), 0)?;
        assert!(page.starts_with(&format!("# {code}\n")), "{page}");
    }
    project.says("explain nope", 2, &["there is no code `nope`"])?;
    Ok(())
}

#[test]
fn colours_are_for_terminals() -> Result {
    let project = Project::new(&[("1_a.sql", ""), SQLITE])?;
    let shown = |variable: &str| -> Result<String> {
        let output = project.command("check").env(variable, "1").output()?;
        Ok(String::from_utf8(output.stderr)?)
    };
    let escape = '\u{1b}';
    assert!(!project.ends("check", 1)?.contains(escape));
    assert!(shown("CLICOLOR_FORCE")?.contains(escape));
    assert!(!shown("NO_COLOR")?.contains(escape));
    Ok(())
}

#[test]
fn shells_complete_it() -> Result {
    let project = Project::new(&[])?;
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = project.ends(&format!("completions {shell}"), 0)?;
        assert!(script.contains("create-database"), "{shell}: {script}");
    }
    project.ends("completions csh", 2)?;
    Ok(())
}
