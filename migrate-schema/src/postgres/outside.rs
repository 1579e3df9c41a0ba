//! What is no part of the user's schema, as SQL conditions.

use migrate_format::supabase;

use crate::history::{FOREIGN_HISTORIES, OWN, tables_beside};
use crate::scope::Scope;

/// Managed schemas on whose tables a user's policies and triggers count.
const SHARED: &str = "'auth', 'storage', 'realtime'";

const ON_SUPABASE: &str = "EXISTS (SELECT FROM pg_roles WHERE rolname = 'supabase_admin')";

/// Schemas that tools make for their history.
const HISTORY_SCHEMAS: &str = "'drizzle', 'atlas_schema_revisions'";

/// Rows `n` of `pg_namespace` whose objects count.
pub(super) fn user_schema() -> String {
    let managed = literals(&supabase::SCHEMAS);
    format!(
        "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', '{OWN}', 'supabase_migrations') \
         AND NOT ({ON_SUPABASE} AND (n.nspname IN ({managed}) OR n.nspname ~ '^_?timescaledb_' \
         OR pg_get_userbyid(n.nspowner) = 'supabase_admin')) AND {}",
        no_member("pg_namespace", "n.oid")
    )
}

/// Relations `c` in schemas `n` that are Supabase's, but for policies and triggers.
pub(super) fn shared_table() -> String {
    format!(
        "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND {ON_SUPABASE} \
         AND n.nspname IN ({SHARED})"
    )
}

/// Rows `n` of `pg_namespace` that count themselves.
pub(super) fn named_schema() -> String {
    format!("{} AND n.nspname NOT IN ({HISTORY_SCHEMAS})", user_schema())
}

/// Rows `e` of `pg_extension` that count.
pub(super) fn extension() -> String {
    let installed = literals(&supabase::EXTENSIONS);
    format!("e.extname <> 'plpgsql' AND NOT ({ON_SUPABASE} AND e.extname IN ({installed}))")
}

/// Not owned by the administrator of Supabase.
pub(super) fn not_of_platform(owner: &str) -> String {
    format!("pg_get_userbyid({owner}) <> 'supabase_admin'")
}

/// Not owned by an extension.
pub(super) fn no_member(catalogue: &str, oid: &str) -> String {
    format!(
        "NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = '{catalogue}'::regclass \
         AND x.objid = {oid} AND x.deptype = 'e')"
    )
}

/// Rows `c` of `pg_class`, in schemas `n`, that are no history.
pub(super) fn no_history(scope: &Scope) -> String {
    let foreign = literals(&FOREIGN_HISTORIES);
    let mut condition = format!("c.relname NOT IN ({foreign})");
    if let Some(place) = &scope.history {
        let (schema, table) = place.split_once('.').unwrap_or(("public", place));
        let tables = literals(&tables_beside(table));
        condition.push_str(" AND NOT (n.nspname = ");
        condition.push_str(&literal(schema));
        condition.push_str(" AND c.relname IN (");
        condition.push_str(&tables);
        condition.push_str("))");
    }
    condition
}

fn literals(values: &[impl AsRef<str>]) -> String {
    let literals: Vec<String> = values.iter().map(literal).collect();
    literals.join(", ")
}

/// A value as SQL text, whatever `standard_conforming_strings` says.
fn literal(value: impl AsRef<str>) -> String {
    let doubled = value.as_ref().replace('\'', "''").replace('\\', "\\\\");
    format!("E'{doubled}'")
}
