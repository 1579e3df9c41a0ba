use migrate_directory::Kind;

use super::super::cursor::Cursor;
use super::{slip, words};
use crate::mysql::statement::Slip;

/// A column or key, as `CREATE TABLE` and `ADD` define it.
pub(super) fn of_definition(part: Cursor<'_>) -> Option<Slip> {
    const KEYS: [&str; 12] = [
        "CONSTRAINT",
        "PRIMARY",
        "UNIQUE",
        "FULLTEXT",
        "SPATIAL",
        "VECTOR",
        "FOREIGN",
        "CHECK",
        "INDEX",
        "KEY",
        "PERIOD",
        "LIKE",
    ];
    let is_key = part.kind_at(0) == Some(Kind::Word) && part.is_any(&KEYS);
    let is_word = matches!(
        part.kind_at(0),
        Some(Kind::Word | Kind::QuotedName | Kind::String)
    );
    if is_key {
        return of_key(part);
    }
    if !is_word || part.is("SYSTEM") {
        return None;
    }
    of_column(part)
}

/// A foreign key says what it refers to.
fn of_key(mut part: Cursor<'_>) -> Option<Slip> {
    if part.eat("CONSTRAINT") && !part.is("FOREIGN") {
        part.ident()?;
    }
    if !part.eat_all(&["FOREIGN", "KEY"]) {
        return None;
    }
    part.eat_all(&["IF", "NOT", "EXISTS"]);
    if part.kind_at(0) != Some(Kind::Open) {
        part.ident()?;
    }
    part.parentheses()?;
    (!part.is("REFERENCES")).then(|| slip(&part, "write `REFERENCES <table> (…)`"))
}

/// `name type attributes`.
pub(super) fn of_column(mut part: Cursor<'_>) -> Option<Slip> {
    let found = super::table_name(&part);
    if found.is_some() {
        return found;
    }
    part.ident()?;
    if part.kind_at(0) == Some(Kind::Word) && !part.is_any(words::TYPES) {
        return Some(slip(&part, "there is no such type"));
    }
    if part.is_any(&["VARCHAR", "VARBINARY", "NVARCHAR"]) && part.kind_at(1) != Some(Kind::Open) {
        return Some(slip(&part, "say how long it may be: `VARCHAR(255)`"));
    }
    if part.is("TIMESTAMP") || part.is("TIME") {
        part.advance(1);
        part.parentheses();
        if part.are(&["WITH", "TIME"]) || part.are(&["WITHOUT", "TIME"]) {
            return Some(slip(
                &part,
                "remove it: `TIMESTAMP` is in UTC, `DATETIME` has no time zone",
            ));
        }
    }
    attributes(part)
}

fn attributes(mut part: Cursor<'_>) -> Option<Slip> {
    // Types that are not also words of attributes.
    const PLAIN: [&str; 13] = [
        "VARCHAR",
        "INT",
        "INTEGER",
        "BIGINT",
        "SMALLINT",
        "TINYINT",
        "TEXT",
        "DECIMAL",
        "DATETIME",
        "TIMESTAMP",
        "BOOLEAN",
        "DOUBLE",
        "FLOAT",
    ];
    part.step();
    while !part.is_empty() {
        if part.is("AUTOINCREMENT") {
            return Some(slip(&part, "write `AUTO_INCREMENT`"));
        }
        if part.are(&["AS", "IDENTITY"]) || part.are(&["GENERATED", "BY"]) {
            return Some(slip(&part, "write `AUTO_INCREMENT`"));
        }
        let mut next = part.clone();
        next.advance(1);
        let is_word = next.kind_at(0) == Some(Kind::Word);
        if part.is("NOT") && is_word && !next.is_any(words::BEHIND_NOT) {
            return Some(slip(&next, "write `NOT NULL`"));
        }
        let is_name = matches!(part.kind_at(0), Some(Kind::Word | Kind::QuotedName));
        let is_value = part.is_any(&[
            "DEFAULT", "COLLATE", "COMMENT", "AFTER", "UPDATE", "LONG", "NATIONAL",
        ]);
        if is_name && !is_value && is_word && next.is_any(&PLAIN) {
            return Some(slip(&part, "a comma is missing before it"));
        }
        part.step();
    }
    None
}
