//! The lines of `migrations.lock`, and what is wrong with one.

use std::ops::Range;

/// Why a lock cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockError {
    /// The place in the text.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

pub(crate) const RESTORE: &str = "restore the file from git; only `cargo migrate seal` writes it";

pub(crate) struct Line<'t> {
    pub(crate) text: &'t str,
    pub(crate) start: usize,
    pub(crate) number: usize,
}

impl Line<'_> {
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    pub(crate) fn error(&self, message: &str) -> LockError {
        let conflict = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];
        let (message, help) = if conflict.iter().any(|mark| self.text.starts_with(mark)) {
            (
                "the lock holds a merge conflict: both branches sealed migrations",
                "run `cargo migrate rebase`: it renames the newer drafts and seals them again",
            )
        } else {
            (message, RESTORE)
        };
        LockError {
            range: self.range(),
            message: message.to_owned(),
            help: help.to_owned(),
        }
    }
}

/// The lines that are neither empty nor comments.
pub(crate) struct Lines<'t> {
    pub(crate) text: &'t str,
    pub(crate) at: usize,
    pub(crate) number: usize,
}

impl<'t> Lines<'t> {
    pub(crate) fn require(&mut self, name: &str) -> Result<Line<'t>, LockError> {
        let end = self.text.len();
        let line = self.next().ok_or_else(|| LockError {
            range: end..end,
            message: format!("the lock ends before its `{name}` line"),
            help: RESTORE.to_owned(),
        })?;
        if line.text.starts_with(name) {
            Ok(line)
        } else {
            Err(line.error(&format!("the `{name}` line is missing")))
        }
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        loop {
            if self.at >= self.text.len() {
                return None;
            }
            let start = self.at;
            let text = self.text[start..].split('\n').next()?;
            self.at = start + text.len() + 1;
            self.number += 1;
            if !text.trim().is_empty() && !text.starts_with('#') {
                return Some(Line {
                    text,
                    start,
                    number: self.number,
                });
            }
        }
    }
}
