use squawk_syntax::ast::{self, AstNode};

use super::alter::is_cascade;
use super::reader::Reader;
use crate::postgres::expression::Expr;
use crate::postgres::query::Query;
use crate::postgres::statement::{Delete, Insert, Statement, Update};

impl Reader<'_> {
    pub(super) fn data_statement(&self, statement: &ast::Stmt) -> Option<Statement> {
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
        let mut rest = Query {
            with: self.with(insert.syntax()),
            ..Query::default()
        };
        if let Some(conflict) = insert.on_conflict_clause() {
            rest.expressions = self.expressions_in(conflict.syntax());
        }
        self.returning(insert.returning_clause(), &mut rest);
        let alias = insert.alias().and_then(|alias| alias.name());
        Some(Statement::Insert(Insert {
            table: self.name(&insert.relation_name_ref()?)?,
            alias: alias.map(|name| self.ident(&name).text),
            columns,
            query,
            values,
            rest,
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
        self.returning(update.returning_clause(), &mut query);
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
        self.returning(delete.returning_clause(), &mut query);
        Some(Statement::Delete(Delete {
            table: self.name(&delete.relation_name()?)?,
            alias: self.alias(delete.alias()),
            using,
            filter,
            query,
        }))
    }

    fn returning(&self, clause: Option<ast::ReturningClause>, read: &mut Query) {
        if let Some(clause) = clause {
            let outputs = self.targets(clause.target_list());
            read.outputs = Some(outputs.collect());
            read.expressions
                .extend(self.expressions_in(clause.syntax()));
        }
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
}
