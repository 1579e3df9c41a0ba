//! Reads the statements that rules judge. What it cannot read is [`Statement::Other`] or
//! [`Statement::Opaque`], never an error. Syntax errors are found apart from that, by `grammar`.

mod alter;
mod code;
mod columns;
mod condition;
mod create;
mod cursor;
mod grammar;
mod options;
mod references;
mod rows;
mod sets;
mod uses;
mod variables;
mod view;

use migrate_directory::{Dialect, Kind, Token, tokens};

use self::code::Code;
use self::cursor::Cursor;
use super::statement::{Drop, LockCall, Parsed, SessionValues, Statement, SyntaxError, Uses};

/// What a statement says. `version` is the server's, as executable comments write it.
pub(crate) fn parse(text: &str, tokens: &[Token], version: u32) -> Option<Parsed> {
    read(text, tokens, version).map(|(parsed, _)| parsed)
}

/// The same for a statement that is judged: with its syntax error.
pub(crate) fn parse_and_check(text: &str, tokens: &[Token], version: u32) -> Option<Parsed> {
    let (mut parsed, code) = read(text, tokens, version)?;
    if !code.hidden {
        let cursor = code.cursor();
        parsed.error = error(text, &cursor, is_definition(&cursor));
    }
    Some(parsed)
}

fn read<'t>(text: &'t str, tokens: &[Token], version: u32) -> Option<(Parsed, Code<'t>)> {
    let code = Code::open(text, tokens, version);
    let cursor = code.cursor();
    let first = tokens.first()?;
    let last = tokens.last()?;
    let is_body = is_definition(&cursor);
    let mut parsed = Parsed {
        statement: statement(cursor.clone()),
        span: first.start..last.end,
        reads: if is_body {
            Vec::new()
        } else {
            rows::reads(&cursor)
        },
        columns: if is_body {
            Vec::new()
        } else {
            references::reads(&cursor)
        },
        calls: if is_body { Vec::new() } else { calls(&cursor) },
        error: None,
        values: if is_body {
            SessionValues::default()
        } else {
            variables::read(&cursor)
        },
    };
    if code.hidden && matches!(parsed.statement, Statement::Other) {
        parsed.statement = Statement::Opaque;
    }
    Some((parsed, code))
}

/// What a query of the service names.
pub(crate) fn uses(sql: &str, version: u32) -> Uses {
    let tokens = tokens(sql, Dialect::Mysql);
    uses::read(&Code::open(sql, &tokens, version).cursor())
}

/// Why no server accepts the statement.
fn error(text: &str, cursor: &Cursor<'_>, is_body: bool) -> Option<SyntaxError> {
    let error = grammar::check(cursor, is_body, false)?;
    // Where the file sets the mode `ANSI_QUOTES`, strings in double quotes are names.
    if text.to_ascii_uppercase().contains("ANSI") {
        return grammar::check(cursor, is_body, true);
    }
    Some(error)
}

/// Whether the statement defines what runs later.
fn is_definition(cursor: &Cursor<'_>) -> bool {
    let kinds = ["TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"];
    cursor.is("CREATE") && (1..16).any(|at| kinds.iter().any(|kind| cursor.is_at(at, kind)))
}

fn statement(mut cursor: Cursor<'_>) -> Statement {
    let first = cursor.word().unwrap_or_default().to_ascii_uppercase();
    let read = match first.as_str() {
        "CREATE" => create::statement(&mut cursor),
        "ALTER" => alter::statement(&mut cursor),
        "DROP" => drop(&mut cursor),
        "RENAME" => rename(&mut cursor),
        "TRUNCATE" => truncate(&mut cursor),
        "DELETE" => rows::delete(&mut cursor),
        "UPDATE" => rows::update(&mut cursor),
        "INSERT" | "REPLACE" => rows::insert(&mut cursor),
        "WITH" => rows::with(&mut cursor),
        "OPTIMIZE" => optimize(&mut cursor),
        "LOCK" => lock(&mut cursor),
        "UNLOCK" => Some(Statement::UnlockTables),
        "FLUSH" => flush(&mut cursor),
        // MariaDB: settings for one statement.
        "SET" if cursor.is_at(1, "STATEMENT") => {
            return if cursor.seek("FOR") {
                statement(cursor)
            } else {
                Statement::Other
            };
        }
        "SET" => sets::statement(&mut cursor),
        "USE" => use_database(&mut cursor),
        "BEGIN" => Some(Statement::Begin),
        "START" if cursor.is_at(1, "TRANSACTION") => Some(Statement::Begin),
        "COMMIT" | "ROLLBACK" | "END" => Some(Statement::End),
        "CALL" | "EXECUTE" | "SOURCE" | "IMPORT" => Some(Statement::Opaque),
        _ => Some(Statement::Other),
    };
    read.unwrap_or(Statement::Other)
}

fn drop(cursor: &mut Cursor<'_>) -> Option<Statement> {
    cursor.advance(1);
    let temporary = cursor.eat("TEMPORARY");
    cursor.eat("ONLINE");
    if cursor.eat("INDEX") {
        return alter::drop_index(cursor);
    }
    let kind = cursor.object_kind()?;
    let if_exists = cursor.eat_all(&["IF", "EXISTS"]);
    let names = cursor.names();
    (!names.is_empty()).then_some(Statement::Drop(Drop {
        kind,
        names,
        if_exists,
        temporary,
    }))
}

fn rename(cursor: &mut Cursor<'_>) -> Option<Statement> {
    cursor.advance(1);
    if !cursor.eat("TABLE") && !cursor.eat("TABLES") {
        return None;
    }
    let mut pairs = Vec::new();
    loop {
        cursor.eat_all(&["IF", "EXISTS"]);
        let from = cursor.name()?;
        cursor.skip_wait();
        if !cursor.eat("TO") {
            return None;
        }
        pairs.push((from, cursor.name()?));
        if !cursor.eat_symbol(",") {
            return Some(Statement::RenameTable(pairs));
        }
    }
}

fn truncate(cursor: &mut Cursor<'_>) -> Option<Statement> {
    cursor.advance(1);
    cursor.eat("TABLE");
    cursor.name().map(Statement::Truncate)
}

fn optimize(cursor: &mut Cursor<'_>) -> Option<Statement> {
    cursor.advance(1);
    if !cursor.eat("NO_WRITE_TO_BINLOG") {
        cursor.eat("LOCAL");
    }
    if !cursor.eat("TABLE") && !cursor.eat("TABLES") {
        return None;
    }
    Some(Statement::Optimize(cursor.names()))
}

fn lock(cursor: &mut Cursor<'_>) -> Option<Statement> {
    cursor.advance(1);
    if !cursor.eat("TABLES") && !cursor.eat("TABLE") {
        return None;
    }
    let parts = cursor.list();
    let names = parts.into_iter().filter_map(|mut part| part.name());
    Some(Statement::LockTables(names.collect()))
}

/// `FLUSH TABLES … WITH READ LOCK` and `FOR EXPORT` lock as `LOCK TABLES` does.
fn flush(cursor: &mut Cursor<'_>) -> Option<Statement> {
    cursor.advance(1);
    if !cursor.eat("TABLES") && !cursor.eat("TABLE") {
        return None;
    }
    let names = if cursor.is("WITH") {
        Vec::new()
    } else {
        cursor.names()
    };
    (cursor.is("WITH") || cursor.is("FOR")).then_some(Statement::LockTables(names))
}

fn use_database(cursor: &mut Cursor<'_>) -> Option<Statement> {
    cursor.advance(1);
    cursor.ident().map(Statement::Use)
}

/// `GET_LOCK(…)` and its opposites, anywhere in the statement.
fn calls(cursor: &Cursor<'_>) -> Vec<LockCall> {
    let mut calls = Vec::new();
    let mut cursor = cursor.clone();
    while !cursor.is_empty() {
        if cursor.kind_at(1) == Some(Kind::Open) {
            if cursor.is("GET_LOCK") {
                calls.push(LockCall::Get);
            } else if cursor.is("RELEASE_LOCK") || cursor.is("RELEASE_ALL_LOCKS") {
                calls.push(LockCall::Release);
            }
        }
        cursor.advance(1);
    }
    calls
}

/// A column's type by itself.
#[cfg(test)]
pub(crate) fn data_type(text: &str) -> super::data_type::DataType {
    let text = format!("CREATE TABLE t (c {text})");
    let tokens = tokens(&text, Dialect::Mysql);
    let parsed = parse(&text, &tokens, 80_000).expect("a statement");
    let Statement::CreateTable(create) = parsed.statement else {
        panic!("{parsed:?}");
    };
    match &create.definitions[..] {
        [super::table::Definition::Column(column)] => column.spec.ty.clone(),
        other => panic!("{other:?}"),
    }
}
