use std::fmt::Display;

use crate::finding::Words;

/// `differs` is the condition for a row whose value is not the new one.
pub(crate) fn old_values(table: &str, column: impl Display, differs: &str) -> Words {
    Words::new(
        format!("this overwrites `{column}` in every row of `{table}`"),
        "the old values are lost",
        format!("update only the rows that change: `UPDATE {table} SET … WHERE {differs}`"),
    )
}
