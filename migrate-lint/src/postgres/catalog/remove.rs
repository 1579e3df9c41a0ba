use super::alter::relocated;
use super::change::Change;
use super::relation::{ConstraintState, RelationState, View};
use super::{Found, Schema};
use crate::postgres::name::{Name, QName};
use crate::postgres::statement::Relocation;

impl Change<'_> {
    /// Gives a relation another name or schema, and everything that refers to it.
    pub(super) fn relocate_relation(&mut self, from: &QName, to: &QName) {
        if !self.certain {
            // Either name may be right from here on.
            let copy = self.catalog.at_mut(from).map(|relation| {
                relation.certain = false;
                relation.clone()
            });
            if let Some(copy) = copy {
                let relations = &mut self.catalog.schema_mut(&to.schema).relations;
                relations.entry(to.name.clone()).or_insert(copy);
            }
            return;
        }
        self.rename_relation(from, to);
        if from.schema != to.schema {
            let indexes = self.catalog.table_at(to).map(|table| table.indexes.clone());
            for index in indexes.into_iter().flatten() {
                self.rename_relation(&from.sibling(&index), &to.sibling(&index));
            }
        }
    }

    pub(super) fn rename_relation(&mut self, from: &QName, to: &QName) {
        let schema = self.catalog.schema_mut(&from.schema);
        let Some(relation) = schema.relations.remove(&from.name) else {
            return;
        };
        if let RelationState::Index(index) = &relation.state {
            let of_constraint = index.of_constraint;
            let table = index.table.clone();
            if let Some(table) = self.catalog.table_at_mut(&table) {
                for name in table.indexes.iter_mut().filter(|name| **name == from.name) {
                    name.clone_from(&to.name);
                }
                // A key and its index have one name.
                let mut keys = table.constraints.iter_mut().filter(|_| of_constraint);
                if let Some(key) = keys.find(|one| one.name == from.name) {
                    key.name.clone_from(&to.name);
                }
            }
        } else {
            self.retarget(from, to);
        }
        if matches!(relation.state, RelationState::Table(_)) {
            self.filled(&to.schema);
        }
        let schema = self.catalog.schema_mut(&to.schema);
        schema.relations.insert(to.name.clone(), relation);
    }

    /// Makes what refers to `from` refer to `to`.
    fn retarget(&mut self, from: &QName, to: &QName) {
        let change = |name: &mut QName| {
            if *name == *from {
                name.clone_from(to);
            }
        };
        let schemas = self.catalog.schemas.values_mut();
        for relation in schemas.flat_map(|schema| schema.relations.values_mut()) {
            match &mut relation.state {
                RelationState::Index(index) => change(&mut index.table),
                RelationState::View(view) => view.reads.iter_mut().for_each(change),
                RelationState::Sequence(sequence) => {
                    if let Some((table, _)) = &mut sequence.owned_by {
                        change(table);
                    }
                }
                RelationState::Table(table) => {
                    table.partitions.iter_mut().for_each(change);
                    if let Some((parent, _)) = &mut table.partition_of {
                        change(parent);
                    }
                    for constraint in &mut table.constraints {
                        if let ConstraintState::ForeignKey { table: Some(table) } =
                            &mut constraint.state
                        {
                            change(table);
                        }
                    }
                }
            }
        }
    }

    pub(super) fn relocate_type(&mut self, from: &QName, to: &QName) {
        let types = &mut self.catalog.schema_mut(&from.schema).types;
        if let Some(known) = types.remove(&from.name) {
            let types = &mut self.catalog.schema_mut(&to.schema).types;
            types.insert(to.name.clone(), known);
        }
        let schemas = self.catalog.schemas.values_mut();
        for relation in schemas.flat_map(|schema| schema.relations.values_mut()) {
            let columns = relation
                .table_mut()
                .into_iter()
                .flat_map(|table| &mut table.columns);
            for ty in columns.filter_map(|column| column.ty.as_mut()) {
                let schema = ty.schema.as_deref().unwrap_or(&from.schema);
                if ty.name == from.name && schema == from.schema {
                    ty.name.clone_from(&to.name);
                    ty.schema = (to.schema != "public").then(|| to.schema.clone());
                }
            }
        }
    }

    pub(super) fn relocate_function(&mut self, name: &Name, change: &Relocation) {
        let from = self.catalog.target(name, false);
        let to = relocated(&from, change);
        let functions = &mut self.catalog.schema_mut(&from.schema).functions;
        if let Some(known) = functions.remove(&from.name) {
            let functions = &mut self.catalog.schema_mut(&to.schema).functions;
            functions.entry(to.name).or_default().extend(known);
        }
    }

    pub(super) fn rename_schema(&mut self, from: &str, to: &str) {
        let relations: Vec<String> = self
            .catalog
            .schemas
            .get(from)
            .into_iter()
            .flat_map(|schema| schema.relations.keys().cloned())
            .collect();
        for name in relations {
            self.rename_relation(&QName::new(from, &name), &QName::new(to, &name));
        }
        if let Some(old) = self.catalog.schemas.remove(from) {
            let new = self.catalog.schema_mut(to);
            new.created |= old.created;
            new.open |= old.open;
            new.types.extend(old.types);
            new.functions.extend(old.functions);
        }
        if from == "public" {
            self.catalog
                .schemas
                .insert(from.to_owned(), Schema::default());
        }
    }

    /// A column goes, and the constraints and indexes that need it.
    pub(super) fn drop_column(&mut self, name: &QName, column: &str, cascade: bool) {
        let certain = self.certain;
        let Some(table) = self.catalog.table_at_mut(name) else {
            return;
        };
        if !certain {
            if let Some(column) = table.column_mut(column) {
                column.certain = false;
            }
            return;
        }
        table.columns.retain(|one| one.name != column);
        table
            .constraints
            .retain(|one| !one.columns.iter().any(|needed| needed == column));
        let indexes = table.indexes.clone();
        let partitions = table.partitions.clone();
        for index in indexes {
            let index = name.sibling(&index);
            let needs_it = match self.catalog.at(&index).map(|one| &one.state) {
                Some(RelationState::Index(index)) => {
                    index.depends_on.iter().any(|needed| needed == column)
                }
                _ => false,
            };
            if needs_it {
                self.forget_index(&index);
            }
        }
        for partition in partitions {
            self.drop_column(&partition, column, cascade);
        }
        if cascade {
            self.drop_views_of(name, Some(column));
        }
    }

    pub(super) fn drop_constraint(&mut self, name: &QName, constraint: &str) {
        let Some(table) = self.catalog.table_at_mut(name) else {
            return;
        };
        if !self.certain {
            return;
        }
        let dropped = table.constraints.iter().find(|one| one.name == constraint);
        let not_null = dropped.is_some_and(|one| matches!(one.state, ConstraintState::NotNull));
        if not_null {
            let columns = dropped.map(|one| one.columns.clone()).unwrap_or_default();
            for column in &mut table.columns {
                column.not_null &= !columns.contains(&column.name);
            }
        }
        table.constraints.retain(|one| one.name != constraint);
        self.forget_index(&name.sibling(constraint));
    }

    pub(super) fn forget_index(&mut self, index: &QName) {
        let table = match self.catalog.at(index).map(|one| &one.state) {
            Some(RelationState::Index(index)) => index.table.clone(),
            _ => return,
        };
        self.catalog
            .schema_mut(&index.schema)
            .relations
            .remove(&index.name);
        if let Some(table) = self.catalog.table_at_mut(&table) {
            table.indexes.retain(|one| *one != index.name);
        }
    }

    /// Views that read the relation go with it.
    pub(super) fn drop_views_of(&mut self, name: &QName, column: Option<&str>) {
        let views: Vec<(QName, bool)> = self
            .catalog
            .relations()
            .filter_map(|(of, relation)| match &relation.state {
                RelationState::View(view) if view.reads.contains(name) => {
                    Some((of, self.needs(view, name, column)?))
                }
                _ => None,
            })
            .collect();
        for (view, certain) in views {
            if certain {
                self.drop_views_of(&view, None);
                self.forget_relation(&view);
            } else if let Some(view) = self.catalog.at_mut(&view) {
                view.certain = false;
            }
        }
    }

    /// Whether the view cannot be without the column of a relation that it reads: certainly, or
    /// perhaps. `None` if it does not name it.
    fn needs(&self, view: &View, name: &QName, column: Option<&str>) -> Option<bool> {
        let Some(column) = column else {
            return Some(true);
        };
        let mut names = view.names.iter();
        names.find(|one| *one == column || *one == "*")?;
        // Another relation may have a column of that name.
        let others = view.reads.iter().filter(|other| *other != name);
        let mut others = others.filter_map(|other| self.catalog.at(other)?.columns());
        Some(!others.any(|columns| columns.iter().any(|one| one.name == column)))
    }

    /// A relation goes, with its indexes and partitions, and with `cascade` what reads it.
    pub(super) fn drop_relation(&mut self, name: &Name, cascade: bool) {
        let Found::Yes(name, _) = self.catalog.relation(name) else {
            return;
        };
        if !self.certain {
            if let Some(relation) = self.catalog.at_mut(&name) {
                relation.certain = false;
            }
            return;
        }
        self.forget_relation(&name);
        if cascade {
            self.drop_views_of(&name, None);
            self.drop_foreign_keys_to(&name);
        }
    }

    fn forget_relation(&mut self, name: &QName) {
        if let Some(RelationState::Index(_)) = self.catalog.at(name).map(|one| &one.state) {
            self.forget_index(name);
            return;
        }
        let schema = self.catalog.schema_mut(&name.schema);
        let Some(relation) = schema.relations.remove(&name.name) else {
            return;
        };
        let RelationState::Table(table) = relation.state else {
            schema.relations.retain(|_, other| match &other.state {
                RelationState::Index(index) => index.table != *name,
                _ => true,
            });
            return;
        };
        for index in &table.indexes {
            schema.relations.remove(index);
        }
        schema
            .relations
            .retain(|_, relation| match &relation.state {
                RelationState::Sequence(sequence) => {
                    sequence.owned_by.as_ref().is_none_or(|(of, _)| of != name)
                }
                _ => true,
            });
        if let Some((parent, _)) = &table.partition_of
            && let Some(parent) = self.catalog.table_at_mut(parent)
        {
            parent.partitions.retain(|one| one != name);
        }
        for partition in &table.partitions {
            self.forget_relation(partition);
        }
    }

    fn drop_foreign_keys_to(&mut self, name: &QName) {
        let schemas = self.catalog.schemas.values_mut();
        for relation in schemas.flat_map(|schema| schema.relations.values_mut()) {
            if let Some(table) = relation.table_mut() {
                table
                    .constraints
                    .retain(|constraint| match &constraint.state {
                        ConstraintState::ForeignKey { table } => table.as_ref() != Some(name),
                        _ => true,
                    });
            }
        }
    }
}
