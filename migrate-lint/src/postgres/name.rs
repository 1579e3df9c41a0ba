use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A place in the migration's text, in bytes.
pub(crate) type Span = Range<usize>;

/// One part of a name as the server stores it: folded to lower case unless it was quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ident {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// A name as a statement spells it, with or without its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "as in `pg_class`")]
pub(crate) struct Name {
    pub(crate) schema: Option<String>,
    pub(crate) name: String,
    pub(crate) span: Span,
}

/// The full name of an object of the schema state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct QName {
    pub(crate) schema: String,
    pub(crate) name: String,
}

impl Name {
    /// A name without a schema.
    pub(crate) fn plain(ident: Ident) -> Self {
        Self {
            schema: None,
            name: ident.text,
            span: ident.span,
        }
    }
}

impl QName {
    pub(crate) fn new(schema: &str, name: &str) -> Self {
        Self {
            schema: schema.to_owned(),
            name: name.to_owned(),
        }
    }

    /// Another name in the same schema.
    pub(crate) fn sibling(&self, name: &str) -> Self {
        Self::new(&self.schema, name)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&quoted(&self.text))
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

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.schema != "public" && self.schema != "pg_temp" {
            write!(f, "{}.", quoted(&self.schema))?;
        }
        f.write_str(&quoted(&self.name))
    }
}

/// The name as it can be pasted into SQL.
pub(crate) fn quoted(name: &str) -> String {
    /// Reserved in PostgreSQL 14 to 18, or allowed only as the name of a function or type.
    const RESERVED: &str = "all analyse analyze and any array as asc asymmetric authorization binary both case cast \
        check collate collation column concurrently constraint create cross current_catalog current_date \
        current_role current_schema current_time current_timestamp current_user default deferrable desc distinct \
        do else end except false fetch for foreign freeze from full grant group having ilike in initially inner \
        intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull \
        null offset on only or order outer overlaps placing primary references returning right select \
        session_user similar some symmetric system_user table tablesample then to trailing true union unique \
        user using variadic verbose when where window with";
    let plain = name.bytes().enumerate().all(|(at, byte)| {
        byte == b'_' || byte.is_ascii_lowercase() || at > 0 && byte.is_ascii_digit()
    });
    if plain && !name.is_empty() && !RESERVED.split(' ').any(|word| word == name) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
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
        let names = ["id", "Id", "1st", "order", "a b", "x\"y"];
        assert_eq!(list(names), r#"id, "Id", "1st", "order", "a b", "x""y""#);
        assert_eq!(QName::new("public", "t").to_string(), "t");
        assert_eq!(QName::new("App", "t").to_string(), "\"App\".t");
    }
}
