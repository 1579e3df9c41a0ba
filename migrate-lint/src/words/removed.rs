//! What fails when something goes that the running release uses.

use crate::finding::Words;

/// How to drop something that no release uses any more.
pub(super) const DROP_LATER: &str = "drop it one release after the last one that uses it, and \
                                     mark that migration `-- migrate: compatible`";

/// `used` is what is gone, such as "the view `v`".
pub(super) fn words(used: &str, help: impl Into<String>) -> Words {
    Words::new(fail(used), "may still be in use", help)
}

/// The message alone.
pub(super) fn fail(used: &str) -> String {
    format!("statements of the running release that use {used} fail")
}
