use squawk_syntax::ast::{self, AstNode};

use super::reader::Reader;
use crate::postgres::expression::{Expr, ExprKind};
use crate::postgres::name::Ident;
use crate::postgres::query::{Output, Query, Source, With};

impl Reader<'_> {
    pub(super) fn query(&self, query: &ast::SelectVariant) -> Query {
        let mut read = Query {
            with: self.with(query.syntax()),
            ..Query::default()
        };
        match query {
            ast::SelectVariant::Select(_) | ast::SelectVariant::SelectInto(_) => {
                self.select(query, &mut read);
            }
            ast::SelectVariant::ParenSelect(paren) => {
                if let Some(inner) = paren.select() {
                    let inner = self.query(&inner);
                    read.outputs.clone_from(&inner.outputs);
                    read.parts.push(inner);
                }
            }
            ast::SelectVariant::CompoundSelect(compound) => {
                for side in [compound.lhs(), compound.rhs()].into_iter().flatten() {
                    read.parts.push(self.query(&side));
                }
                // What is in front of the first side is visible to all of them.
                if !matches!(compound.lhs(), Some(ast::SelectVariant::ParenSelect(_)))
                    && let Some(first) = read.parts.first_mut()
                {
                    read.with.append(&mut first.with);
                }
                read.outputs = read.parts.first().and_then(|first| first.outputs.clone());
            }
            ast::SelectVariant::Table(table) => {
                if let Some(name) = table.relation_name().and_then(|name| self.name(&name)) {
                    read.sources.push(Source::Relation {
                        name,
                        alias: None,
                        columns: None,
                    });
                }
                read.outputs = Some(vec![Output::All(None)]);
            }
            ast::SelectVariant::Values(values) => {
                read.expressions = values
                    .row_list()
                    .map(|rows| self.expressions_in(rows.syntax()))
                    .unwrap_or_default();
            }
        }
        read
    }

    /// The `WITH` queries of a statement.
    pub(super) fn with(&self, statement: &squawk_syntax::SyntaxNode) -> Vec<With> {
        let clause = statement.children().find_map(ast::WithClause::cast);
        let tables = clause.into_iter().flat_map(|clause| clause.with_tables());
        tables.map(|table| self.with_table(&table)).collect()
    }

    fn with_table(&self, table: &ast::WithTable) -> With {
        let columns = table.column_list().map(|list| {
            let names = list.column_names();
            names.map(|name| self.ident(&name).text).collect()
        });
        let query = match table.query() {
            Some(query) => match ast::SelectVariant::cast(query.syntax().clone()) {
                Some(select) => self.query(&select),
                None => Query {
                    writes: ast::Stmt::cast(query.syntax().clone())
                        .map(|statement| Box::new(self.statement(&statement))),
                    ..Query::default()
                },
            },
            None => Query::default(),
        };
        With {
            name: table
                .name()
                .map(|name| self.ident(&name).text)
                .unwrap_or_default(),
            columns,
            query,
        }
    }

    fn select(&self, query: &ast::SelectVariant, read: &mut Query) {
        for child in query.syntax().children() {
            if ast::WithClause::can_cast(child.kind()) {
                continue;
            }
            if let Some(from) = ast::FromClause::cast(child.clone()) {
                self.sources(from.items(), read);
                continue;
            }
            if let Some(clause) = ast::SelectClause::cast(child.clone()) {
                self.outputs(&clause, read);
            }
            read.expressions.extend(self.expressions_in(&child));
        }
    }

    fn outputs(&self, clause: &ast::SelectClause, read: &mut Query) {
        let outputs: Vec<Output> = self.targets(clause.target_list()).collect();
        for output in &outputs {
            if let Output::One {
                name: Some(name),
                column,
            } = output
            {
                // A column that keeps its name is no name of its own.
                let own = column
                    .as_ref()
                    .is_none_or(|(_, column)| *column != name.text);
                read.output_names.extend(own.then(|| name.text.clone()));
            }
        }
        read.outputs = Some(outputs);
    }

    pub(super) fn targets(&self, list: Option<ast::TargetList>) -> impl Iterator<Item = Output> {
        let targets = list.into_iter().flat_map(|list| list.targets());
        targets.map(|target| self.output(&target))
    }

    fn output(&self, target: &ast::Target) -> Output {
        let Some(expression) = target.expr() else {
            return Output::All(None);
        };
        let expression = self.expression(&expression);
        let alias = target.as_name().and_then(|name| name.name());
        let alias = alias.map(|name| self.ident(&name));
        if let ExprKind::Name(parts) = &expression.kind
            && parts.last().is_some_and(|part| part.text == "*")
        {
            let qualifier = parts.len().checked_sub(2).map(|at| parts[at].text.clone());
            return Output::All(qualifier);
        }
        let column = match &expression.kind {
            ExprKind::Name(parts) => parts.split_last().map(|(name, before)| {
                let qualifier = before.last().map(|part| part.text.clone());
                (qualifier, name.text.clone())
            }),
            _ => None,
        };
        Output::One {
            name: alias.or_else(|| {
                let text = expression.implied_name()?;
                let place = match &expression.kind {
                    ExprKind::Name(parts) => parts.last().map(|part| part.span.clone()),
                    _ => None,
                };
                Some(Ident {
                    text,
                    span: place.unwrap_or_else(|| expression.span.clone()),
                })
            }),
            column,
        }
    }

    pub(super) fn sources(&self, items: impl Iterator<Item = ast::FromListItem>, read: &mut Query) {
        for item in items {
            match item {
                ast::FromListItem::FromItem(item) => read.sources.push(self.source(&item)),
                ast::FromListItem::JoinExpr(join) => self.join(&join, read),
            }
        }
    }

    fn join(&self, join: &ast::JoinExpr, read: &mut Query) {
        self.sources(join.from_list_item().into_iter(), read);
        if let Some(join) = join.join() {
            self.sources(join.from_list_item().into_iter(), read);
            match join.join_condition() {
                Some(ast::JoinCondition::OnClause(on)) => {
                    read.expressions.extend(self.expressions_in(on.syntax()));
                }
                Some(ast::JoinCondition::JoinUsingClause(using)) => {
                    read.expressions.extend(self.joined_columns(&using));
                }
                None => {}
            }
        }
    }

    fn joined_columns(&self, using: &ast::JoinUsingClause) -> Vec<Expr> {
        let list = using.column_ref_list();
        let columns = list.into_iter().flat_map(|list| list.column_name_refs());
        let column = |node| {
            let column: Ident = self.ident(&node);
            Expr {
                span: column.span.clone(),
                text: column.text.clone(),
                kind: ExprKind::Name(vec![column]),
            }
        };
        columns.map(column).collect()
    }

    fn source(&self, item: &ast::FromItem) -> Source {
        let alias = item.alias();
        let name = alias.as_ref().and_then(|alias| alias.name());
        let name = name.map(|name| self.ident(&name).text);
        match item {
            ast::FromItem::RelationFromItem(relation) => {
                let relation_name = relation.relation_name_ref();
                match relation_name.and_then(|name| self.name(&name)) {
                    Some(relation) => Source::Relation {
                        name: relation,
                        alias: name,
                        columns: alias.and_then(|alias| self.alias_columns(&alias)),
                    },
                    None => Source::Unknown {
                        alias: name,
                        expressions: Vec::new(),
                    },
                }
            }
            ast::FromItem::ParenFromItem(paren) => {
                let inner = paren.paren_select().map(ast::SelectVariant::ParenSelect);
                let inner = inner.or_else(|| {
                    let inside = paren.paren_expr()?;
                    inside
                        .syntax()
                        .children()
                        .find_map(ast::SelectVariant::cast)
                });
                match inner {
                    Some(query) if alias_has_columns(item) => {
                        let mut query = self.query(&query);
                        query.outputs = None;
                        Source::Query { query, alias: name }
                    }
                    Some(query) => Source::Query {
                        query: self.query(&query),
                        alias: name,
                    },
                    None => self.parenthesised(paren, name),
                }
            }
            other => Source::Unknown {
                alias: name,
                expressions: self.expressions_in(other.syntax()),
            },
        }
    }

    /// `(a JOIN b ON …)`: read as a query that hands everything through.
    fn parenthesised(&self, paren: &ast::ParenFromItem, alias: Option<String>) -> Source {
        let mut query = Query::default();
        let inside = paren.paren_expr();
        let items = inside.iter().flat_map(|inside| {
            inside
                .syntax()
                .children()
                .filter_map(ast::FromListItem::cast)
        });
        self.sources(items, &mut query);
        if alias.is_some() || query.sources.is_empty() {
            query.outputs = None;
        }
        Source::Query { query, alias }
    }

    fn alias_columns(&self, alias: &ast::FromAlias) -> Option<Vec<String>> {
        let columns = alias.columns()?;
        let names = columns.column_names();
        Some(names.map(|name| self.ident(&name).text).collect())
    }
}

fn alias_has_columns(item: &ast::FromItem) -> bool {
    item.alias().is_some_and(|alias| alias.columns().is_some())
}
