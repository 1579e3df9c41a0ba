use migrate_directory::Kind;

use super::super::name::{Name, Span};
use super::super::statement::Statement;
use super::super::table::{Action, AlterTable, Definition, PartitionAction};
use super::columns::{column, default_value, definition};
use super::cursor::Cursor;
use super::options;

pub(super) fn statement(cursor: &mut Cursor<'_>) -> Option<Statement> {
    cursor.advance(1);
    while cursor.eat_any(&["ONLINE", "OFFLINE", "IGNORE"]) {}
    if !cursor.eat("TABLE") {
        return view(cursor);
    }
    let if_exists = cursor.eat_all(&["IF", "EXISTS"]);
    let table = cursor.name()?;
    cursor.skip_wait();
    let mut actions = Vec::new();
    let parts = cursor.list();
    for (at, part) in parts.iter().enumerate() {
        // What follows these continues to the end, commas included.
        if is_last(part) {
            let whole = part.until(cursor);
            read(whole, &mut actions);
            break;
        }
        if at > 0 && is_name_alone(part) {
            continue;
        }
        read(part.clone(), &mut actions);
    }
    // Whatever its place, a new name is there when everything else is done.
    actions.sort_by_key(|(action, _)| matches!(action, Action::RenameTable(_)));
    Some(Statement::AlterTable(AlterTable {
        table,
        if_exists,
        actions,
    }))
}

/// `ALTER VIEW` defines it anew.
fn view(cursor: &mut Cursor<'_>) -> Option<Statement> {
    while !cursor.eat("VIEW") {
        if cursor.is_empty()
            || cursor.is_any(&["DATABASE", "SCHEMA", "EVENT", "PROCEDURE", "FUNCTION"])
        {
            return None;
        }
        cursor.advance(1);
    }
    super::view::statement(cursor, true)
}

/// `DROP INDEX name ON table`.
pub(super) fn drop_index(cursor: &mut Cursor<'_>) -> Option<Statement> {
    let if_exists = cursor.eat_all(&["IF", "EXISTS"]);
    let name = cursor.ident()?;
    if !cursor.eat("ON") {
        return None;
    }
    let table = cursor.name()?;
    let action = if name.is("PRIMARY") {
        Action::DropPrimaryKey
    } else {
        Action::DropKey {
            name: name.clone(),
            if_exists,
        }
    };
    let mut actions = vec![(action, name.span)];
    actions.extend(how(cursor));
    Some(Statement::AlterTable(AlterTable {
        table,
        if_exists,
        actions,
    }))
}

/// `ALGORITHM = …` and `LOCK = …` after a statement about an index.
pub(super) fn how(cursor: &mut Cursor<'_>) -> Vec<(Action, Span)> {
    let mut found = Vec::new();
    while !cursor.is_empty() {
        let start = cursor.clone();
        if cursor.is_any(&["ALGORITHM", "LOCK"]) {
            let action = table_option(cursor);
            found.push((action, start.before(cursor).span()));
        } else {
            cursor.step();
        }
    }
    found
}

fn is_last(part: &Cursor<'_>) -> bool {
    let first = [
        "DROP",
        "TRUNCATE",
        "REORGANIZE",
        "ANALYZE",
        "CHECK",
        "OPTIMIZE",
        "REBUILD",
        "REPAIR",
        "DISCARD",
        "IMPORT",
    ];
    part.is_any(&first) && part.is_at(1, "PARTITION")
}

/// A further column of `ORDER BY`.
fn is_name_alone(part: &Cursor<'_>) -> bool {
    let alone =
        part.len() == 1 || part.len() == 2 && (part.is_at(1, "ASC") || part.is_at(1, "DESC"));
    alone && !part.is("FORCE")
}

fn read(mut part: Cursor<'_>, actions: &mut Vec<(Action, Span)>) {
    let span = part.span();
    let first = part.word().unwrap_or_default().to_ascii_uppercase();
    let is_word = part.kind_at(0) == Some(Kind::Word);
    let action = match first.as_str() {
        _ if !is_word => None,
        "ADD" => return add(part, &span, actions),
        "DROP" => drop(&mut part),
        "MODIFY" | "CHANGE" => change(&mut part),
        "ALTER" => alter_part(&mut part),
        "RENAME" => rename(&mut part),
        _ => return table_options(part, actions),
    };
    actions.push((action.unwrap_or(Action::Unreadable), span));
}

fn add(mut part: Cursor<'_>, span: &Span, actions: &mut Vec<(Action, Span)>) {
    part.advance(1);
    if part.eat("PARTITION") {
        let mut ahead = part.clone();
        let hashed = ahead.seek("PARTITIONS");
        let kind = if hashed {
            PartitionAction::Redistribute
        } else {
            PartitionAction::Other
        };
        actions.push((Action::Partition(kind), span.clone()));
        return;
    }
    if part.is("SYSTEM") && part.is_at(1, "VERSIONING") {
        actions.push((Action::Copy("system versioning"), span.clone()));
        return;
    }
    let is_column = part.eat("COLUMN");
    let if_not_exists = part.eat_all(&["IF", "NOT", "EXISTS"]);
    let definitions = match part.clone().parentheses() {
        Some(inside) => inside.list(),
        None => vec![part],
    };
    for one in definitions {
        let read = if is_column {
            column(&mut one.clone()).map_or(Definition::Unreadable, |column| {
                Definition::Column(Box::new(column))
            })
        } else {
            definition(one)
        };
        let action = match read {
            Definition::Column(column) => Action::AddColumn {
                column,
                if_not_exists,
            },
            Definition::Key(key) => Action::AddKey(key),
            Definition::Unreadable => Action::Unreadable,
        };
        actions.push((action, span.clone()));
    }
}

fn drop(part: &mut Cursor<'_>) -> Option<Action> {
    part.advance(1);
    if part.eat_all(&["PRIMARY", "KEY"]) {
        return Some(Action::DropPrimaryKey);
    }
    if part.eat("PARTITION") {
        part.eat_all(&["IF", "EXISTS"]);
        return Some(Action::Partition(PartitionAction::Drop(partitions(part))));
    }
    if part.are(&["SYSTEM", "VERSIONING"]) {
        return Some(Action::DropHistory);
    }
    if part.eat_any(&["INDEX", "KEY"]) {
        let if_exists = part.eat_all(&["IF", "EXISTS"]);
        let name = part.ident()?;
        return Some(Action::DropKey { name, if_exists });
    }
    if part.eat_all(&["FOREIGN", "KEY"]) || part.eat_any(&["CONSTRAINT", "CHECK"]) {
        let if_exists = part.eat_all(&["IF", "EXISTS"]);
        let name = part.ident()?;
        return Some(Action::DropConstraint { name, if_exists });
    }
    part.eat("COLUMN");
    let if_exists = part.eat_all(&["IF", "EXISTS"]);
    let column = part.ident()?;
    Some(Action::DropColumn { column, if_exists })
}

fn partitions(part: &mut Cursor<'_>) -> Vec<super::super::name::Ident> {
    let parts = part.list();
    parts
        .into_iter()
        .filter_map(|mut one| one.ident())
        .collect()
}

fn change(part: &mut Cursor<'_>) -> Option<Action> {
    let renames = part.is("CHANGE");
    part.advance(1);
    part.eat("COLUMN");
    let if_exists = part.eat_all(&["IF", "EXISTS"]);
    let from = if renames { Some(part.ident()?) } else { None };
    let column = column(part)?;
    Some(Action::ChangeColumn {
        from: from.unwrap_or_else(|| column.name.clone()),
        column: Box::new(column),
        if_exists,
    })
}

fn alter_part(part: &mut Cursor<'_>) -> Option<Action> {
    part.advance(1);
    if part.eat("INDEX") || part.eat("KEY") {
        return Some(Action::Other);
    }
    if part.eat_any(&["CHECK", "CONSTRAINT"]) {
        let name = part.ident()?;
        let enforced = !part.eat("NOT");
        return Some(Action::EnforceCheck { name, enforced });
    }
    part.eat("COLUMN");
    part.eat_all(&["IF", "EXISTS"]);
    let name = part.ident()?;
    if part.eat_all(&["SET", "DEFAULT"]) {
        return Some(Action::SetDefault(name, default_value(part)?));
    }
    if part.are(&["DROP", "DEFAULT"]) {
        return Some(Action::DropDefault(name));
    }
    Some(Action::Other)
}

fn rename(part: &mut Cursor<'_>) -> Option<Action> {
    part.advance(1);
    if part.is("COLUMN") && part.len() > 2 {
        part.advance(1);
        part.eat_all(&["IF", "EXISTS"]);
        let from = part.ident()?;
        part.eat("TO");
        let to = part.ident()?;
        return Some(Action::RenameColumn { from, to });
    }
    if part.eat_any(&["INDEX", "KEY"]) {
        part.eat_all(&["IF", "EXISTS"]);
        let from = part.ident()?;
        part.eat("TO");
        let to = part.ident()?;
        return Some(Action::RenameKey { from, to });
    }
    if !part.eat_any(&["TO", "AS"]) {
        part.eat_symbol("=");
    }
    part.name().map(Action::RenameTable)
}

/// Options may follow one another without commas.
fn table_options(mut part: Cursor<'_>, actions: &mut Vec<(Action, Span)>) {
    while !part.is_empty() {
        let start = part.clone();
        let action = table_option(&mut part);
        actions.push((action, start.before(&part).span()));
    }
}

fn table_option(part: &mut Cursor<'_>) -> Action {
    if let Some((charset, collation)) = options::charset(part) {
        return Action::DefaultCharset { charset, collation };
    }
    let word = part.word().unwrap_or_default().to_ascii_uppercase();
    if let Some(action) = partition(part, &word) {
        part.advance(part.len());
        return action;
    }
    part.advance(1);
    match word.as_str() {
        "CONVERT" => {
            part.eat("TO");
            let (charset, collation) = options::charset(part).unwrap_or_default();
            Action::Convert { charset, collation }
        }
        "ENGINE" => Action::Engine(part.option().unwrap_or_default().to_lowercase()),
        "ALGORITHM" => Action::Algorithm(part.option().unwrap_or_default().to_uppercase()),
        "LOCK" => Action::Lock(part.option().unwrap_or_default().to_uppercase()),
        "ORDER" => {
            part.advance(part.len());
            Action::Copy("another order of rows")
        }
        "FORCE" => Action::Rebuild,
        "ROW_FORMAT" | "KEY_BLOCK_SIZE" | "PAGE_COMPRESSED" => {
            part.option();
            Action::Rebuild
        }
        "ENCRYPTION" | "ENCRYPTED" => {
            part.option();
            Action::Copy("another encryption")
        }
        "DISCARD" => {
            part.advance(part.len());
            Action::DiscardTablespace
        }
        "IMPORT" | "ENABLE" | "DISABLE" | "WITH" | "WITHOUT" => {
            part.advance(1);
            Action::Other
        }
        _ => {
            part.option();
            Action::Other
        }
    }
}

fn partition(part: &mut Cursor<'_>, word: &str) -> Option<Action> {
    if part.are(&["PARTITION", "BY"]) {
        let (mut kinds, mut open) = (part.clone(), part.clone());
        let is_by_value = kinds.seek("RANGE") || kinds.seek("LIST");
        let bounded = is_by_value && !open.has_any(&["MAXVALUE", "DEFAULT"]);
        return Some(Action::Partition(PartitionAction::By { bounded }));
    }
    if part.are(&["REMOVE", "PARTITIONING"]) {
        return Some(Action::Partition(PartitionAction::Remove));
    }
    if !part.is_at(1, "PARTITION") {
        return None;
    }
    let mut rest = part.clone();
    rest.advance(2);
    let action = match word {
        "TRUNCATE" => PartitionAction::Truncate(partitions(&mut rest)),
        "COALESCE" => PartitionAction::Redistribute,
        "REORGANIZE" => PartitionAction::Reorganize,
        "REBUILD" | "OPTIMIZE" => PartitionAction::Rebuild,
        "EXCHANGE" => PartitionAction::Exchange {
            table: exchanged(&mut rest),
            validation: !rest.seek("WITHOUT"),
        },
        "DISCARD" => return Some(Action::DiscardTablespace),
        _ => PartitionAction::Other,
    };
    Some(Action::Partition(action))
}

fn exchanged(rest: &mut Cursor<'_>) -> Option<Name> {
    rest.ident()?;
    if !rest.eat_all(&["WITH", "TABLE"]) {
        return None;
    }
    rest.name()
}
