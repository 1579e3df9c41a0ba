//! `cargo migrate lint`, and the same rules in `check` and `seal`.

use crate::project::{Project, Result};

const USERS: (&str, &str) = (
    "1_users.sql",
    "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n",
);
const DROP: (&str, &str) = ("2_drop.sql", "DROP TABLE users;\n");
const ALLOWED: &str = "-- migrate: allow(drop-table) nobody ever had users\n-- migrate: allow(removed-table) as above\nDROP TABLE users;\n";

fn sealed_and_a_draft() -> Result<Project> {
    let project = Project::new(&[USERS])?;
    project.ends("init --dialect postgres", 0)?;
    project.ends("seal", 0)?;
    project.write(DROP.0, DROP.1)?;
    Ok(project)
}

#[test]
fn what_the_build_refuses_the_command_does() -> Result {
    let project = sealed_and_a_draft()?;
    let words = [
        "[drop-table]",
        "migrations/2_drop.sql:1:1",
        "allow(drop-table)",
    ];
    for command in ["lint", "check", "seal"] {
        project.says(command, 1, &words)?;
    }
    assert!(!project.lock()?.contains("drop"));
    project.write(DROP.0, ALLOWED)?;
    project.ends("lint", 0)?;
    project.ends("seal", 0)?;
    let lock = project.lock()?;
    assert!(lock.contains("breaking:yes  2_drop\n"), "{lock}");
    project.says("lint", 0, &["nothing found"])?;
    project.ends("lint --latest 1", 0)?;
    Ok(())
}

#[test]
fn a_sqlite_project_is_judged_by_sqlite() -> Result {
    let users = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);\n";
    let project = Project::new(&[(USERS.0, users)])?;
    project.ends("init --dialect sqlite", 0)?;
    project.ends("seal", 0)?;
    project.write(DROP.0, DROP.1)?;
    for command in ["lint", "check", "seal"] {
        let place = "migrations/2_drop.sql:1:1";
        project.says(command, 1, &["[drop-table]", place])?;
    }
    project.write(DROP.0, ALLOWED)?;
    project.ends("seal", 0)?;
    let lock = project.lock()?;
    assert!(lock.contains("breaking:yes  2_drop\n"), "{lock}");
    Ok(())
}

#[test]
fn the_first_seal_takes_a_project_as_it_is() -> Result {
    let project = Project::new(&[USERS, DROP])?;
    project.ends("init --dialect postgres", 0)?;
    project.ends("seal", 0)?;
    project.says("lint --all", 1, &["[drop-table]"])?;
    project.ends("lint", 0)?;
    Ok(())
}

#[test]
fn formats() -> Result {
    let project = sealed_and_a_draft()?;
    project.says(
        "lint --format json",
        1,
        &["\"code\": \"drop-table\"", "\"category\": \"destructive\""],
    )?;
    project.says(
        "lint --format github",
        1,
        &["::error file=migrations/2_drop.sql,line=1,col=1,title=drop-table::"],
    )?;
    project.says(
        "lint --format sarif",
        1,
        &[
            "\"version\": \"2.1.0\"",
            "\"ruleId\": \"drop-table\"",
            "\"startLine\": 1",
        ],
    )?;
    project.ends("lint --all --latest 2", 2)?;
    Ok(())
}

#[test]
fn spelling_is_mended() -> Result {
    let project = Project::new(&[(
        "1_a.sql",
        "SET search_path = app;\r\nCREATE TABLE app.a (id bigint);\r\n",
    )])?;
    let dialect = "--dialect postgres";
    project.says(
        &format!("lint --fix {dialect}"),
        0,
        &["fixed migrations/1_a.sql"],
    )?;
    assert!(
        project
            .read("migrations/1_a.sql")?
            .starts_with("SET LOCAL search_path = app;\r\n")
    );
    Ok(())
}
