use super::relation::{
    Column, Constraint, ConstraintState, DefaultValue, Identity, Index, PartitionKind, Relation,
    RelationState, Sequence, Table, View,
};
use super::{Change, Found, Function, Type, TypeState};
use crate::postgres::data_type::DataType;
use crate::postgres::expression::Expr;
use crate::postgres::name::{Ident, Name, QName};
use crate::postgres::query::{Output, Query, Source};
use crate::postgres::statement::{
    Body, CreateFunction, CreateIndex, CreateView, Statement, TypeKind,
};
use crate::postgres::table::{
    Bound, ColumnDef, ConstraintDef, ConstraintKind, CreateTable, Generated, Like,
};
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
            self.like(like, &mut table);
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

    fn like(&self, like: &Like, table: &mut Table) {
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
            if is_check && like.constraints || is_key && like.indexes {
                table.constraints.push(constraint.clone());
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
        let columns = self.result(columns, query);
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
        let columns = self.result(create.columns.as_deref(), Some(&create.query));
        let mut reads = Vec::new();
        create.query.relations(&mut |relation| {
            if let Found::Yes(name, _) = self.catalog.relation(relation) {
                reads.push(name);
            }
        });
        let view = View {
            materialized: create.materialized,
            columns,
            reads,
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

    /// The columns of a query's result, under the names that a statement gives them.
    fn result(&self, names: Option<&[Ident]>, query: Option<&Query>) -> Option<Vec<Column>> {
        let mut columns = query.and_then(|query| self.outputs(query));
        let Some(names) = names else { return columns };
        let result = names.iter().enumerate().map(|(at, name)| {
            let mut column = columns
                .as_mut()
                .and_then(|columns| columns.get(at).cloned())
                .unwrap_or_else(|| Column::named(&name.text, self.born));
            column.name.clone_from(&name.text);
            column
        });
        Some(result.collect())
    }

    fn outputs(&self, query: &Query) -> Option<Vec<Column>> {
        let mut columns = Vec::new();
        let sources = query
            .parts
            .first()
            .map_or(&query.sources, |part| &part.sources);
        let with = query.parts.first().map_or(&query.with, |part| &part.with);
        let visible = |name: &str| !with.iter().chain(&query.with).any(|one| one.name == name);
        for output in query.outputs.as_ref()? {
            match output {
                Output::All(qualifier) => {
                    for source in sources {
                        columns.extend(self.all_of(source, qualifier.as_deref(), &visible)?);
                    }
                }
                Output::One { name, column } => {
                    let name = name.as_ref()?;
                    let mut found = column
                        .as_ref()
                        .and_then(|(_, column)| self.source_column(sources, column, &visible))
                        .unwrap_or_else(|| Column::named(&name.text, self.born));
                    found.name.clone_from(&name.text);
                    columns.push(found);
                }
            }
        }
        Some(columns)
    }

    fn all_of(
        &self,
        source: &Source,
        qualifier: Option<&str>,
        visible: &impl Fn(&str) -> bool,
    ) -> Option<Vec<Column>> {
        let Source::Relation {
            name,
            alias,
            columns: None,
        } = source
        else {
            return None;
        };
        let shown = alias.as_deref().unwrap_or(&name.name);
        if qualifier.is_some_and(|qualifier| qualifier != shown) {
            return Some(Vec::new());
        }
        if name.schema.is_none() && !visible(&name.name) {
            return None;
        }
        let (_, relation) = self.catalog.relation(name).yes()?;
        let columns = relation.columns()?.iter();
        Some(columns.map(|column| self.handed_through(column)).collect())
    }

    fn source_column(
        &self,
        sources: &[Source],
        name: &str,
        visible: &impl Fn(&str) -> bool,
    ) -> Option<Column> {
        sources.iter().find_map(|source| {
            let columns = self.all_of(source, None, visible)?;
            columns.into_iter().find(|column| column.name == name)
        })
    }

    fn handed_through(&self, column: &Column) -> Column {
        Column {
            ty: column.ty.clone(),
            ..Column::named(&column.name, self.born)
        }
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
            let sequence = table.sibling(&format!("{}_{}_seq", table.name, def.name.text));
            let owned_by = Some((table.clone(), def.name.text.clone()));
            self.insert(sequence, RelationState::Sequence(Sequence { owned_by }));
        }
        for constraint in &def.constraints {
            match &constraint.kind {
                ConstraintKind::NotNull(_) | ConstraintKind::PrimaryKey { .. } => {
                    column.not_null = true;
                }
                ConstraintKind::Default(value) => column.default = Some(self.default_value(value)),
                ConstraintKind::Identity { always } => {
                    column.not_null = true;
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

    pub(super) fn default_value(&self, value: &Expr) -> DefaultValue {
        if value.is_null() {
            DefaultValue::Null
        } else if is_volatile(value, self.catalog) {
            DefaultValue::Volatile
        } else {
            DefaultValue::Stable
        }
    }

    pub(super) fn add_constraint(&mut self, table: &QName, def: &ConstraintDef) {
        self.add_constraint_of(table, def, None);
    }

    fn add_constraint_of(&mut self, table: &QName, def: &ConstraintDef, of: Option<&Ident>) {
        let own = |columns: &[Ident]| -> Vec<String> {
            let columns = if columns.is_empty() {
                of.into_iter().collect()
            } else {
                columns.iter().collect::<Vec<_>>()
            };
            columns
                .into_iter()
                .map(|column| column.text.clone())
                .collect()
        };
        let valid = !def.not_valid && !def.not_enforced;
        let (state, columns) = match &def.kind {
            ConstraintKind::Check(expression) => {
                let state = ConstraintState::Check {
                    proves: expression.columns_not_null(),
                    conditions: expression
                        .conjuncts()
                        .iter()
                        .map(|part| compact(&part.text))
                        .collect(),
                };
                let columns = expression.columns().into_iter().map(|one| one.text.clone());
                (state, columns.collect())
            }
            ConstraintKind::Unique {
                columns,
                using_index,
            } => {
                let columns = self.key(table, own(columns), using_index.as_ref());
                (ConstraintState::Unique, columns)
            }
            ConstraintKind::PrimaryKey {
                columns,
                using_index,
            } => {
                let columns = self.key(table, own(columns), using_index.as_ref());
                (ConstraintState::PrimaryKey, columns)
            }
            ConstraintKind::ForeignKey { columns, table, .. } => {
                let table = self.catalog.relation(table).yes().map(|(name, _)| name);
                (ConstraintState::ForeignKey { table }, own(columns))
            }
            ConstraintKind::Exclude(expressions) => {
                let columns = expressions.iter().flat_map(Expr::columns);
                let columns = columns.map(|column| column.text.clone()).collect();
                (ConstraintState::Exclude, columns)
            }
            ConstraintKind::NotNull(Some(column)) => {
                (ConstraintState::NotNull, vec![column.text.clone()])
            }
            _ => return,
        };
        let name = def.name.as_ref().map(|name| name.text.clone());
        let name = name.unwrap_or_else(|| self.implied_name(table, &state, &columns));
        self.index_of_constraint(table, &name, def, &state, &columns);
        let born = self.born;
        let Some(known) = self.catalog.table_at_mut(table) else {
            return;
        };
        let makes_not_null = valid
            && matches!(
                state,
                ConstraintState::PrimaryKey | ConstraintState::NotNull
            );
        for column in known.columns.iter_mut().filter(|_| makes_not_null) {
            column.not_null |= columns.contains(&column.name);
        }
        known.constraints.push(Constraint {
            name,
            state,
            columns,
            valid,
            born,
        });
    }

    /// The columns of a key, which may be those of an index.
    fn key(&self, table: &QName, columns: Vec<String>, index: Option<&Name>) -> Vec<String> {
        let Some(index) = index else { return columns };
        let name = table.sibling(&index.name);
        match self.catalog.at(&name).map(|relation| &relation.state) {
            Some(RelationState::Index(index)) => index.columns.iter().flatten().cloned().collect(),
            _ => columns,
        }
    }

    /// The name that the server gives a constraint without one.
    fn implied_name(&self, table: &QName, state: &ConstraintState, columns: &[String]) -> String {
        let suffix = match state {
            ConstraintState::PrimaryKey => return format!("{}_pkey", table.name),
            ConstraintState::Unique => "key",
            ConstraintState::ForeignKey { .. } => "fkey",
            ConstraintState::Check { .. } => "check",
            ConstraintState::Exclude => "excl",
            ConstraintState::NotNull => "not_null",
        };
        let columns = match state {
            // A CHECK is named for its column if that is the only one.
            ConstraintState::Check { .. } if columns.iter().any(|one| *one != columns[0]) => "",
            ConstraintState::Check { .. } => columns.first().map_or("", String::as_str),
            _ => &columns.join("_"),
        };
        let base = if columns.is_empty() {
            format!("{}_{suffix}", table.name)
        } else {
            format!("{}_{columns}_{suffix}", table.name)
        };
        let taken = |name: &str| {
            let known = self.catalog.table_at(table);
            known.is_some_and(|known| known.constraint(name).is_some())
        };
        let mut name = base.clone();
        let mut number = 1;
        while taken(&name) {
            name = format!("{base}{number}");
            number += 1;
        }
        name
    }

    fn index_of_constraint(
        &mut self,
        table: &QName,
        name: &str,
        def: &ConstraintDef,
        state: &ConstraintState,
        columns: &[String],
    ) {
        let using = match &def.kind {
            ConstraintKind::Unique { using_index, .. }
            | ConstraintKind::PrimaryKey { using_index, .. } => using_index.as_ref(),
            ConstraintKind::Exclude(_) => None,
            _ => return,
        };
        if let Some(using) = using {
            // The index gets the constraint's name.
            self.rename_relation(&table.sibling(&using.name), &table.sibling(name));
            if let Some(Relation {
                state: RelationState::Index(index),
                ..
            }) = self.catalog.at_mut(&table.sibling(name))
            {
                index.of_constraint = true;
            }
            return;
        }
        let index = Index {
            table: table.clone(),
            columns: columns.iter().cloned().map(Some).collect(),
            depends_on: columns.to_vec(),
            unique: !matches!(state, ConstraintState::Exclude),
            partial: false,
            of_constraint: true,
        };
        self.insert_index(table, name, index);
    }

    fn insert_index(&mut self, table: &QName, name: &str, index: Index) {
        self.insert(table.sibling(name), RelationState::Index(index));
        if let Some(known) = self.catalog.table_at_mut(table) {
            add(&mut known.indexes, name);
        }
    }

    fn create_index(&mut self, create: &CreateIndex) {
        let Some((table, _)) = self.catalog.relation(&create.table).yes() else {
            return;
        };
        let columns: Vec<Option<String>> = create
            .items
            .iter()
            .map(|item| item.column().map(|column| column.text.clone()))
            .collect();
        let named = create
            .items
            .iter()
            .chain(&create.filter)
            .flat_map(Expr::columns);
        let depends_on = named.chain(&create.include).map(|one| one.text.clone());
        let index = Index {
            table: table.clone(),
            depends_on: depends_on.collect(),
            unique: create.unique,
            partial: create.filter.is_some(),
            of_constraint: false,
            columns,
        };
        let name = match &create.name {
            Some(name) => name.name.clone(),
            None => implied_index_name(&table, &index.columns),
        };
        self.insert_index(&table, &name, index);
    }

    fn create_type(&mut self, name: &Name, kind: &TypeKind) {
        let state = match kind {
            TypeKind::Enum(values) => TypeState::Enum(values.clone()),
            TypeKind::Domain { base, constraints } => {
                let mut not_null = false;
                let mut checks = Vec::new();
                for constraint in constraints {
                    match &constraint.kind {
                        ConstraintKind::NotNull(_) => not_null = true,
                        ConstraintKind::Check(_) => {
                            let name = constraint.name.as_ref().map(|name| name.text.clone());
                            checks.push(name.unwrap_or_default());
                        }
                        _ => {}
                    }
                }
                TypeState::Domain {
                    base: base.clone(),
                    not_null,
                    checks,
                }
            }
            TypeKind::Composite(fields) => TypeState::Composite(
                fields
                    .iter()
                    .map(|(name, ty)| (name.text.clone(), ty.clone()))
                    .collect(),
            ),
            TypeKind::Shell => TypeState::Shell,
            TypeKind::Other => TypeState::Other,
        };
        let name = self.catalog.target(name, false);
        let (born, certain) = (self.born, self.certain);
        let types = &mut self.catalog.schema_mut(&name.schema).types;
        let known = types.get(&name.name);
        if known.is_none_or(|known| matches!(known.kind, TypeState::Shell)) {
            let kind = state;
            types.insert(
                name.name,
                Type {
                    kind,
                    born,
                    certain,
                },
            );
        }
    }

    fn create_function(&mut self, create: &CreateFunction) {
        let name = self.catalog.target(&create.name, false);
        let mut function = Function {
            arguments: create.arguments.clone(),
            volatility: create.volatility,
            changes_schema: create.changes_schema,
            born: self.born,
        };
        let functions = &mut self.catalog.schema_mut(&name.schema).functions;
        let known = functions.entry(name.name).or_default();
        match known
            .iter_mut()
            .find(|one| one.arguments == function.arguments)
        {
            Some(known) => {
                function.born = known.born;
                *known = function;
            }
            None => known.push(function),
        }
    }

    fn body(&mut self, body: &Body) {
        for parsed in &body.statements {
            let certain = self.certain;
            self.certain &= !parsed.conditional;
            self.apply(&parsed.statement);
            self.certain = certain;
        }
        if body.dynamic {
            self.catalog.lose_sight();
        }
    }

    /// Functions that a SELECT calls may do anything, but for those that are known.
    fn calls(&mut self, query: &Query) {
        const HARMLESS: [&str; 36] = [
            "setval",
            "nextval",
            "currval",
            "lastval",
            "set_config",
            "current_setting",
            "now",
            "count",
            "max",
            "min",
            "sum",
            "avg",
            "coalesce",
            "exists",
            "format",
            "lower",
            "upper",
            "concat",
            "array_agg",
            "string_agg",
            "jsonb_build_object",
            "json_build_object",
            "to_regclass",
            "gen_random_uuid",
            "uuid_generate_v4",
            "random",
            "generate_series",
            "greatest",
            "least",
            "row_number",
            "version",
            "length",
            "cast",
            "date_trunc",
            "jsonb_agg",
            "unnest",
        ];
        let mut unknown = false;
        for expression in &query.expressions {
            expression.walk(&mut |inner| {
                let crate::postgres::expression::ExprKind::Call { name, .. } = &inner.kind else {
                    return;
                };
                let Some(function) = name.last() else { return };
                let schema = name.len().checked_sub(2).map(|at| name[at].as_str());
                let known = self.catalog.functions(schema, function);
                unknown |= if known.is_empty() {
                    !HARMLESS.contains(&function.as_str()) && !function.starts_with("pg_")
                } else {
                    known.iter().any(|one| one.changes_schema)
                };
            });
        }
        if let Some(path) = set_search_path(query) {
            self.catalog.set_search_path(&[path]);
        }
        if unknown {
            self.catalog.lose_sight();
        }
    }

    pub(super) fn owner(&self, owner: Option<&(Name, Ident)>) -> Option<(QName, String)> {
        let (table, column) = owner?;
        let (table, _) = self.catalog.relation(table).yes()?;
        Some((table, column.text.clone()))
    }
}

/// `SELECT set_config('search_path', '…', …)`, as `pg_dump` writes it.
fn set_search_path(query: &Query) -> Option<String> {
    use crate::postgres::expression::ExprKind;
    query.expressions.iter().find_map(|expression| {
        let ExprKind::Call { name, arguments } = &expression.kind else {
            return None;
        };
        let [parameter, value, ..] = arguments.as_slice() else {
            return None;
        };
        match (&parameter.kind, &value.kind) {
            (ExprKind::String(parameter), ExprKind::String(value))
                if name.last().is_some_and(|name| name == "set_config")
                    && parameter.eq_ignore_ascii_case("search_path") =>
            {
                Some(value.clone())
            }
            _ => None,
        }
    })
}

fn implied_index_name(table: &QName, columns: &[Option<String>]) -> String {
    let columns: Vec<&str> = columns
        .iter()
        .map(|column| column.as_deref().unwrap_or("expr"))
        .collect();
    format!("{}_{}_idx", table.name, columns.join("_"))
}

/// A condition's text to compare with: in lower case, without space and parentheses around it.
pub(crate) fn compact(text: &str) -> String {
    let text: String = text.split_whitespace().collect();
    text.to_lowercase().replace(['(', ')', '"'], "")
}

fn add(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}
