use super::removed::{self, DROP_LATER};
use crate::finding::Words;

/// `column` is written with its table.
pub(crate) fn words(column: &str) -> Words {
    removed::words(&format!("`{column}`"), DROP_LATER)
}
