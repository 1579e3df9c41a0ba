use std::fmt::Display;

use crate::finding::Words;

pub(crate) const LABEL: &str = "fails on rows outside the bounds";

/// `outside` is the condition for such a row.
pub(crate) fn rows(table: impl Display, outside: &str) -> Words {
    Words::new(
        format!("this fails if a row of `{table}` is outside the partition's bounds"),
        LABEL,
        format!("find such rows and move them first: `SELECT * FROM {table} WHERE {outside}`"),
    )
}
