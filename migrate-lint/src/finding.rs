use std::ops::Range;

use migrate_directory::Code;

/// What a rule found, before levels and directives are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    /// The place in the migration's text, in bytes.
    pub(crate) range: Range<usize>,
    pub(crate) message: String,
    pub(crate) label: String,
    pub(crate) help: String,
    /// What can be written instead, where that leaves the same behind.
    pub(crate) edits: Vec<Edit>,
}

/// A finding that nothing mends.
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
pub(crate) fn finding(
    code: Code,
    range: &Range<usize>,
    message: impl Into<String>,
    label: impl Into<String>,
    help: impl Into<String>,
) -> Finding {
    Finding {
        code,
        range: range.clone(),
        message: message.into(),
        label: label.into(),
        help: help.into(),
        edits: Vec::new(),
    }
}

/// A piece of text in place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

/// A change to a migration's file that makes a finding go away without changing what the migration
/// leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The rule that asks for it.
    pub code: Code,
    /// The file, relative to the package.
    pub path: String,
    /// What is replaced, in bytes of the normalised text.
    pub range: Range<usize>,
    /// What stands there instead.
    pub text: String,
}

/// What the rules for one database find in a directory.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Per migration, in order.
    pub(crate) findings: Vec<Vec<Finding>>,
    /// The schema state before the first migration that was judged, to be kept for the next run.
    pub(crate) state: Option<Vec<u8>>,
}
