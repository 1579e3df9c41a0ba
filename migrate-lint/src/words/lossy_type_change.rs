use crate::finding::Words;

const LABEL: &str = "what does not fit is lost";

/// `types` are "from one to another", or "to another"; `effect` is what that does to values.
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) fn values((table, column): (&str, &str), types: &str, to: &str, effect: &str) -> Words {
    Words::new(
        format!("changing `{table}.{column}` {types} {effect} without an error"),
        LABEL,
        format!(
            "add a column of the new type and copy the values into it: \
             `ALTER TABLE {table} ADD COLUMN {column}_new {to}`"
        ),
    )
}

/// A copy of the rows that changes the type.
#[cfg(feature = "sqlite")]
pub(crate) fn cast(table: &str, column: &str, ty: &str) -> Words {
    Words::new(
        format!("`CAST({column} AS {ty})` cuts values that are not {ty}"),
        LABEL,
        format!(
            "find such values and correct them first: \
             `SELECT {column} FROM {table} WHERE CAST({column} AS {ty}) IS NOT {column}`"
        ),
    )
}
