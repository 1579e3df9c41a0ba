use super::removed::{self, DROP_LATER};
use crate::finding::Words;

/// A table, in whose place a view can stay.
pub(crate) fn words(table: &str) -> Words {
    let view = format!("leave a view in its place: `CREATE VIEW {table} AS SELECT …`");
    removed::words(&format!("`{table}`"), format!("{DROP_LATER}; or {view}"))
}

/// Every table of a schema or database.
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) fn of_schema(schema: &str) -> Words {
    removed::words(&format!("tables of `{schema}`"), DROP_LATER)
}

/// Tables whose foreign keys followed a table that was renamed and is dropped now.
#[cfg(feature = "sqlite")]
pub(crate) fn still_referenced(children: &str, table: &str) -> Words {
    Words::new(
        format!(
            "the rename made {children} refer to `{table}`, which this drops: writes of the \
             running release to {children} fail"
        ),
        "still referenced",
        "create the new table under another name, drop the old one, and rename the new one last",
    )
}
