use crate::finding::Words;

/// `from` is `None` if it is not known.
pub(crate) fn words(table: &str, column: &str, from: Option<&str>, to: &str) -> Words {
    let instead = from.map_or(String::new(), |from| format!(" instead of {from}"));
    Words::new(
        format!(
            "the running release reads {to}{instead} from `{table}.{column}`, which it may fail \
             to decode"
        ),
        "another type for readers",
        format!(
            "add a column of the new type, write both, and drop `{column}` in a later release: \
             `ALTER TABLE {table} ADD COLUMN {column}_new {to}`"
        ),
    )
}
