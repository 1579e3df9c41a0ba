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
    /// What can be written instead, where the result is the same.
    pub(crate) edits: Vec<Edit>,
}

/// What a finding says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
pub(crate) struct Words {
    /// What happens: lower case, no final dot.
    pub(crate) message: String,
    /// A few words below the statement.
    pub(crate) label: String,
    /// What to do: one imperative sentence.
    pub(crate) help: String,
}

#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
impl Words {
    pub(crate) fn new(
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            message: message.into(),
            label: label.into(),
            help: help.into(),
        }
    }

    /// The finding of a rule at a place, without an edit that fixes it.
    pub(crate) fn at(self, code: Code, range: &Range<usize>) -> Finding {
        Finding {
            code,
            range: range.clone(),
            message: self.message,
            label: self.label,
            help: self.help,
            edits: Vec::new(),
        }
    }
}

/// A piece of text in place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

/// A change to a migration's file that makes a finding go away without changing the resulting
/// schema.
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
