//! What queries and views use, and whether it is there.

use std::collections::BTreeSet;

use super::super::name::{Key, Name, same};
use super::super::statement::Uses;
use super::view::{Use, View};
use super::{Catalog, Relation, RelationState};

impl Catalog {
    pub(super) fn view(&self, columns: Option<Vec<String>>, uses: &Uses) -> View {
        // The server writes out `*` when the view is made.
        let mut all = self.named(uses);
        all.extend(self.handed_through(uses));
        View { columns, uses: all }
    }

    /// The tables and columns that a query certainly names.
    pub(crate) fn named(&self, uses: &Uses) -> Vec<Use> {
        let tables = uses.tables.iter().map(|(name, _)| Use {
            table: self.key(name),
            column: None,
        });
        let mut found: Vec<Use> = tables.filter(|one| self.at(&one.table).is_some()).collect();
        for (table, column) in &uses.columns {
            let mut known = self.sources(uses, table.as_deref());
            known.retain(|(_, relation)| relation.is_none_or(|one| one.may_have(column)));
            // What could be another's column is nobody's.
            if let [(key, Some(relation))] = known.as_slice()
                && relation.columns().iter().any(|one| same(one, column))
            {
                found.push(Use {
                    table: key.clone(),
                    column: Some(column.clone()),
                });
            }
        }
        found
    }

    /// The columns that `*` stands for.
    pub(crate) fn handed_through(&self, uses: &Uses) -> Vec<Use> {
        let tables = uses.all.iter();
        let tables = tables.flat_map(|table| self.sources(uses, Some(table)));
        tables
            .flat_map(|(key, _)| self.every_column(&key))
            .collect()
    }

    /// The tables whose columns an INSERT means by their place, and how many those are.
    pub(crate) fn by_place(&self, uses: &Uses) -> Vec<(Key, usize)> {
        let filled = uses.fills.iter().map(|name| self.key(name));
        let read = uses.all.iter().filter(|_| uses.inserts);
        let read = read.flat_map(|table| self.sources(uses, Some(table)));
        let tables = filled.chain(read.map(|(key, _)| key));
        let widths = tables.filter_map(|key| self.width(&key).map(|width| (key, width)));
        widths.collect()
    }

    /// How many columns a relation has, if all of them are known.
    pub(crate) fn width(&self, table: &Key) -> Option<usize> {
        let relation = self.at(table)?;
        let is_known = match &relation.state {
            RelationState::Table(table) => table.complete,
            RelationState::View(view) => view.columns.is_some(),
            RelationState::Sequence | RelationState::Assumed => false,
        };
        is_known.then(|| relation.columns().len())
    }

    /// Whether what a query needs is there, and works.
    pub(crate) fn has(&self, needed: &Use) -> bool {
        self.stands(needed, &mut BTreeSet::new())
    }

    /// The same, where some views were looked into already.
    fn stands(&self, needed: &Use, seen: &mut BTreeSet<Key>) -> bool {
        let Some(relation) = self.at(&needed.table) else {
            return false;
        };
        let has_column = |column: &String| relation.may_have(column);
        if !needed.column.as_ref().is_none_or(has_column) {
            return false;
        }
        match &relation.state {
            RelationState::View(view) if seen.insert(needed.table.clone()) => {
                view.uses.iter().all(|one| self.stands(one, seen))
            }
            _ => true,
        }
    }

    fn every_column(&self, table: &Key) -> Vec<Use> {
        let columns = self.at(table).map(Relation::columns);
        let columns = columns.into_iter().flatten().map(|column| Use {
            table: table.clone(),
            column: Some(column.to_owned()),
        });
        columns.collect()
    }

    /// The tables of a query, or those that have a name in it; each once, and `None` for one that
    /// is not known.
    fn sources(&self, uses: &Uses, alias: Option<&str>) -> Vec<(Key, Option<&Relation>)> {
        let is_meant = |name: &Name, own: &str| {
            alias.is_none_or(|alias| same(alias, own) || same(alias, &name.name))
        };
        let mut found: Vec<(Key, Option<&Relation>)> = Vec::new();
        for (name, own) in &uses.tables {
            let key = self.key(name);
            if is_meant(name, own) && !found.iter().any(|(known, _)| *known == key) {
                let relation = self.at(&key);
                found.push((key, relation));
            }
        }
        found
    }
}
