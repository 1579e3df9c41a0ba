use super::change::Change;
use super::relation::{ConstraintState, DefaultValue, Identity, PartitionKind, RelationState};
use super::{Found, TypeState};
use crate::postgres::data_type::DataType;
use crate::postgres::expression::{Expr, ExprKind};
use crate::postgres::name::{Ident, Name, QName};
use crate::postgres::statement::{
    Delete, DomainChange, IndexChange, RelationKind, Relocation, Statement, TypeChange, Update,
};
use crate::postgres::table::{Action, Bound, ColumnDef, ConstraintDef, ConstraintKind};

impl Change<'_> {
    pub(super) fn alter_table(&mut self, table: &Name, kind: RelationKind, action: &Action) {
        let Found::Yes(name, relation) = self.catalog.relation(table) else {
            return;
        };
        match action {
            Action::RenameTo(to) => self.relocate_relation(&name, &name.sibling(&to.text)),
            Action::SetSchema(schema) => {
                self.relocate_relation(&name, &QName::new(&schema.text, &name.name));
            }
            Action::RenameColumn { from, to } => self.rename_column(&name, from, to),
            _ if kind != RelationKind::View && relation.table().is_some() => {
                self.alter_columns(&name, action);
            }
            _ => {}
        }
    }

    fn alter_columns(&mut self, name: &QName, action: &Action) {
        match action {
            Action::AddColumn { column, .. } => self.add_column(name, column),
            Action::DropColumn {
                column, cascade, ..
            } => self.drop_column(name, &column.text, *cascade),
            Action::SetType { column, ty, .. } => {
                let ty = ty.as_ref().map(|(ty, _)| ty.clone());
                self.on_column(name, column, |column| column.ty = ty);
            }
            Action::SetDefault { column, value } => {
                let value = value.as_ref().map(|value| self.default_value(value));
                self.on_column(name, column, |column| column.default = value);
            }
            Action::DropDefault(column) => {
                self.on_column(name, column, |column| column.default = None);
            }
            Action::SetNotNull(column) => {
                self.on_column(name, column, |column| column.not_null = true);
            }
            Action::DropNotNull(column) => {
                self.on_column(name, column, |column| column.not_null = false);
            }
            Action::DropExpression(column) => {
                self.on_column(name, column, |column| column.generated = None);
            }
            Action::AddIdentity { column, always } | Action::SetGenerated { column, always } => {
                let identity = if *always {
                    Identity::Always
                } else {
                    Identity::ByDefault
                };
                self.on_column(name, column, |column| column.identity = Some(identity));
                self.implied_sequence(name, &column.text);
            }
            Action::DropIdentity(column) => {
                self.on_column(name, column, |column| column.identity = None);
            }
            other => self.alter_constraints(name, other),
        }
    }

    fn alter_constraints(&mut self, name: &QName, action: &Action) {
        match action {
            Action::AddConstraint(constraint) => self.add_constraint(name, constraint),
            Action::DropConstraint { name: dropped, .. } => {
                if !self.certain {
                    self.catalog.doubt();
                }
                self.drop_constraint(name, &dropped.text);
            }
            Action::ValidateConstraint(validated) => self.validate(name, &validated.text),
            Action::RenameConstraint { from, to } => {
                self.rename_relation(&name.sibling(&from.text), &name.sibling(&to.text));
                if let Some(table) = self.catalog.table_at_mut(name) {
                    let mut constraints = table.constraints.iter_mut();
                    if let Some(constraint) = constraints.find(|one| one.name == from.text) {
                        constraint.name.clone_from(&to.text);
                    }
                }
            }
            Action::AttachPartition { partition, bound } => self.attach(name, partition, bound),
            Action::DetachPartition { partition, .. } => {
                if let Some((partition, _)) = self.catalog.table(partition) {
                    if let Some(parent) = self.catalog.table_at_mut(name) {
                        parent.partitions.retain(|one| *one != partition);
                    }
                    if let Some(table) = self.catalog.table_at_mut(&partition) {
                        table.partition_of = None;
                    }
                }
            }
            Action::SetTablespace(_) => {
                if let Some(table) = self.catalog.table_at_mut(name) {
                    table.placed = true;
                }
            }
            Action::SetLogged(logged) => {
                if let Some(table) = self.catalog.table_at_mut(name) {
                    table.unlogged = !logged;
                }
            }
            Action::Inherit(_) | Action::NoInherit(_) | Action::Unknown => {
                if let Some(table) = self.catalog.table_at_mut(name) {
                    table.complete &= !matches!(action, Action::Unknown);
                }
            }
            _ => {}
        }
    }

    fn on_column(
        &mut self,
        table: &QName,
        column: &Ident,
        change: impl FnOnce(&mut super::Column),
    ) {
        let table = self.catalog.table_at_mut(table);
        if let Some(column) = table.and_then(|table| table.column_mut(&column.text)) {
            change(column);
        }
    }

    fn attach(&mut self, parent: &QName, partition: &Name, bound: &Bound) {
        let Some((child, _)) = self.catalog.table(partition) else {
            return;
        };
        let kind = match bound {
            Bound::Default => PartitionKind::Default,
            _ => PartitionKind::Bounded,
        };
        if let Some(table) = self.catalog.table_at_mut(&child) {
            table.partition_of = Some((parent.clone(), kind));
        }
        if let Some(table) = self.catalog.table_at_mut(parent) {
            table.partitions.push(child);
        }
    }

    fn validate(&mut self, table: &QName, name: &str) {
        let Some(table) = self.catalog.table_at_mut(table) else {
            return;
        };
        let Some(constraint) = table.constraints.iter_mut().find(|one| one.name == name) else {
            return;
        };
        constraint.valid = true;
        if matches!(constraint.state, ConstraintState::NotNull) {
            let columns = constraint.columns.clone();
            for column in &mut table.columns {
                column.not_null |= columns.contains(&column.name);
            }
        }
    }

    fn rename_column(&mut self, name: &QName, from: &Ident, to: &Ident) {
        let Some(relation) = self.catalog.at_mut(name) else {
            return;
        };
        let columns = match &mut relation.state {
            RelationState::Table(table) => &mut table.columns,
            RelationState::View(view) => match &mut view.columns {
                Some(columns) => columns,
                None => return,
            },
            _ => return,
        };
        for column in columns.iter_mut().filter(|one| one.name == from.text) {
            column.name.clone_from(&to.text);
        }
        let rename = |names: &mut Vec<String>| {
            for name in names.iter_mut().filter(|name| **name == from.text) {
                name.clone_from(&to.text);
            }
        };
        let RelationState::Table(table) = &mut relation.state else {
            return;
        };
        for constraint in &mut table.constraints {
            rename(&mut constraint.columns);
            if let ConstraintState::Check { proves, .. } = &mut constraint.state {
                rename(proves);
            }
        }
        let indexes = table.indexes.clone();
        let partitions = table.partitions.clone();
        for index in indexes {
            let index = self.catalog.at_mut(&name.sibling(&index));
            if let Some(RelationState::Index(index)) = index.map(|index| &mut index.state) {
                rename(&mut index.depends_on);
                for column in index.columns.iter_mut().flatten() {
                    if *column == from.text {
                        column.clone_from(&to.text);
                    }
                }
            }
        }
        for partition in partitions {
            self.rename_column(&partition, from, to);
        }
    }

    /// `UPDATE … SET column = …` that leaves no row without a value.
    pub(super) fn fill(&mut self, table: &Name, update: &Update) {
        let all = |column: &str| match &update.filter {
            None => update.from.is_empty(),
            Some(filter) => covers_missing(filter, column),
        };
        let filled: Vec<String> = update
            .sets
            .iter()
            .filter(|(_, value)| value.as_ref().is_some_and(|value| !may_be_null(value)))
            .map(|(column, _)| column.text.clone())
            .filter(|column| all(column))
            .collect();
        self.mark_filled(table, &filled);
    }

    /// `DELETE` of the rows without a value.
    pub(super) fn clean(&mut self, delete: &Delete) {
        let Some((_, table)) = self.catalog.table(&delete.table) else {
            return;
        };
        let all = |column: &str| match &delete.filter {
            None => delete.using.is_empty(),
            Some(filter) => covers_missing(filter, column),
        };
        let names = table.columns.iter().map(|column| column.name.clone());
        let mut cleaned: Vec<String> = names.filter(|name| all(name)).collect();
        if let Some(filter) = &delete.filter {
            cleaned.retain(|name| filter.columns().iter().any(|column| column.text == *name));
        }
        self.mark_filled(&delete.table, &cleaned);
    }

    fn mark_filled(&mut self, table: &Name, columns: &[String]) {
        let born = self.born;
        let name = self.catalog.table(table).map(|(name, _)| name);
        let table = name.and_then(|name| self.catalog.table_at_mut(&name));
        for column in table.into_iter().flat_map(|table| &mut table.columns) {
            if columns.contains(&column.name) {
                column.filled = Some(born);
            }
        }
    }

    pub(super) fn alter(&mut self, statement: &Statement) {
        match statement {
            Statement::AlterIndex {
                name,
                change: IndexChange::Rename(to),
                ..
            } => {
                if let Found::Yes(name, _) = self.catalog.relation(name) {
                    self.relocate_relation(&name, &name.sibling(&to.text));
                }
            }
            Statement::AlterSequence {
                name,
                change: Some(change),
                ..
            } => {
                if let Found::Yes(name, _) = self.catalog.relation(name) {
                    self.relocate_relation(&name, &relocated(&name, change));
                }
            }
            Statement::AlterSequence {
                name,
                owned_by: owned_by @ Some(_),
                ..
            } => {
                let owned_by = self.owner(owned_by.as_ref());
                if let Some(RelationState::Sequence(sequence)) = self.state_mut(name) {
                    sequence.owned_by = owned_by;
                }
            }
            Statement::AlterType { name, change } => self.alter_type(name, change),
            Statement::AlterDomain { name, change } => self.alter_domain(name, change),
            Statement::AlterSchema {
                name,
                renamed: Some(to),
            } => self.rename_schema(&name.text, &to.text),
            Statement::AlterFunction {
                name,
                change: Some(change),
            } => self.relocate_function(name, change),
            Statement::AlterPolicy {
                name,
                table,
                renamed: Some(to),
                ..
            } => self.on_table(table, |table| rename_in(&mut table.policies, name, to)),
            Statement::AlterTrigger {
                name,
                table,
                renamed: Some(to),
            } => self.on_table(table, |table| rename_in(&mut table.triggers, name, to)),
            _ => {}
        }
    }

    fn alter_type(&mut self, name: &Name, change: &TypeChange) {
        let found = self.catalog.type_named(name.schema.as_deref(), &name.name);
        let Some((name, _)) = found else { return };
        if let TypeChange::Relocate(change) = change {
            self.relocate_type(&name, &relocated(&name, change));
            return;
        }
        let types = &mut self.catalog.schema_mut(&name.schema).types;
        let Some(known) = types.get_mut(&name.name) else {
            return;
        };
        match (&mut known.kind, change) {
            (TypeState::Enum(values), TypeChange::AddValue { value, .. })
                if !values.contains(value) =>
            {
                values.push(value.clone());
            }
            (TypeState::Enum(values), TypeChange::RenameValue { from, to }) => {
                for value in values.iter_mut().filter(|value| *value == from) {
                    value.clone_from(to);
                }
            }
            (TypeState::Composite(fields), change) => change_fields(fields, change),
            _ => {}
        }
    }

    fn alter_domain(&mut self, name: &Name, change: &DomainChange) {
        let found = self.catalog.type_named(name.schema.as_deref(), &name.name);
        let Some((name, _)) = found else { return };
        if let DomainChange::Relocate(change) = change {
            self.relocate_type(&name, &relocated(&name, change));
            return;
        }
        let types = &mut self.catalog.schema_mut(&name.schema).types;
        let Some(TypeState::Domain {
            not_null, checks, ..
        }) = types.get_mut(&name.name).map(|known| &mut known.kind)
        else {
            return;
        };
        match change {
            DomainChange::AddConstraint(ConstraintDef {
                kind: ConstraintKind::Check(_),
                name,
                ..
            }) => checks.push(
                name.as_ref()
                    .map(|name| name.text.clone())
                    .unwrap_or_default(),
            ),
            DomainChange::DropConstraint(dropped) => {
                // A CHECK without a name in the SQL has one that the server gave it.
                if let Some(at) = checks.iter().position(|one| *one == dropped.text) {
                    checks.remove(at);
                } else {
                    checks.pop();
                }
            }
            DomainChange::SetNotNull => *not_null = true,
            DomainChange::DropNotNull => *not_null = false,
            _ => {}
        }
    }
}

fn change_fields(fields: &mut Vec<(String, Option<DataType>)>, change: &TypeChange) {
    match change {
        TypeChange::AddAttribute { name, ty } => fields.push((name.text.clone(), ty.clone())),
        TypeChange::DropAttribute { name } => fields.retain(|(one, _)| *one != name.text),
        TypeChange::AlterAttribute { name, ty } => {
            for (_, known) in fields.iter_mut().filter(|(one, _)| *one == name.text) {
                known.clone_from(ty);
            }
        }
        TypeChange::RenameAttribute { from, to } => {
            for (name, _) in fields.iter_mut().filter(|(one, _)| *one == from.text) {
                name.clone_from(&to.text);
            }
        }
        _ => {}
    }
}

fn rename_in(names: &mut [String], from: &Ident, to: &Ident) {
    for name in names.iter_mut().filter(|name| **name == from.text) {
        name.clone_from(&to.text);
    }
}

pub(super) fn relocated(name: &QName, change: &Relocation) -> QName {
    match change {
        Relocation::Name(to) => name.sibling(&to.text),
        Relocation::Schema(to) => QName::new(&to.text, &name.name),
    }
}

/// Whether the condition holds for every row whose column is NULL.
fn covers_missing(filter: &Expr, column: &str) -> bool {
    match &filter.kind {
        ExprKind::IsNull(inner) => inner.column().is_some_and(|one| one.text == column),
        ExprKind::Or(left, right) => covers_missing(left, column) || covers_missing(right, column),
        ExprKind::And(left, right) => covers_missing(left, column) && covers_missing(right, column),
        _ => filter.is_always_true(),
    }
}

/// Whether the value is NULL, or one of another column that may be.
fn may_be_null(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Null | ExprKind::Default | ExprKind::Query(_) => true,
        ExprKind::Cast { inner, .. } => may_be_null(inner),
        _ => false,
    }
}

/// A column of a statement that adds one, for the state's sake.
impl ColumnDef {
    pub(crate) fn constraint(
        &self,
        is: impl Fn(&ConstraintKind) -> bool,
    ) -> Option<&ConstraintDef> {
        self.constraints.iter().find(|one| is(&one.kind))
    }

    pub(crate) fn default(&self) -> Option<&Expr> {
        self.constraints.iter().find_map(|one| match &one.kind {
            ConstraintKind::Default(value) => Some(value),
            _ => None,
        })
    }

    /// What the column of rows that exist gets.
    pub(crate) fn fills(&self) -> Option<DefaultValue> {
        let serial = self.ty.as_ref().is_some_and(|(ty, _)| ty.is_serial());
        let generates = self.constraint(|kind| {
            matches!(
                kind,
                ConstraintKind::Identity { .. } | ConstraintKind::Generated { .. }
            )
        });
        if serial || generates.is_some() {
            return Some(DefaultValue::Volatile);
        }
        let default = self.default().filter(|value| !value.is_null())?;
        Some(if default.is_constant() {
            DefaultValue::Stable
        } else {
            DefaultValue::Volatile
        })
    }
}
