//! Columns that a statement's queries and conditions certainly name.

use migrate_directory::Kind;

use super::super::name::{Ident, Name};
use super::super::statement::ColumnRead;
use super::cursor::Cursor;
use super::rows;

/// `alias.column` of a table, columns that a condition compares, and plain lists of columns after
/// `SELECT`. Whatever could be something else is left out.
pub(super) fn reads(cursor: &Cursor<'_>) -> Vec<ColumnRead> {
    let sources = rows::sources_of(cursor);
    let mut found = qualified(cursor, &sources);
    // With one table and one query a bare name can only be its column.
    let is_simple = count(cursor, "SELECT") <= 1
        && ["JOIN", "JSON_TABLE", "LATERAL"]
            .iter()
            .all(|word| count(cursor, word) == 0);
    if let [(table, _)] = sources.as_slice()
        && is_simple
    {
        let bare = compared(cursor).into_iter().chain(selected(cursor));
        found.extend(bare.map(|column| ColumnRead {
            table: table.clone(),
            column,
        }));
    }
    found
}

fn count(cursor: &Cursor<'_>, keyword: &str) -> usize {
    let mut cursor = cursor.clone();
    let mut count = 0;
    while !cursor.is_empty() {
        count += usize::from(cursor.is(keyword));
        cursor.advance(1);
    }
    count
}

/// `x.y`, where `x` is one table of the statement and nothing else.
fn qualified(cursor: &Cursor<'_>, sources: &[(Name, Ident)]) -> Vec<ColumnRead> {
    let derived = derived(cursor);
    let mut found = Vec::new();
    let mut cursor = cursor.clone();
    let mut behind_dot = false;
    while !cursor.is_empty() {
        let mut ahead = cursor.clone();
        let pair = ahead.ident().filter(|_| !behind_dot).and_then(|table| {
            let column = ahead.eat_symbol(".").then(|| ahead.ident())??;
            let is_more = ahead.is_symbol(".") || ahead.kind_at(0) == Some(Kind::Open);
            (!is_more).then_some((table, column))
        });
        if let Some((table, column)) = pair {
            let mut known = sources.iter().filter(|(_, alias)| alias.is(&table.text));
            let is_derived = derived.iter().any(|alias| alias.is(&table.text));
            if let (Some((name, _)), None) = (known.next(), known.next()) {
                // `JOIN a.b` is a table of another database.
                let is_table = sources
                    .iter()
                    .any(|(one, _)| one.span.contains(&column.span.start));
                if !is_table && !is_derived {
                    found.push(ColumnRead {
                        table: name.clone(),
                        column,
                    });
                }
            }
        }
        behind_dot = cursor.is_symbol(".") || cursor.is_symbol("@");
        cursor.advance(1);
    }
    found
}

/// What follows parentheses, which may be the name of a query.
fn derived(cursor: &Cursor<'_>) -> Vec<Ident> {
    let mut cursor = cursor.clone();
    let mut found = Vec::new();
    while !cursor.is_empty() {
        let closes = cursor.kind_at(0) == Some(Kind::Close);
        cursor.advance(1);
        if closes {
            let mut ahead = cursor.clone();
            ahead.eat("AS");
            found.extend(ahead.ident());
        }
    }
    found
}

/// Names that begin a comparison: after `WHERE`, `AND` or `OR`, before an operator.
fn compared(cursor: &Cursor<'_>) -> Vec<Ident> {
    const OPERATORS: [&str; 5] = ["IS", "IN", "LIKE", "BETWEEN", "REGEXP"];
    let mut cursor = cursor.clone();
    let mut found = Vec::new();
    if !cursor.seek("WHERE") {
        return found;
    }
    let mut begins = true;
    while !cursor.is_empty() && !cursor.is_any(&["ORDER", "GROUP", "LIMIT", "HAVING"]) {
        let mut ahead = cursor.clone();
        if begins && let Some(column) = ahead.ident().filter(|_| is_name(&cursor)) {
            let compares = ["=", "<", ">", "!"].iter().any(|one| ahead.is_symbol(one));
            let is_tested = ahead.is_any(&OPERATORS)
                || ahead.is("NOT") && OPERATORS.iter().any(|one| ahead.is_at(1, one));
            if compares || is_tested {
                found.push(column);
            }
        }
        let is_open = cursor.kind_at(0) == Some(Kind::Open);
        begins = cursor.is_any(&["AND", "OR", "NOT"]) || begins && is_open;
        cursor.advance(1);
    }
    found
}

/// `SELECT a, b AS c FROM …`: each item that is a name alone.
fn selected(cursor: &Cursor<'_>) -> Vec<Ident> {
    let mut cursor = cursor.clone();
    if !cursor.seek("SELECT") {
        return Vec::new();
    }
    cursor.eat("DISTINCT");
    let mut end = cursor.clone();
    while !end.is_empty() && !end.is("FROM") {
        end.step();
    }
    let items = cursor.before(&end).list();
    let plain = items.into_iter().filter_map(|mut item| {
        let is_plain = is_name(&item);
        let column = item.ident().filter(|_| is_plain)?;
        let is_alone = item.is_empty() || item.is("AS") && item.len() == 2;
        is_alone.then_some(column)
    });
    plain.collect()
}

/// Whether the word is no constant and no function without parentheses.
fn is_name(cursor: &Cursor<'_>) -> bool {
    const OTHER: [&str; 14] = [
        "NULL",
        "TRUE",
        "FALSE",
        "DEFAULT",
        "CURRENT_DATE",
        "CURRENT_TIME",
        "CURRENT_TIMESTAMP",
        "CURRENT_USER",
        "LOCALTIME",
        "LOCALTIMESTAMP",
        "UTC_DATE",
        "UTC_TIME",
        "UTC_TIMESTAMP",
        "ROWNUM",
    ];
    let word = cursor.word().unwrap_or_default();
    match cursor.kind_at(0) {
        Some(Kind::QuotedName) => true,
        Some(Kind::Word) => {
            let is_number = word.starts_with(|letter: char| letter.is_ascii_digit());
            !is_number
                && !cursor.is_any(&OTHER)
                && !cursor.is_any(&["EXISTS", "CASE", "INTERVAL", "BINARY", "NOT"])
        }
        _ => false,
    }
}
