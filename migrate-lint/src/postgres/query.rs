use super::expression::{Expr, ExprKind};
use super::name::{Ident, Name};
use super::statement::Statement;

/// A query, as far as the schema state needs it: what it reads and what comes out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query {
    /// `WITH` queries, in order.
    pub(crate) with: Vec<With>,
    /// What is in FROM.
    pub(crate) sources: Vec<Source>,
    /// Every expression of it, those of joins included.
    pub(crate) expressions: Vec<Expr>,
    /// What comes out; `None` where a row's shape is not looked into.
    pub(crate) outputs: Option<Vec<Output>>,
    /// The sides of UNION and its like, and queries in parentheses.
    pub(crate) parts: Vec<Query>,
    /// Names that later clauses may use: those of the outputs.
    pub(crate) output_names: Vec<String>,
    /// The statement, if it is one that changes rows (in WITH).
    pub(crate) writes: Option<Box<Statement>>,
}

#[derive(Debug, Clone)]
pub(crate) struct With {
    pub(crate) name: String,
    pub(crate) columns: Option<Vec<String>>,
    pub(crate) query: Query,
}

/// What a query reads.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Relation {
        name: Name,
        alias: Option<String>,
        columns: Option<Vec<String>>,
    },
    Query {
        query: Query,
        alias: Option<String>,
    },
    /// A function and its like, whose columns are not known.
    Unknown {
        alias: Option<String>,
        expressions: Vec<Expr>,
    },
}

#[derive(Debug, Clone)]
pub(crate) enum Output {
    /// `*`, or `alias.*`.
    All(Option<String>),
    One {
        name: Option<Ident>,
        /// The column that is handed through: what it is qualified with, and its name.
        column: Option<(Option<String>, String)>,
    },
}

impl Query {
    /// Calls `visit` with every relation it reads, those of queries inside included.
    pub(crate) fn relations<'q>(&'q self, visit: &mut impl FnMut(&'q Name)) {
        for with in &self.with {
            with.query.relations(visit);
        }
        for part in &self.parts {
            part.relations(visit);
        }
        for source in &self.sources {
            match source {
                Source::Relation { name, .. } => visit(name),
                Source::Query { query, .. } => query.relations(visit),
                Source::Unknown { expressions, .. } => in_queries(expressions, visit),
            }
        }
        in_queries(&self.expressions, visit);
    }

    /// Calls `visit` with the last part of every name in its expressions, those of queries inside
    /// included; `*` is a name of its own.
    pub(crate) fn columns<'q>(&'q self, visit: &mut dyn FnMut(&'q str)) {
        let with = self.with.iter().map(|with| &with.query);
        for inside in with.chain(&self.parts) {
            inside.columns(visit);
        }
        let mut expressions: Vec<&Expr> = self.expressions.iter().collect();
        for source in &self.sources {
            match source {
                Source::Relation { .. } => {}
                Source::Query { query, .. } => query.columns(visit),
                Source::Unknown {
                    expressions: own, ..
                } => expressions.extend(own),
            }
        }
        for output in self.outputs.iter().flatten() {
            if let Output::All(_) = output {
                visit("*");
            }
        }
        for expression in expressions {
            expression.walk(&mut |inner| match &inner.kind {
                ExprKind::Name(parts) => {
                    if let Some(last) = parts.last() {
                        visit(&last.text);
                    }
                }
                ExprKind::Query(query) => query.columns(visit),
                _ => {}
            });
        }
    }

    /// The statements in `WITH` that change rows.
    pub(crate) fn writes(&self) -> Vec<&Statement> {
        let with = self.with.iter().map(|with| &with.query);
        let inside = with.chain(&self.parts);
        self.writes
            .as_deref()
            .into_iter()
            .chain(inside.flat_map(Query::writes))
            .collect()
    }

    /// Whether a `WITH` query has that name.
    pub(crate) fn defines(&self, name: &str) -> bool {
        self.with.iter().any(|with| with.name == name)
            || self.parts.iter().any(|part| part.defines(name))
    }
}

fn in_queries<'q>(expressions: &'q [Expr], visit: &mut impl FnMut(&'q Name)) {
    for expression in expressions {
        expression.walk(&mut |inner| {
            if let ExprKind::Query(query) = &inner.kind {
                query.relations(visit);
            }
        });
    }
}
