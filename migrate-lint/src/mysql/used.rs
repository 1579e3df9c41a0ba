//! The queries of the service, and what a statement takes away from them.

use migrate_directory::UsedQuery;

use super::catalog::{Catalog, Use};
use super::check::Check;
use super::name::{Key, Span, same};
use super::parser;
use super::servers::Servers;
use super::statement::{ObjectKind, Statement, Uses};
use super::table::Action;
use crate::still_used;

pub(crate) type Used<'q> = still_used::Used<'q, Uses>;

pub(crate) type Removal<'q> = still_used::Removal<'q, Catalog>;

impl<'q> Used<'q> {
    /// What the part of the statement takes away.
    pub(crate) fn removal(&self, check: &Check<'_>) -> Option<Removal<'q>> {
        if check.catalog.is_opaque() {
            return None;
        }
        let (subject, range) = removed(&check.parsed.statement, check.part)?;
        let mut after = check.catalog.clone();
        after.apply(check.parsed, check.part, check.file.number);
        let queries = self.lacking(check.catalog, &after, check.file.servers);
        (!queries.is_empty()).then(|| Removal {
            subject,
            range: range.clone(),
            queries,
            before: check.catalog.clone(),
        })
    }

    /// The queries that worked before and do not after.
    pub(crate) fn lacking(
        &self,
        before: &Catalog,
        after: &Catalog,
        servers: Servers,
    ) -> Vec<&'q UsedQuery> {
        let read = |query: &UsedQuery| Some(parser::uses(&query.sql, servers.number()));
        let is_lost = |needed: &Use| before.has(needed) && !after.has(needed);
        self.select(read, |query, uses| {
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
        })
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
