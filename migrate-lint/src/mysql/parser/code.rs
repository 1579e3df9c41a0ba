use migrate_directory::{Dialect, Kind, Token, Words, tokens};

use super::cursor::Cursor;

/// A statement's tokens with executable comments opened: `/*!40101 … */` and MariaDB's `/*M! … */`.
pub(super) struct Code<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    /// There is a comment that only some servers execute.
    pub(super) hidden: bool,
}

impl<'t> Code<'t> {
    pub(super) fn open(text: &'t str, tokens: &[Token], version: u32) -> Self {
        let mut code = Self {
            text,
            tokens: Vec::with_capacity(tokens.len()),
            hidden: false,
        };
        for token in tokens {
            code.push(*token, version);
        }
        code
    }

    fn push(&mut self, token: Token, version: u32) {
        let whole = &self.text[token.start..token.end];
        let (mark, only_mariadb) = match whole {
            _ if token.kind != Kind::Symbol => ("", false),
            _ if whole.starts_with("/*!") => ("/*!", false),
            _ if whole.starts_with("/*M!") => ("/*M!", true),
            _ => ("", false),
        };
        if mark.is_empty() {
            self.tokens.push(token);
            return;
        }
        let inside = whole[mark.len()..].trim_end_matches("*/");
        let code = inside.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let digits = &inside[..inside.len() - code.len()];
        if only_mariadb || digits.parse().unwrap_or(0) > version {
            self.hidden = true;
            return;
        }
        let start = token.start + mark.len() + digits.len();
        let opened = tokens(code, Dialect::Mysql).into_iter();
        self.tokens.extend(opened.map(|token| Token {
            start: start + token.start,
            end: start + token.end,
            ..token
        }));
    }

    pub(super) fn cursor(&self) -> Cursor<'_> {
        Cursor::new(Words::of(self.text, &self.tokens))
    }
}
