use super::Found;
use super::change::Change;
use super::relation::{
    Column, Constraint, ConstraintState, DefaultValue, Identity, PartitionKind, Relation,
    RelationState, Sequence, Table, View,
};
use crate::postgres::data_type::DataType;
use crate::postgres::expression::Expr;
use crate::postgres::name::{Ident, Name, QName};
use crate::postgres::query::Query;
use crate::postgres::statement::{CreateView, Statement};
use crate::postgres::table::{Bound, ColumnDef, ConstraintKind, CreateTable, Generated, Like};
use crate::postgres::volatility::is_volatile;

impl Change<'_> {
    pub(super) fn create(&mut self, statement: &Statement) {
        match statement {
            Statement::CreateSchema { name, elements, .. } => {
                self.catalog.schema_mut(&name.text).created = true;
                let path = std::mem::replace(
                    &mut self.catalog.search_path,
                    vec![name.text.clone(), "public".to_owned()],
                );
                for element in elements {
                    self.apply(&element.statement);
                }
                self.catalog.search_path = path;
            }
            Statement::CreateTable(create) => self.create_table(create),
            Statement::CreateTableAs {
                name,
                temporary,
                columns,
                query,
                ..
            } => self.create_table_as(name, *temporary, columns.as_deref(), query.as_ref()),
            Statement::CreateView(view) => self.create_view(view),
            Statement::CreateIndex(index) => self.create_index(index),
            Statement::CreateSequence {
                name,
                temporary,
                owned_by,
                ..
            } => {
                let target = self.catalog.target(name, *temporary);
                let owned_by = self.owner(owned_by.as_ref());
                self.insert(target, RelationState::Sequence(Sequence { owned_by }));
            }
            Statement::CreateType { name, kind } => self.create_type(name, kind),
            Statement::CreateFunction(function) => self.create_function(function),
            Statement::CreateTrigger { name, table, .. } => {
                self.on_table(table, |table| add(&mut table.triggers, &name.text));
            }
            Statement::CreatePolicy { name, table, .. } => {
                self.on_table(table, |table| add(&mut table.policies, &name.text));
            }
            Statement::Refresh {
                view, with_data, ..
            } => {
                if let Some(RelationState::View(view)) = self.state_mut(view) {
                    view.populated = *with_data;
                }
            }
            Statement::Do(body) => self.body(body),
            Statement::Select(query) => self.calls(query),
            Statement::Call { procedure } => {
                let called = self
                    .catalog
                    .functions(procedure.schema.as_deref(), &procedure.name);
                if called.is_empty() || called.iter().any(|one| one.changes_schema) {
                    self.catalog.lose_sight();
                }
            }
            other => self.alter(other),
        }
    }

    /// Takes note that the migrations make tables in the schema.
    pub(super) fn filled(&mut self, schema: &str) {
        let born = self.born;
        self.catalog.schema_mut(schema).filled.get_or_insert(born);
    }

    pub(super) fn on_table(&mut self, name: &Name, change: impl FnOnce(&mut Table)) {
        if let Found::Yes(name, _) = self.catalog.relation(name)
            && let Some(table) = self.catalog.table_at_mut(&name)
        {
            change(table);
        }
    }

    pub(super) fn state_mut(&mut self, name: &Name) -> Option<&mut RelationState> {
        let (name, _) = self.catalog.relation(name).yes()?;
        Some(&mut self.catalog.at_mut(&name)?.state)
    }

    /// Puts a relation in its place, unless one is there that a condition may have spared.
    pub(super) fn insert(&mut self, name: QName, state: RelationState) {
        let relation = Relation {
            state,
            born: self.born,
            certain: self.certain,
        };
        let schema = self.catalog.schema_mut(&name.schema);
        match schema.relations.get_mut(&name.name) {
            // It was there before: what made it counts. A table that was only assumed is known now.
            Some(known) if !known.table().is_some_and(|table| table.assumed) => {
                known.certain |= self.certain;
            }
            _ => {
                schema.relations.insert(name.name, relation);
            }
        }
    }

    fn create_table(&mut self, create: &CreateTable) {
        let name = self.catalog.target(&create.name, create.temporary);
        let taken = self.catalog.at(&name);
        let is_taken = taken.is_some_and(|one| !one.table().is_some_and(|table| table.assumed));
        if is_taken {
            if self.certain
                && let Some(known) = self.catalog.at_mut(&name)
            {
                known.certain = true;
            }
            return;
        }
        let mut table = Table {
            complete: !create.of_type,
            partitioned: create.partitioned,
            unlogged: create.unlogged,
            foreign: create.foreign,
            placed: create.placed,
            ..Table::default()
        };
        for parent in &create.inherits {
            self.inherit(parent, &mut table);
        }
        if let Some((parent, bound)) = &create.partition_of {
            self.inherit(parent, &mut table);
            table.partition_of = self.partition(parent, &name, bound);
        }
        for like in &create.like {
            // The server names what comes along.
            self.catalog.doubt();
            self.like(like, &name, &mut table);
        }
        self.filled(&name.schema);
        self.insert(name.clone(), RelationState::Table(table));
        for column in &create.columns {
            self.add_column(&name, column);
        }
        for constraint in &create.constraints {
            self.add_constraint(&name, constraint);
        }
    }

    /// Makes the table a partition; returns what it is to remember.
    pub(super) fn partition(
        &mut self,
        parent: &Name,
        child: &QName,
        bound: &Bound,
    ) -> Option<(QName, PartitionKind)> {
        let (parent, _) = self.catalog.table(parent)?;
        if let Some(table) = self.catalog.table_at_mut(&parent) {
            table.partitions.push(child.clone());
        }
        let kind = match bound {
            Bound::Default => PartitionKind::Default,
            _ => PartitionKind::Bounded,
        };
        Some((parent, kind))
    }

    pub(super) fn inherit(&self, parent: &Name, table: &mut Table) {
        let Some((_, parent)) = self.catalog.table(parent) else {
            table.complete = false;
            return;
        };
        table.complete &= parent.complete;
        for column in &parent.columns {
            if table.column(&column.name).is_none() {
                table.columns.push(Column {
                    born: self.born,
                    ..column.clone()
                });
            }
        }
        let checks = parent.constraints.iter();
        let checks = checks.filter(|one| matches!(one.state, ConstraintState::Check { .. }));
        table.constraints.extend(checks.cloned());
    }

    fn like(&self, like: &Like, name: &QName, table: &mut Table) {
        let Some((_, relation)) = self.catalog.relation(&like.table).yes() else {
            table.complete = false;
            return;
        };
        let Some(columns) = relation.columns() else {
            table.complete = false;
            return;
        };
        for column in columns {
            table.columns.push(Column {
                default: column.default.filter(|_| like.defaults),
                generated: None,
                identity: None,
                born: self.born,
                ..column.clone()
            });
        }
        let constraints = relation.table().map(|table| table.constraints.iter());
        for constraint in constraints.into_iter().flatten() {
            let is_check = matches!(constraint.state, ConstraintState::Check { .. });
            let is_key = matches!(
                constraint.state,
                ConstraintState::Unique | ConstraintState::PrimaryKey
            );
            if is_check && like.constraints {
                table.constraints.push(constraint.clone());
            } else if is_key && like.indexes {
                // The server names a key for its table.
                let name = self.implied_name(name, &constraint.state, &constraint.columns);
                let own = Constraint {
                    name,
                    ..constraint.clone()
                };
                table.constraints.push(own);
            }
        }
    }

    fn create_table_as(
        &mut self,
        name: &Name,
        temporary: bool,
        columns: Option<&[Ident]>,
        query: Option<&Query>,
    ) {
        let name = self.catalog.target(name, temporary);
        let columns = self.catalog.result(columns, query);
        self.filled(&name.schema);
        let table = Table {
            complete: columns.is_some(),
            columns: columns.unwrap_or_default(),
            ..Table::default()
        };
        self.insert(name, RelationState::Table(table));
    }

    fn create_view(&mut self, create: &CreateView) {
        let name = self.catalog.target(&create.name, create.temporary);
        let columns = self
            .catalog
            .result(create.columns.as_deref(), Some(&create.query));
        let mut reads = Vec::new();
        create.query.relations(&mut |relation| {
            if let Found::Yes(name, _) = self.catalog.relation(relation) {
                reads.push(name);
            }
        });
        let mut names = Vec::new();
        create.query.columns(&mut |name| add(&mut names, name));
        let view = View {
            materialized: create.materialized,
            columns,
            reads,
            names,
            populated: create.with_data,
        };
        if create.or_replace
            && let Some(known) = self.catalog.at_mut(&name)
            && matches!(known.state, RelationState::View(_))
        {
            known.state = RelationState::View(view);
            return;
        }
        self.insert(name, RelationState::View(view));
    }

    pub(super) fn add_column(&mut self, table: &QName, def: &ColumnDef) {
        let mut column = Column {
            ty: def.ty.as_ref().map(|(ty, _)| ty.clone()),
            certain: self.certain,
            ..Column::named(&def.name.text, self.born)
        };
        if let Some(base) = column.ty.as_ref().and_then(DataType::serial_base) {
            column.ty = Some(DataType::plain(base));
            column.default = Some(DefaultValue::Volatile);
            column.not_null = true;
            self.implied_sequence(table, &def.name.text);
        }
        for constraint in &def.constraints {
            match &constraint.kind {
                ConstraintKind::NotNull(_) | ConstraintKind::PrimaryKey { .. } => {
                    column.not_null = true;
                }
                ConstraintKind::Default(value) => column.default = Some(self.default_value(value)),
                ConstraintKind::Identity { always } => {
                    column.not_null = true;
                    self.implied_sequence(table, &def.name.text);
                    column.identity = Some(if *always {
                        Identity::Always
                    } else {
                        Identity::ByDefault
                    });
                }
                ConstraintKind::Generated { kind, .. } => {
                    column.generated = Some(*kind == Generated::Stored);
                }
                _ => {}
            }
        }
        if column.fills_itself() {
            column.filled = Some(self.born);
        }
        if let Some(known) = self.catalog.table_at_mut(table) {
            match known.column_mut(&column.name) {
                Some(known) => known.certain |= column.certain,
                None => known.columns.push(column),
            }
            // Partitions have the columns of their parent.
            for partition in known.partitions.clone() {
                self.add_column(&partition, def);
            }
        }
        for constraint in &def.constraints {
            self.add_constraint_of(table, constraint, Some(&def.name));
        }
    }

    /// The sequence that the server makes for a column.
    pub(super) fn implied_sequence(&mut self, table: &QName, column: &str) {
        let sequence = table.sibling(&format!("{}_{column}_seq", table.name));
        let owned_by = Some((table.clone(), column.to_owned()));
        self.insert(sequence, RelationState::Sequence(Sequence { owned_by }));
    }

    pub(super) fn default_value(&self, value: &Expr) -> DefaultValue {
        if value.is_null() {
            DefaultValue::Null
        } else if is_volatile(value, self.catalog) {
            DefaultValue::Volatile
        } else {
            DefaultValue::Stable
        }
    }

    pub(super) fn owner(&self, owner: Option<&(Name, Ident)>) -> Option<(QName, String)> {
        let (table, column) = owner?;
        let (table, _) = self.catalog.relation(table).yes()?;
        Some((table, column.text.clone()))
    }
}

pub(super) fn add(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}
