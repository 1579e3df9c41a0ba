//! `cargo migrate lint`, and the same rules in `check` and `seal`.

use crate::project::{Project, Result, postgres};

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
    project.says("lint", 0, &["no problems"])?;
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

const REWRITTEN: &str = "-- migrate: transaction(none)
CREATE INDEX CONCURRENTLY users_age ON users (age);
ALTER TABLE notes ADD CONSTRAINT notes_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
ALTER TABLE notes VALIDATE CONSTRAINT notes_user;
ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 0) NOT VALID;
ALTER TABLE users VALIDATE CONSTRAINT grown;
UPDATE users SET email = '' WHERE email IS NULL;
ALTER TABLE users ADD CONSTRAINT email_not_null CHECK (email IS NOT NULL) NOT VALID;
ALTER TABLE users VALIDATE CONSTRAINT email_not_null;
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
ALTER TABLE users DROP CONSTRAINT email_not_null;
CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);
ALTER TABLE users ADD CONSTRAINT users_email UNIQUE USING INDEX users_email;
";

/// A rewritten file runs, and leads to the same schema as before.
#[test]
fn rewrites() -> Result {
    let before = "CREATE TABLE users (id bigint PRIMARY KEY, email text, age int);\n\
                  CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint);\n";
    let draft = "CREATE INDEX users_age ON users (age);\n\
                 ALTER TABLE notes ADD CONSTRAINT notes_user FOREIGN KEY (user_id) REFERENCES users (id);\n\
                 ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 0);\n\
                 UPDATE users SET email = '' WHERE email IS NULL;\n\
                 ALTER TABLE users ALTER COLUMN email SET NOT NULL;\n\
                 ALTER TABLE users ADD CONSTRAINT users_email UNIQUE (email);\n";
    let project = Project::new(&[("1_before.sql", before)])?;
    project.ends("init --dialect postgres", 0)?;
    project.ends("seal", 0)?;
    project.write("2_draft.sql", draft)?;
    let url = postgres()?;
    project.says(
        &format!("lint --trace {url}"),
        0,
        &["users SHARE", "index-not-concurrent"],
    )?;
    // A change that depends on the rows is left to people.
    let said = project.ends("lint --fix", 1)?;
    assert!(!said.contains("warning"), "{said}");
    assert_eq!(project.read("migrations/2_draft.sql")?, REWRITTEN);
    project.says("lint --fix", 1, &["unique-on-existing"])?;
    project.says(&format!("lint --trace {url}"), 0, &["disagreements: 0"])?;
    // A sealed file does not change.
    project.write("migrate.toml", "[lint]\ndata-dependent = 'warn'\n")?;
    project.ends("seal", 0)?;
    let sealed = project.read("migrations/2_draft.sql")?;
    project.ends("lint --all --fix", 0)?;
    assert_eq!(project.read("migrations/2_draft.sql")?, sealed);
    Ok(())
}

#[test]
fn changes_that_do_not_fit_together_are_left() -> Result {
    let project = Project::new(&[USERS])?;
    project.ends("init --dialect postgres", 0)?;
    project.ends("seal", 0)?;
    // A setting for the transaction would be lost without the transaction.
    let draft = "SET LOCAL work_mem = '1GB';\nCREATE INDEX users_email ON users (email);\n";
    project.write("2_draft.sql", draft)?;
    project.says("lint --fix", 0, &["index-not-concurrent"])?;
    assert_eq!(project.read("migrations/2_draft.sql")?, draft);
    Ok(())
}

#[test]
fn what_the_server_does_is_compared() -> Result {
    let project = Project::new(&[USERS])?;
    project.ends("init --dialect postgres", 0)?;
    project.ends("seal", 0)?;
    let draft = "-- migrate: allow(drop-column) of no use\n\
                 ALTER TABLE users DROP COLUMN email;\n\
                 ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid();\n\
                 SELECT 1 / 0;\n";
    project.write("2_draft.sql", draft)?;
    let url = postgres()?;
    project.says(
        &format!("lint --trace {url}"),
        1,
        &[
            "users ACCESS EXCLUSIVE",
            "rewrites: users",
            "rules: volatile-default",
            "error: division by zero",
            "disagreement: the server rejects it, and no rule reports it",
            "statements: 3, disagreements: 1",
        ],
    )?;
    let said = project.ends(&format!("lint --trace {url} --format json"), 1)?;
    let json: serde_json::Value = serde_json::from_str(&said)?;
    assert_eq!(json["statements"][1]["rewritten"][0], "users");
    assert_eq!(json["statements"][1]["blocking"], true);
    assert_eq!(json["statements"][2]["disagreement"], "refused");
    project.ends(&format!("lint --trace {url} --format sarif"), 2)?;
    project.ends("lint --trace postgres://nobody@127.0.0.1:1/none", 3)?;
    Ok(())
}

#[test]
fn a_query_that_still_names_a_column() -> Result {
    let project = Project::new(&[USERS])?;
    project.ends("init --dialect postgres", 0)?;
    project.ends("seal", 0)?;
    project.write("2_draft.sql", "-- migrate: allow(drop-column) of no use\n-- migrate: compatible\nALTER TABLE users DROP COLUMN email;\n")?;
    project.ends("lint", 0)?;
    let root = project.root();
    std::fs::create_dir_all(root.join(".sqlx"))?;
    std::fs::create_dir_all(root.join("src/users"))?;
    std::fs::write(
        root.join(".sqlx/query-1.json"),
        r#"{"db_name": "PostgreSQL", "query": "SELECT id, email FROM users"}"#,
    )?;
    std::fs::write(
        root.join("src/users/list.rs"),
        "fn list() {\n    sqlx::query!(\"SELECT id, email FROM users\");\n}\n",
    )?;
    project.says(
        "lint",
        1,
        &[
            "[still-used]",
            "`SELECT id, email FROM users`",
            "used at src/users/list.rs:2",
        ],
    )?;
    Ok(())
}
