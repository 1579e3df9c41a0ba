use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A place in the migration's text, in bytes.
pub(crate) type Span = Range<usize>;

/// A name, without its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ident {
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl Ident {
    /// Columns, keys and aliases have no case.
    pub(crate) fn is(&self, other: &str) -> bool {
        same(&self.text, other)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&quoted(&self.text))
    }
}

/// The name of a table or of something beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "as in `information_schema`")]
pub(crate) struct Name {
    pub(crate) database: Option<String>,
    pub(crate) name: String,
    pub(crate) span: Span,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(database) = &self.database {
            write!(f, "{}.", quoted(database))?;
        }
        f.write_str(&quoted(&self.name))
    }
}

/// What a name refers to. Whether `Users` and `users` are one table depends on the server's file
/// system; nobody has both, so here they are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Key {
    /// Empty for the database that the migrations are for, whatever its name.
    pub(crate) database: String,
    pub(crate) name: String,
}

impl Key {
    pub(crate) fn new(database: &str, name: &str) -> Self {
        Self {
            database: database.to_lowercase(),
            name: name.to_lowercase(),
        }
    }
}

pub(crate) fn same(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}

/// The name as it can be pasted into SQL.
pub(crate) fn quoted(name: &str) -> String {
    const RESERVED: [&str; 21] = [
        "check",
        "column",
        "default",
        "desc",
        "from",
        "group",
        "groups",
        "index",
        "interval",
        "key",
        "keys",
        "limit",
        "option",
        "order",
        "primary",
        "range",
        "rank",
        "references",
        "select",
        "table",
        "where",
    ];
    let plain = name
        .bytes()
        .all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
    let number = name.bytes().all(|byte| byte.is_ascii_digit());
    if plain && !number && !RESERVED.contains(&name.to_lowercase().as_str()) {
        name.to_owned()
    } else {
        format!("`{}`", name.replace('`', "``"))
    }
}

/// Names in a row, as in a list of columns.
pub(crate) fn list<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(quoted).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_they_must_be() {
        let names = ["id", "Id", "1st", "12", "order", "a b", "x`y"];
        assert_eq!(list(names), "id, Id, 1st, `12`, `order`, `a b`, `x``y`");
    }
}
