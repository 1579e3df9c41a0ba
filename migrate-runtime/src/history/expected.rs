use super::row::Row;
use crate::foreign::{ForeignHistory, ForeignLock};

/// What the newest row must be when a transaction begins, so that two runs do not do the same work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expected {
    newest: String,
    /// Another tool's history, which is locked and must be as it was read.
    pub(crate) foreign: Option<ForeignHistory>,
    /// The lock of that tool.
    pub(crate) foreign_lock: Option<ForeignLock>,
}

impl Expected {
    pub(crate) fn after(newest: Option<&Row>) -> Self {
        Self {
            newest: match newest {
                None => String::new(),
                Some(row) if row.state.is_done() => row.chain.head().to_string(),
                Some(row) => format!("{} {}", row.chain.head(), row.statements_done),
            },
            foreign: None,
            foreign_lock: None,
        }
    }

    /// And another tool's history is locked, and unchanged.
    #[cfg(feature = "command")]
    pub(crate) fn beside(self, history: &ForeignHistory, lock: Option<ForeignLock>) -> Self {
        Self {
            foreign: Some(history.clone()),
            foreign_lock: lock,
            ..self
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.newest
    }
}
