use std::ops::Range;

use crate::lexer::Token;
use crate::words::Words;

/// One statement of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The whole statement with the comments above it and its terminator. The spans of all
    /// statements and [`Split::rest`] tile the text.
    pub span: Range<usize>,
    /// From its first token up to its terminator, exclusive.
    pub text: Range<usize>,
    pub(crate) tokens: Vec<Token>,
}

/// A text split into statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The statements in order, without empty ones.
    pub statements: Vec<Statement>,
    /// The text after the last statement: whitespace and comments, or text that could not be split.
    pub rest: Range<usize>,
    /// The problems that prevented a split.
    pub problems: Vec<Problem>,
    pub(crate) comments: Vec<Comment>,
}

/// A reason why a text cannot be split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A quote, comment, parenthesis or body that begins at the range is not closed.
    Unterminated {
        /// Its opening mark.
        at: Range<usize>,
        /// A description for messages.
        what: &'static str,
    },
    /// A command of psql, the sqlite3 shell or the mysql client.
    ClientCommand {
        /// The command.
        at: Range<usize>,
        /// What to do instead.
        help: &'static str,
    },
}

/// A line comment, and where it is relative to the statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) range: Range<usize>,
    pub(crate) place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// On its own line, above the statement with that index or above the end of the file.
    Above(usize),
    /// Inside a statement, or after one on the same line.
    Elsewhere,
}

impl Statement {
    /// The statement's tokens, without space and comments.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The statement's words in its file's `text`, without space and comments.
    pub fn words<'s>(&'s self, text: &'s str) -> Words<'s> {
        Words::of(text, &self.tokens)
    }
}
