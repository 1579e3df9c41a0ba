use crate::finding::Words;

/// `tables` is one name in backticks, or two; `work` is how their rows are checked.
pub(crate) fn words(tables: &str, work: &str, help: impl Into<String>) -> Words {
    Words::new(
        format!("writes to {tables} wait while {work}"),
        "blocks writes",
        help,
    )
}
