use super::lock::Lock;
use crate::finding::Words;

/// `from` is `None` if it is not known.
pub(crate) fn words(lock: Lock, table: &str, column: &str, from: Option<&str>, to: &str) -> Words {
    let from = from.map_or(String::new(), |from| format!(" from {from}"));
    let reason = format!("to change `{column}`{from} to {to}");
    lock.rewrite(table, &reason, help(table, column, to))
}

/// How to change a type without blocking others.
pub(crate) fn help(table: &str, column: &str, to: &str) -> String {
    format!(
        "add a column of the new type, write both, fill it in batches in later migrations, then \
         drop `{column}`: `ALTER TABLE {table} ADD COLUMN {column}_new {to}`"
    )
}
