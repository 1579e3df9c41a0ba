use super::lock::Lock;
use crate::finding::Words;

pub(crate) fn words(lock: Lock, table: &str, help: impl Into<String>) -> Words {
    let (work, label) = match lock {
        #[cfg(feature = "postgres")]
        Lock::AccessExclusive => ("every row is checked", "blocks reads and writes"),
        #[cfg(feature = "mysql")]
        Lock::Shared => (
            "the table is copied and every row is checked",
            "copies the table",
        ),
    };
    Words::new(lock.wait(table, work), label, help)
}
