//! The queries of the service, and what a statement takes away from them.

use std::cell::OnceCell;

use migrate_directory::{Queries, UsedQuery};

use super::catalog::{Catalog, Use};
use super::check::Check;
use super::name::{Key, Span, same};
use super::parser;
use super::servers::Servers;
use super::statement::{ObjectKind, Statement, Uses};
use super::table::Action;
use crate::finding::Finding;
use crate::still_used;

/// The queries of the service. They are read when a statement first takes something away.
pub(crate) struct Used<'q> {
    queries: &'q Queries,
    servers: Servers,
    read: OnceCell<Vec<(&'q UsedQuery, Uses)>>,
}

pub(crate) type Removal<'q> = still_used::Removal<'q, Catalog>;

impl<'q> Used<'q> {
    pub(crate) fn new(queries: &'q Queries, servers: Servers) -> Self {
        Self {
            queries,
            servers,
            read: OnceCell::new(),
        }
    }

    /// What the part of the statement takes away.
    pub(crate) fn removal(&self, check: &Check<'_>, migration: usize) -> Option<Removal<'q>> {
        if check.catalog.is_opaque() {
            return None;
        }
        let (subject, range) = removed(&check.parsed.statement, check.part)?;
        let mut after = check.catalog.clone();
        after.apply(check.parsed, check.part, check.file.number);
        let queries = self.broken(check.catalog, &after);
        (!queries.is_empty()).then(|| Removal {
            subject,
            range: range.clone(),
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
        removal.finding(&self.broken(&removal.before, now), self.queries)
    }

    fn broken(&self, before: &Catalog, after: &Catalog) -> Vec<&'q UsedQuery> {
        let read = self.read.get_or_init(|| {
            let queries = self.queries.queries.iter();
            let version = self.servers.number();
            queries
                .map(|query| (query, parser::uses(&query.sql, version)))
                .collect()
        });
        let is_lost = |needed: &Use| before.has(needed) && !after.has(needed);
        let is_broken = |(query, uses): &&(&UsedQuery, Uses)| {
            // It was not prepared with every column of today.
            let is_prepared = |needed: &&Use| {
                let named = needed.column.as_ref();
                named.is_some_and(|name| query.columns.iter().any(|column| same(column, name)))
            };
            let is_narrower =
                |(key, width): &(Key, usize)| after.width(key).is_some_and(|now| now < *width);
            before.named(uses).iter().any(is_lost)
                || before.by_place(uses).iter().any(is_narrower)
                || before
                    .handed_through(uses)
                    .iter()
                    .filter(is_prepared)
                    .any(is_lost)
        };
        let broken = read.iter().filter(is_broken);
        broken.map(|(query, _)| *query).collect()
    }
}

/// What a part of a statement drops, renames or replaces, and where it says so.
fn removed(statement: &Statement, part: usize) -> Option<(String, &Span)> {
    match statement {
        Statement::AlterTable(alter) => {
            let (action, span) = alter.actions.get(part)?;
            let subject = match action {
                Action::DropColumn { column, .. }
                | Action::RenameColumn { from: column, .. }
                | Action::ChangeColumn { from: column, .. } => format!("{}.{column}", alter.table),
                Action::RenameTable(_) => alter.table.to_string(),
                _ => return None,
            };
            Some((subject, span))
        }
        Statement::RenameTable(pairs) => {
            let (from, _) = pairs.get(part)?;
            Some((from.to_string(), &from.span))
        }
        Statement::Drop(drop) if matches!(drop.kind, ObjectKind::Table | ObjectKind::View) => {
            let name = drop.names.get(part)?;
            Some((name.to_string(), &name.span))
        }
        Statement::CreateView {
            name,
            replace: true,
            ..
        } => Some((name.to_string(), &name.span)),
        Statement::CreateTable(create) if create.replace => {
            Some((create.name.to_string(), &create.name.span))
        }
        _ => None,
    }
}
