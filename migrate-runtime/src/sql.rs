//! The SQL that differs in a word between databases.

use migrate_format::hex;

use crate::Dialect;

/// Overrides the limit that a MySQL session may have set for every SELECT.
pub(crate) const NO_LIMIT: &str = "LIMIT 18446744073709551615";

/// A value as SQL text. The one function that quotes values.
pub(crate) fn literal(dialect: Dialect, value: &str) -> String {
    let doubled = value.replace('\'', "''");
    match dialect {
        // Safe whatever `standard_conforming_strings` says.
        Dialect::Postgres if value.contains('\\') => {
            format!("E'{}'", doubled.replace('\\', "\\\\"))
        }
        // Safe whatever `NO_BACKSLASH_ESCAPES` and the connection's character set say.
        Dialect::Mysql if value.contains('\\') || !value.is_ascii() => {
            format!("_utf8mb4 X'{}'", hex(value.as_bytes()))
        }
        _ => format!("'{doubled}'"),
    }
}

/// A name as SQL text. The one function that quotes names.
pub(crate) fn identifier(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Mysql => format!("`{}`", name.replace('`', "``")),
        _ => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

/// Texts in a row; NULL if one of them is.
pub(crate) fn concat(dialect: Dialect, texts: &[&str]) -> String {
    match dialect {
        Dialect::Mysql => format!("CONCAT({})", texts.join(", ")),
        _ => texts.join(" || "),
    }
}

/// An expression as text.
pub(crate) fn as_text(dialect: Dialect, expression: &str) -> String {
    match dialect {
        // UTF-8, whatever the connection's character set is.
        Dialect::Mysql => format!("CAST({expression} AS BINARY)"),
        _ => format!("CAST({expression} AS TEXT)"),
    }
}

/// The history's column `position`, which to MySQL may be the name of a function.
pub(crate) fn position(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Mysql => "`position`",
        _ => "position",
    }
}

/// [`NO_LIMIT`] where a session may have a limit.
pub(crate) fn no_limit(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Mysql => NO_LIMIT,
        _ => "",
    }
}

/// A value or NULL.
pub(crate) fn optional(dialect: Dialect, value: Option<&str>) -> String {
    value.map_or_else(|| "NULL".to_owned(), |value| literal(dialect, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled() {
        assert_eq!(literal(Dialect::Postgres, "it's"), "'it''s'");
        assert_eq!(literal(Dialect::Postgres, r"\'"), r"E'\\'''");
        assert_eq!(literal(Dialect::Sqlite, r"\'"), r"'\'''");
        assert_eq!(literal(Dialect::Mysql, "it's"), "'it''s'");
        assert_eq!(literal(Dialect::Mysql, r"\'é"), "_utf8mb4 X'5c27c3a9'");
        assert_eq!(identifier(Dialect::Sqlite, "a\"b"), "\"a\"\"b\"");
        assert_eq!(identifier(Dialect::Mysql, "a`b"), "`a``b`");
    }
}
