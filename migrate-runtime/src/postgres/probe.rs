//! What a statement that commits by itself has left.

use migrate_format::Object;

use crate::Dialect;
use crate::history::Cells;
use crate::look::Found;
use crate::sql::{identifier, literal};

/// What the rows of [`query`] say.
pub(super) fn found(rows: &[Cells]) -> Found {
    match rows.first().map(Vec::as_slice) {
        Some([Some(name), Some(invalid)]) if invalid == "invalid" => Found::Invalid(name.clone()),
        Some(_) => Found::Complete,
        None => Found::Nothing,
    }
}

const INDEX: &str = "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname), \
     CASE WHEN i.indisvalid THEN 'valid' ELSE 'invalid' END \
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE";

/// A query that gives a row if the object exists. `None` for a kind that is not known.
pub(super) fn query(object: &Object) -> Option<String> {
    let name = text(object.name);
    // A name without a schema is found as the statement would find it.
    let regclass = |schema: &str, relation: &str| {
        let relation = identifier(Dialect::Postgres, relation);
        let qualified = if schema.is_empty() {
            relation
        } else {
            format!("{}.{relation}", identifier(Dialect::Postgres, schema))
        };
        format!("to_regclass({})", text(&qualified))
    };
    Some(match object.kind {
        "index" if object.table.is_empty() => {
            format!("{INDEX} c.oid = {}", regclass(object.schema, object.name))
        }
        "index" => format!(
            "{INDEX} c.relname = {name} AND i.indrelid = {}",
            regclass(object.schema, object.table)
        ),
        "partition" => format!(
            "SELECT 'yes' FROM pg_inherits WHERE inhrelid = {}",
            regclass(object.schema, object.name)
        ),
        "value" => {
            let mut of = identifier(Dialect::Postgres, object.table);
            if !object.schema.is_empty() {
                of = format!("{}.{of}", identifier(Dialect::Postgres, object.schema));
            }
            format!(
                "SELECT 'yes' FROM pg_enum WHERE enumlabel = {name} AND enumtypid = to_regtype({})",
                text(&of)
            )
        }
        "database" => format!("SELECT 'yes' FROM pg_database WHERE datname = {name}"),
        "tablespace" => format!("SELECT 'yes' FROM pg_tablespace WHERE spcname = {name}"),
        "subscription" => format!("SELECT 'yes' FROM pg_stat_subscription WHERE subname = {name}"),
        _ => return None,
    })
}

fn text(value: &str) -> String {
    literal(Dialect::Postgres, value)
}
