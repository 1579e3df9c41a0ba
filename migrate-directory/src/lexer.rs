use serde::{Deserialize, Serialize};

use crate::Dialect;

/// The kind of a token. Everything that the splitter does not need to distinguish is `Symbol`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Space and line ends.
    Space,
    /// A comment to the end of its line.
    LineComment,
    /// A comment between marks.
    BlockComment,
    /// A keyword, a name without quotes, a number.
    Word,
    /// A name in quotes.
    QuotedName,
    /// A string. In MySQL, double quotes also delimit strings.
    String,
    /// `(`
    Open,
    /// `)`
    Close,
    /// A semicolon that ends no statement.
    Semicolon,
    /// The statement terminator: `;`, or the one set by `DELIMITER`.
    Terminator,
    /// A backslash outside of strings.
    Backslash,
    /// Anything else: one character, or a comment that MySQL executes.
    Symbol,
}

impl Kind {
    pub(crate) fn is_trivia(self) -> bool {
        matches!(self, Self::Space | Self::LineComment | Self::BlockComment)
    }
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// False for a quote or comment that reaches the end of the text.
    pub closed: bool,
}

/// The tokens of a text, without space and comments.
pub fn tokens(text: &str, dialect: Dialect) -> Vec<Token> {
    Lexer::new(text, dialect)
        .filter(|token| !token.kind.is_trivia())
        .collect()
}

/// Splits a text into tokens that tile it. Works on bytes: every byte with a meaning in SQL is
/// ASCII, so a token never ends inside a character.
#[derive(Debug)]
pub(crate) struct Lexer<'t> {
    text: &'t str,
    dialect: Dialect,
    position: usize,
    delimiter: Option<String>,
    /// MySQL: whether a backslash escapes a quote.
    escapes: bool,
}

impl<'t> Lexer<'t> {
    pub(crate) fn new(text: &'t str, dialect: Dialect) -> Self {
        Self {
            text,
            dialect,
            position: 0,
            delimiter: None,
            escapes: dialect == Dialect::Mysql,
        }
    }

    /// Reads the text as a server in the mode `NO_BACKSLASH_ESCAPES` does.
    pub(crate) fn without_escapes(self) -> Self {
        Self {
            escapes: false,
            ..self
        }
    }

    /// Statements end at `delimiter` from here on.
    pub(crate) fn set_delimiter(&mut self, delimiter: &str) {
        self.delimiter = (delimiter != ";").then(|| delimiter.to_owned());
    }

    pub(crate) fn has_own_delimiter(&self) -> bool {
        self.delimiter.is_some()
    }

    /// Takes the rest of the line as one comment: the argument of a client command.
    pub(crate) fn skip_line(&mut self) -> &'t str {
        let line = self.rest().split('\n').next().unwrap_or_default();
        self.position += line.len();
        line
    }

    fn rest(&self) -> &'t str {
        &self.text[self.position..]
    }

    fn byte(&self, offset: usize) -> Option<u8> {
        self.text.as_bytes().get(self.position + offset).copied()
    }

    fn token(&mut self, kind: Kind, length: usize) -> Token {
        self.closed_token(kind, Some(length))
    }

    /// `length` is `None` when the closing mark was not found.
    fn closed_token(&mut self, kind: Kind, length: Option<usize>) -> Token {
        let start = self.position;
        self.position = match length {
            Some(length) => (start + length).min(self.text.len()),
            None => self.text.len(),
        };
        Token {
            kind,
            start,
            end: self.position,
            closed: length.is_some(),
        }
    }

    fn at_delimiter(&self, offset: usize) -> Option<usize> {
        let delimiter = self.delimiter.as_deref()?;
        let bytes = self.text.as_bytes().get(self.position + offset..)?;
        bytes
            .starts_with(delimiter.as_bytes())
            .then_some(delimiter.len())
    }

    fn is_line_comment(&self) -> bool {
        match (self.byte(0), self.byte(1), self.byte(2)) {
            (Some(b'#'), _, _) => self.dialect == Dialect::Mysql,
            // MySQL requires a space after the dashes, so that `5--1` stays an expression.
            (Some(b'-'), Some(b'-'), third) => {
                self.dialect != Dialect::Mysql
                    || third
                        .is_none_or(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control())
            }
            _ => false,
        }
    }

    fn block_comment(&self) -> Option<usize> {
        let bytes = self.rest().as_bytes();
        let mut depth = 0_usize;
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at..].starts_with(b"/*") && (depth == 0 || self.dialect == Dialect::Postgres) {
                depth += 1;
                at += 2;
            } else if bytes[at..].starts_with(b"*/") {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return Some(at);
                }
            } else {
                at += 1;
            }
        }
        None
    }

    /// The length up to and including the closing quote. The opening quote is `offset` bytes ahead.
    fn quoted(&self, offset: usize, quote: u8, backslash_escapes: bool) -> Option<usize> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut at = offset + 1;
        while at < bytes.len() {
            if !backslash_escapes {
                // Long strings are common, and build scripts are not optimised.
                at += rest.get(at..)?.find(char::from(quote))?;
            }
            if bytes[at] == b'\\' && backslash_escapes {
                at += 2;
            } else if bytes[at] != quote {
                at += 1;
            } else if bytes.get(at + 1) == Some(&quote) {
                at += 2;
            } else {
                return Some(at + 1);
            }
        }
        None
    }

    /// `E'…'`, continued over line ends as PostgreSQL does: `E'a'⏎'b\'c'` is one string.
    fn escape_string(&self) -> Option<usize> {
        let mut length = self.quoted(1, b'\'', true)?;
        while let Some(next) = self.continuation(length) {
            length = self.quoted(next, b'\'', true)?;
        }
        Some(length)
    }

    /// Where the next part of a string that ends `offset` bytes ahead begins: after a line end and
    /// any spaces and line comments.
    fn continuation(&self, offset: usize) -> Option<usize> {
        let bytes = self.rest().as_bytes();
        let mut at = offset;
        let mut newline = false;
        loop {
            match bytes.get(at)? {
                b'\'' if newline => return Some(at),
                b'-' if bytes.get(at + 1) == Some(&b'-') => {
                    at += line_length(&bytes[at..], is_newline);
                }
                byte if is_space(*byte) => {
                    newline |= is_newline(*byte);
                    at += 1;
                }
                _ => return None,
            }
        }
    }

    /// `$tag$ … $tag$`. `Err` if no dollar quote begins here.
    fn dollar_quoted(&self) -> Result<Option<usize>, ()> {
        let rest = self.rest();
        let tag_end = rest[1..].find('$').ok_or(())? + 2;
        let tag = &rest[1..tag_end - 1];
        let valid =
            !tag.starts_with(|first: char| first.is_ascii_digit()) && tag.bytes().all(is_name_byte);
        if !valid {
            return Err(());
        }
        let tag = &rest[..tag_end];
        let mut at = tag_end;
        while let Some(dollar) = rest[at..].find('$') {
            at += dollar;
            if rest[at..].starts_with(tag) {
                return Ok(Some(at + tag_end));
            }
            at += 1;
        }
        Ok(None)
    }

    fn word_length(&self) -> usize {
        let bytes = self.rest().as_bytes();
        let mut length = 0;
        while length < bytes.len()
            && (is_name_byte(bytes[length]) || bytes[length] == b'$')
            && (self.delimiter.is_none() || self.at_delimiter(length).is_none())
        {
            length += 1;
        }
        length
    }

    fn next_token(&mut self) -> Option<Token> {
        let byte = self.byte(0)?;
        if let Some(length) = self.at_delimiter(0) {
            return Some(self.token(Kind::Terminator, length));
        }
        if is_space(byte) {
            let bytes = self.rest().as_bytes();
            let mut length = 1;
            while length < bytes.len() && is_space(bytes[length]) {
                length += 1;
            }
            return Some(self.token(Kind::Space, length));
        }
        if self.is_line_comment() {
            // Only PostgreSQL also treats a carriage return as a line end.
            let ends: fn(u8) -> bool = match self.dialect {
                Dialect::Postgres => is_newline,
                _ => |byte| byte == b'\n',
            };
            let length = line_length(self.rest().as_bytes(), ends);
            return Some(self.token(Kind::LineComment, length));
        }
        if self.rest().starts_with("/*") {
            let length = self.block_comment();
            // `/*! … */` is code to MySQL and MariaDB.
            let runs = self.dialect == Dialect::Mysql
                && (self.rest().starts_with("/*!") || self.rest().starts_with("/*M!"));
            let kind = if runs {
                Kind::Symbol
            } else {
                Kind::BlockComment
            };
            return Some(self.closed_token(kind, length));
        }
        Some(self.code_token(byte))
    }

    fn code_token(&mut self, byte: u8) -> Token {
        let postgres = self.dialect == Dialect::Postgres;
        let mysql = self.dialect == Dialect::Mysql;
        match byte {
            b'\'' => {
                let length = self.quoted(0, b'\'', self.escapes);
                self.closed_token(Kind::String, length)
            }
            b'"' => {
                let kind = if mysql {
                    Kind::String
                } else {
                    Kind::QuotedName
                };
                let length = self.quoted(0, b'"', self.escapes);
                self.closed_token(kind, length)
            }
            b'`' if !postgres => {
                let length = self.quoted(0, b'`', false);
                self.closed_token(Kind::QuotedName, length)
            }
            b'[' if self.dialect == Dialect::Sqlite => {
                let length = self.rest().find(']').map(|close| close + 1);
                self.closed_token(Kind::QuotedName, length)
            }
            b'E' | b'e' if postgres && self.byte(1) == Some(b'\'') => {
                let length = self.escape_string();
                self.closed_token(Kind::String, length)
            }
            b'$' if postgres => match self.dollar_quoted() {
                Ok(length) => self.closed_token(Kind::String, length),
                Err(()) => self.token(Kind::Symbol, 1),
            },
            b';' if self.delimiter.is_none() => self.token(Kind::Terminator, 1),
            b';' => self.token(Kind::Semicolon, 1),
            b'(' => self.token(Kind::Open, 1),
            b')' => self.token(Kind::Close, 1),
            b'\\' => self.token(Kind::Backslash, 1),
            _ if is_name_byte(byte) => {
                let length = self.word_length();
                self.token(Kind::Word, length.max(1))
            }
            _ => self.token(Kind::Symbol, 1),
        }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.next_token()
    }
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}

fn is_newline(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

fn line_length(bytes: &[u8], ends: fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| !ends(**byte)).count()
}
