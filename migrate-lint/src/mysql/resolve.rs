//! Names that refer to nothing, or that are taken. What cannot be known is never reported.

mod alter;
mod report;

use self::report::{report_column, report_existing, report_missing};
use super::catalog::{Found, RelationState};
use super::check::Check;
use super::name::{Ident, Name};
use super::statement::{ObjectKind, Parsed, Statement};
use super::table::{Action, Definition, KeyKind, Source};

/// Reports what is wrong with the statement's names. Returns the tables that are missing, to be
/// taken for granted from here on.
pub(super) fn check(check: &mut Check<'_>) -> Vec<Name> {
    if check.catalog.is_opaque() {
        return Vec::new();
    }
    let mut missing = Vec::new();
    for name in referred(check.parsed) {
        if matches!(check.catalog.relation(name), Found::No) && !is_forgiven(check, name) {
            report_table(check, name);
            missing.push(name.clone());
        }
    }
    if missing.is_empty() {
        objects(check);
        columns(check);
    }
    missing
}

/// The tables and views that the statement needs.
pub(super) fn referred(parsed: &Parsed) -> Vec<&Name> {
    let mut names: Vec<&Name> = parsed.reads.iter().collect();
    match &parsed.statement {
        Statement::CreateTable(create) => {
            if let Source::Like(like) = &create.source {
                names.push(like);
            }
            for definition in &create.definitions {
                if let Definition::Key(key) = definition {
                    names.extend(parent(&key.kind));
                }
            }
            names.retain(|name| name.name != create.name.name);
        }
        Statement::AlterTable(alter) => {
            names.extend((!alter.if_exists).then_some(&alter.table));
            for (action, _) in &alter.actions {
                if let Action::AddKey(key) = action {
                    names.extend(parent(&key.kind));
                }
            }
        }
        Statement::RenameTable(pairs) => {
            // A table may be renamed to a name that a later pair renames again.
            let made = |name: &Name| pairs.iter().any(|(_, to)| to.name == name.name);
            names.extend(
                pairs
                    .iter()
                    .map(|(from, _)| from)
                    .filter(|from| !made(from)),
            );
        }
        Statement::Drop(drop) if !drop.if_exists => {
            if matches!(drop.kind, ObjectKind::Table | ObjectKind::View) {
                names.extend(&drop.names);
            }
        }
        Statement::CreateTrigger {
            table: Some(table), ..
        } => names.push(table),
        Statement::Truncate(name)
        | Statement::Delete { table: name, .. }
        | Statement::Insert { table: name, .. } => names.push(name),
        Statement::Update(update) => names.push(&update.table),
        Statement::LockTables(tables) => names.extend(tables),
        _ => {}
    }
    names
}

fn parent(key: &KeyKind) -> Option<&Name> {
    match key {
        KeyKind::ForeignKey { table, .. } => Some(table),
        _ => None,
    }
}

/// A foreign key may name a table that does not exist yet where nobody checks.
fn is_forgiven(check: &Check<'_>, name: &Name) -> bool {
    let is_parent = |key: &KeyKind| parent(key).is_some_and(|one| one.span == name.span);
    let is_parent = match &check.parsed.statement {
        Statement::CreateTable(create) => create
            .definitions
            .iter()
            .any(|definition| matches!(definition, Definition::Key(key) if is_parent(&key.kind))),
        Statement::AlterTable(alter) => {
            alter.has(|action| matches!(action, Action::AddKey(key) if is_parent(&key.kind)))
        }
        _ => false,
    };
    is_parent && check.file.unchecked
}

fn report_table(check: &mut Check<'_>, name: &Name) {
    let key = check.catalog.key(name);
    let known = check.catalog.names(&key.database);
    let known: Vec<String> = known.map(|(_, relation)| relation.shown.clone()).collect();
    let known = known.iter().map(String::as_str);
    let message = format!("there is no table `{name}`");
    let help = "create it before, or correct the name";
    report_missing(check, (&name.name, &name.span), known, message, help);
}

/// Tables and views that are made under a name that is taken.
fn objects(check: &mut Check<'_>) {
    let taken = |check: &Check<'_>, name: &Name| match check.catalog.relation(name) {
        Found::Yes(relation) => match relation.state {
            RelationState::Assumed => None,
            RelationState::View(_) => Some("a view"),
            RelationState::Sequence => Some("a sequence"),
            RelationState::Table(_) => Some("a table"),
        },
        _ => None,
    };
    match &check.parsed.statement {
        Statement::CreateTable(create) => {
            let hides =
                create.temporary && !check.catalog.is_temporary(&check.catalog.key(&create.name));
            if create.if_not_exists || create.replace || hides {
                return;
            }
            if let Some(what) = taken(check, &create.name) {
                report_existing(check, &create.name.span, what, &create.name.to_string());
            }
        }
        Statement::CreateView { name, replace, .. } => {
            let what = taken(check, name);
            if let Some(what) = what.filter(|what| !replace || *what != "a view") {
                report_existing(check, &name.span, what, &name.to_string());
            }
        }
        Statement::RenameTable(pairs) => {
            let gone = |name: &Name, before: usize| {
                pairs[..before]
                    .iter()
                    .any(|(from, _)| check.catalog.key(from) == check.catalog.key(name))
            };
            let mut wrong = Vec::new();
            for (at, (_, to)) in pairs.iter().enumerate() {
                if let Some(what) = taken(check, to).filter(|_| !gone(to, at)) {
                    wrong.push((to.clone(), what));
                }
            }
            for (to, what) in wrong {
                report_existing(check, &to.span, what, &to.to_string());
            }
        }
        _ => {}
    }
}

/// Columns that the statement names.
fn columns(check: &mut Check<'_>) {
    for read in &check.parsed.columns {
        known(check, &read.table, std::slice::from_ref(&read.column));
    }
    match &check.parsed.statement {
        Statement::AlterTable(alter) => alter::check(check, alter),
        Statement::Insert { table, columns } => known(check, table, columns),
        Statement::Update(update) if !update.joined => {
            let columns: Vec<Ident> = update.sets.iter().map(|set| set.column.clone()).collect();
            known(check, &update.table, &columns);
        }
        Statement::CreateTable(create) => alter::of_new_table(check, create),
        _ => {}
    }
}

fn known(check: &mut Check<'_>, name: &Name, columns: &[Ident]) {
    let key = check.catalog.key(name);
    let Some(table) = check.catalog.table_at(&key).filter(|table| table.complete) else {
        return;
    };
    for column in columns {
        if table.column(&column.text).is_none() {
            report_column(check, table, &name.to_string(), column);
        }
    }
}
