//! Who waits while a statement works on a table.

use crate::finding::Words;

/// How a server keeps others off a table while it reads or writes every row.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Lock {
    /// What PostgreSQL holds.
    #[cfg(feature = "postgres")]
    AccessExclusive,
    /// What MySQL and MariaDB hold: readers go on, and a table is rewritten as a copy.
    #[cfg(feature = "mysql")]
    Shared,
}

impl Lock {
    /// `work` is what others wait for, such as "the index is built".
    pub(crate) fn wait(self, table: &str, work: &str) -> String {
        self.wait_for(&format!("`{table}`"), work)
    }

    /// The same for what is not one table.
    fn wait_for(self, tables: &str, work: &str) -> String {
        match self {
            #[cfg(feature = "postgres")]
            Self::AccessExclusive => format!(
                "reads and writes of {tables} wait while {work}, under an ACCESS EXCLUSIVE lock"
            ),
            #[cfg(feature = "mysql")]
            Self::Shared => format!("writes to {tables} wait while {work}"),
        }
    }

    /// Every row is written again, for a `reason` such as "to number every row".
    pub(crate) fn rewrite(self, table: &str, reason: &str, help: impl Into<String>) -> Words {
        self.rewrite_of(&format!("`{table}`"), reason, help)
    }

    /// The same for what is not one table.
    pub(crate) fn rewrite_of(self, tables: &str, reason: &str, help: impl Into<String>) -> Words {
        let (verb, label) = match self {
            #[cfg(feature = "postgres")]
            Self::AccessExclusive => ("rewritten", "rewrites the table"),
            #[cfg(feature = "mysql")]
            Self::Shared => ("copied", "copies the table"),
        };
        let work = format!("the table is {verb} {reason}");
        Words::new(self.wait_for(tables, &work), label, help)
    }
}
