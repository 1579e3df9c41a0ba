use std::fmt;

use crate::token::{Quotes, Token, TokenKind, tokens};

/// SQL as SQLite stored it. `Display` prints the canonical form: in lower case, with quotes only
/// around names that need them, and one space between tokens. Text in single quotes does not
/// change.
#[derive(Debug, Clone)]
pub(super) struct Sql<'s> {
    tokens: Vec<Token<'s>>,
}

impl<'s> Sql<'s> {
    pub(super) fn of(sql: &'s str) -> Self {
        Self {
            tokens: tokens(sql, Quotes::Sqlite),
        }
    }

    pub(super) fn tokens(&self) -> &[Token<'s>] {
        &self.tokens
    }

    /// A name in canonical SQL.
    pub(super) fn name(name: &str) -> String {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        if !name.is_empty() && name.chars().all(is_word) && !name.starts_with(char::is_numeric) {
            name.to_lowercase()
        } else {
            format!("\"{}\"", name.replace('"', "\"\""))
        }
    }

    /// The rest after some words and a name.
    pub(super) fn after(mut self, words: &[&str]) -> Self {
        let begin = words.iter().zip(&self.tokens);
        let count = begin.take_while(|(word, token)| is(token, word)).count();
        self.tokens.drain(..(count + 1).min(self.tokens.len()));
        self
    }

    /// A trigger after its name, with the optional words.
    pub(super) fn as_trigger(&self) -> String {
        let tokens = &self.tokens;
        let timing = ["before", "after", "instead"];
        let is_timed = tokens
            .first()
            .is_some_and(|first| timing.iter().any(|word| is(first, word)));
        let is_for_each_row = |window: &[Token<'_>]| {
            let words = ["for", "each", "row"];
            words
                .iter()
                .zip(window)
                .all(|(word, token)| is(token, word))
        };
        let end = tokens.windows(3).position(is_for_each_row);
        let body = match end {
            Some(at) => [&tokens[..at], &tokens[at + 3..]].concat(),
            None => tokens.clone(),
        };
        format!(
            "{}{}",
            if is_timed { "" } else { "before " },
            written(&body)
        )
    }

    /// An index after its table: `unique (a, b desc) where c`.
    pub(super) fn as_index(&self) -> String {
        let is_unique = self.tokens.get(1).is_some_and(|token| is(token, "unique"));
        let on = self.tokens.iter().position(|token| is(token, "on"));
        let rest = on.map_or(&[][..], |on| self.tokens.get(on + 2..).unwrap_or_default());
        format!(
            "{}{}",
            if is_unique { "unique " } else { "" },
            written(&ascending(rest))
        )
    }
}

impl fmt::Display for Sql<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&written(&self.tokens))
    }
}

/// Whether the token is a keyword, given in lower case.
pub(super) fn is(token: &Token<'_>, word: &str) -> bool {
    token.kind != TokenKind::Name && token.text.eq_ignore_ascii_case(word)
}

/// Removes `ASC` after a column, because it is the default.
pub(super) fn ascending<'s>(tokens: &[Token<'s>]) -> Vec<Token<'s>> {
    let mut kept = Vec::with_capacity(tokens.len());
    for (index, token) in tokens.iter().enumerate() {
        let ends_column = tokens
            .get(index + 1)
            .is_none_or(|next| is(next, ",") || is(next, ")"));
        if !(is(token, "asc") && index > 0 && ends_column) {
            kept.push(*token);
        }
    }
    kept
}

pub(super) fn written(tokens: &[Token<'_>]) -> String {
    let mut text = String::new();
    for (index, token) in tokens.iter().enumerate() {
        if index > 0 && has_space_before(&tokens[..index], token) {
            text.push(' ');
        }
        text.push_str(&word(token));
    }
    text
}

fn has_space_before(before: &[Token<'_>], token: &Token<'_>) -> bool {
    let Some((previous, earlier)) = before.split_last() else {
        return false;
    };
    let tight_before = [")", ",", ".", ";"].contains(&token.text);
    let tight_after = ["(", "."].contains(&previous.text);
    let call = token.text == "(" && matches!(previous.kind, TokenKind::Word | TokenKind::Name);
    let is_operand = |token: &Token<'_>| token.kind != TokenKind::Symbol || token.text == ")";
    let sign = ["-", "+"].contains(&previous.text) && !earlier.last().is_some_and(is_operand);
    !(tight_before || tight_after || call || sign)
}

fn word(token: &Token<'_>) -> String {
    match token.kind {
        TokenKind::Word => token.text.to_lowercase(),
        TokenKind::Name => Sql::name(&unquoted(token.text)),
        TokenKind::Text | TokenKind::Symbol => token.text.to_owned(),
    }
}

/// A name without its quotes.
fn unquoted(text: &str) -> String {
    let mut characters = text.chars();
    let Some(quote) = characters.next() else {
        return String::new();
    };
    characters.next_back();
    let inner = characters.as_str();
    match quote {
        '[' => inner.to_owned(),
        _ => inner.replace(&format!("{quote}{quote}"), &quote.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_way_to_write_it() {
        for (sql, written) in [
            ("A>0 AND b = -1", "a > 0 and b = -1"),
            ("a > 0\n  and [B]=-1 -- why", "a > 0 and b = -1"),
            ("a-1<- b", "a - 1 < -b"),
            ("lower (`Name`) || 'A  b'", "lower(name) || 'A  b'"),
            ("\"odd name\" IN (X'AB',1.5)", "\"odd name\" in(X'AB', 1.5)"),
            ("t . a ->> '$.x' <> \"Té\"", "t.a ->> '$.x' <> té"),
        ] {
            assert_eq!(Sql::of(sql).to_string(), written);
        }
    }

    #[test]
    fn what_is_left_out_at_will_is_left_out() {
        let index = Sql::of("CREATE UNIQUE INDEX \"i\" ON \"t\"(a ASC, b DESC) WHERE asc > 1");
        assert_eq!(index.as_index(), "unique (a, b desc) where asc > 1");
        let trigger = Sql::of("CREATE TRIGGER x INSERT ON t FOR EACH ROW BEGIN SELECT 1; END");
        let trigger = trigger.after(&["create", "trigger"]);
        assert_eq!(
            trigger.as_trigger(),
            "before insert on t begin select 1; end"
        );
    }
}
