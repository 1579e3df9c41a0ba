//! What the server accepts is no syntax error.

use std::path::Path;

use migrate_core::{Code, Dialect, Directory, Settings, Snapshot, split};
use migrate_lint::{Options, lint};

use crate::corpus::Result;
use crate::measure::{Scratch, run};

fn statements() -> Result<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/accepted.sql");
    let text = String::from_utf8(std::fs::read(path)?)?;
    let statements = split(&text, Dialect::Postgres).statements;
    Ok(statements
        .iter()
        .map(|one| text[one.text.clone()].to_owned())
        .collect())
}

/// The syntax errors of a file.
fn errors(sql: &str) -> Vec<String> {
    let settings = Settings {
        dialect: Some(Dialect::Postgres),
        dialects: Vec::new(),
        release: false,
    };
    let directory = Directory::new(&Snapshot::of("m", [("1_a.sql", sql)]), &settings);
    let found = lint(&directory, &Options::default())
        .diagnostics
        .into_iter();
    let found = found.filter(|one| one.code == Code::Syntax);
    found.map(|one| one.line(Some(sql))).collect()
}

#[test]
fn statements_of_every_kind() -> Result {
    let statements = statements()?;
    assert!(statements.len() >= 100, "{}", statements.len());
    let wrong: Vec<String> = statements
        .iter()
        .flat_map(|statement| errors(&format!("{statement};\n")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// The statements are PostgreSQL's own grammar: the server parses each of them.
#[tokio::test]
async fn the_server_accepts_them() -> Result {
    let mut scratch = Scratch::named("corpus_accepted").await?;
    let mut wrong = Vec::new();
    for statement in statements()? {
        if let Err(error) = run(&mut scratch.connection, &statement).await {
            let code = error
                .as_database_error()
                .and_then(sqlx::error::DatabaseError::code);
            // Class 42 without 42601 is about names and types, not grammar.
            if code
                .as_deref()
                .is_none_or(|code| code == "42601" || code == "42000")
            {
                wrong.push(format!("`{statement}`: {error}"));
            }
        }
    }
    scratch.drop().await?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
