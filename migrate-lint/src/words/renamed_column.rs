use super::removed::fail;
use crate::finding::Words;

pub(crate) fn words(table: &str, from: &str, to: &str) -> Words {
    Words::new(
        fail(&format!("the old name `{table}.{from}`")),
        "the old name is gone",
        format!(
            "add `{to}` as a second column, write both, and drop `{from}` in a later release: \
             `ALTER TABLE {table} ADD COLUMN {to} …`"
        ),
    )
}
