use std::fmt::Display;

use crate::finding::Words;

/// `query` finds the rows; `otherwise` is another way out, with a semicolon before it.
pub(crate) fn orphans(table: &str, parent: impl Display, query: &str, otherwise: &str) -> Words {
    Words::new(
        format!("this fails if a row of `{table}` refers to a missing row of `{parent}`"),
        "fails on rows that refer to a missing row",
        format!("find such rows and correct them first: `{query}`{otherwise}"),
    )
}

#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) const FILL_LATER: &str =
    "add the column without a default, then fill it with keys that exist";
