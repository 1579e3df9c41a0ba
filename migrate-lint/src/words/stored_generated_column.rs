use super::lock::Lock;
use crate::finding::Words;

pub(crate) fn words(lock: Lock, table: &str, column: &str, help: impl Into<String>) -> Words {
    lock.rewrite(table, &format!("to store `{column}` in every row"), help)
}
