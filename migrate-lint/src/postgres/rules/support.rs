//! What several rules need to know.

mod apart;
mod follow;
mod key;
pub(super) mod partition;
mod type_change;

use crate::postgres::catalog::{DefaultValue, Found, TypeState};
use crate::postgres::check::{Check, Existing};
use crate::postgres::data_type::DataType;
use crate::postgres::expression::{Expr, ExprKind};
use crate::postgres::name::{Ident, Name, Span};
use crate::postgres::statement::{CreateIndex, Drop, ObjectKind, RelationKind, Statement};
use crate::postgres::table::{Action, ColumnDef, ConstraintDef, ConstraintKind};
use crate::postgres::volatility::is_volatile;

pub(super) use apart::{concurrently, end_of, surround, validate_later};
pub(in crate::postgres) use follow::follow;
pub(super) use follow::scans;
pub(super) use key::Key;
pub(super) use type_change::TypeChange;

/// The existing table that the statement alters, and how.
pub(super) fn altered<'c>(check: &Check<'c>) -> Option<(Existing<'c>, &'c Action, &'c Span)> {
    let Statement::AlterTable(alter) = &check.parsed.statement else {
        return None;
    };
    if alter.kind != RelationKind::Table {
        return None;
    }
    let (action, span) = alter.actions.first()?;
    let existing = check.existing(&alter.table)?;
    let foreign = existing.table().is_some_and(|table| table.foreign);
    let other = existing
        .relation
        .is_some_and(|relation| relation.table().is_none());
    (!foreign && !other).then_some((existing, action, span))
}

/// A column that the statement adds to an existing table.
pub(super) fn added_column<'c>(
    check: &Check<'c>,
) -> Option<(Existing<'c>, &'c ColumnDef, &'c Span)> {
    let (table, action, span) = altered(check)?;
    let Action::AddColumn {
        column,
        if_not_exists,
    } = action
    else {
        return None;
    };
    let is_there = *if_not_exists && table.column(&column.name.text).is_some();
    (!is_there).then_some((table, column, span))
}

/// A column that the statement drops from an existing table, unless it is new or not there, and
/// whether with CASCADE.
pub(super) fn dropped_column<'c>(
    check: &Check<'c>,
) -> Option<(Existing<'c>, &'c Ident, bool, &'c Span)> {
    let (table, action, span) = altered(check)?;
    let Action::DropColumn {
        column, cascade, ..
    } = action
    else {
        return None;
    };
    let known = table.column(&column.text);
    let is_gone = table.table().is_some_and(|table| table.complete) && known.is_none();
    let is_old = !is_gone && !table.is_new_column(&column.text);
    is_old.then_some((table, column, *cascade, span))
}

/// A constraint that the statement adds to an existing table, by itself or with a column.
pub(super) fn added_constraints<'c>(
    check: &Check<'c>,
) -> Vec<(Existing<'c>, &'c ConstraintDef, Option<&'c ColumnDef>)> {
    let Some((table, action, _)) = altered(check) else {
        return Vec::new();
    };
    if let Action::AddConstraint(constraint) = action {
        return vec![(table, constraint, None)];
    }
    let Some((_, column, _)) = added_column(check) else {
        return Vec::new();
    };
    let constraints = column.constraints.iter();
    constraints
        .filter_map(|constraint| Some((altered(check)?.0, constraint, Some(column))))
        .collect()
}

/// The index that the statement creates, unless it exists.
pub(super) fn created_index<'c>(check: &Check<'c>) -> Option<(Existing<'c>, &'c CreateIndex)> {
    let Statement::CreateIndex(index) = &check.parsed.statement else {
        return None;
    };
    let table = check.existing(&index.table)?;
    let name = index.name.as_ref();
    let is_there = index.if_not_exists
        && name.is_some_and(|name| check.catalog.at(&table.name.sibling(&name.name)).is_some());
    (!is_there).then_some((table, index))
}

/// The objects of one of these kinds that the statement drops.
pub(super) fn dropped<'c>(check: &Check<'c>, kinds: &[ObjectKind]) -> Option<(&'c Drop, &'c Name)> {
    match &check.parsed.statement {
        Statement::Drop(drop) if kinds.contains(&drop.kind) => Some((drop, drop.names.first()?)),
        _ => None,
    }
}

/// Whether this is `DROP SCHEMA IF EXISTS` of a schema that no migration created.
pub(super) fn is_no_op(check: &Check<'_>, drop: &Drop, name: &Name) -> bool {
    let public = check.catalog.schema("public");
    let are_known = public.is_some_and(|public| !public.relations.is_empty());
    drop.if_exists && are_known && check.catalog.schema(&name.name).is_none()
}

/// What the rows that exist get in a new column; `None` is NULL.
pub(super) fn fill(check: &Check<'_>, column: &ColumnDef) -> Option<DefaultValue> {
    let value = column.fills()?;
    let volatile = |default: &Expr| is_volatile(default, check.catalog);
    Some(match column.default() {
        Some(default) if !volatile(default) => DefaultValue::Stable,
        _ => value,
    })
}

/// Whether a new column must hold a value.
pub(super) fn is_required(column: &ColumnDef) -> bool {
    let requires = |kind: &ConstraintKind| {
        matches!(
            kind,
            ConstraintKind::NotNull(_) | ConstraintKind::PrimaryKey { .. }
        )
    };
    column.constraint(requires).is_some()
}

/// The domain's constraints: whether it refuses NULL, and whether it has any.
pub(super) fn domain(check: &Check<'_>, ty: &DataType) -> Option<(bool, bool)> {
    let (_, known) = check.catalog.type_of(ty)?;
    match &known.kind {
        TypeState::Domain {
            not_null, checks, ..
        } => Some((*not_null, *not_null || !checks.is_empty())),
        _ => None,
    }
}

/// The name of a constraint, or one that suits it.
pub(super) fn constraint_name(
    constraint: &ConstraintDef,
    table: &str,
    columns: &[String],
    suffix: &str,
) -> String {
    if let Some(name) = &constraint.name {
        return name.to_string();
    }
    let table = table.rsplit('.').next().unwrap_or(table).trim_matches('"');
    let mut parts = vec![table.to_owned()];
    parts.extend(columns.iter().cloned());
    parts.push(suffix.to_owned());
    crate::postgres::name::quoted(&parts.join("_"))
}

/// A constraint's text without its name, as it follows `ADD CONSTRAINT name`.
pub(super) fn bare(constraint: &ConstraintDef) -> String {
    let text = constraint.text.as_str();
    let is_named = text
        .get(..10)
        .is_some_and(|word| word.eq_ignore_ascii_case("constraint"));
    match &constraint.name {
        Some(_) if is_named => {
            let rest = text[10..].trim_start();
            let end = match rest.strip_prefix('"') {
                Some(name) => name.find('"').map_or(rest.len(), |at| at + 2),
                None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
            };
            rest[end..].trim().to_owned()
        }
        _ => text.to_owned(),
    }
}

/// Whether the filter holds for every row of the table.
pub(super) fn is_every_row(table: &Existing<'_>, filter: &Expr) -> bool {
    let is_required = |one: &Expr| {
        let column = one.column();
        column.is_some_and(|column| table.is_not_null(&column.text))
    };
    let by_columns = match &filter.kind {
        ExprKind::And(left, right) => is_every_row(table, left) && is_every_row(table, right),
        ExprKind::Or(left, right) => is_every_row(table, left) || is_every_row(table, right),
        ExprKind::IsNotNull(inner) => is_required(inner),
        ExprKind::Binary {
            operator,
            left,
            right,
        } => operator == "=" && left.text == right.text && is_required(left) && is_required(right),
        _ => false,
    };
    by_columns || filter.is_always_true()
}

/// Whether the filter holds for few rows: it compares a key, or what looks like a key, with a
/// value.
pub(super) fn is_pinned(check: &Check<'_>, table: &Existing<'_>, filter: Option<&Expr>) -> bool {
    let Some(filter) = filter else { return false };
    let keys: Vec<Vec<String>> = match table.table() {
        Some(_) => Key::of(check.catalog, &table.name),
        None => vec![vec!["id".to_owned()]],
    };
    let pinned: Vec<&Ident> = filter
        .conjuncts()
        .into_iter()
        .filter_map(|part| match &part.kind {
            ExprKind::Binary {
                operator,
                left,
                right,
            } if operator == "=" || operator == "in" => {
                let (column, value) = match (left.column(), right.column()) {
                    (Some(column), None) => (column, right),
                    (None, Some(column)) => (column, left),
                    _ => return None,
                };
                value.columns().is_empty().then_some(column)
            }
            _ => None,
        })
        .collect();
    let has = |name: &String| pinned.iter().any(|column| column.text == *name);
    keys.iter().any(|key| key.iter().all(has))
}

/// Whether the name is that of an existing table, which may hold rows.
pub(super) fn reads_existing(check: &Check<'_>, name: &Name) -> bool {
    match check.catalog.relation(name) {
        Found::Yes(..) => check
            .existing(name)
            .is_some_and(|existing| existing.table().is_some()),
        Found::Unknown | Found::No => false,
    }
}

/// A lock mode in a sentence: "an ACCESS EXCLUSIVE lock".
pub(super) fn with_article(mode: &str) -> String {
    let article = if mode.starts_with(['A', 'E']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {mode} lock")
}

/// The message for a statement that needs ACCESS EXCLUSIVE for a moment: while it waits for its
/// turn, everybody waits for it.
pub(super) fn queues(table: &str) -> String {
    format!(
        "this waits for every query on {table}, and new reads and writes wait for its ACCESS \
         EXCLUSIVE lock"
    )
}
