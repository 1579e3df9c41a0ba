use std::fmt;
use std::ops::Range;

use migrate_directory::{Kind, Words};

/// A place in the migration's text, in bytes.
pub(crate) type Span = Range<usize>;

/// A name as a statement spells it, without its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_field_names,
    reason = "as SQLite's documentation has it"
)]
pub(crate) struct Name {
    pub(crate) schema: Option<String>,
    pub(crate) name: String,
    pub(crate) span: Span,
}

impl Name {
    /// What SQLite compares.
    pub(crate) fn key(&self) -> String {
        key(&self.name)
    }

    pub(crate) fn is_in(&self, schema: &str) -> bool {
        let own = self.schema.as_deref();
        own.is_some_and(|own| own.eq_ignore_ascii_case(schema))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{}.", quoted(schema))?;
        }
        f.write_str(&quoted(&self.name))
    }
}

/// Names are compared without regard to the case of ASCII letters.
pub(crate) fn key(name: &str) -> String {
    name.to_ascii_lowercase()
}

pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// The name that a token spells.
pub(crate) fn unquoted(token: &str) -> String {
    let inner = |quote: char| {
        let inner = token.strip_prefix(quote)?.strip_suffix(quote)?;
        Some(inner.replace(&format!("{quote}{quote}"), &quote.to_string()))
    };
    let bracketed = || {
        let inner = token.strip_prefix('[')?.strip_suffix(']')?;
        Some(inner.to_owned())
    };
    ['"', '`', '\'']
        .into_iter()
        .find_map(inner)
        .or_else(bracketed)
        .unwrap_or_else(|| token.to_owned())
}

/// As a statement can spell it.
pub(crate) fn quoted(name: &str) -> String {
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if plain && !name.is_empty() && !name.starts_with(|first: char| first.is_ascii_digit()) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// Several names, as a statement can spell them.
pub(crate) fn list<'n>(names: impl IntoIterator<Item = &'n String>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| quoted(name)).collect();
    quoted.join(", ")
}

/// Several names in a message.
pub(crate) fn ticked<'n>(names: impl IntoIterator<Item = &'n String>) -> String {
    let ticked: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    ticked.join(", ")
}

/// The name that the token at `at` is, if it can be one.
pub(crate) fn at(words: Words<'_>, at: usize) -> Option<String> {
    match words.kind(at)? {
        Kind::Word | Kind::QuotedName | Kind::String => words.get(at).map(unquoted),
        _ => None,
    }
}
