use std::fmt::Display;

use crate::finding::Words;

/// `otherwise` is another way out, with a semicolon before it.
pub(crate) fn rows(table: &str, condition: &str, otherwise: &str) -> Words {
    Words::new(
        format!("this fails if a row of `{table}` violates the CHECK"),
        "fails on rows that violate it",
        format!(
            "find such rows and correct them first: \
             `SELECT * FROM {table} WHERE NOT ({condition})`{otherwise}"
        ),
    )
}

/// A new column has the same value in every row.
pub(crate) fn new_column(table: &str, column: impl Display) -> Words {
    Words::new(
        format!("the value that existing rows get in `{table}.{column}` violates its CHECK"),
        "fails if the table has rows",
        format!(
            "give `{column}` a default that the CHECK allows, \
             or add the CHECK after the rows have values"
        ),
    )
}
