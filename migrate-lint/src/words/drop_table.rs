use std::fmt::Display;

use crate::finding::Words;

/// `what` is "", or "partition " of a table that is one.
pub(crate) fn rows(what: &str, table: impl Display, help: String) -> Words {
    let message = format!("dropping {what}`{table}` deletes its rows");
    Words::new(message, "its rows are lost", help)
}

pub(crate) fn rename_first(statement: &str) -> String {
    format!("rename the table now and drop it in a later release: `{statement}`")
}
