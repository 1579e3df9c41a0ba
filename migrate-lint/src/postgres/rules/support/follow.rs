use crate::postgres::catalog::{Catalog, ConstraintState, Found};
use crate::postgres::expression::{Expr, ExprKind};
use crate::postgres::file::{Cleaned, File};
use crate::postgres::name::{Name, QName};
use crate::postgres::query::Source;
use crate::postgres::statement::{ObjectKind, Parsed, Relocation, Statement, TypeChange};
use crate::postgres::table::{Action, ConstraintKind};

/// Records what later statements of the file are judged by. The catalog is the one before the
/// statement.
pub(in crate::postgres) fn follow(
    file: &mut File<'_>,
    catalog: &Catalog,
    parsed: &Parsed,
    number: usize,
) {
    match &parsed.statement {
        Statement::AlterType {
            name,
            change: TypeChange::Relocate(Relocation::Name(to)),
        } => {
            let target = catalog.target(name, false);
            file.given_names.push(target.sibling(&to.text));
        }
        Statement::AlterTable(alter) => {
            let table = match catalog.relation(&alter.table) {
                Found::Yes(name, _) => name,
                _ => catalog.target(&alter.table, false),
            };
            for (action, _) in &alter.actions {
                of_action(file, catalog, &table, action, number);
            }
        }
        Statement::Drop(drop) if drop.kind == ObjectKind::Index => {
            for (_, index) in drop.names.iter().filter_map(|name| catalog.index(name)) {
                let columns: Option<Vec<String>> = index.columns.iter().cloned().collect();
                if let Some(columns) = columns.filter(|_| index.unique && !index.partial) {
                    file.dropped_keys.push((index.table.clone(), columns));
                }
            }
        }
        Statement::Update(update) => {
            let sets = update.sets.iter().map(|(column, _)| column.text.clone());
            let table = (&update.table, update.alias.as_ref());
            let filter = update.filter.as_ref();
            clean(
                file,
                catalog,
                table,
                filter,
                &update.from,
                Some(sets.collect()),
            );
        }
        Statement::Delete(delete) => {
            let table = (&delete.table, delete.alias.as_ref());
            clean(
                file,
                catalog,
                table,
                delete.filter.as_ref(),
                &delete.using,
                None,
            );
        }
        Statement::Set {
            parameter, values, ..
        } => {
            if parameter == "timezone" {
                file.utc = values.first().is_some_and(|zone| {
                    ["utc", "gmt", "etc/utc"].contains(&zone.to_ascii_lowercase().as_str())
                });
            }
            // Back to the default.
            if values.is_empty() {
                file.said.reset(parameter);
            }
        }
        Statement::Reset { parameter } => file.said.settings.retain(|setting| {
            parameter
                .as_ref()
                .is_some_and(|parameter| setting.name != *parameter)
        }),
        Statement::SetRole { none: true, .. } | Statement::ResetRole => {
            file.said.reset("role");
        }
        _ => {}
    }
}

/// Records the columns by which rows are changed or deleted. `IS NULL` tells nothing about the
/// values of other rows.
fn clean(
    file: &mut File<'_>,
    catalog: &Catalog,
    (table, alias): (&Name, Option<&String>),
    filter: Option<&Expr>,
    sources: &[Source],
    sets: Option<Vec<String>>,
) {
    let (Some(filter), Some((found, _))) = (filter, catalog.relation(table).yes()) else {
        return;
    };
    let own = alias.unwrap_or(&table.name);
    let mut columns = Vec::new();
    let mut names: Vec<&Name> = Vec::new();
    collect(filter, own, &mut columns, &mut names);
    names.extend(sources.iter().filter_map(|source| match source {
        Source::Relation { name, .. } => Some(name),
        _ => None,
    }));
    let relations = names
        .into_iter()
        .filter_map(|name| catalog.relation(name).yes());
    file.cleaned.push(Cleaned {
        table: found,
        columns,
        sets,
        relations: relations.map(|(name, _)| name).collect(),
    });
}

fn collect<'e>(
    condition: &'e Expr,
    own: &str,
    columns: &mut Vec<String>,
    names: &mut Vec<&'e Name>,
) {
    match &condition.kind {
        ExprKind::IsNull(_) | ExprKind::IsNotNull(_) => {}
        ExprKind::Name(parts) => {
            let is_own = parts.len() < 2 || parts[parts.len() - 2].text == own;
            columns.extend(
                parts
                    .last()
                    .filter(|_| is_own)
                    .map(|last| last.text.clone()),
            );
        }
        ExprKind::Query(query) => {
            query.columns(&mut |column| columns.push(column.to_owned()));
            query.relations(&mut |name| names.push(name));
        }
        _ => {
            for child in condition.children() {
                collect(child, own, columns, names);
            }
        }
    }
}

fn of_action(
    file: &mut File<'_>,
    catalog: &Catalog,
    table: &QName,
    action: &Action,
    number: usize,
) {
    match action {
        Action::RenameTo(to) => file.given_names.push(table.sibling(&to.text)),
        Action::AddConstraint(constraint) if constraint.not_valid => {
            let name = constraint.name.as_ref().map(|name| name.text.clone());
            // Without a name it is the newest constraint of the table.
            let name = name.unwrap_or_default();
            file.transaction.not_valid.push((table.clone(), name));
        }
        Action::DropConstraint { name, .. } => {
            let known = catalog
                .table_at(table)
                .and_then(|table| table.constraint(&name.text));
            if let Some(known) = known.filter(|known| known.valid)
                && let ConstraintState::ForeignKey {
                    table: Some(target),
                } = &known.state
            {
                let dropped = (table.clone(), known.columns.clone(), target.clone());
                file.dropped_references.push(dropped);
            }
            if let Some(known) = known
                && matches!(
                    known.state,
                    ConstraintState::Unique | ConstraintState::PrimaryKey
                )
            {
                let columns = known.columns.clone();
                file.dropped_keys.push((table.clone(), columns));
            }
        }
        _ => {}
    }
    if scans(action) {
        file.scanned.push((table.clone(), number));
    }
}

/// Whether the action alone makes the server scan every row.
pub(in crate::postgres::rules) fn scans(action: &Action) -> bool {
    match action {
        Action::SetNotNull(_) => true,
        Action::AddConstraint(constraint) => {
            let using_index = matches!(
                constraint.kind,
                ConstraintKind::Unique {
                    using_index: Some(_),
                    ..
                } | ConstraintKind::PrimaryKey {
                    using_index: Some(_),
                    ..
                }
            );
            !constraint.not_valid && !constraint.not_enforced && !using_index
        }
        _ => false,
    }
}
