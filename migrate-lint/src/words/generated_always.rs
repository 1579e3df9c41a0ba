use crate::finding::Words;

pub(crate) fn words(table: &str, column: &str, help: &str) -> Words {
    Words::new(
        format!("INSERTs of the running release that give `{table}.{column}` a value fail"),
        "rejects values",
        help,
    )
}
