use squawk_syntax::ast::{self, AstNode};

use super::alter::is_cascade;
use super::{Reader, text};
use crate::postgres::expression::Expr;
use crate::postgres::name::{Ident, Name};
use crate::postgres::query::Query;
use crate::postgres::statement::{
    Control, Delete, Drop, Insert, ObjectKind, Parsed, ReindexTarget, Relocation, Statement,
    Target, Update,
};

impl Reader<'_> {
    pub(super) fn parsed(&self, statement: &ast::Stmt, conditional: bool) -> Parsed {
        let mut span = self.span(statement);
        if statement
            .syntax()
            .last_token()
            .is_some_and(|last| last.text() == ";")
        {
            span.end = span.end.saturating_sub(1).max(span.start);
        }
        Parsed {
            statement: self.statement(statement),
            span,
            conditional,
            in_body: self.in_body,
        }
    }

    pub(super) fn statement(&self, statement: &ast::Stmt) -> Statement {
        let read = self
            .create_statement(statement)
            .or_else(|| self.alter_statement(statement))
            .or_else(|| self.drop_statement(statement))
            .or_else(|| self.data_statement(statement))
            .or_else(|| self.other_statement(statement));
        read.unwrap_or(Statement::Unreadable)
    }

    fn create_statement(&self, statement: &ast::Stmt) -> Option<Statement> {
        use ast::Stmt as S;
        match statement {
            S::CreateSchema(create) => self.create_schema(create),
            S::CreateTable(create) => self.create_table(create).map(Statement::CreateTable),
            S::CreateForeignTable(create) => self
                .create_foreign_table(create)
                .map(Statement::CreateTable),
            S::CreateTableAs(create) => self.create_table_as(create),
            S::SelectInto(select) => self.select_into(select),
            S::CreateView(create) => self.create_view(create),
            S::CreateMaterializedView(create) => self.create_materialized_view(create),
            S::CreateIndex(create) => self.create_index(create),
            S::CreateSequence(create) => self.create_sequence(create),
            S::CreateType(create) => self.create_type(create),
            S::CreateDomain(create) => self.create_domain(create),
            S::CreateFunction(create) => self.create_function(create),
            S::CreateProcedure(create) => self.create_procedure(create),
            S::CreateTrigger(create) => self.create_trigger(create),
            S::CreatePolicy(create) => self.create_policy(create),
            S::CreateRule(create) => Some(Statement::CreateRule {
                table: self.name(&create.rule_on()?.relation_name_ref()?)?,
            }),
            S::CreateExtension(create) => Some(Statement::CreateExtension {
                name: self.ident(&create.extension()?),
            }),
            S::ImportForeignSchema(_) => Some(Statement::CreateUnknown),
            _ => None,
        }
    }

    fn alter_statement(&self, statement: &ast::Stmt) -> Option<Statement> {
        use ast::Stmt as S;
        match statement {
            S::AlterTable(alter) => self.alter_table(alter),
            S::AlterForeignTable(alter) => self.alter_foreign_table(alter),
            S::AlterView(alter) => self.alter_view(alter),
            S::AlterMaterializedView(alter) => self.alter_materialized_view(alter),
            S::AlterIndex(alter) => self.alter_index(alter),
            S::AlterSequence(alter) => self.alter_sequence(alter),
            S::AlterType(alter) => self.alter_type(alter),
            S::AlterDomain(alter) => self.alter_domain(alter),
            S::AlterSchema(alter) => Some(Statement::AlterSchema {
                name: self.ident(&alter.schema_ref()?),
                renamed: match alter.action()? {
                    ast::AlterSchemaAction::SchemaRenameTo(rename) => {
                        Some(self.ident(&rename.schema()?))
                    }
                    ast::AlterSchemaAction::OwnerTo(_) => None,
                },
            }),
            S::AlterFunction(alter) => self.altered_routine(alter.function_sig()?.syntax(), alter),
            S::AlterProcedure(alter) => {
                self.altered_routine(alter.procedure_sig()?.syntax(), alter)
            }
            S::AlterRoutine(alter) => self.altered_routine(alter.routine_sig()?.syntax(), alter),
            S::AlterPolicy(alter) => Some(Statement::AlterPolicy {
                name: self.ident(&alter.policy_ref()?),
                table: self.name(&alter.on_table()?)?,
                renamed: match alter.action() {
                    Some(ast::AlterPolicyAction::PolicyRenameTo(rename)) => {
                        rename.policy().map(|name| self.ident(&name))
                    }
                    _ => None,
                },
                expressions: self.policy_expressions(alter),
            }),
            S::AlterTrigger(alter) => Some(Statement::AlterTrigger {
                name: self.ident(&alter.trigger_ref()?),
                table: self.name(&alter.on_relation()?)?,
                renamed: match alter.action() {
                    Some(ast::AlterTriggerAction::TriggerRenameTo(rename)) => {
                        rename.trigger().map(|name| self.ident(&name))
                    }
                    _ => None,
                },
            }),
            _ => None,
        }
    }

    /// A function's new name or schema, whichever of the three statements says it.
    fn altered_routine(
        &self,
        signature: &squawk_syntax::SyntaxNode,
        alter: &impl AstNode,
    ) -> Option<Statement> {
        let path = signature.descendants().find_map(ast::PathRef::cast)?;
        let inside = || alter.syntax().children();
        let schema = inside().find_map(ast::SetSchema::cast);
        let schema = schema.and_then(|schema| schema.schema_ref());
        let renamed = inside().find(|node| {
            ast::FunctionRenameTo::can_cast(node.kind())
                || ast::ProcedureRenameTo::can_cast(node.kind())
                || ast::RoutineRenameTo::can_cast(node.kind())
        });
        let renamed = renamed.and_then(|node| node.descendants().find_map(ast::Path::cast));
        let change = match (renamed, schema) {
            (Some(name), _) => self.last_part(&name).map(Relocation::Name),
            (None, Some(schema)) => Some(Relocation::Schema(self.ident(&schema))),
            (None, None) => None,
        };
        Some(Statement::AlterFunction {
            name: self.name(&path)?,
            change,
        })
    }

    #[expect(clippy::too_many_lines, reason = "a table of the statements that drop")]
    fn drop_statement(&self, statement: &ast::Stmt) -> Option<Statement> {
        use ast::Stmt as S;
        let drop = |kind, names: Vec<Name>, if_exists: Option<ast::IfExists>, behaviour| {
            Some(Statement::Drop(Drop {
                kind,
                names,
                if_exists: if_exists.is_some(),
                cascade: is_cascade(behaviour),
                concurrently: false,
                arguments: Vec::new(),
                on: None,
            }))
        };
        match statement {
            S::DropTable(one) => drop(
                ObjectKind::Table,
                self.names(one.table_name_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropForeignTable(one) => drop(
                ObjectKind::ForeignTable,
                self.names(one.table_name_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropView(one) => drop(
                ObjectKind::View,
                self.names(one.view_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropMaterializedView(one) => drop(
                ObjectKind::MaterializedView,
                self.names(one.view_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropIndex(one) => Some(Statement::Drop(Drop {
                kind: ObjectKind::Index,
                names: self.names(one.index_refs()),
                if_exists: one.if_exists().is_some(),
                cascade: is_cascade(one.drop_behavior()),
                concurrently: one.concurrently_token().is_some(),
                arguments: Vec::new(),
                on: None,
            })),
            S::DropSequence(one) => drop(
                ObjectKind::Sequence,
                self.names(one.sequence_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropType(one) => drop(
                ObjectKind::Type,
                self.names(one.type_name_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropDomain(one) => drop(
                ObjectKind::Domain,
                self.names(one.domain_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropFunction(one) => {
                let signatures = one.function_sig_list()?.function_sigs();
                let signatures = signatures.map(|one| (self.name(&one), one.param_list()));
                self.drop_functions(signatures, one.if_exists(), one.drop_behavior())
            }
            S::DropProcedure(one) => {
                let signatures = one.procedure_sig_list()?.procedure_sigs();
                let signatures = signatures.map(|one| (self.name(&one), one.param_list()));
                self.drop_functions(signatures, one.if_exists(), one.drop_behavior())
            }
            S::DropRoutine(one) => {
                let signatures = one.routine_sig_list()?.routine_sigs();
                let signatures = signatures.map(|one| (self.name(&one), one.param_list()));
                self.drop_functions(signatures, one.if_exists(), one.drop_behavior())
            }
            S::DropAggregate(one) => drop(
                ObjectKind::Function,
                self.names(one.aggregates()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropSchema(one) => drop(
                ObjectKind::Schema,
                self.plain_names(one.schema_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropExtension(one) => drop(
                ObjectKind::Extension,
                self.plain_names(one.extension_refs()),
                one.if_exists(),
                one.drop_behavior(),
            ),
            S::DropTrigger(one) => self.drop_on(
                ObjectKind::Trigger,
                &one.trigger_ref()?,
                &one.on_relation()?,
                one.if_exists(),
            ),
            S::DropPolicy(one) => self.drop_on(
                ObjectKind::Policy,
                &one.policy_ref()?,
                &one.on_table()?,
                one.if_exists(),
            ),
            S::DropRule(one) => self.drop_on(
                ObjectKind::Rule,
                &one.rule_ref()?,
                &one.on_relation()?,
                one.if_exists(),
            ),
            S::DropOwned(_) => Some(Statement::DropOwned),
            S::DropDatabase(_) => Some(Statement::DropDatabase),
            _ => None,
        }
    }

    fn drop_on(
        &self,
        kind: ObjectKind,
        name: &impl AstNode,
        table: &impl AstNode,
        if_exists: Option<ast::IfExists>,
    ) -> Option<Statement> {
        Some(Statement::Drop(Drop {
            kind,
            names: vec![plain(self.ident(name))],
            if_exists: if_exists.is_some(),
            cascade: false,
            concurrently: false,
            arguments: Vec::new(),
            on: Some(self.name(table)?),
        }))
    }

    fn drop_functions(
        &self,
        signatures: impl Iterator<Item = (Option<Name>, Option<ast::ParamList>)>,
        if_exists: Option<ast::IfExists>,
        behaviour: Option<ast::DropBehavior>,
    ) -> Option<Statement> {
        let mut names = Vec::new();
        let mut arguments = Vec::new();
        for (name, parameters) in signatures {
            names.push(name?);
            arguments.push(parameters.map(|list| self.inputs(Some(list))));
        }
        Some(Statement::Drop(Drop {
            kind: ObjectKind::Function,
            names,
            if_exists: if_exists.is_some(),
            cascade: is_cascade(behaviour),
            concurrently: false,
            arguments,
            on: None,
        }))
    }

    /// Names that have one part and no path.
    fn plain_names<N: AstNode>(&self, nodes: impl Iterator<Item = N>) -> Vec<Name> {
        nodes.map(|node| plain(self.ident(&node))).collect()
    }

    fn data_statement(&self, statement: &ast::Stmt) -> Option<Statement> {
        use ast::Stmt as S;
        match statement {
            S::Truncate(truncate) => Some(Statement::Truncate {
                tables: self.names(truncate.table_list()?.table_relation_names()),
                cascade: is_cascade(truncate.drop_behavior()),
            }),
            S::Insert(insert) => self.insert(insert),
            S::Update(update) => self.update(update),
            S::Delete(delete) => self.delete(delete),
            S::Merge(merge) => Some(Statement::Merge {
                table: self.name(&merge.table_relation_name()?)?,
            }),
            S::Select(_)
            | S::CompoundSelect(_)
            | S::ParenSelect(_)
            | S::Table(_)
            | S::Values(_) => {
                let query = ast::SelectVariant::cast(statement.syntax().clone())?;
                Some(Statement::Select(self.query(&query)))
            }
            S::Copy(copy) => self.copy(copy),
            S::Call(call) => Some(Statement::Call {
                procedure: self.name(&call.procedure_name_ref()?)?,
            }),
            S::Do(block) => Some(Statement::Do(self.block(block))),
            _ => None,
        }
    }

    fn insert(&self, insert: &ast::Insert) -> Option<Statement> {
        let targets = insert.column_target_list();
        let columns = targets.into_iter().flat_map(|list| list.column_targets());
        let columns = columns.filter_map(|target| target.name());
        let columns = self.idents(columns);
        let source = match insert.insert_source() {
            Some(ast::InsertSource::SelectVariant(query)) => Some(query),
            _ => None,
        };
        let values = matches!(source, None | Some(ast::SelectVariant::Values(_)));
        let query = source.map(|query| {
            let mut query = self.query(&query);
            query.with.extend(self.with(insert.syntax()));
            query
        });
        Some(Statement::Insert(Insert {
            table: self.name(&insert.relation_name_ref()?)?,
            columns,
            query,
            values,
        }))
    }

    fn update(&self, update: &ast::Update) -> Option<Statement> {
        let table = self.name(&update.relation_name()?)?;
        let mut sets = Vec::new();
        let list = update
            .set_clause()
            .and_then(|clause| clause.set_column_list());
        for column in list.into_iter().flat_map(|list| list.set_columns()) {
            match column {
                ast::SetColumn::SetSingleColumn(single) => {
                    let name = single.column_target().and_then(|target| target.name());
                    let value = single.set_expr().and_then(|value| value.expr());
                    let value = value.map(|value| self.expression(&value));
                    sets.extend(name.map(|name| (self.ident(&name), value)));
                }
                ast::SetColumn::SetMultipleColumns(several) => {
                    let targets = several.column_target_list();
                    let targets = targets.into_iter().flat_map(|list| list.column_targets());
                    let names = targets.filter_map(|target| target.name());
                    sets.extend(names.map(|name| (self.ident(&name), None)));
                }
            }
        }
        let mut query = Query {
            with: self.with(update.syntax()),
            ..Query::default()
        };
        if let Some(from) = update.from_clause() {
            self.sources(from.items(), &mut query);
        }
        let from = query.sources.clone();
        let filter = self.filter(update.where_clause_or_current_of());
        if let Some(set) = update.set_clause() {
            query.expressions.extend(self.expressions_in(set.syntax()));
        }
        if let Some(returning) = update.returning_clause() {
            query
                .expressions
                .extend(self.expressions_in(returning.syntax()));
        }
        query.expressions.extend(filter.clone());
        Some(Statement::Update(Update {
            table,
            alias: self.alias(update.alias()),
            sets,
            from,
            filter,
            query,
        }))
    }

    fn delete(&self, delete: &ast::Delete) -> Option<Statement> {
        let mut query = Query {
            with: self.with(delete.syntax()),
            ..Query::default()
        };
        if let Some(using) = delete.using_clause() {
            self.sources(using.items(), &mut query);
        }
        let using = query.sources.clone();
        let filter = self.filter(delete.where_clause_or_current_of());
        query.expressions.extend(filter.clone());
        Some(Statement::Delete(Delete {
            table: self.name(&delete.relation_name()?)?,
            alias: self.alias(delete.alias()),
            using,
            filter,
            query,
        }))
    }

    fn alias(&self, alias: Option<ast::OptionalAsAlias>) -> Option<String> {
        Some(self.ident(&alias?.name()?).text)
    }

    fn filter(&self, clause: Option<ast::WhereClauseOrCurrentOf>) -> Option<Expr> {
        match clause? {
            ast::WhereClauseOrCurrentOf::WhereClause(clause) => {
                Some(self.expression(&clause.expr()?))
            }
            ast::WhereClauseOrCurrentOf::WhereCurrentOf(_) => None,
        }
    }

    fn copy(&self, copy: &ast::Copy) -> Option<Statement> {
        let Some(table) = copy.copy_table() else {
            return Some(Statement::Other);
        };
        let columns = table.column_ref_list();
        let columns = columns.map(|list| self.idents(list.column_name_refs()));
        Some(Statement::Copy {
            table: self.name(&table.table_name_ref()?)?,
            columns: columns.unwrap_or_default(),
        })
    }

    fn other_statement(&self, statement: &ast::Stmt) -> Option<Statement> {
        use ast::Stmt as S;
        Some(match statement {
            S::Reindex(reindex) => self.reindex(reindex)?,
            S::Vacuum(vacuum) => {
                let list = vacuum.table_and_columns_list();
                let tables = list.into_iter().flat_map(|list| list.table_and_columnss());
                Statement::Vacuum {
                    full: vacuum.is_full(),
                    tables: self.names(tables.filter_map(|one| one.table_relation_name())),
                }
            }
            S::Cluster(cluster) => {
                let legacy = cluster.cluster_legacy();
                let legacy = legacy.and_then(|legacy| legacy.on_path()?.table_name_ref());
                let table = cluster.table_name_ref().or(legacy);
                Statement::Cluster {
                    table: table.and_then(|table| self.name(&table)),
                }
            }
            S::Refresh(refresh) => Statement::Refresh {
                view: self.name(&refresh.view_ref()?)?,
                concurrently: refresh.concurrently_token().is_some(),
                with_data: !matches!(refresh.data_option(), Some(ast::DataOption::WithNoData(_))),
            },
            S::Lock(lock) => {
                let tables = lock.relation_list()?;
                let mode = lock
                    .lock_mode_clause()
                    .and_then(|clause| clause.lock_mode());
                Statement::Lock {
                    tables: self.names(tables.relation_names()),
                    mode: mode.map_or("access exclusive".to_owned(), |mode| {
                        text(&mode).to_ascii_lowercase()
                    }),
                }
            }
            S::CommentOn(comment) => Statement::Comment {
                target: comment
                    .comment_object()
                    .and_then(|object| self.target(&object)),
            },
            S::Grant(grant) => Statement::Grant {
                tables: self.granted(grant.on_privilege_objects_clause()),
            },
            S::Revoke(revoke) => Statement::Grant {
                tables: self.granted(revoke.on_privilege_objects_clause()),
            },
            S::Begin(_) => Statement::TransactionControl(Control::Begin),
            S::Commit(_) | S::Rollback(ast::Rollback::RollbackTransaction(_)) => {
                Statement::TransactionControl(Control::End)
            }
            S::Rollback(_) | S::SavepointCreate(_) | S::ReleaseSavepoint(_) => {
                Statement::TransactionControl(Control::Savepoint)
            }
            other => return Some(self.session_statement(other)),
        })
    }

    fn session_statement(&self, statement: &ast::Stmt) -> Statement {
        use ast::Stmt as S;
        let is_local =
            |scope: Option<ast::SetScope>| matches!(scope, Some(ast::SetScope::LocalScope(_)));
        match statement {
            S::Set(set) => self.set(set),
            S::Reset(reset) => Statement::Reset {
                parameter: match reset.reset_target() {
                    Some(ast::ResetTarget::ConfigParameterRef(name)) => {
                        Some(text(&name).to_ascii_lowercase())
                    }
                    Some(ast::ResetTarget::ResetTimeZone(_)) => Some("timezone".to_owned()),
                    _ => None,
                },
            },
            S::Discard(discard) => match discard.discard_target() {
                Some(ast::DiscardTarget::DiscardAll(_)) => Statement::Reset { parameter: None },
                _ => Statement::Other,
            },
            S::SetRole(set) => Statement::SetRole {
                local: is_local(set.set_scope()),
                what: "role",
                none: matches!(
                    set.set_role_target(),
                    Some(ast::SetRoleTarget::SetRoleNone(_))
                ),
            },
            S::SetSessionAuth(set) => Statement::SetRole {
                local: is_local(set.set_scope()),
                what: "session authorization",
                none: matches!(
                    set.set_session_auth_target(),
                    Some(ast::SetSessionAuthTarget::SetSessionAuthDefault(_))
                ),
            },
            S::ResetRole(_) | S::ResetSessionAuth(_) => Statement::ResetRole,
            S::SetTransaction(set) if set.session_characteristics().is_some() => Statement::Set {
                parameter: "session characteristics".to_owned(),
                local: false,
                explicit: true,
                values: vec!["transaction".to_owned()],
            },
            _ => Statement::Other,
        }
    }

    fn set(&self, set: &ast::Set) -> Statement {
        let local = matches!(set.set_scope(), Some(ast::SetScope::LocalScope(_)));
        let explicit = set.set_scope().is_some();
        let values = |node: &squawk_syntax::SyntaxNode| -> Vec<String> {
            let values = node.descendants().filter_map(ast::ConfigValue::cast);
            values
                .map(|value| match ast::Literal::cast(value.syntax().clone()) {
                    Some(literal) => literal.string_value().unwrap_or_else(|| text(&literal)),
                    None => self.ident(&value).text,
                })
                .collect()
        };
        let (parameter, node) = match set.set_target() {
            Some(ast::SetTarget::SetConfig(config)) => {
                let name = config.config_parameter_ref();
                let name = name.map(|name| text(&name).to_ascii_lowercase());
                (name.unwrap_or_default(), config.syntax().clone())
            }
            Some(ast::SetTarget::SetTimeZone(zone)) => {
                ("timezone".to_owned(), zone.syntax().clone())
            }
            Some(ast::SetTarget::SetSchemaValue(schema)) => {
                let literal = schema.literal().and_then(|literal| literal.string_value());
                return Statement::Set {
                    parameter: "search_path".to_owned(),
                    local,
                    explicit,
                    values: literal.into_iter().collect(),
                };
            }
            Some(other) => ("client setting".to_owned(), other.syntax().clone()),
            None => return Statement::Other,
        };
        let mut values = values(&node);
        let is_default = || {
            let mut tokens = node
                .descendants_with_tokens()
                .filter_map(|one| one.into_token());
            tokens.any(|token| token.text().eq_ignore_ascii_case("default"))
        };
        if values.is_empty() && !is_default() {
            values.push(text_of(&node));
        }
        Statement::Set {
            parameter,
            local,
            explicit,
            values,
        }
    }

    fn reindex(&self, reindex: &ast::Reindex) -> Option<Statement> {
        let target = match reindex.reindex_target()? {
            ast::ReindexTarget::ReindexTargetTable(table) => {
                ReindexTarget::Table(self.name(&table)?)
            }
            ast::ReindexTarget::ReindexTargetIndex(index) => {
                ReindexTarget::Index(self.name(&index)?)
            }
            ast::ReindexTarget::ReindexTargetSchema(schema) => {
                ReindexTarget::Schema(self.ident(&schema.schema_ref()?).text)
            }
            _ => ReindexTarget::Other,
        };
        Some(Statement::Reindex {
            target,
            concurrently: reindex.is_concurrently(),
        })
    }

    fn target(&self, object: &ast::CommentObject) -> Option<Target> {
        use ast::CommentObject as O;
        match object {
            O::ObjectTable(table) => Some(Target::Relation(self.name(table)?)),
            O::ObjectView(view) => Some(Target::Relation(self.name(view)?)),
            O::ObjectIndex(index) => Some(Target::Relation(self.name(index)?)),
            O::ObjectColumn(column) => {
                let (table, column) = self.column_of_table(&column.name()?)?;
                Some(Target::Column(table, column))
            }
            _ => None,
        }
    }

    fn granted(&self, clause: Option<ast::OnPrivilegeObjectsClause>) -> Vec<Name> {
        match clause.and_then(|clause| clause.privilege_objects()) {
            Some(ast::PrivilegeObjects::PrivilegeTable(tables)) => {
                self.names(tables.relation_name_refs())
            }
            Some(ast::PrivilegeObjects::PrivilegeDefault(tables)) => {
                self.names(tables.relation_name_refs())
            }
            _ => Vec::new(),
        }
    }
}

fn plain(ident: Ident) -> Name {
    Name {
        schema: None,
        name: ident.text,
        span: ident.span,
    }
}

fn text_of(node: &squawk_syntax::SyntaxNode) -> String {
    node.text().to_string().trim().to_owned()
}
