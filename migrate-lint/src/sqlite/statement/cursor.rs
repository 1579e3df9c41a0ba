use migrate_directory::Words;

use crate::sqlite::name::{self, Name};

/// A place in a statement.
pub(super) struct Cursor<'s> {
    pub(super) words: Words<'s>,
    pub(super) at: usize,
}

impl<'s> Cursor<'s> {
    pub(super) fn word(&self) -> String {
        self.words
            .get(self.at)
            .unwrap_or_default()
            .to_ascii_uppercase()
    }

    pub(super) fn eat(&mut self, keyword: &str) -> bool {
        let is_there = self.words.is(self.at, keyword);
        self.at += usize::from(is_there);
        is_there
    }

    pub(super) fn eat_all(&mut self, keywords: &[&str]) -> bool {
        let are_there = self.words.are(self.at, keywords);
        self.at += if are_there { keywords.len() } else { 0 };
        are_there
    }

    pub(super) fn symbol(&mut self, symbol: &str) -> bool {
        let is_there = self.words.is_symbol(self.at, symbol);
        self.at += usize::from(is_there);
        is_there
    }

    /// A name without a schema.
    pub(super) fn column(&mut self) -> Option<Name> {
        let name = name::at(self.words, self.at)?;
        let span = self.words.range(self.at)?;
        self.at += 1;
        Some(Name {
            schema: None,
            name,
            span,
        })
    }

    pub(super) fn name(&mut self) -> Option<Name> {
        let first = self.column()?;
        if !self.symbol(".") {
            return Some(first);
        }
        let second = self.column()?;
        Some(Name {
            schema: Some(first.name),
            span: first.span.start..second.span.end,
            name: second.name,
        })
    }

    pub(super) fn rest(&self, from: usize) -> Words<'s> {
        self.words.slice(from..self.words.len())
    }
}
