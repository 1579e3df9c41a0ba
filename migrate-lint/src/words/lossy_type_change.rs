use std::fmt::Display;

use crate::finding::Words;

pub(crate) const LABEL: &str = "what does not fit is lost";

/// `change` is "from one type to another", or "to another"; `effect` is what that does to values.
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) fn values(
    (table, column): (&str, impl Display),
    change: &str,
    to: impl Display,
    effect: &str,
) -> Words {
    Words::new(
        format!("changing `{table}.{column}` {change} {effect} without an error"),
        LABEL,
        format!(
            "add a column of the new type and copy the values into it: \
             `ALTER TABLE {table} ADD COLUMN {column}_new {to}`"
        ),
    )
}
