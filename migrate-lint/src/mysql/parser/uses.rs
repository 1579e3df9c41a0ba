//! What a query of the service, or of a view, names. Whatever could be something else is left out.

use migrate_directory::Kind;

use super::super::name::{Ident, Name};
use super::super::statement::Uses;
use super::cursor::Cursor;
use super::rows;

/// Words that a column may follow.
const BEFORE_COLUMN: [&str; 40] = [
    "SELECT",
    "DISTINCT",
    "DISTINCTROW",
    "ALL",
    "WHERE",
    "AND",
    "OR",
    "XOR",
    "NOT",
    "ON",
    "BY",
    "HAVING",
    "SET",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "IN",
    "LIKE",
    "RLIKE",
    "REGEXP",
    "BETWEEN",
    "IS",
    "DIV",
    "MOD",
    "BINARY",
    "RETURNING",
    "UPDATE",
    "HIGH_PRIORITY",
    "STRAIGHT_JOIN",
    "SOUNDS",
    "ESCAPE",
    "KEY",
    "SQL_CALC_FOUND_ROWS",
    "SQL_NO_CACHE",
    "SQL_CACHE",
    "SQL_SMALL_RESULT",
    "SQL_BIG_RESULT",
    "SQL_BUFFER_RESULT",
    "INTERVAL",
];

/// Words that are no names without quotes.
const RESERVED: [&str; 34] = [
    "FROM",
    "JOIN",
    "LEFT",
    "RIGHT",
    "INNER",
    "CROSS",
    "NATURAL",
    "OUTER",
    "LIMIT",
    "GROUP",
    "ORDER",
    "ASC",
    "DESC",
    "UNION",
    "EXCEPT",
    "INTERSECT",
    "INTO",
    "VALUES",
    "INSERT",
    "REPLACE",
    "DELETE",
    "WITH",
    "RECURSIVE",
    "EXISTS",
    "FOR",
    "LOCK",
    "NULL",
    "TRUE",
    "FALSE",
    "DEFAULT",
    "OVER",
    "PARTITION",
    "COLLATE",
    "LATERAL",
];

/// Of names that every query of the statement may mean.
const EVERYWHERE: usize = usize::MAX;

pub(super) fn read(cursor: &Cursor<'_>) -> Uses {
    let target = target(cursor);
    let mut tables = rows::sources_of(cursor);
    if let Some((name, _)) = &target {
        let alias = Ident {
            text: name.name.clone(),
            span: name.span.clone(),
        };
        tables.push((name.clone(), alias));
    }
    if cursor.is("WITH") {
        // `WITH … UPDATE`.
        let mut ahead = cursor.clone();
        while !ahead.is_empty() && !ahead.is("UPDATE") {
            ahead.step();
        }
        let mut set = ahead.clone();
        set.seek("SET");
        let changed = rows::sources_of(&ahead).into_iter();
        tables.extend(changed.filter(|(name, _)| name.span.end < set.place().start));
    }
    let mut names = Names {
        tables: &tables,
        aliases: Vec::new(),
        columns: Vec::new(),
        all: Vec::new(),
        scopes: 0,
    };
    names.query(cursor.clone(), true);
    let Names {
        aliases,
        mut columns,
        all,
        ..
    } = names;
    columns.retain(|column| {
        let mut same = aliases
            .iter()
            .filter(|(_, alias)| alias.is(&column.name.text));
        // An alias is known after the list of its own query, and in other queries.
        column.table.is_some()
            || !same.any(|(scope, _)| *scope != column.scope || column.sees_aliases)
    });
    let columns = columns.into_iter().map(|one| (one.table, one.name.text));
    Uses {
        columns: columns.collect(),
        all,
        inserts: target.is_some(),
        fills: target.and_then(|(name, listed)| (!listed).then_some(name)),
        tables: tables
            .into_iter()
            .map(|(name, alias)| (name, alias.text))
            .collect(),
    }
}

/// The table that an INSERT is for, and whether it names columns.
fn target(cursor: &Cursor<'_>) -> Option<(Name, bool)> {
    let mut cursor = cursor.clone();
    if !cursor.is_any(&["INSERT", "REPLACE"]) {
        return None;
    }
    let (name, lists_columns) = rows::insert_target(&mut cursor)?;
    Some((name, lists_columns || cursor.is("SET")))
}

struct Names<'n> {
    tables: &'n [(Name, Ident)],
    /// Each with the query that gives it.
    aliases: Vec<(usize, Ident)>,
    columns: Vec<Column>,
    all: Vec<String>,
    /// How many queries were read.
    scopes: usize,
}

struct Column {
    table: Option<String>,
    name: Ident,
    scope: usize,
    /// It is in GROUP BY, HAVING or ORDER BY, where aliases are known.
    sees_aliases: bool,
}

/// Where a query is read.
struct Place {
    scope: usize,
    sees_aliases: bool,
    before: Before,
    /// `INTERVAL` waits for its unit.
    interval: bool,
    /// Its `*` hands something through.
    hands_through: bool,
    /// The names of its own tables.
    tables: Vec<String>,
}

impl Names<'_> {
    /// A query, each side of a UNION for itself.
    fn query(&mut self, cursor: Cursor<'_>, hands_through: bool) {
        let mut start = cursor.clone();
        let mut rest = cursor;
        while !rest.is_empty() {
            if rest.is_any(&["UNION", "EXCEPT", "INTERSECT"]) {
                self.side(start.before(&rest), hands_through);
                rest.advance(1);
                start = rest.clone();
            } else {
                rest.step();
            }
        }
        self.side(start, hands_through);
    }

    fn side(&mut self, cursor: Cursor<'_>, hands_through: bool) {
        let span = cursor.span();
        let mut nested = Vec::new();
        let mut ahead = cursor.clone();
        while !ahead.is_empty() {
            let mut inside = ahead.clone();
            if let Some(inside) = inside.parentheses().filter(is_query) {
                nested.push(inside.span());
            }
            ahead.step();
        }
        let own = self.tables.iter().filter(|(name, _)| {
            let start = name.span.start;
            span.contains(&start) && !nested.iter().any(|inner| inner.contains(&start))
        });
        self.scopes += 1;
        let mut place = Place {
            scope: self.scopes,
            sees_aliases: false,
            before: Before::Start,
            interval: false,
            hands_through,
            tables: own.map(|(_, alias)| alias.text.clone()).collect(),
        };
        self.collect(cursor, &mut place);
    }

    fn collect(&mut self, mut cursor: Cursor<'_>, place: &mut Place) {
        while !cursor.is_empty() {
            if cursor.kind_at(0) == Some(Kind::Open) {
                let is_test = matches!(place.before, Before::Exists);
                place.before = match cursor.parentheses() {
                    Some(inside) if is_query(&inside) => {
                        self.query(inside, place.hands_through && !is_test);
                        Before::Derived
                    }
                    Some(inside) => {
                        self.inside(inside, place);
                        Before::Operand
                    }
                    None => return,
                };
                continue;
            }
            if cursor.are(&["FOR", "UPDATE"])
                || cursor.are(&["FOR", "SHARE"])
                || cursor.are(&["LOCK", "IN"])
            {
                return;
            }
            if cursor.is_symbol("*") && matches!(place.before, Before::Start | Before::Keyword) {
                let tables = place.tables.iter().filter(|_| place.hands_through);
                self.all.extend(tables.cloned());
            }
            if cursor.is_symbol("@") || cursor.is_symbol(":") {
                // A variable.
                while cursor.eat_symbol("@") || cursor.eat_symbol(":") {}
                cursor.advance(1);
                place.before = Before::Operand;
                continue;
            }
            match cursor.kind_at(0) {
                Some(Kind::Word) => self.word(&mut cursor, place),
                Some(Kind::QuotedName) => self.name(&mut cursor, place),
                kind => {
                    place.before = match kind {
                        Some(Kind::String) => self.string(&cursor, place),
                        _ if cursor.is_symbol("?") => Before::Operand,
                        _ if cursor.is_symbol(",") => Before::Start,
                        _ => Before::Operator,
                    };
                    cursor.advance(1);
                }
            }
        }
    }

    /// Parentheses that hold no query: `count(*)` hands nothing through.
    fn inside(&mut self, cursor: Cursor<'_>, place: &mut Place) {
        let mut inner = Place {
            before: Before::Operator,
            interval: false,
            tables: place.tables.clone(),
            ..*place
        };
        // A type after AS; the rows of a window.
        let mut end = cursor.clone();
        while !end.is_empty() && !end.is_any(&["AS", "ROWS", "RANGE"]) {
            end.step();
        }
        let is_joined = has_source(&cursor, self.tables);
        let part = if is_joined {
            cursor
        } else {
            cursor.before(&end)
        };
        self.collect(part, &mut inner);
    }

    /// A string may be an alias.
    fn string(&mut self, cursor: &Cursor<'_>, place: &Place) -> Before {
        let span = cursor.place();
        if matches!(place.before, Before::As | Before::Operand)
            && let Some(text) = cursor.clone().string()
        {
            self.aliases.push((place.scope, Ident { text, span }));
        }
        Before::Operand
    }

    fn word(&mut self, cursor: &mut Cursor<'_>, place: &mut Place) {
        if cursor.is_any(&["GROUP", "ORDER", "HAVING"]) {
            place.sees_aliases = true;
        }
        if cursor.is("USING") && cursor.kind_at(1) == Some(Kind::Open) {
            cursor.advance(1);
            for column in cursor.idents() {
                for table in place.tables.clone() {
                    self.push(Some(table), column.clone(), place);
                }
            }
            place.before = Before::Operand;
            return;
        }
        if cursor.is("COLUMNS") && cursor.kind_at(1) == Some(Kind::Open) {
            // `JSON_TABLE(… COLUMNS (…))`.
            cursor.advance(1);
            let names = cursor.idents().into_iter();
            self.aliases.extend(names.map(|name| (EVERYWHERE, name)));
            place.before = Before::Operand;
            return;
        }
        let is_operand = matches!(place.before, Before::Operand);
        if place.interval && is_operand {
            // The unit of an interval.
            place.interval = false;
            cursor.advance(1);
            return;
        }
        let begins_literal = cursor.is_any(&["DATE", "TIME", "TIMESTAMP", "N", "X", "B"])
            || cursor.word().is_some_and(|word| word.starts_with('_'));
        if begins_literal && cursor.kind_at(1) == Some(Kind::String) && !is_operand {
            // `DATE '2024-01-01'`, `_utf8mb4'x'`.
            cursor.advance(1);
            return;
        }
        place.interval |= cursor.is("INTERVAL");
        if cursor.eat_any(&BEFORE_COLUMN) {
            place.before = Before::Keyword;
        } else if cursor.eat("EXISTS") {
            place.before = Before::Exists;
        } else if cursor.eat("AS") {
            place.before = match place.before {
                Before::Derived => Before::DerivedAs,
                _ => Before::As,
            };
        } else if cursor.eat_any(&RESERVED) {
            place.before = Before::Operator;
        } else {
            self.name(cursor, place);
        }
    }

    fn is_table(&self, name: &Ident) -> bool {
        let start = name.span.start;
        self.tables
            .iter()
            .any(|(table, alias)| table.span.contains(&start) || alias.span == name.span)
    }

    /// A name, with what it is qualified with.
    fn name(&mut self, cursor: &mut Cursor<'_>, place: &mut Place) {
        let Some(mut name) = cursor.ident() else {
            cursor.advance(1);
            place.before = Before::Operand;
            return;
        };
        let before = std::mem::replace(&mut place.before, Before::Operand);
        if self.is_table(&name) {
            return;
        }
        let mut table = None;
        while cursor.eat_symbol(".") {
            if cursor.eat_symbol("*") {
                self.all.extend(place.hands_through.then_some(name.text));
                return;
            }
            let Some(next) = cursor.ident() else { return };
            table = Some(std::mem::replace(&mut name, next).text);
        }
        if cursor.kind_at(0) == Some(Kind::Open) && table.is_none() {
            self.call(&name, cursor, place, before);
            return;
        }
        let gives = matches!(
            before,
            Before::Operand | Before::As | Before::Derived | Before::DerivedAs
        );
        if table.is_none() && gives {
            self.aliases.push((place.scope, name));
        } else {
            self.push(table, name, place);
        }
    }

    fn push(&mut self, table: Option<String>, name: Ident, place: &Place) {
        self.columns.push(Column {
            table,
            name,
            scope: place.scope,
            sees_aliases: place.sees_aliases,
        });
    }

    /// A name before parentheses: a function, or a query whose columns are named there.
    fn call(&mut self, name: &Ident, cursor: &mut Cursor<'_>, place: &mut Place, before: Before) {
        let mut after = cursor.clone();
        let inside = after.parentheses();
        let is_common = after.is("AS") && after.kind_at(1) == Some(Kind::Open);
        if is_common || matches!(before, Before::Derived | Before::DerivedAs) {
            let names = cursor.idents().into_iter();
            self.aliases.extend(names.map(|name| (EVERYWHERE, name)));
            return;
        }
        place.before = Before::Operator;
        let has_unit = ["EXTRACT", "TIMESTAMPDIFF", "TIMESTAMPADD"]
            .iter()
            .any(|one| name.is(one));
        if let Some(mut inside) = inside.filter(|_| has_unit || name.is("CONVERT")) {
            if has_unit {
                inside.advance(1);
            } else if let Some(first) = inside.list().into_iter().next() {
                // What follows is a type.
                inside = first;
            }
            self.inside(inside, place);
            *cursor = after;
            place.before = Before::Operand;
        }
    }
}

fn is_query(inside: &Cursor<'_>) -> bool {
    inside.is_any(&["SELECT", "WITH"])
        || inside
            .clone()
            .parentheses()
            .is_some_and(|inner| is_query(&inner))
}

/// Whether the parentheses are around joined tables.
fn has_source(inside: &Cursor<'_>, tables: &[(Name, Ident)]) -> bool {
    let place = inside.place();
    tables
        .iter()
        .any(|(name, _)| name.span.start == place.start)
}

/// What stands before a token.
#[derive(Clone, Copy)]
enum Before {
    /// Nothing, or a comma.
    Start,
    /// A word that a column may follow.
    Keyword,
    /// Something that has a value.
    Operand,
    /// A query in parentheses.
    Derived,
    Operator,
    As,
    /// `AS` after a query.
    DerivedAs,
    Exists,
}
