//! The queries of the service, and what a statement takes away from them.

use migrate_directory::UsedQuery;

use super::catalog::Catalog;
use super::check::Check;
use super::file::File;
use super::name::{Name, Span};
use super::parser;
use super::query::{Output, Query, Source};
use super::resolve;
use super::statement::{ObjectKind, Parsed, Statement};
use super::table::Action;
use crate::still_used;

/// The queries of the service. The statements in a `WITH` come before its query.
pub(crate) type Used<'q> = still_used::Used<'q, Vec<Parsed>>;

pub(crate) type Removal<'q> = still_used::Removal<'q, Catalog>;

impl<'q> Used<'q> {
    /// What the statement takes away.
    pub(crate) fn removal(&self, check: &Check<'_>) -> Option<Removal<'q>> {
        if check.parsed.conditional || check.catalog.is_opaque() {
            return None;
        }
        let (subject, span) = removed(&check.parsed.statement)?;
        let mut after = check.catalog.clone();
        after.apply(check.parsed, check.file.number);
        let queries = self.lacking(check.catalog, &after);
        (!queries.is_empty()).then(|| Removal {
            subject,
            range: span.unwrap_or(&check.parsed.span).clone(),
            queries,
            before: check.catalog.clone(),
        })
    }

    /// The queries that worked before and do not after.
    pub(crate) fn lacking(&self, before: &Catalog, after: &Catalog) -> Vec<&'q UsedQuery> {
        self.select(read, |query, statements| {
            statements.iter().any(|parsed| {
                let known = problems(before, parsed);
                let new = |problem: &String| !known.contains(problem);
                problems(after, parsed).iter().any(new)
                    || has_lost(&query.columns, &parsed.statement, before, after)
            })
        })
    }
}

/// `None` if the query cannot be read: it is not known to use anything.
fn read(query: &UsedQuery) -> Option<Vec<Parsed>> {
    let source = parser::parse(&query.sql, 0, true);
    let statements = source.statements.into_iter().flat_map(with_writes);
    source.errors.is_empty().then(|| statements.collect())
}

/// A statement, after those in its `WITH`.
fn with_writes(parsed: Parsed) -> Vec<Parsed> {
    let query = parsed.statement.query();
    let inside = query.into_iter().flat_map(Query::writes);
    let mut all: Vec<Parsed> = inside
        .map(|statement| Parsed {
            statement: statement.clone(),
            span: parsed.span.clone(),
            ..parsed
        })
        .collect();
    all.push(parsed);
    all
}

/// What a statement drops or renames, and where it says so.
fn removed(statement: &Statement) -> Option<(String, Option<&Span>)> {
    match statement {
        Statement::AlterTable(alter) => {
            let (action, span) = alter.actions.first()?;
            let subject = match action {
                Action::DropColumn { column, .. } | Action::RenameColumn { from: column, .. } => {
                    format!("{}.{column}", alter.table)
                }
                Action::RenameTo(_) | Action::SetSchema(_) => alter.table.to_string(),
                _ => return None,
            };
            Some((subject, Some(span)))
        }
        Statement::Drop(drop) => {
            let holds_columns = matches!(
                drop.kind,
                ObjectKind::Table
                    | ObjectKind::ForeignTable
                    | ObjectKind::View
                    | ObjectKind::MaterializedView
                    | ObjectKind::Schema
            );
            let takes_columns = drop.cascade
                && matches!(
                    drop.kind,
                    ObjectKind::Type | ObjectKind::Domain | ObjectKind::Function
                );
            let name: &Name = drop.names.first()?;
            (holds_columns || takes_columns).then(|| (name.to_string(), None))
        }
        Statement::AlterSchema {
            name,
            renamed: Some(_),
        } => Some((name.to_string(), None)),
        _ => None,
    }
}

/// What is wrong with a query's names.
fn problems(catalog: &Catalog, parsed: &Parsed) -> Vec<String> {
    let file = File::new(0, &[], None, false);
    let mut check = Check::new(catalog, &file, parsed);
    resolve::check(&mut check);
    check
        .said
        .found
        .into_iter()
        .map(|one| one.message)
        .collect()
}

/// Whether `*` handed a column through that the query was prepared with, and does so no more.
fn has_lost(prepared: &[String], statement: &Statement, before: &Catalog, after: &Catalog) -> bool {
    let Some(query) = handing_through(statement) else {
        return false;
    };
    let columns = |catalog: &Catalog| -> Option<Vec<String>> {
        let columns = catalog.result(None, Some(&query))?;
        Some(columns.into_iter().map(|column| column.name).collect())
    };
    let known = columns(before).zip(columns(after));
    known.is_some_and(|(before, after)| {
        let mut lost = before.iter().filter(|column| !after.contains(column));
        lost.any(|column| prepared.contains(column))
    })
}

/// The statement as a query whose outputs hold a `*`.
fn handing_through(statement: &Statement) -> Option<Query> {
    let (table, alias, query) = match statement {
        Statement::Select(query) => (None, None, query),
        Statement::Insert(insert) => (Some(&insert.table), insert.alias.as_ref(), &insert.rest),
        Statement::Update(update) => (Some(&update.table), update.alias.as_ref(), &update.query),
        Statement::Delete(delete) => (Some(&delete.table), delete.alias.as_ref(), &delete.query),
        _ => return None,
    };
    let mut outputs = query.outputs.iter().flatten();
    if !outputs.any(|one| matches!(one, Output::All(_))) {
        return None;
    }
    let table = table.map(|name| Source::Relation {
        name: name.clone(),
        alias: alias.cloned(),
        columns: None,
    });
    let mut query = query.clone();
    query.sources = table.into_iter().chain(query.sources).collect();
    Some(query)
}
