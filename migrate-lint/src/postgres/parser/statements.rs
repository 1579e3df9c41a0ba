use squawk_syntax::ast::{self, AstNode};

use super::reader::{Reader, text};
use crate::postgres::name::Name;
use crate::postgres::statement::{Control, Parsed, ReindexTarget, Relocation, Statement, Target};

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
