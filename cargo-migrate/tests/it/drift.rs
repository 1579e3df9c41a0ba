//! `cargo migrate drift`.

use std::process::Command;

use crate::project::{Project, Result, postgres};

#[test]
fn a_change_by_hand_is_named() -> Result {
    let server = postgres()?;
    let (base, _) = server.rsplit_once('/').ok_or("a URL with a database")?;
    let name = format!("drift_{}", std::process::id());
    let url = format!("--dialect postgres --database-url {base}/{name}");
    let project = Project::new(&[("1_a.sql", "CREATE TABLE a (id INT, n INT DEFAULT 1);\n")])?;
    project.says(&format!("up --create-database {url}"), 0, &["applied 1_a"])?;
    project.says(&format!("drift {url}"), 0, &["no drift"])?;

    let by_hand = "ALTER TABLE a ALTER COLUMN n SET DEFAULT 2; CREATE VIEW v AS SELECT id FROM a";
    let psql = Command::new(format!("{}/psql", std::env::var("MIGRATE_TEST_PG_BIN")?))
        .args(["--quiet", "--no-psqlrc", "--command", by_hand])
        .arg(format!("{base}/{name}"))
        .status()?;
    assert!(psql.success());
    let words = [
        "column a.n: default 2 in the database, 1 in the migrations",
        "view v: in the database, not in the migrations",
    ];
    project.says(&format!("drift {url}"), 1, &words)?;
    project.says(&format!("drift --scratch {server} {url}"), 1, &words)?;
    let json = project.ends(&format!("drift --format json {url}"), 1)?;
    assert!(
        json.contains("\"change\": \"added\"") && json.contains("\"property\": \"default\""),
        "{json}"
    );
    Ok(())
}

#[test]
fn a_replay_needs_nothing_stored() -> Result {
    let project = Project::new(&[
        ("migrate.toml", "dialect = \"sqlite\"\n"),
        ("1_a.sql", "CREATE TABLE a (id INT);\n"),
    ])?;
    let url = "--database-url sqlite:app.db";
    project.says(
        &format!("drift {url}"),
        1,
        &[
            "no schema is stored to compare with",
            "`cargo migrate drift --scratch`",
        ],
    )?;
    project.says(
        &format!("drift --scratch sqlite: {url}"),
        1,
        &["table a: in the migrations, not in the database"],
    )?;
    project.ends(&format!("up {url}"), 0)?;
    project.says(&format!("drift --scratch sqlite: {url}"), 0, &["no drift"])?;
    Ok(())
}
