//! What the actions of an `ALTER TABLE` do to a table.

use super::super::name::{Ident, Key, Name, same};
use super::super::table::{Action, ColumnDef, KeyDef, KeyKind, KeyPart, PartitionAction};
use super::change::Change;
use super::table::ForeignKey;
use super::{Born, Column, KeyState, Table, TableKey};

impl Change<'_> {
    pub(super) fn alter_table(&mut self, name: &Name, action: &Action) {
        let key = self.catalog.key(name);
        match action {
            Action::RenameTable(to) => {
                self.rename_table(name, to);
                return;
            }
            Action::AddKey(definition) => {
                self.add_key(&key, definition);
                return;
            }
            _ => {}
        }
        let born = self.born;
        let Some(table) = self.catalog.table_mut(&key) else {
            return;
        };
        match action {
            Action::AddColumn { column, .. } if table.column(&column.name.text).is_none() => {
                table.add_column(column, born);
            }
            Action::DropColumn { column, .. } => table.drop_column(&column.text),
            Action::ChangeColumn { from, column, .. } => {
                table.change_column(&from.text, column, born);
            }
            Action::SetDefault(column, value) => {
                if let Some(column) = table.column_mut(&column.text) {
                    column.spec.default = Some(value.clone());
                }
            }
            Action::DropDefault(column) => {
                if let Some(column) = table.column_mut(&column.text) {
                    column.spec.default = None;
                }
            }
            Action::RenameColumn { from, to } => table.rename_column(&from.text, &to.text),
            Action::RenameKey { from, to } => {
                let keys = table.keys.iter_mut();
                for key in keys.filter(|key| same(&key.name, &from.text)) {
                    key.name.clone_from(&to.text);
                }
            }
            Action::DropPrimaryKey => table.keys.retain(|key| key.kind != KeyState::Primary),
            Action::DropKey { name, .. } => table.keys.retain(|key| !same(&key.name, &name.text)),
            Action::DropConstraint { name, .. } => table.drop_constraint(&name.text),
            Action::Convert { charset, collation } => {
                table.convert(charset.as_deref(), collation.as_deref());
            }
            Action::DefaultCharset { charset, collation } => {
                table.keep_charset();
                table.charset.clone_from(charset);
                table.collation.clone_from(collation);
            }
            Action::Engine(engine) => table.engine = Some(engine.clone()),
            Action::Partition(PartitionAction::By { .. }) => table.partitioned = true,
            Action::Partition(PartitionAction::Remove) => table.partitioned = false,
            Action::Unreadable => table.complete = false,
            _ => {}
        }
    }

    /// A column of a new table, with the keys that it brings.
    pub(super) fn define(&mut self, table: &mut Table, column: &ColumnDef) {
        table.add_column(column, self.born);
    }

    pub(super) fn add_key(&mut self, key: &Key, definition: &KeyDef) {
        let born = self.born;
        let parent = match &definition.kind {
            KeyKind::ForeignKey { table, .. } => Some(self.catalog.key(table)),
            _ => None,
        };
        let Some(table) = self.catalog.table_mut(key) else {
            return;
        };
        let name = definition.name.as_ref().map(|name| name.text.clone());
        if definition.if_not_exists
            && name
                .as_deref()
                .is_some_and(|name| table.key(name).is_some())
        {
            return;
        }
        let (kind, parts) = match &definition.kind {
            KeyKind::Primary(parts) => (KeyState::Primary, parts),
            KeyKind::Unique(parts) => (KeyState::Unique, parts),
            KeyKind::Index(parts) => (KeyState::Index, parts),
            KeyKind::Fulltext(parts) => (KeyState::Fulltext, parts),
            KeyKind::Spatial(parts) => (KeyState::Spatial, parts),
            KeyKind::ForeignKey { columns, .. } => {
                if let Some(parent) = parent {
                    table.add_foreign_key(name, columns, parent, born);
                }
                return;
            }
            KeyKind::Check { .. } => {
                table.checks.push(name);
                return;
            }
        };
        table.add_key(name, kind, parts, born);
    }
}

impl Table {
    fn add_column(&mut self, column: &ColumnDef, born: Born) {
        self.columns.push(Column {
            name: column.name.text.clone(),
            spec: column.spec.clone(),
            born,
            filled: None,
        });
        let part = KeyPart {
            column: Some(column.name.clone()),
            prefix: false,
        };
        if column.primary {
            self.add_key(None, KeyState::Primary, std::slice::from_ref(&part), born);
        }
        if column.unique {
            self.add_key(None, KeyState::Unique, std::slice::from_ref(&part), born);
        }
        if column.check.is_some() {
            self.checks.push(None);
        }
    }

    fn add_key(&mut self, name: Option<String>, kind: KeyState, parts: &[KeyPart], born: Born) {
        let columns = parts.iter().map(|part| {
            let column = part.column.as_ref().filter(|_| !part.prefix);
            column.map(|column| column.text.clone())
        });
        let columns: Vec<Option<String>> = columns.collect();
        // One that the server made for a foreign key gives way.
        let first = columns.first().cloned().flatten();
        self.keys
            .retain(|key| !key.implied || key.columns.first() != Some(&first));
        let name = match kind {
            KeyState::Primary => "PRIMARY".to_owned(),
            _ => name.unwrap_or_else(|| self.free_name(parts)),
        };
        self.keys.push(TableKey {
            name,
            kind,
            columns,
            implied: false,
            born,
        });
    }

    /// A foreign key, with an index if none serves it.
    fn add_foreign_key(
        &mut self,
        name: Option<String>,
        columns: &[Ident],
        parent: Key,
        born: Born,
    ) {
        let columns: Vec<String> = columns.iter().map(|one| one.text.clone()).collect();
        let serves = |key: &TableKey| {
            let mut parts = key.columns.iter();
            columns.iter().all(|own| {
                let part = parts.next().and_then(Option::as_deref);
                part.is_some_and(|part| same(part, own))
            })
        };
        if !self.keys.iter().any(serves) {
            self.keys.push(TableKey {
                name: name
                    .clone()
                    .or(columns.first().cloned())
                    .unwrap_or_default(),
                kind: KeyState::Index,
                columns: columns.iter().cloned().map(Some).collect(),
                implied: true,
                born,
            });
        }
        self.foreign_keys.push(ForeignKey {
            name,
            columns,
            parent,
            born,
        });
    }

    /// A key without a name has that of its first column, with a number if it is taken.
    fn free_name(&self, parts: &[KeyPart]) -> String {
        let first = parts.first().and_then(|part| part.column.as_ref());
        let base = first.map_or("functional_index", |column| &column.text);
        let mut name = base.to_owned();
        let mut number = 2;
        while self.key(&name).is_some() {
            name = format!("{base}_{number}");
            number += 1;
        }
        name
    }

    fn drop_column(&mut self, name: &str) {
        self.columns.retain(|column| !same(&column.name, name));
        for key in &mut self.keys {
            let is_other = |column: &Option<String>| {
                column.as_deref().is_none_or(|column| !same(column, name))
            };
            key.columns.retain(is_other);
        }
        self.keys.retain(|key| !key.columns.is_empty());
    }

    fn change_column(&mut self, from: &str, to: &ColumnDef, born: Born) {
        let Some(column) = self.column_mut(from) else {
            return;
        };
        let was_required = column.spec.is_not_null();
        column.spec = to.spec.clone();
        if was_required && !column.spec.is_not_null() {
            column.filled = None;
        }
        self.rename_column(from, &to.name.text);
        let part = KeyPart {
            column: Some(to.name.clone()),
            prefix: false,
        };
        if to.unique {
            self.add_key(None, KeyState::Unique, std::slice::from_ref(&part), born);
        }
        if to.primary && self.primary_key().is_none() {
            self.add_key(None, KeyState::Primary, &[part], born);
        }
    }

    fn rename_column(&mut self, from: &str, to: &str) {
        if let Some(column) = self.column_mut(from) {
            to.clone_into(&mut column.name);
        }
        let in_keys = self
            .keys
            .iter_mut()
            .flat_map(|key| &mut key.columns)
            .flatten();
        let in_foreign = self
            .foreign_keys
            .iter_mut()
            .flat_map(|key| &mut key.columns);
        for column in in_keys
            .chain(in_foreign)
            .filter(|column| same(column, from))
        {
            to.clone_into(column);
        }
    }

    fn drop_constraint(&mut self, name: &str) {
        let is = |own: &Option<String>| own.as_deref().is_some_and(|own| same(own, name));
        self.foreign_keys.retain(|key| !is(&key.name));
        self.checks.retain(|check| !is(check));
        // MySQL 8.0.19 and MariaDB drop unique keys so, too.
        self.keys
            .retain(|key| !key.is_unique() || !same(&key.name, name));
    }

    fn convert(&mut self, charset: Option<&str>, collation: Option<&str>) {
        for column in &mut self.columns {
            column.spec.ty.charset = None;
            column.spec.ty.collation = None;
        }
        self.charset = charset.map(str::to_owned);
        self.collation = collation.map(str::to_owned);
    }

    /// Another default leaves the columns that there are in theirs.
    fn keep_charset(&mut self) {
        for column in &mut self.columns {
            if column.spec.ty.is_text() && column.spec.ty.charset.is_none() {
                column.spec.ty.charset.clone_from(&self.charset);
                column.spec.ty.collation.clone_from(&self.collation);
            }
        }
    }
}
