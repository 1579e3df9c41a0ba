//! What several rules need to know.

mod change;
mod conversion;
mod follow;
mod foreign_key;
mod key;

use super::super::check::{Altered, Check, Existing};
use super::super::name::{Ident, Name};
use super::super::statement::{Drop, ObjectKind, Statement};
use super::super::table::{Action, ColumnDef, KeyDef, KeyKind};

pub(super) use change::ColumnChange;
pub(super) use conversion::converted;
pub(in crate::mysql) use follow::follow;
pub(super) use follow::{DATABASE, LOCK, ROLE, TABLES, is_initial, variable};
pub(super) use foreign_key::added_foreign_key;
pub(super) use key::UniqueKey;

/// A column that the statement adds to an existing table.
pub(super) fn added_column<'c>(check: &Check<'c>) -> Option<(Altered<'c>, &'c ColumnDef)> {
    let altered = check.altered()?;
    let Action::AddColumn {
        column,
        if_not_exists,
    } = altered.action
    else {
        return None;
    };
    let is_there = *if_not_exists && altered.table.column(&column.name.text).is_some();
    (!is_there).then_some((altered, column))
}

/// A column that the statement drops from an existing table, unless it is new or not there.
pub(super) fn dropped_column<'c>(check: &Check<'c>) -> Option<(Altered<'c>, &'c Ident)> {
    let altered = check.altered()?;
    let Action::DropColumn { column, .. } = altered.action else {
        return None;
    };
    let table = &altered.table;
    let is_old = !table.lacks(&column.text) && !table.is_new_column(&column.text);
    is_old.then_some((altered, column))
}

/// A key or constraint that the statement adds to an existing table.
pub(super) fn added_key<'c>(check: &Check<'c>) -> Option<(Altered<'c>, &'c KeyDef)> {
    let altered = check.altered()?;
    let Action::AddKey(key) = altered.action else {
        return None;
    };
    let name = key.name.as_ref().filter(|_| key.if_not_exists);
    let known = altered.table.table().zip(name);
    let is_there = known.is_some_and(|(table, name)| {
        table.key(&name.text).is_some() || table.foreign_key(&name.text).is_some()
    });
    (!is_there).then_some((altered, key))
}

/// The object that this part of the statement drops.
pub(super) fn dropped<'c>(check: &Check<'c>, kinds: &[ObjectKind]) -> Option<(&'c Drop, &'c Name)> {
    match &check.parsed.statement {
        Statement::Drop(drop) if kinds.contains(&drop.kind) => {
            Some((drop, drop.names.get(check.part)?))
        }
        _ => None,
    }
}

/// An existing table, not a view, that this part of the statement drops or replaces.
pub(super) fn dropped_table<'c>(check: &Check<'c>) -> Option<(Existing<'c>, &'c Name)> {
    if let Statement::CreateTable(create) = &check.parsed.statement {
        let known = check
            .existing(&create.name)
            .filter(|one| one.relation.is_some());
        let replaced = known.filter(|_| create.replace && !create.temporary);
        return replaced.map(|existing| (existing, &create.name));
    }
    let (drop, name) = dropped(check, &[ObjectKind::Table])?;
    let existing = check.existing(name).filter(|_| !drop.temporary)?;
    // `IF EXISTS` of a table that no migration created drops nothing.
    let is_first = drop.if_exists && check.catalog.is_untouched(&existing.key);
    (!is_first).then_some((existing, name))
}

impl Altered<'_> {
    fn says(&self, algorithms: &[&str], locks: &[&str]) -> bool {
        self.alter.has(|action| match action {
            Action::Algorithm(said) => algorithms.contains(&said.as_str()),
            Action::Lock(said) => locks.contains(&said.as_str()),
            _ => false,
        })
    }

    /// Whether writers wait while the server copies the table. If the statement forbids that, the
    /// server rejects it at once.
    pub(super) fn may_copy(&self, check: &Check<'_>) -> bool {
        check.file.servers.copies_block()
            && !self.says(&["INSTANT", "INPLACE", "NOCOPY"], &["NONE"])
    }

    /// The same for a change in place that blocks writers.
    pub(super) fn may_share(&self) -> bool {
        !self.says(&["INSTANT", "NOCOPY"], &["NONE"])
    }
}

/// A database that the statement drops, unless the file created it or it is empty.
pub(super) fn dropped_database<'c>(check: &Check<'c>) -> Option<&'c Name> {
    let (_, name) = dropped(check, &[ObjectKind::Database])?;
    let Some(made) = check.catalog.made_database(&name.name) else {
        return Some(name);
    };
    let database = name.name.to_lowercase();
    let is_empty = check.catalog.names(&database).next().is_none();
    (!is_empty && !check.file.is_new(made)).then_some(name)
}

/// Whether the statement adds or enforces a CHECK against which rows are checked.
pub(super) fn added_check(check: &Check<'_>) -> bool {
    let enforced = |key: &KeyDef| matches!(key.kind, KeyKind::Check { enforced: true });
    let by_key = added_key(check).is_some_and(|(_, key)| enforced(key));
    let by_state = check.altered().is_some_and(|altered| {
        matches!(altered.action, Action::EnforceCheck { enforced: true, .. })
    });
    (by_key || by_state) && check.file.servers.has_checks()
}
