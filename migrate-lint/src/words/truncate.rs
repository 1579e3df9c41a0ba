use std::fmt::Display;

use super::delete_all;
use crate::finding::Words;

/// `others` is "", or " and every table that refers to it".
pub(crate) fn every_row(table: impl Display, others: &str) -> Words {
    Words {
        message: format!("TRUNCATE deletes every row of `{table}`{others}"),
        ..delete_all::every_row(table)
    }
}
