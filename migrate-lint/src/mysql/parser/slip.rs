//! What neither MySQL nor MariaDB takes: SQL of other databases, and slips of the pen. Only what is
//! certain, whatever the version.

mod column;
mod words;

use migrate_directory::Kind;

use super::super::statement::Slip;
use super::cursor::Cursor;

/// The first slip of the statement.
pub(super) fn find(cursor: &Cursor<'_>, is_definition: bool) -> Option<Slip> {
    first(cursor).or_else(|| {
        if is_definition {
            return None;
        }
        unbalanced(cursor)
            .or_else(|| lost_comma(cursor))
            .or_else(|| operator(cursor))
            .or_else(|| of_statement(cursor))
    })
}

fn slip(at: &Cursor<'_>, help: &'static str) -> Slip {
    Slip {
        span: at.place(),
        help,
    }
}

const CORRECT: &str = "correct the statement";

/// What no statement begins with.
fn first(cursor: &Cursor<'_>) -> Option<Slip> {
    if cursor.is_symbol("-") && cursor.kind_at(1) == Some(Kind::Symbol) {
        return Some(slip(
            cursor,
            "a comment begins with `-- `, with a space, or with `#`: remove the line",
        ));
    }
    let is_word = cursor.kind_at(0) == Some(Kind::Word);
    if is_word && !cursor.is_any(words::FIRST) {
        return Some(slip(cursor, CORRECT));
    }
    let objects: &[&str] = if cursor.is("CREATE") {
        words::CREATED
    } else if cursor.is("ALTER") {
        words::ALTERED
    } else if cursor.is("DROP") {
        words::DROPPED
    } else {
        return None;
    };
    let mut object = cursor.clone();
    object.advance(1);
    (!object.is_any(objects)).then(|| slip(&object, CORRECT))
}

/// A parenthesis without its other.
fn unbalanced(cursor: &Cursor<'_>) -> Option<Slip> {
    let mut open: Vec<Cursor<'_>> = Vec::new();
    let mut at = cursor.clone();
    while !at.is_empty() {
        match at.kind_at(0) {
            Some(Kind::Open) => open.push(at.clone()),
            Some(Kind::Close) if open.pop().is_none() => return Some(slip(&at, CORRECT)),
            _ => {}
        }
        at.advance(1);
    }
    open.last().map(|at| slip(at, "close the parenthesis"))
}

/// A comma with nothing before or behind it.
fn lost_comma(cursor: &Cursor<'_>) -> Option<Slip> {
    let mut at = cursor.clone();
    let mut is_start = true;
    while !at.is_empty() {
        let is_comma = at.is_symbol(",");
        let next = at.kind_at(1);
        let is_last = next.is_none() || next == Some(Kind::Close);
        if is_comma && (is_start || is_last) {
            return Some(slip(&at, "remove the comma"));
        }
        is_start = is_comma || at.kind_at(0) == Some(Kind::Open);
        at.advance(1);
    }
    None
}

/// PostgreSQL's `value::type`, and `==`.
fn operator(cursor: &Cursor<'_>) -> Option<Slip> {
    let mut at = cursor.clone();
    while !at.is_empty() {
        let mut behind = at.clone();
        behind.advance(1);
        if at.is_symbol(":") && behind.is_symbol(":") {
            return Some(slip(&at, "write `CAST(value AS type)`"));
        }
        if at.is_symbol("=") && behind.is_symbol("=") {
            return Some(slip(&at, "write `=`"));
        }
        at.advance(1);
    }
    None
}

fn of_statement(cursor: &Cursor<'_>) -> Option<Slip> {
    let mut rest = cursor.clone();
    let first = rest.word()?.to_ascii_uppercase();
    rest.advance(1);
    match first.as_str() {
        "CREATE" => created(rest),
        "ALTER" => altered(rest),
        "DROP" => dropped(rest),
        "INSERT" | "REPLACE" => inserted(rest),
        "UPDATE" => updated(rest),
        "DELETE" => deleted(&rest),
        "SELECT" if rest.is_symbol("*") => behind_star(rest),
        _ => None,
    }
}

/// `SELECT *` goes on with its tables.
fn behind_star(mut rest: Cursor<'_>) -> Option<Slip> {
    rest.advance(1);
    let is_word = rest.kind_at(0) == Some(Kind::Word);
    (is_word && !rest.is_any(&["FROM", "INTO"])).then(|| slip(&rest, CORRECT))
}

fn created(mut rest: Cursor<'_>) -> Option<Slip> {
    rest.eat_all(&["OR", "REPLACE"]);
    rest.eat("TEMPORARY");
    if rest.eat("TABLE") {
        rest.eat_all(&["IF", "NOT", "EXISTS"]);
        return table_name(&rest).or_else(|| table(rest));
    }
    rest.eat_any(&["UNIQUE", "FULLTEXT", "SPATIAL"]);
    if rest.eat("INDEX") {
        return index(rest);
    }
    None
}

/// The definitions in parentheses, and what stands behind them.
fn table(mut rest: Cursor<'_>) -> Option<Slip> {
    rest.name()?;
    let inside = rest.parentheses()?;
    if inside.is_any(&["SELECT", "WITH", "VALUES", "TABLE"])
        || inside.kind_at(0) == Some(Kind::Open)
    {
        return None;
    }
    let definitions = inside.list();
    let found = definitions.into_iter().find_map(column::of_definition);
    found.or_else(|| {
        while !rest.is_empty() {
            let is_sqlite = rest.is_any(&["STRICT"]) || rest.are(&["WITHOUT", "ROWID"]);
            if is_sqlite || rest.is("INHERITS") {
                return Some(slip(&rest, "remove it: it is for another database"));
            }
            if rest.is_any(&["AS", "SELECT", "PARTITION"]) {
                return None;
            }
            rest.step();
        }
        None
    })
}

fn index(mut rest: Cursor<'_>) -> Option<Slip> {
    rest.eat_all(&["IF", "NOT", "EXISTS"]);
    if rest.is("CONCURRENTLY") && !rest.is_at(1, "ON") && !rest.is_at(1, "USING") {
        return Some(slip(&rest, "remove it: an index is built beside writers"));
    }
    if rest.is("ON") {
        return Some(slip(&rest, "give the index a name before `ON`"));
    }
    if !rest.seek("ON") {
        return Some(slip(&rest, "name the table: `ON <table> (…)`"));
    }
    rest.name()?;
    if rest.kind_at(0) == Some(Kind::Word) {
        return Some(slip(&rest, "write its columns in parentheses"));
    }
    rest.parentheses()?;
    let mut behind = rest.clone();
    while !behind.is_empty() {
        if behind.is_any(&["WHERE", "INCLUDE"]) {
            return Some(slip(
                &behind,
                "remove it: an index is of all rows, over its columns alone",
            ));
        }
        behind.step();
    }
    None
}

fn altered(mut rest: Cursor<'_>) -> Option<Slip> {
    while rest.eat_any(&["ONLINE", "OFFLINE", "IGNORE"]) {}
    if !rest.eat("TABLE") {
        return None;
    }
    rest.eat_all(&["IF", "EXISTS"]);
    if let Some(found) = table_name(&rest) {
        return Some(found);
    }
    rest.name()?;
    rest.list().into_iter().find_map(action)
}

/// One action of an `ALTER TABLE`.
fn action(mut part: Cursor<'_>) -> Option<Slip> {
    if part.eat("ADD") {
        if part.is("PARTITION") {
            return None;
        }
        part.eat("COLUMN");
        part.eat_all(&["IF", "NOT", "EXISTS"]);
        if let Some(inside) = part.clone().parentheses() {
            return inside.list().into_iter().find_map(column::of_definition);
        }
        return column::of_definition(part);
    }
    if part.eat("MODIFY") {
        part.eat("COLUMN");
        part.eat_all(&["IF", "EXISTS"]);
        return column::of_column(part);
    }
    if part.eat("CHANGE") {
        part.eat("COLUMN");
        part.eat_all(&["IF", "EXISTS"]);
        part.ident()?;
        return column::of_column(part);
    }
    if part.eat("ALTER") {
        part.eat("COLUMN");
        part.ident()?;
        let is_postgres = part.is("TYPE")
            || part.are(&["SET", "NOT"])
            || part.are(&["SET", "DATA"])
            || part.are(&["DROP", "NOT"]);
        return is_postgres.then(|| slip(&part, "write `MODIFY <column> <whole definition>`"));
    }
    let is_postgres = part.are(&["OWNER", "TO"])
        || part.are(&["SET", "SCHEMA"])
        || part.are(&["ENABLE", "ROW"])
        || part.are(&["VALIDATE", "CONSTRAINT"])
        || part.is("REPLICA");
    is_postgres.then(|| slip(&part, "remove it: it is PostgreSQL's"))
}

fn dropped(mut rest: Cursor<'_>) -> Option<Slip> {
    rest.eat("TEMPORARY");
    let is_table = rest.eat_any(&["TABLE", "TABLES", "VIEW"]);
    if rest.eat("INDEX") {
        rest.eat_all(&["IF", "EXISTS"]);
        let mut behind = rest.clone();
        behind.ident();
        return (!behind.is("ON"))
            .then(|| slip(&rest, "name its table: `DROP INDEX <name> ON <table>`"));
    }
    if !is_table {
        return None;
    }
    rest.eat_all(&["IF", "EXISTS"]);
    if rest.is_empty() {
        return Some(Slip {
            span: rest.last_place(),
            help: "name what is to be dropped",
        });
    }
    table_name(&rest)
}

fn inserted(mut rest: Cursor<'_>) -> Option<Slip> {
    if rest.is("OR") {
        return Some(slip(&rest, "write `INSERT IGNORE` or `REPLACE`"));
    }
    while rest.eat_any(&["LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE"]) {}
    rest.eat("INTO");
    if let Some(found) = table_name(&rest) {
        return Some(found);
    }
    rest.name()?;
    rest.parentheses();
    let has_row = rest.kind_at(1) == Some(Kind::Open) || rest.is_at(1, "ROW");
    if rest.is_any(&["VALUE", "VALUES"]) && !has_row {
        return Some(slip(&rest, "write the values in parentheses"));
    }
    while !rest.is_empty() {
        if rest.are(&["ON", "CONFLICT"]) {
            return Some(slip(
                &rest,
                "write `ON DUPLICATE KEY UPDATE …`, or `INSERT IGNORE`",
            ));
        }
        rest.step();
    }
    None
}

fn updated(mut rest: Cursor<'_>) -> Option<Slip> {
    if rest.is("OR") {
        return Some(slip(&rest, "write `UPDATE IGNORE`"));
    }
    while rest.eat_any(&["LOW_PRIORITY", "IGNORE"]) {}
    table_name(&rest).or_else(|| {
        let mut behind = rest.clone();
        if !behind.seek("SET") {
            return None;
        }
        let mut from = behind.clone();
        let is_distinct = |at: &Cursor<'_>| at.are(&["DISTINCT", "FROM"]);
        while !from.is_empty() && !from.is("FROM") {
            from.advance(usize::from(is_distinct(&from)));
            from.step();
        }
        if from.is("FROM") {
            return Some(slip(
                &from,
                "name the other table before SET: `UPDATE a JOIN b ON … SET …`",
            ));
        }
        stray(behind)
    })
}

fn deleted(rest: &Cursor<'_>) -> Option<Slip> {
    let mut from = rest.clone();
    if !from.seek("FROM") {
        return Some(slip(rest, "write `DELETE FROM <table>`"));
    }
    stray(from)
}

/// A word behind a number or a string that goes on with nothing.
fn stray(mut rest: Cursor<'_>) -> Option<Slip> {
    while !rest.is_empty() {
        let is_number = rest
            .word()
            .is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        let is_value = is_number || rest.kind_at(0) == Some(Kind::String);
        let mut next = rest.clone();
        next.advance(1);
        if is_value && next.kind_at(0) == Some(Kind::Word) && !next.is_any(words::BEHIND_VALUE) {
            return Some(slip(&next, CORRECT));
        }
        rest.step();
    }
    None
}

/// A name that is none.
fn table_name(at: &Cursor<'_>) -> Option<Slip> {
    let is_string = at.kind_at(0) == Some(Kind::String);
    if is_string {
        return Some(slip(at, "write names in backquotes, or without quotes"));
    }
    let is_reserved = at.kind_at(0) == Some(Kind::Word) && at.is_any(words::RESERVED);
    is_reserved.then(|| slip(at, "write the name in backquotes"))
}
