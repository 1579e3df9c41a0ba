//! What several rules need to know.

use migrate_directory::{Kind, Words};

use crate::sqlite::check::{Check, Target};
use crate::sqlite::copy::{Copy, Mapped};
use crate::sqlite::engine::{Engine, Refusal};
use crate::sqlite::name::{self, Name, quoted};
use crate::sqlite::statement::{Action, Create, Statement, find};
use crate::sqlite::table::{Affinity, Column, Table};

/// Whether a condition holds for every row.
pub(in crate::sqlite) fn is_true(engine: &Engine, condition: Words<'_>) -> bool {
    // Tables have no rows here, and SQLite may take a quoted name for a string.
    let is_plain = condition.find("SELECT").is_none()
        && (0..condition.len()).all(|at| condition.kind(at) != Some(Kind::QuotedName));
    is_plain && engine.is_true(condition.source()) == Some(true)
}

/// A column that the statement adds to a table that holds rows.
pub(super) fn added_column<'c>(check: &Check<'c>) -> Option<(Target, &'c Name, Words<'c>)> {
    let Action::AddColumn { column, definition } = check.statement.action()? else {
        return None;
    };
    Some((check.with_rows()?.clone(), column, *definition))
}

/// The error of the engine for the new column when there is a row.
pub(super) fn refused_on_row(check: &Check<'_>) -> Option<Refusal> {
    let tried = check.trial.get_or_init(|| {
        let (target, _, _) = added_column(check)?;
        let table = target.table?;
        let trial = &check.state.trial;
        trial.foreign_keys(check.file.foreign_keys).ok()?;
        trial.try_on_row(&bare(&table), &row(&table), check.sql)
    });
    tried.clone()
}

/// The table without its constraints.
fn bare(table: &Table) -> String {
    let columns = table.columns.iter();
    let columns: Vec<String> = columns
        .map(|column| format!("{} {}", quoted(&column.name), column.ty))
        .collect();
    let strict = if table.definition.strict {
        " STRICT"
    } else {
        ""
    };
    format!(
        "CREATE TABLE {} ({}){strict}",
        quoted(&table.name),
        columns.join(", ")
    )
}

/// An INSERT of a row with as few values as possible.
fn row(table: &Table) -> String {
    let value = |column: &Column| {
        if !table.is_filled(column) {
            return "NULL";
        }
        match Affinity::of(&column.ty) {
            Affinity::Text => "''",
            Affinity::Blob => "x''",
            Affinity::Integer | Affinity::Real | Affinity::Numeric => "0",
        }
    };
    let values: Vec<&str> = table.columns.iter().map(value).collect();
    format!(
        "INSERT INTO {} VALUES ({})",
        quoted(&table.name),
        values.join(", ")
    )
}

/// Whether an INSERT must name the new column.
pub(super) fn requires_value(definition: Words<'_>) -> bool {
    let not_null = find(definition, 0, "NOT").is_some_and(|at| definition.is(at + 1, "NULL"));
    let has_default =
        find(definition, 0, "DEFAULT").is_some_and(|at| !definition.is(at + 1, "NULL"));
    not_null && !has_default && find(definition, 0, "AS").is_none()
}

/// The unique index that the statement creates on a table that holds rows: the table, and the
/// columns, `None` for an expression.
pub(super) fn created_index<'c>(
    check: &Check<'c>,
) -> Option<(Target, &'c Create<'c>, Vec<Option<String>>)> {
    let Statement::Create(create) = check.statement else {
        return None;
    };
    let is_there = create.if_not_exists && check.state.object(&create.name).is_some();
    if is_there || !create.unique {
        return None;
    }
    let items = create.items.iter();
    let columns = items.map(|item| {
        let is_plain =
            item.len() == 1 || item.len() == 2 && (item.is(1, "ASC") || item.is(1, "DESC"));
        name::at(*item, 0).filter(|_| is_plain)
    });
    let columns = columns.collect();
    Some((check.with_rows()?.clone(), create, columns))
}

/// The copy into a table that no release knows, with that table and the one that it reads.
pub(super) fn copied<'c>(check: &Check<'c>) -> Option<(&'c Copy, Target, &'c Table)> {
    let copy = check.copy?;
    let target = check.target.clone().filter(|target| !target.existing)?;
    let original = check.file.originals.get(&copy.from)?;
    Some((copy, target, original.table.as_ref()?))
}

/// Whether the copy can put NULL into a column.
pub(super) fn may_be_null(check: &Check<'_>, copy: &Copy, value: &Mapped, from: &Table) -> bool {
    if value.guarded {
        return false;
    }
    let is_filled = |name: &String| {
        let column = from.column(name);
        column.is_some_and(|column| from.is_filled(column)) || check.file.is_filled(copy.from, name)
    };
    value.null || !value.sources.iter().all(is_filled)
}
