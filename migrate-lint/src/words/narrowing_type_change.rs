use std::fmt::Display;

use crate::finding::Words;

pub(crate) const LABEL: &str = "fails on values that do not fit";

/// `types` are "from one to another", or "to another"; `misfit` is the condition for a value that
/// does not fit.
pub(crate) fn values(
    (table, column): (&str, impl Display),
    types: &str,
    cause: &str,
    misfit: &str,
) -> Words {
    Words::new(
        format!("changing `{table}.{column}` {types} fails if {cause}"),
        LABEL,
        format!(
            "find such values and correct them first: \
             `SELECT {column} FROM {table} WHERE {misfit}`"
        ),
    )
}
