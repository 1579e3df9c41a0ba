//! An `ALTER TABLE` sees the columns from before it, and makes the new ones all at once.

use super::super::catalog::Table;
use super::super::check::Check;
use super::super::name::{Ident, Name, same};
use super::super::table::{
    Action, AlterTable, ColumnDef, CreateTable, Definition, KeyDef, KeyKind, Source,
};
use super::report::{report_column, report_existing, report_missing};

pub(super) fn check(check: &mut Check<'_>, alter: &AlterTable) {
    let key = check.catalog.key(&alter.table);
    let Some(table) = check.catalog.table_at(&key).filter(|table| table.complete) else {
        return;
    };
    if alter.has(|action| *action == Action::Unreadable) {
        return;
    }
    let shown = alter.table.to_string();
    let columns = Columns::after(table, alter);
    for (action, span) in &alter.actions {
        let missing = needed(action).filter(|column| table.column(&column.text).is_none());
        if let Some(column) = missing {
            // Added and changed at once: the server refuses it, but the slip is another.
            report_column(check, table, &shown, column);
            continue;
        }
        match action {
            Action::AddColumn {
                column,
                if_not_exists: false,
            } => {
                if table.column(&column.name.text).is_some() && !goes(alter, &column.name.text) {
                    let what = format!("{shown}.{}", column.name);
                    report_existing(check, &column.name.span, "a column", &what);
                }
                after_column(check, table, &columns, &shown, column);
            }
            Action::ChangeColumn { from, column, .. } => {
                renamed(check, table, alter, &shown, (from, &column.name));
                after_column(check, table, &columns, &shown, column);
            }
            Action::RenameColumn { from, to } => renamed(check, table, alter, &shown, (from, to)),
            Action::AddKey(key) => {
                let is_there = key.name.as_ref().filter(|name| {
                    let is_gone = alter.has(|one| is_dropped(one, &name.text));
                    let is_index = !matches!(
                        key.kind,
                        KeyKind::Primary(_) | KeyKind::ForeignKey { .. } | KeyKind::Check { .. }
                    );
                    is_index
                        && table.key(&name.text).is_some_and(|one| !one.implied)
                        && !is_gone
                        && !key.if_not_exists
                });
                if let Some(name) = is_there {
                    report_existing(check, span, "an index", &name.to_string());
                }
                let is_second = matches!(key.kind, KeyKind::Primary(_))
                    && table.primary_key().is_some()
                    && !alter.has(|one| *one == Action::DropPrimaryKey);
                if is_second && !key.if_not_exists {
                    report_existing(check, span, "a primary key of", &shown);
                }
                of_key(check, key, &columns, table, &shown);
            }
            Action::DropKey {
                name,
                if_exists: false,
            } => dropped_key(check, table, &shown, name),
            Action::DropConstraint {
                name,
                if_exists: false,
            } => dropped_constraint(check, table, &shown, name),
            _ => {}
        }
    }
}

/// The column that must be there before.
fn needed(action: &Action) -> Option<&Ident> {
    match action {
        Action::DropColumn {
            column,
            if_exists: false,
        }
        | Action::ChangeColumn {
            from: column,
            if_exists: false,
            ..
        }
        | Action::SetDefault(column, _)
        | Action::DropDefault(column)
        | Action::RenameColumn { from: column, .. } => Some(column),
        _ => None,
    }
}

/// A column gets the name of another that stays.
fn renamed(
    check: &mut Check<'_>,
    table: &Table,
    alter: &AlterTable,
    shown: &str,
    (from, to): (&Ident, &Ident),
) {
    let is_taken = table.column(&to.text).is_some() && !goes(alter, &to.text);
    if is_taken && !from.is(&to.text) {
        let what = format!("{shown}.{to}");
        report_existing(check, &to.span, "a column", &what);
    }
}

/// Whether the column no longer has its old name.
fn goes(alter: &AlterTable, name: &str) -> bool {
    alter.has(|action| match action {
        Action::DropColumn { column, .. } => column.is(name),
        Action::RenameColumn { from, .. } => from.is(name),
        Action::ChangeColumn { from, column, .. } => from.is(name) && !column.name.is(name),
        _ => false,
    })
}

fn is_dropped(action: &Action, key: &str) -> bool {
    match action {
        Action::DropKey { name, .. } | Action::DropConstraint { name, .. } => name.is(key),
        Action::RenameKey { from, .. } => from.is(key),
        _ => false,
    }
}

/// `AFTER` a column.
fn after_column(
    check: &mut Check<'_>,
    table: &Table,
    after: &Columns,
    shown: &str,
    column: &ColumnDef,
) {
    if let Some(other) = &column.after
        && !after.have(&other.text)
        && table.column(&other.text).is_none()
    {
        report_column(check, table, shown, other);
    }
}

/// The index of a foreign key has a name that the server chooses.
fn dropped_key(check: &mut Check<'_>, table: &Table, shown: &str, name: &Ident) {
    let is_implied = table.foreign_keys.iter().any(|key| {
        let own = key.name.as_deref().is_none_or(|own| same(own, &name.text));
        own || key
            .columns
            .first()
            .is_some_and(|first| same(first, &name.text))
    });
    if table.key(&name.text).is_some() || is_implied {
        return;
    }
    let known = table.keys.iter().map(|key| key.name.as_str());
    let message = format!("`{shown}` has no index `{name}`");
    let help = "correct the name: `SHOW INDEX` lists those that there are";
    report_missing(check, (&name.text, &name.span), known, message, help);
}

/// The server chooses names for constraints that have none.
fn dropped_constraint(check: &mut Check<'_>, table: &Table, shown: &str, name: &Ident) {
    let has_unnamed = table.foreign_keys.iter().any(|key| key.name.is_none())
        || table.checks.iter().any(Option::is_none)
        || table.columns.iter().any(|column| name.is(&column.name));
    let is_chosen = ["_ibfk_", "_chk_", "CONSTRAINT_"];
    let is_chosen = is_chosen.iter().any(|part| name.text.contains(part));
    let foreign_keys = table.foreign_keys.iter().flat_map(|key| &key.name);
    let keys = table.keys.iter().map(|key| &key.name);
    let mut known = foreign_keys
        .chain(table.checks.iter().flatten())
        .chain(keys);
    let is_there = known.any(|one| name.is(one)) || name.is("PRIMARY");
    if has_unnamed || is_chosen || is_there {
        return;
    }
    let known = table
        .foreign_keys
        .iter()
        .filter_map(|key| key.name.as_deref());
    let message = format!("`{shown}` has no constraint `{name}`");
    let help = "correct the name: `SHOW CREATE TABLE` has those that there are";
    report_missing(check, (&name.text, &name.span), known, message, help);
}

/// The columns that a key names.
fn of_key(check: &mut Check<'_>, key: &KeyDef, own: &Columns, table: &Table, shown: &str) {
    for column in key.kind.columns() {
        if !own.have(&column.text) {
            report_column(check, table, shown, column);
        }
    }
    if let KeyKind::ForeignKey {
        table: parent,
        referenced,
        ..
    } = &key.kind
    {
        of_parent(check, parent, referenced);
    }
}

fn of_parent(check: &mut Check<'_>, parent: &Name, referenced: &[Ident]) {
    let key = check.catalog.key(parent);
    let known = check.catalog.table_at(&key).filter(|table| table.complete);
    let Some(table) = known else { return };
    for column in referenced {
        if table.column(&column.text).is_none() {
            report_column(check, table, &parent.to_string(), column);
        }
    }
}

/// The names of the columns after a statement.
struct Columns(Vec<String>);

impl Columns {
    fn after(table: &Table, alter: &AlterTable) -> Self {
        let mut names: Vec<String> = table.columns.iter().map(|one| one.name.clone()).collect();
        for (action, _) in &alter.actions {
            match action {
                Action::AddColumn { column, .. } => names.push(column.name.text.clone()),
                Action::DropColumn { column, .. } => names.retain(|name| !column.is(name)),
                Action::RenameColumn { from, to } => rename(&mut names, from, to),
                Action::ChangeColumn { from, column, .. } => rename(&mut names, from, &column.name),
                _ => {}
            }
        }
        Self(names)
    }

    fn have(&self, name: &str) -> bool {
        self.0.iter().any(|one| same(one, name))
    }
}

fn rename(names: &mut [String], from: &Ident, to: &Ident) {
    for name in names.iter_mut().filter(|name| from.is(name)) {
        name.clone_from(&to.text);
    }
}

/// The keys of a new table name its own columns.
pub(super) fn of_new_table(check: &mut Check<'_>, create: &CreateTable) {
    let is_readable = |one: &Definition| *one != Definition::Unreadable;
    if create.source != Source::Nothing || !create.definitions.iter().all(is_readable) {
        return;
    }
    let columns = create.definitions.iter().filter_map(|one| match one {
        Definition::Column(column) => Some(column.name.text.clone()),
        _ => None,
    });
    let own = Columns(columns.collect());
    let shown = create.name.to_string();
    for definition in &create.definitions {
        let Definition::Key(key) = definition else {
            continue;
        };
        for column in key
            .kind
            .columns()
            .into_iter()
            .filter(|column| !own.have(&column.text))
        {
            let known = own.0.iter().map(String::as_str);
            let message = format!("`{shown}` has no column `{column}`");
            let help = "add it, or correct the name";
            report_missing(check, (&column.text, &column.span), known, message, help);
        }
        if let KeyKind::ForeignKey {
            table, referenced, ..
        } = &key.kind
            && !same(&table.name, &create.name.name)
        {
            of_parent(check, table, referenced);
        }
    }
}
