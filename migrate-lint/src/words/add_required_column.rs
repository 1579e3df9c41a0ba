use std::fmt::Display;

use crate::finding::Words;

/// `rows` are the "existing rows", or those that are copied.
pub(crate) fn no_value(column: &str, rows: &str, help: String) -> Words {
    Words::new(
        format!("`{column}` requires a value, and {rows} have none"),
        "fails if the table has rows",
        help,
    )
}

/// `otherwise` is what helps without a default.
pub(crate) fn add_default(
    table: &str,
    column: impl Display,
    ty: impl Display,
    otherwise: &str,
) -> String {
    format!(
        "give it a default: `ALTER TABLE {table} ADD COLUMN {column} {ty} NOT NULL DEFAULT <value>`; \
         or {otherwise}"
    )
}
