//! The roles, schemas and functions of Supabase that migrations refer to.

use migrate_directory::{Content, Dialect, Entry, Snapshot, normalise, split};
use sqlx::Connection;

use crate::arguments::Prelude;
use crate::database::connect_postgres;
use crate::failure::Failure;

const PRELUDE: &str = include_str!("supabase.sql");

/// Names that only a Supabase project refers to.
const MARKS: [&str; 14] = [
    "auth.uid(",
    "auth.jwt(",
    "auth.role(",
    "auth.email(",
    "auth.users",
    "storage.objects",
    "storage.buckets",
    "realtime.messages",
    "supabase_",
    "service_role",
    "to authenticated",
    "to anon",
    "vault.decrypted_secrets",
    "schema extensions",
];

/// Supabase's extensions that define no types, so that a replay can leave them out.
const EXTENSIONS: [&str; 16] = [
    "http",
    "hypopg",
    "index_advisor",
    "pg_cron",
    "pg_graphql",
    "pg_net",
    "pg_stat_monitor",
    "pg_stat_statements",
    "pg_tle",
    "pgaudit",
    "pgjwt",
    "pgmq",
    "pgsodium",
    "plpgsql_check",
    "supabase_vault",
    "wrappers",
];

/// Whether a database for these texts needs the prelude.
pub(super) async fn is_meant<'t>(
    prelude: Prelude,
    live: Option<&str>,
    texts: impl IntoIterator<Item = &'t str>,
) -> Result<bool, Failure> {
    match prelude {
        Prelude::Supabase => return Ok(true),
        Prelude::None => return Ok(false),
        Prelude::Auto => {}
    }
    let texts: Vec<String> = texts.into_iter().map(str::to_lowercase).collect();
    // The project defines `auth.users` itself, so it is not on Supabase.
    if texts.iter().any(|text| makes_users(text)) {
        return Ok(false);
    }
    if texts
        .iter()
        .any(|text| MARKS.iter().any(|mark| text.contains(mark)))
    {
        return Ok(true);
    }
    match live {
        Some(url) => is_supabase(url).await,
        None => Ok(false),
    }
}

fn makes_users(text: &str) -> bool {
    text.contains("create table auth.users")
        || text.contains("create table if not exists auth.users")
}

async fn is_supabase(url: &str) -> Result<bool, Failure> {
    let mut connection = connect_postgres(url).await?;
    let roles = sqlx::raw_sql("SELECT 1 FROM pg_roles WHERE rolname = 'supabase_admin'");
    let is = roles.fetch_optional(&mut connection).await?.is_some();
    connection.close().await?;
    Ok(is)
}

/// Prepares an empty database for the migrations of a Supabase project.
pub(crate) async fn lay_down(url: &str) -> Result<(), Failure> {
    let mut connection = connect_postgres(url).await?;
    sqlx::raw_sql(PRELUDE).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// Supabase's extensions that a server does not have.
pub(super) async fn missing_extensions(url: &str) -> Result<Vec<&'static str>, Failure> {
    let mut connection = connect_postgres(url).await?;
    let names = sqlx::query_scalar("SELECT name::text FROM pg_available_extensions");
    let available: Vec<String> = names.fetch_all(&mut connection).await?;
    connection.close().await?;
    let mut missing = EXTENSIONS.to_vec();
    missing.retain(|name| !available.iter().any(|one| one == name));
    Ok(missing)
}

/// The files without the statements about extensions that a server does not have. `None` if there
/// are no such statements.
pub(super) fn without_extensions(snapshot: &Snapshot, missing: &[&str]) -> Option<Snapshot> {
    let mut changed = snapshot.clone();
    let mut is_changed = false;
    for entry in &snapshot.entries {
        let Content::Text(text) = &entry.content else {
            continue;
        };
        if let Some(text) = without(&normalise(text), missing) {
            is_changed = true;
            changed.insert(Entry {
                path: entry.path.clone(),
                content: Content::Text(text),
            });
        }
    }
    is_changed.then_some(changed)
}

/// A text in which an empty `SELECT` replaces each statement about these extensions. All other
/// positions stay the same.
pub(super) fn without(text: &str, missing: &[&str]) -> Option<String> {
    if missing.is_empty() {
        return None;
    }
    let statements = split(text, Dialect::Postgres).statements;
    let about = statements
        .iter()
        .map(|statement| statement.text.clone())
        .filter(|range| is_about(&text[range.clone()], missing));
    let mut changed = text.to_owned();
    let mut is_changed = false;
    for range in about {
        let blank: String = text[range.start..range.end]
            .chars()
            .map(|one| {
                if one == '\n' {
                    "\n".to_owned()
                } else {
                    " ".repeat(one.len_utf8())
                }
            })
            .collect();
        changed.replace_range(range.clone(), &blank);
        let start = range.start;
        changed.replace_range(start..start + "SELECT".len(), "SELECT");
        is_changed = true;
    }
    is_changed.then_some(changed)
}

/// Statements that create the missing extensions of these texts, each once, on servers where the
/// extension is available.
pub(super) fn extensions_left_out<'t>(
    texts: impl Iterator<Item = &'t str>,
    missing: &[&str],
) -> String {
    let mut made: Vec<String> = Vec::new();
    for text in texts.filter(|_| !missing.is_empty()) {
        for statement in split(text, Dialect::Postgres).statements {
            let sql = &text[statement.text];
            let is_made =
                |name: &&&str| sql.to_lowercase().starts_with("create") && is_about(sql, &[**name]);
            let Some(name) = missing.iter().find(is_made) else {
                continue;
            };
            let guarded = format!(
                "DO $$ BEGIN\n    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = '{name}') THEN\n        \
                 {sql};\n    END IF;\nEND $$;\n\n"
            );
            if !made.contains(&guarded) {
                made.push(guarded);
            }
        }
    }
    made.concat()
}

fn is_about(statement: &str, missing: &[&str]) -> bool {
    let lower = statement.to_lowercase();
    let mut words = lower.split_whitespace();
    let verb = words.next().unwrap_or_default();
    let mut rest: Vec<&str> = words.collect();
    if verb == "comment" && rest.first() == Some(&"on") {
        rest.remove(0);
    }
    if !["create", "alter", "comment", "drop"].contains(&verb) || rest.first() != Some(&"extension")
    {
        return false;
    }
    let name = rest[1..]
        .iter()
        .find(|word| !["if", "not", "exists"].contains(word));
    name.is_some_and(|name| missing.contains(&name.trim_matches(['"', ';'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_about_missing_extensions_select_nothing() {
        let text = "CREATE EXTENSION IF NOT EXISTS \"pg_net\"\n  WITH SCHEMA extensions;\nCREATE TABLE t (id INT);\n";
        let changed = without(text, &["pg_net"]).unwrap();
        assert_eq!(changed.len(), text.len());
        assert!(changed.starts_with("SELECT   "), "{changed}");
        let blank = " ".repeat("  WITH SCHEMA extensions".len());
        let end = format!("\n{blank};\nCREATE TABLE t (id INT);\n");
        assert!(changed.ends_with(&end), "{changed}");
        assert_eq!(without(text, &["pg_cron"]), None);
    }
}
