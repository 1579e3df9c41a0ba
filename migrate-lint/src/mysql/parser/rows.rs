//! Statements about rows.

use migrate_directory::Kind;

use super::super::name::{Ident, Name};
use super::super::statement::{Assignment, Filter, Statement, Update, Value};
use super::cursor::Cursor;

const MODIFIERS: [&str; 5] = [
    "LOW_PRIORITY",
    "HIGH_PRIORITY",
    "DELAYED",
    "QUICK",
    "IGNORE",
];

pub(super) fn delete(cursor: &mut Cursor<'_>) -> Option<Statement> {
    cursor.advance(1);
    while cursor.eat_any(&MODIFIERS) {}
    if !cursor.eat("FROM") {
        // `DELETE t FROM t JOIN …`: the join decides.
        return None;
    }
    let table = cursor.name()?;
    cursor.eat("AS");
    if !cursor.is_any(&[
        "WHERE",
        "ORDER",
        "LIMIT",
        "PARTITION",
        "USING",
        "FOR",
        "RETURNING",
    ]) {
        cursor.ident();
    }
    let is_single =
        cursor.is_empty() || cursor.is_any(&["WHERE", "ORDER", "LIMIT", "RETURNING", "FOR"]);
    let filter = if is_single {
        filter(cursor)
    } else {
        Filter::Some
    };
    Some(Statement::Delete { table, filter })
}

pub(super) fn update(cursor: &mut Cursor<'_>) -> Option<Statement> {
    cursor.advance(1);
    while cursor.eat_any(&MODIFIERS) {}
    let table = cursor.name()?;
    cursor.eat("AS");
    if !cursor.is("SET") && cursor.kind_at(0) != Some(Kind::Symbol) {
        cursor.ident();
    }
    let joined = !cursor.is("SET");
    if !cursor.seek("SET") {
        return None;
    }
    let start = cursor.clone();
    let mut end = start.clone();
    while !end.is_empty() && !end.is_any(&["WHERE", "ORDER", "LIMIT", "RETURNING"]) {
        end.step();
    }
    let sets = start.before(&end).list();
    let sets = sets.into_iter().filter_map(assignment).collect();
    Some(Statement::Update(Update {
        table,
        joined,
        sets,
        filter: filter(&mut end),
    }))
}

fn assignment(mut part: Cursor<'_>) -> Option<Assignment> {
    let mut column = part.ident()?;
    while part.eat_symbol(".") {
        column = part.ident()?;
    }
    part.eat_symbol(":");
    if !part.eat_symbol("=") {
        return None;
    }
    let value = if part.is("NULL") && part.len() == 1 {
        Value::Null
    } else if part.is_any(&["COALESCE", "IFNULL"]) && part.kind_at(1) == Some(Kind::Open) {
        part.advance(1);
        let mut inside = part.parentheses()?;
        let first = inside.name();
        if first.is_some_and(|first| column.is(&first.name)) {
            Value::Kept
        } else {
            Value::Other
        }
    } else {
        Value::Other
    };
    Some(Assignment { column, value })
}

/// What stands from `WHERE` on.
fn filter(cursor: &mut Cursor<'_>) -> Filter {
    let mut after = cursor.clone();
    if after.seek("LIMIT") {
        return Filter::Some;
    }
    if !cursor.seek("WHERE") {
        return Filter::All;
    }
    let mut end = cursor.clone();
    while !end.is_empty() && !end.is_any(&["ORDER", "RETURNING"]) {
        end.step();
    }
    let mut part = cursor.before(&end);
    while let Some(inside) = part.clone().parentheses() {
        let mut rest = part.clone();
        rest.parentheses();
        if !rest.is_empty() {
            break;
        }
        part = inside;
    }
    if is_always_true(&part.compact()) {
        return Filter::All;
    }
    let mut tested = part;
    let column = tested.ident().map(|first| {
        let mut last = first;
        while tested.eat_symbol(".") {
            last = tested.ident().unwrap_or(last.clone());
        }
        last
    });
    match column {
        Some(column) if tested.are(&["IS", "NULL"]) && tested.len() == 2 => Filter::IsNull(column),
        _ => Filter::Some,
    }
}

fn is_always_true(condition: &str) -> bool {
    if matches!(
        condition,
        "1" | "true" | "notfalse" | "not0" | "nullisnull" | "!0" | "!false"
    ) {
        return true;
    }
    let is_constant = |side: &str| {
        let quoted = side.starts_with('\'') && side.ends_with('\'');
        quoted || !side.is_empty() && side.bytes().all(|byte| byte.is_ascii_digit())
    };
    condition
        .split_once('=')
        .is_some_and(|(left, right)| left == right && is_constant(left))
}

pub(super) fn insert(cursor: &mut Cursor<'_>) -> Option<Statement> {
    let (table, lists_columns) = insert_target(cursor)?;
    let columns = if lists_columns {
        columns(cursor)
    } else {
        Vec::new()
    };
    Some(Statement::Insert { table, columns })
}

/// The table that an INSERT is for, and whether a list of its columns follows.
pub(super) fn insert_target(cursor: &mut Cursor<'_>) -> Option<(Name, bool)> {
    cursor.advance(1);
    while cursor.eat_any(&MODIFIERS) {}
    cursor.eat("INTO");
    let table = cursor.name()?;
    let inside = cursor.clone().parentheses();
    let lists_columns = inside.is_some_and(|inside| !inside.is_any(&["SELECT", "WITH"]));
    Some((table, lists_columns))
}

fn columns(cursor: &mut Cursor<'_>) -> Vec<Ident> {
    let mut found = Vec::new();
    let inside = cursor.parentheses();
    for mut part in inside.iter().flat_map(Cursor::list) {
        let column = part.ident();
        // `t.column`.
        if part.is_empty() {
            found.extend(column);
        }
    }
    found
}

/// `WITH … UPDATE` and `WITH … DELETE`.
pub(super) fn with(cursor: &mut Cursor<'_>) -> Option<Statement> {
    while !cursor.is_empty() {
        if cursor.is("UPDATE") {
            return update(cursor);
        }
        if cursor.is("DELETE") {
            return delete(cursor);
        }
        if cursor.is("SELECT") {
            return None;
        }
        cursor.step();
    }
    None
}

/// The tables after `FROM` and `JOIN`. Those that the statement defines itself are left out.
pub(super) fn reads(cursor: &Cursor<'_>) -> Vec<Name> {
    let sources = queried(cursor).into_iter();
    sources.map(|(name, _)| name).collect()
}

/// The same with the names that they have in the statement, and the table that it changes.
pub(super) fn sources_of(cursor: &Cursor<'_>) -> Vec<(Name, Ident)> {
    let mut sources = queried(cursor);
    if cursor.is("UPDATE") {
        let mut ahead = cursor.clone();
        ahead.advance(1);
        while ahead.eat_any(&MODIFIERS) {}
        sources_at(&mut ahead, &mut sources);
    }
    sources
}

fn queried(cursor: &Cursor<'_>) -> Vec<(Name, Ident)> {
    let mut found = Vec::new();
    collect(cursor.clone(), true, &mut found);
    let own = defined(cursor);
    found.retain(|(name, _): &(Name, Ident)| {
        name.database.is_some() || !own.iter().any(|one| one.eq_ignore_ascii_case(&name.name))
    });
    found
}

/// Names after `WITH` and aliases of tables, which a multi-table DELETE names.
fn defined(cursor: &Cursor<'_>) -> Vec<String> {
    let mut names = vec!["dual".to_owned()];
    let mut cursor = cursor.clone();
    while !cursor.is_empty() {
        if cursor.is_at(1, "AS") && cursor.kind_at(2) == Some(Kind::Open) {
            names.extend(cursor.clone().ident().map(|name| name.text));
        }
        // `name (columns) AS (…)`.
        let mut ahead = cursor.clone();
        if let Some(name) = ahead.ident()
            && ahead.parentheses().is_some()
            && ahead.eat("AS")
            && ahead.kind_at(0) == Some(Kind::Open)
        {
            names.push(name.text);
        }
        cursor.advance(1);
    }
    names
}

/// `is_query`: `FROM` belongs to a query here, not to `TRIM(… FROM …)`.
fn collect(mut cursor: Cursor<'_>, is_query: bool, found: &mut Vec<(Name, Ident)>) {
    // Multi-table statements name aliases before they define them.
    let is_multi = cursor.is("DELETE");
    let mut first = true;
    while !cursor.is_empty() {
        if let Some(inside) = cursor.clone().parentheses() {
            let inner = inside.is_any(&["SELECT", "WITH", "TABLE"])
                || inside.kind_at(0) == Some(Kind::Open);
            let is_join = is_query && !inner && has_join(&inside);
            if is_join {
                sources_at(&mut inside.clone(), found);
            }
            collect(inside, inner || is_join, found);
            cursor.step();
            continue;
        }
        let is_from = cursor.is("FROM") || cursor.is("JOIN") || cursor.is("STRAIGHT_JOIN");
        cursor.advance(1);
        if is_from && is_query && !(first && is_multi && cursor.is_at(1, "USING")) {
            first = false;
            sources_at(&mut cursor, found);
        }
    }
}

fn has_join(inside: &Cursor<'_>) -> bool {
    let mut inside = inside.clone();
    inside.seek("JOIN")
}

/// `a, b AS x, c y`.
fn sources_at(cursor: &mut Cursor<'_>, found: &mut Vec<(Name, Ident)>) {
    loop {
        if cursor.kind_at(0) == Some(Kind::Open) || cursor.is("LATERAL") {
            return;
        }
        let mut ahead = cursor.clone();
        let Some(name) = ahead.name() else { return };
        // `JSON_TABLE(…)`.
        if ahead.kind_at(0) == Some(Kind::Open) {
            return;
        }
        *cursor = ahead.clone();
        let own = Ident {
            text: name.name.clone(),
            span: name.span.clone(),
        };
        let is_said = ahead.eat("AS");
        let alias = if is_said || !ahead.is_any(&BEHIND_TABLE) {
            ahead.ident()
        } else {
            None
        };
        if alias.is_some() {
            *cursor = ahead.clone();
        }
        found.push((name, alias.unwrap_or(own)));
        if !cursor.eat_symbol(",") {
            return;
        }
    }
}

/// Words that are no alias of the table before them.
const BEHIND_TABLE: [&str; 29] = [
    "WHERE",
    "SET",
    "JOIN",
    "INNER",
    "LEFT",
    "RIGHT",
    "CROSS",
    "NATURAL",
    "STRAIGHT_JOIN",
    "ON",
    "USING",
    "GROUP",
    "ORDER",
    "LIMIT",
    "HAVING",
    "UNION",
    "EXCEPT",
    "INTERSECT",
    "RETURNING",
    "VALUES",
    "SELECT",
    "FOR",
    "LOCK",
    "PARTITION",
    "WINDOW",
    "USE",
    "FORCE",
    "IGNORE",
    "INTO",
];
