//! The queries of the service, and what a statement takes away from them.

use std::cell::OnceCell;

use migrate_directory::{Code, Queries, UsedQuery};

use super::catalog::Catalog;
use super::check::Check;
use super::file::File;
use super::name::{Name, Span};
use super::parser;
use super::query::{Output, Query, Source};
use super::resolve;
use super::statement::{ObjectKind, Parsed, Statement};
use super::table::Action;
use crate::finding::Finding;
use crate::still_used;

/// The queries of the service. They are read when a statement first takes something away.
pub(crate) struct Used<'q> {
    queries: &'q Queries,
    read: OnceCell<Vec<Reading<'q>>>,
}

/// A query that was read.
struct Reading<'q> {
    query: &'q UsedQuery,
    /// Those that stand in `WITH` go before it.
    statements: Vec<Parsed>,
}

pub(crate) type Removal<'q> = still_used::Removal<'q, Catalog>;

impl<'q> Used<'q> {
    pub(crate) fn new(queries: &'q Queries) -> Self {
        Self {
            queries,
            read: OnceCell::new(),
        }
    }

    /// What the statement takes away.
    pub(crate) fn removal(&self, check: &Check<'_>) -> Option<Removal<'q>> {
        if check.parsed.conditional || check.catalog.is_opaque() {
            return None;
        }
        let (subject, span) = removed(&check.parsed.statement)?;
        let mut after = check.catalog.clone();
        after.apply(check.parsed, check.file.number);
        let queries = self.broken(check.file, check.catalog, &after);
        let migration = usize::try_from(check.file.number).ok()?;
        (!queries.is_empty()).then(|| Removal {
            subject,
            range: span.unwrap_or(&check.parsed.span).clone(),
            migration,
            queries,
            before: check.catalog.clone(),
        })
    }

    /// What is to be said of it when all is done.
    pub(crate) fn still_used(&self, removal: &Removal<'q>, now: &Catalog) -> Option<Finding> {
        if now.is_opaque() {
            return None;
        }
        let file = File::new(removal.migration, &[], None, false);
        removal.finding(&self.broken(&file, &removal.before, now), self.queries)
    }

    fn broken(&self, file: &File<'_>, before: &Catalog, after: &Catalog) -> Vec<&'q UsedQuery> {
        let read = self.read.get_or_init(|| self.read());
        let is_broken = |reading: &&Reading<'q>| {
            let mut statements = reading.statements.iter();
            statements.any(|parsed| {
                let known = problems(file, before, parsed);
                let new = |problem: &String| !known.contains(problem);
                problems(file, after, parsed).iter().any(new)
                    || has_lost(&reading.query.columns, &parsed.statement, before, after)
            })
        };
        let broken = read.iter().filter(is_broken);
        broken.map(|reading| reading.query).collect()
    }

    fn read(&self) -> Vec<Reading<'q>> {
        let reading = |query: &'q UsedQuery| {
            let source = parser::parse(&query.sql, 0, true);
            // What cannot be read is not known to use anything.
            source.errors.is_empty().then(|| Reading {
                query,
                statements: source
                    .statements
                    .into_iter()
                    .flat_map(with_writes)
                    .collect(),
            })
        };
        self.queries.queries.iter().filter_map(reading).collect()
    }
}

/// A statement behind those that stand in its `WITH`.
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
fn problems(file: &File<'_>, catalog: &Catalog, parsed: &Parsed) -> Vec<String> {
    let mut check = Check {
        catalog,
        file,
        parsed,
        number: 0,
        text: "",
        start: 0,
        actions: 1,
        code: Code::UnknownObject,
        found: Vec::new(),
        pending: Vec::new(),
        settings: Vec::new(),
    };
    resolve::check(&mut check);
    check.found.into_iter().map(|one| one.message).collect()
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
