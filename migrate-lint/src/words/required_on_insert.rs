use crate::finding::Words;

/// `default` is SQL that gives the column one.
pub(crate) fn words(table: &str, column: &str, default: &str) -> Words {
    Words::new(
        format!(
            "INSERTs of the running release that leave out `{table}.{column}` fail: it must have \
             a value"
        ),
        "has no default",
        format!("give it a default until every running release writes it: `{default}`"),
    )
}
