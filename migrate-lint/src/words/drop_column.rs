use std::fmt::Display;

use crate::finding::Words;

pub(crate) const DEPLOY_FIRST: &str = "deploy a release that no longer uses the column first";

/// `optional` is a statement that lets INSERTs leave the column out, where they cannot.
pub(crate) fn values(table: &str, column: impl Display, optional: Option<String>) -> Words {
    let message = format!("dropping `{table}.{column}` deletes its values");
    let until_then =
        optional.map(|statement| format!("; until then `{statement}` lets INSERTs leave it out"));
    let help = format!("{DEPLOY_FIRST}{}", until_then.unwrap_or_default());
    Words::new(message, "its values are lost", help)
}
