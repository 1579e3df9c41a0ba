use migrate_directory::Kind;

use super::super::name::Span;
use super::super::statement::{ObjectKind, Statement, Uses};
use super::super::table::{
    Action, AlterTable, CreateTable, KeyDef, KeyKind, KeyPart, Source, TableOptions,
};
use super::columns::{definition, index};
use super::cursor::Cursor;
use super::{alter, options, view};

pub(super) fn statement(cursor: &mut Cursor<'_>) -> Option<Statement> {
    let whole = cursor.span();
    cursor.advance(1);
    let replace = cursor.eat_all(&["OR", "REPLACE"]);
    let temporary = cursor.eat("TEMPORARY");
    cursor.eat("ONLINE");
    let kind: fn(Vec<KeyPart>) -> KeyKind = if cursor.eat("UNIQUE") {
        KeyKind::Unique
    } else if cursor.eat("FULLTEXT") {
        KeyKind::Fulltext
    } else if cursor.eat("SPATIAL") {
        KeyKind::Spatial
    } else {
        KeyKind::Index
    };
    if cursor.eat("INDEX") {
        return create_index(cursor, kind, whole);
    }
    // `DEFINER = …`, `ALGORITHM = …`, `SQL SECURITY …`, `AGGREGATE`.
    let mut kind = cursor.object_kind();
    while kind.is_none() && !cursor.is_empty() && cursor.kind_at(0) != Some(Kind::Open) {
        if cursor.is_any(&["USER", "ROLE", "SERVER", "TABLESPACE", "PACKAGE"]) {
            return None;
        }
        cursor.advance(1);
        // `DEFINER = CURRENT_USER()`.
        if cursor.kind_at(0) == Some(Kind::Open) {
            cursor.parentheses();
        }
        kind = cursor.object_kind();
    }
    let kind = kind?;
    let if_not_exists = cursor.eat_all(&["IF", "NOT", "EXISTS"]);
    match kind {
        ObjectKind::Table => create_table(cursor, replace, temporary, if_not_exists),
        ObjectKind::Database => {
            let name = cursor.ident()?;
            Some(Statement::CreateDatabase {
                name,
                if_not_exists,
            })
        }
        // Where there is one already, it stays as it is.
        ObjectKind::View if if_not_exists => Some(Statement::CreateView {
            name: cursor.name()?,
            replace: true,
            columns: None,
            uses: Uses::default(),
        }),
        ObjectKind::View => view::statement(cursor, replace),
        ObjectKind::Trigger => {
            let name = cursor.name()?;
            let table = cursor.seek("ON").then(|| cursor.name()).flatten();
            let replace = replace || if_not_exists;
            Some(Statement::CreateTrigger {
                name,
                table,
                replace,
            })
        }
        ObjectKind::Procedure | ObjectKind::Function | ObjectKind::Event | ObjectKind::Sequence => {
            Some(Statement::CreateRoutine {
                kind,
                name: cursor.name()?,
                replace: replace || if_not_exists,
            })
        }
    }
}

/// `CREATE INDEX` is an `ALTER TABLE`, to the server as well.
fn create_index(
    cursor: &mut Cursor<'_>,
    kind: fn(Vec<KeyPart>) -> KeyKind,
    span: Span,
) -> Option<Statement> {
    let if_not_exists = cursor.eat_all(&["IF", "NOT", "EXISTS"]);
    let name = cursor.ident();
    if cursor.eat("USING") {
        cursor.advance(1);
    }
    if !cursor.eat("ON") {
        return None;
    }
    let table = cursor.name()?;
    let key: KeyDef = index(cursor, name, kind, if_not_exists)?;
    let mut actions = vec![(Action::AddKey(key), span)];
    actions.extend(alter::how(cursor));
    Some(Statement::AlterTable(AlterTable {
        table,
        if_exists: false,
        actions,
    }))
}

fn create_table(
    cursor: &mut Cursor<'_>,
    replace: bool,
    temporary: bool,
    if_not_exists: bool,
) -> Option<Statement> {
    let mut table = CreateTable {
        name: cursor.name()?,
        if_not_exists,
        replace,
        temporary,
        definitions: Vec::new(),
        source: Source::Nothing,
        options: TableOptions::default(),
    };
    if cursor.eat("LIKE") {
        table.source = Source::Like(cursor.name()?);
        return Some(Statement::CreateTable(table));
    }
    let is_query = |cursor: &Cursor<'_>| cursor.is_any(&["SELECT", "WITH", "VALUES"]);
    let mut ahead = cursor.clone();
    if let Some(mut inside) = ahead.parentheses() {
        if inside.eat("LIKE") {
            table.source = Source::Like(inside.name()?);
            return Some(Statement::CreateTable(table));
        }
        if is_query(&inside) {
            table.source = Source::Query;
            return Some(Statement::CreateTable(table));
        }
        table.definitions = inside.list().into_iter().map(definition).collect();
        *cursor = ahead;
    }
    while !cursor.is_empty() {
        if is_query(cursor) || cursor.is("AS") {
            table.source = Source::Query;
            break;
        }
        options::of_table(cursor, &mut table.options);
    }
    Some(Statement::CreateTable(table))
}
