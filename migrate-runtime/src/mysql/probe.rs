use migrate_format::Object;

use crate::Dialect;
use crate::sql::literal;

/// A query that gives a row if the object exists. `None` for a kind that is not known.
pub(super) fn query(object: &Object) -> Option<String> {
    let (view, schema, table, name) = match object.kind {
        "table" => ("TABLES", "TABLE_SCHEMA", "", "TABLE_NAME"),
        "column" => ("COLUMNS", "TABLE_SCHEMA", "TABLE_NAME", "COLUMN_NAME"),
        "index" => ("STATISTICS", "TABLE_SCHEMA", "TABLE_NAME", "INDEX_NAME"),
        "constraint" => (
            "TABLE_CONSTRAINTS",
            "TABLE_SCHEMA",
            "TABLE_NAME",
            "CONSTRAINT_NAME",
        ),
        "procedure" | "function" => ("ROUTINES", "ROUTINE_SCHEMA", "", "ROUTINE_NAME"),
        "trigger" => ("TRIGGERS", "TRIGGER_SCHEMA", "", "TRIGGER_NAME"),
        "event" => ("EVENTS", "EVENT_SCHEMA", "", "EVENT_NAME"),
        "schema" => ("SCHEMATA", "", "", "SCHEMA_NAME"),
        _ => return None,
    };
    let quoted = |value: &str| literal(Dialect::Mysql, value);
    let mut conditions = vec![format!("{name} = {}", quoted(object.name))];
    if !table.is_empty() {
        conditions.push(format!("{table} = {}", quoted(object.table)));
    }
    if !schema.is_empty() && object.schema.is_empty() {
        conditions.push(format!("{schema} = DATABASE()"));
    } else if !schema.is_empty() {
        conditions.push(format!("{schema} = {}", quoted(object.schema)));
    }
    if view == "ROUTINES" {
        conditions.push(format!(
            "ROUTINE_TYPE = {}",
            quoted(&object.kind.to_ascii_uppercase())
        ));
    }
    Some(format!(
        "SELECT 1 FROM information_schema.{view} WHERE {} LIMIT 1",
        conditions.join(" AND ")
    ))
}
