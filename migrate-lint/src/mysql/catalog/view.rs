//! Views, and what queries need to be there.

use serde::{Deserialize, Serialize};

use super::super::name::{Key, same};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct View {
    /// `None` where they are not known.
    pub(super) columns: Option<Vec<String>>,
    /// What is named in it, which later statements may take away.
    pub(super) uses: Vec<Use>,
}

/// A table that a query reads, or a column of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Use {
    pub(crate) table: Key,
    pub(crate) column: Option<String>,
}

impl View {
    pub(super) fn columns(&self) -> impl Iterator<Item = &String> {
        self.columns.iter().flatten()
    }

    pub(super) fn may_have(&self, column: &str) -> bool {
        let Some(columns) = &self.columns else {
            return true;
        };
        columns.iter().any(|one| same(one, column))
    }
}
