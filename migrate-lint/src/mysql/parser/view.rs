//! The columns of a view.

use migrate_directory::Kind;

use super::super::statement::{Statement, Uses};
use super::cursor::Cursor;
use super::uses;

/// `name [(columns)] AS query`.
pub(super) fn statement(cursor: &mut Cursor<'_>, replace: bool) -> Option<Statement> {
    let name = cursor.name()?;
    Some(Statement::CreateView {
        name,
        replace,
        uses: named(cursor.clone()),
        columns: columns(cursor),
    })
}

fn named(mut cursor: Cursor<'_>) -> Uses {
    cursor.seek("AS");
    uses::read(&cursor)
}

/// `None` if the query has to be executed to know them.
fn columns(cursor: &mut Cursor<'_>) -> Option<Vec<String>> {
    if cursor.kind_at(0) == Some(Kind::Open) {
        let names = cursor.idents().into_iter();
        return Some(names.map(|name| name.text).collect());
    }
    if !cursor.eat_all(&["AS", "SELECT"]) {
        return None;
    }
    cursor.eat_any(&["DISTINCT", "ALL"]);
    let mut end = cursor.clone();
    while !end.is_empty() && !end.is("FROM") {
        end.step();
    }
    let items = cursor.before(&end).list();
    items.into_iter().map(output).collect()
}

/// What an item of the query is called.
fn output(mut item: Cursor<'_>) -> Option<String> {
    let mut last = item.name()?.name;
    if item.eat_symbol(".") {
        last = item.ident()?.text;
    }
    if item.is_empty() {
        let is_number = last.starts_with(|first: char| first.is_ascii_digit());
        return (!is_number).then_some(last);
    }
    item.seek("AS").then_some(())?;
    let alias = item.ident()?;
    item.is_empty().then_some(alias.text)
}
