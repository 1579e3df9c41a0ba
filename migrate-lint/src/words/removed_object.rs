use super::removed::{self, DROP_LATER};
use crate::finding::Words;

/// A view, or what else the `kind` is.
pub(crate) fn words(kind: &str, name: &str) -> Words {
    let help = format!("{DROP_LATER}; or create the {kind} again in this file");
    removed::words(&format!("the {kind} `{name}`"), help)
}
