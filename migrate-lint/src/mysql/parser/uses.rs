//! What a query of the service, or of a view, names.

use migrate_core::Kind;

use super::super::name::{Ident, Name};
use super::super::statement::{All, Uses};
use super::cursor::Cursor;
use super::rows;

/// Words that a column may follow.
const BEFORE_COLUMN: [&str; 33] = [
    "SELECT",
    "DISTINCT",
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
    "SQL_CALC_FOUND_ROWS",
    "HIGH_PRIORITY",
    "STRAIGHT_JOIN",
    "SOUNDS",
    "ESCAPE",
    "KEY",
];

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
    let mut names = Names {
        tables: &tables,
        aliases: Vec::new(),
        columns: Vec::new(),
        all: Vec::new(),
    };
    names.collect(cursor.clone(), Before::Start);
    let Names {
        aliases,
        mut columns,
        all,
        ..
    } = names;
    // An alias stands for whatever it was given to.
    columns.retain(|column| {
        let is_alias = aliases.iter().any(|alias| alias.is(&column.name.text));
        column.table.is_some() || column.own || !is_alias
    });
    let columns = columns.into_iter().map(|one| (one.table, one.name.text));
    Uses {
        columns: columns.collect(),
        all,
        fills: target.and_then(|(name, listed)| (!listed).then_some(name)),
        tables: tables
            .into_iter()
            .map(|(name, alias)| (name, alias.text))
            .collect(),
    }
}

/// The table that an INSERT is for, and whether it lists columns.
fn target(cursor: &Cursor<'_>) -> Option<(Name, bool)> {
    let mut cursor = cursor.clone();
    if !cursor.is_any(&["INSERT", "REPLACE"]) {
        return None;
    }
    cursor.advance(1);
    while cursor.eat_any(&rows::MODIFIERS) {}
    cursor.eat("INTO");
    let name = cursor.name()?;
    let listed = cursor.is("SET")
        || cursor
            .parentheses()
            .is_some_and(|inside| !inside.is_any(&["SELECT", "WITH"]));
    Some((name, listed))
}

struct Names<'n> {
    tables: &'n [(Name, Ident)],
    aliases: Vec<Ident>,
    columns: Vec<Column>,
    all: Vec<All>,
}

struct Column {
    table: Option<String>,
    name: Ident,
    /// It is given its own name as an alias.
    own: bool,
}

impl Names<'_> {
    fn collect(&mut self, mut cursor: Cursor<'_>, mut before: Before) {
        while !cursor.is_empty() {
            if cursor.kind_at(0) == Some(Kind::Open) {
                if let Some(inside) = cursor.parentheses() {
                    // `count(*)` hands nothing through.
                    self.collect(inside, Before::Operator);
                }
                before = Before::Operand;
                continue;
            }
            if cursor.is_symbol("*") && matches!(before, Before::Start | Before::Keyword) {
                self.all.push(All::Tables);
            }
            if cursor.is_symbol("@") || cursor.is_symbol(":") {
                // A variable.
                while cursor.eat_symbol("@") || cursor.eat_symbol(":") {}
                cursor.advance(1);
                before = Before::Operand;
                continue;
            }
            before = match cursor.kind_at(0) {
                Some(Kind::Word) if cursor.eat_any(&BEFORE_COLUMN) => Before::Keyword,
                Some(Kind::Word | Kind::QuotedName) => match cursor.ident() {
                    Some(first) if !self.is_table(&first) => self.name(first, &mut cursor, &before),
                    _ => Before::Operand,
                },
                kind => {
                    let is_separator = cursor.is_symbol(",");
                    cursor.advance(1);
                    match kind {
                        Some(Kind::String) => Before::Operand,
                        _ if is_separator => Before::Start,
                        _ => Before::Operator,
                    }
                }
            };
        }
    }

    fn is_table(&self, name: &Ident) -> bool {
        let start = name.span.start;
        self.tables
            .iter()
            .any(|(table, alias)| table.span.contains(&start) || alias.span == name.span)
    }

    /// A name, with what it is qualified with.
    fn name(&mut self, first: Ident, ahead: &mut Cursor<'_>, before: &Before) -> Before {
        let mut table = None;
        let mut name = first;
        while ahead.eat_symbol(".") {
            if ahead.eat_symbol("*") {
                self.all.push(All::Of(name.text));
                return Before::Operand;
            }
            let Some(next) = ahead.ident() else {
                return Before::Operand;
            };
            table = Some(std::mem::replace(&mut name, next).text);
        }
        if ahead.kind_at(0) == Some(Kind::Open) {
            // A function; or `WITH name (columns) AS (…)`, whose columns are its own.
            let mut behind = ahead.clone();
            if let Some(mut columns) = behind.parentheses()
                && behind.is("AS")
                && behind.kind_at(1) == Some(Kind::Open)
            {
                while !columns.is_empty() {
                    self.aliases.extend(columns.ident());
                    columns.eat_symbol(",");
                }
                *ahead = behind;
            }
            return Before::Operator;
        }
        let is_alias = table.is_none() && matches!(before, Before::Operand | Before::As);
        if is_alias && name.text.eq_ignore_ascii_case("AS") {
            return Before::As;
        }
        if is_alias {
            self.aliases.push(name);
            return Before::Operand;
        }
        let mut behind = ahead.clone();
        behind.eat("AS");
        let own = behind.ident().is_some_and(|alias| alias.is(&name.text));
        self.columns.push(Column { table, name, own });
        Before::Operand
    }
}

/// What stands before a token.
enum Before {
    /// Nothing, or a comma.
    Start,
    /// A word that a column may follow.
    Keyword,
    /// Something that has a value.
    Operand,
    Operator,
    As,
}
