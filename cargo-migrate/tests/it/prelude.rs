//! Supabase's roles and schemas in databases that are created on this machine.

use crate::project::{Project, Result};
use crate::story::Server;

const PROFILES: &str = "CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users (id));\n";
const PLAIN: &str = "CREATE TABLE plain (id INT);\n";

/// Roles belong to a whole server, so each test has its own.
#[test]
fn a_database_that_up_creates_has_it_where_it_is_meant() -> Result {
    let server = Server::start()?;
    let up = |project: &Project, name: &str, more: &str, code: i32, words: &[&str]| {
        let url = server.url(name);
        let up = format!("up --create-database --dialect postgres --database-url {url}{more}");
        project.says(&up, code, words)
    };
    let has_users = |name: &str| -> Result<bool> {
        let users = "SELECT 'x' FROM pg_tables WHERE schemaname = 'auth' AND tablename = 'users'";
        Ok(!server.database(name).query(users)?.is_empty())
    };
    let (refers, plain) = (
        Project::new(&[("1_profiles.sql", PROFILES)])?,
        Project::new(&[("1_plain.sql", PLAIN)])?,
    );
    up(
        &plain,
        "plain",
        "",
        0,
        &["created plain", "applied 1_plain"],
    )?;
    assert!(!has_users("plain")?, "nothing refers to it");
    up(
        &plain,
        "asked",
        " --prelude supabase",
        0,
        &["applied 1_plain"],
    )?;
    assert!(has_users("asked")?);
    up(
        &refers,
        "found",
        "",
        0,
        &["created found", "applied 1_profiles"],
    )?;
    assert!(has_users("found")?);
    up(
        &refers,
        "without",
        " --prelude none",
        4,
        &["schema \"auth\" does not exist"],
    )?;
    // Only a new database gets the prelude.
    up(
        &refers,
        "without",
        " --prelude supabase",
        4,
        &["schema \"auth\" does not exist"],
    )?;
    assert!(!has_users("without")?);
    Ok(())
}

#[test]
fn a_replay_has_it_where_it_is_meant() -> Result {
    let (server, scratch) = (Server::start()?, Server::start()?);
    let project = Project::new(&[("1_profiles.sql", PROFILES)])?;
    let database = server.create("app")?;
    let url = format!("--dialect postgres --database-url {}", database.url);
    project.ends(&format!("up {url}"), 0)?;
    let scratch = scratch.url("postgres");
    for (prelude, code, words) in [
        ("auto", 0, "no drift"),
        ("supabase", 0, "no drift"),
        ("none", 4, "schema \"auth\" does not exist"),
    ] {
        let drift = format!("drift --scratch {scratch} --prelude {prelude} {url}");
        project.says(&drift, code, &[words])?;
    }
    Ok(())
}
