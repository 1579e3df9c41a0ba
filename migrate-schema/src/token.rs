//! Splits SQL into tokens, to compare texts with the same meaning.

/// A token, and whether white space or a comment comes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'s> {
    pub(crate) kind: TokenKind,
    pub(crate) text: &'s str,
    pub(crate) spaced: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword, a name without quotes, a number.
    Word,
    /// A quoted name.
    Name,
    /// Quoted text of any kind.
    Text,
    /// An operator, a bracket, a comma.
    Symbol,
}

/// The kinds of quotes of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// `E''`, `$tag$`.
    #[cfg(feature = "postgres")]
    Postgres,
    /// `` ` `` and `[]` around names.
    #[cfg(feature = "sqlite")]
    Sqlite,
}

/// The tokens of a text that a server accepted. An unterminated quote extends to the end.
pub(crate) fn tokens(sql: &str, quotes: Quotes) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut spaced = false;
    while let Some(first) = sql[at..].chars().next() {
        let rest = &sql[at..];
        if let Some(length) = blank(rest, first) {
            spaced = true;
            at += length;
            continue;
        }
        let (kind, length) = token(rest, first, quotes);
        let text = &rest[..length];
        tokens.push(Token { kind, text, spaced });
        spaced = false;
        at += length;
    }
    tokens
}

/// The length of white space or of a comment.
fn blank(rest: &str, first: char) -> Option<usize> {
    if first.is_whitespace() {
        Some(first.len_utf8())
    } else if rest.starts_with("--") {
        Some(rest.find('\n').unwrap_or(rest.len()))
    } else if rest.starts_with("/*") {
        Some(rest.find("*/").map_or(rest.len(), |end| end + 2))
    } else {
        None
    }
}

fn token(rest: &str, first: char, quotes: Quotes) -> (TokenKind, usize) {
    match first {
        '\'' => (TokenKind::Text, quoted(rest, '\'')),
        '"' => (TokenKind::Name, quoted(rest, '"')),
        #[cfg(feature = "sqlite")]
        '`' if quotes == Quotes::Sqlite => (TokenKind::Name, quoted(rest, '`')),
        #[cfg(feature = "sqlite")]
        '[' if quotes == Quotes::Sqlite => {
            let end = rest.find(']').map_or(rest.len(), |end| end + 1);
            (TokenKind::Name, end)
        }
        #[cfg(feature = "sqlite")]
        'x' | 'X' if quotes == Quotes::Sqlite && rest[1..].starts_with('\'') => {
            (TokenKind::Text, 1 + quoted(&rest[1..], '\''))
        }
        #[cfg(feature = "postgres")]
        'E' if quotes == Quotes::Postgres && rest[1..].starts_with('\'') => {
            (TokenKind::Text, escaped(rest))
        }
        #[cfg(feature = "postgres")]
        '$' if quotes == Quotes::Postgres => match dollar_quoted(rest) {
            Some(length) => (TokenKind::Text, length),
            None => (TokenKind::Symbol, 1),
        },
        _ if is_word(first) => {
            let end = rest.find(|character| !is_word(character) && character != '$');
            (TokenKind::Word, end.unwrap_or(rest.len()))
        }
        _ => (TokenKind::Symbol, symbol(rest).unwrap_or(first.len_utf8())),
    }
}

/// The operators that are longer than one character.
fn symbol(rest: &str) -> Option<usize> {
    let symbols = [
        "->>", "::", "||", "->", "<<", ">>", "<=", ">=", "<>", "==", "!=",
    ];
    let found = symbols.into_iter().find(|symbol| rest.starts_with(symbol));
    found.map(str::len)
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || !character.is_ascii()
}

/// The length of a quoted text. Quotes inside it are doubled.
fn quoted(rest: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(end) = rest[at..].find(quote) {
        at += end + 1;
        if !rest[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    rest.len()
}

/// The length of `E'…'`, in which a backslash escapes a quote.
#[cfg(feature = "postgres")]
fn escaped(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(2).peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '\'' if matches!(characters.peek(), Some((_, '\''))) => {
                characters.next();
            }
            '\'' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of `$tag$…$tag$`.
#[cfg(feature = "postgres")]
fn dollar_quoted(rest: &str) -> Option<usize> {
    let end = rest[1..].find(|character| !is_word(character))? + 1;
    if !rest[end..].starts_with('$') {
        return None;
    }
    let tag = &rest[..=end];
    let close = rest[tag.len()..].find(tag)?;
    Some(close + 2 * tag.len())
}
