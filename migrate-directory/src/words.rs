use std::ops::Range;

use crate::lexer::{Kind, Token};

/// A statement's tokens, without space and comments, as words to compare with.
#[derive(Debug, Clone, Copy)]
pub struct Words<'t> {
    text: &'t str,
    tokens: &'t [Token],
}

impl<'t> Words<'t> {
    /// Tokens of `text`.
    pub fn of(text: &'t str, tokens: &'t [Token]) -> Self {
        Self { text, tokens }
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.tokens.len()
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.tokens.is_empty()
    }

    /// Those of the range, numbered from 0.
    #[must_use]
    pub fn slice(self, range: Range<usize>) -> Self {
        Self {
            text: self.text,
            tokens: self.tokens.get(range).unwrap_or_default(),
        }
    }

    /// The text that they stand in, from the first to the last.
    pub fn source(self) -> &'t str {
        match self.tokens {
            [first, .., last] => &self.text[first.start..last.end],
            [only] => &self.text[only.start..only.end],
            [] => "",
        }
    }

    /// The token as it is written.
    pub fn get(self, at: usize) -> Option<&'t str> {
        let token = self.tokens.get(at)?;
        Some(&self.text[token.start..token.end])
    }

    /// The first token in upper case; empty if there is none.
    pub(crate) fn first_keyword(self) -> String {
        self.get(0).unwrap_or_default().to_ascii_uppercase()
    }

    /// Whether the token is that keyword, unquoted, in any case.
    pub fn is(self, at: usize, keyword: &str) -> bool {
        self.kind(at) == Some(Kind::Word)
            && self
                .get(at)
                .is_some_and(|word| word.eq_ignore_ascii_case(keyword))
    }

    /// Whether the token is that mark.
    pub fn is_symbol(self, at: usize, symbol: &str) -> bool {
        self.kind(at) != Some(Kind::Word) && self.get(at) == Some(symbol)
    }

    /// The place of the token in the text.
    pub fn range(self, at: usize) -> Option<Range<usize>> {
        let token = self.tokens.get(at)?;
        Some(token.start..token.end)
    }

    /// What the token is.
    pub fn kind(self, at: usize) -> Option<Kind> {
        Some(self.tokens.get(at)?.kind)
    }

    /// Whether the keywords stand at `at` and behind it.
    pub fn are(self, at: usize, keywords: &[&str]) -> bool {
        keywords
            .iter()
            .enumerate()
            .all(|(offset, keyword)| self.is(at + offset, keyword))
    }

    pub(crate) fn find_symbol(self, symbol: &str) -> bool {
        (0..self.len()).any(|at| self.is_symbol(at, symbol))
    }

    /// The place of the first such keyword.
    pub fn find(self, keyword: &str) -> Option<usize> {
        (0..self.len()).find(|at| self.is(*at, keyword))
    }
}
