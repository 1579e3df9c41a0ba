use std::fmt::Display;

use crate::finding::Words;

pub(crate) fn null(table: &str, column: impl Display, help: String) -> Words {
    let message = format!("this fails if `{column}` is NULL in a row of `{table}`");
    Words::new(message, "fails on NULL", help)
}

#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) fn fill(table: &str, column: impl Display) -> String {
    format!(
        "fill such rows first, in this migration or an earlier one: \
         `UPDATE {table} SET {column} = <value> WHERE {column} IS NULL`"
    )
}
