use std::ops::Range;

use crate::lexer::Token;
use crate::words::Words;

/// One statement of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Everything that belongs to it: the comments above it and its terminator. The spans of all
    /// statements and [`Split::rest`] tile the text.
    pub span: Range<usize>,
    /// From its first token to before its terminator.
    pub text: Range<usize>,
    pub(crate) tokens: Vec<Token>,
}

/// A text cut into statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The statements in order; empty ones are no statements.
    pub statements: Vec<Statement>,
    /// What follows the last statement: space and comments, or what could not be split.
    pub rest: Range<usize>,
    /// What could not be split, and why.
    pub problems: Vec<Problem>,
    pub(crate) comments: Vec<Comment>,
}

/// A reason why a text cannot be split as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A quote, comment, parenthesis or body that begins at the range is not closed.
    Unterminated {
        /// Its opening mark.
        at: Range<usize>,
        /// What it is, in words.
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

/// A line comment, and the statement it stands above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) range: Range<usize>,
    pub(crate) place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Above the statement of that index, or above the end of the file, on a line of its own.
    Above(usize),
    /// Inside a statement, or behind one on the same line.
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
