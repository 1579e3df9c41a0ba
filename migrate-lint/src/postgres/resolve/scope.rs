//! The names inside of queries.

use migrate_directory::nearest;

use super::columns::{self, OF_SYSTEM};
use crate::finding::Words;
use crate::postgres::catalog::Found;
use crate::postgres::check::Check;
use crate::postgres::expression::{Expr, ExprKind};
use crate::postgres::name::{Ident, Name};
use crate::postgres::query::{Output, Query, Source, With};
use crate::postgres::statement::Statement;

/// What can be named at some place: the sources of a query, each with its columns if they are
/// known.
#[derive(Clone, Default)]
struct Frame {
    sources: Vec<(String, Option<Vec<String>>)>,
    outputs: Vec<String>,
    with: Vec<(String, Option<Vec<String>>)>,
}

/// Reports columns of queries that refer to nothing. Returns the relations that are missing.
pub(super) fn check(check: &mut Check<'_>) -> Vec<Name> {
    let parsed = check.parsed;
    let mut scope = Scope {
        check,
        frames: Vec::new(),
        missing: Vec::new(),
        // In a body a name may be a variable's.
        columns: !parsed.in_body,
    };
    match &parsed.statement {
        Statement::Select(query)
        | Statement::CreateTableAs {
            query: Some(query), ..
        } => scope.query(query),
        Statement::CreateView(view) => scope.query(&view.query),
        Statement::Insert(insert) => {
            if let Some(query) = &insert.query {
                scope.query(query);
            }
            let own = insert.alias.as_deref().unwrap_or(&insert.table.name);
            scope.over(&insert.table, &[own, "excluded"], &insert.rest);
        }
        Statement::Update(update) => {
            let own = update.alias.as_deref().unwrap_or(&update.table.name);
            scope.over(&update.table, &[own], &update.query);
        }
        Statement::Delete(delete) => {
            let own = delete.alias.as_deref().unwrap_or(&delete.table.name);
            scope.over(&delete.table, &[own], &delete.query);
        }
        Statement::CreatePolicy {
            table, expressions, ..
        }
        | Statement::AlterPolicy {
            table, expressions, ..
        } => {
            let query = Query {
                expressions: expressions.clone(),
                ..Query::default()
            };
            scope.over(table, &[&table.name], &query);
        }
        _ => {}
    }
    scope.missing
}

struct Scope<'s, 'c> {
    check: &'s mut Check<'c>,
    frames: Vec<Frame>,
    missing: Vec<Name>,
    columns: bool,
}

impl Scope<'_, '_> {
    /// A query whose expressions see a table, too, under one name or several.
    fn over(&mut self, table: &Name, shown: &[&str], query: &Query) {
        let columns = self.relation(table);
        let sources = shown.iter().map(|one| ((*one).to_owned(), columns.clone()));
        self.frames.push(Frame {
            sources: sources.collect(),
            ..Frame::default()
        });
        self.query(query);
        self.frames.pop();
    }

    fn query(&mut self, query: &Query) {
        self.frames.push(Frame {
            outputs: query.output_names.clone(),
            ..Frame::default()
        });
        for with in &query.with {
            // A recursive query sees itself.
            self.define(with, None);
            self.query(&with.query);
            let columns = with.columns.clone().or_else(|| outputs(&with.query));
            self.define(with, columns);
        }
        for part in &query.parts {
            self.query(part);
        }
        for source in &query.sources {
            self.source(source);
        }
        for expression in &query.expressions {
            self.expression(expression);
        }
        self.frames.pop();
    }

    fn define(&mut self, with: &With, columns: Option<Vec<String>>) {
        if let Some(frame) = self.frames.last_mut() {
            frame.with.retain(|(name, _)| *name != with.name);
            frame.with.push((with.name.clone(), columns));
        }
    }

    fn source(&mut self, source: &Source) {
        let (shown, columns) = match source {
            Source::Relation {
                name,
                alias,
                columns,
            } => {
                let found = self.relation(name);
                let shown = alias.as_deref().unwrap_or(&name.name).to_owned();
                (shown, if columns.is_some() { None } else { found })
            }
            Source::Query { query, alias } => {
                self.query(query);
                (alias.clone().unwrap_or_default(), outputs(query))
            }
            Source::Unknown { alias, expressions } => {
                for expression in expressions {
                    self.relations_in(expression);
                }
                (alias.clone().unwrap_or_default(), None)
            }
        };
        if let Some(frame) = self.frames.last_mut() {
            frame.sources.push((shown, columns));
        }
    }

    /// The columns of a relation or a `WITH` query, if they are known.
    fn relation(&mut self, name: &Name) -> Option<Vec<String>> {
        if name.schema.is_none() {
            let with = self.frames.iter().rev().flat_map(|frame| &frame.with);
            let mut with = with.filter(|(with, _)| *with == name.name);
            if let Some((_, columns)) = with.next() {
                return columns.clone();
            }
        }
        match self.check.catalog.relation(name) {
            Found::Yes(_, relation) => {
                let columns = relation.columns()?.iter();
                Some(columns.map(|column| column.name.clone()).collect())
            }
            Found::No => {
                if !self.missing.iter().any(|known| known.name == name.name) {
                    self.missing.push(name.clone());
                }
                None
            }
            Found::Unknown => None,
        }
    }

    /// The queries inside of an expression that may name anything.
    fn relations_in(&mut self, expression: &Expr) {
        let columns = std::mem::replace(&mut self.columns, false);
        self.expression(expression);
        self.columns = columns;
    }

    fn expression(&mut self, expression: &Expr) {
        match &expression.kind {
            ExprKind::Query(query) => self.query(query),
            ExprKind::Name(parts) if self.columns => self.column(parts),
            _ => {
                for child in expression.children() {
                    self.expression(child);
                }
            }
        }
    }

    fn column(&mut self, parts: &[Ident]) {
        match parts {
            [name] => {
                let all_known = self
                    .frames
                    .iter()
                    .flat_map(|frame| &frame.sources)
                    .all(|(_, columns)| columns.is_some());
                if !all_known || self.is_named(&name.text) {
                    return;
                }
                if self.has_sources() {
                    self.report(name, |_| true);
                } else {
                    self.report_without_source(name);
                }
            }
            [source, name] if name.text != "*" => {
                let frames = self.frames.iter().rev().flat_map(|frame| &frame.sources);
                let mut of_name = frames.filter(|(shown, _)| *shown == source.text);
                let Some((_, columns)) = of_name.next() else {
                    self.report_source(source);
                    return;
                };
                let Some(columns) = columns else { return };
                let is_system = OF_SYSTEM.contains(&name.text.as_str());
                if !columns.contains(&name.text) && !is_system {
                    let source = source.text.clone();
                    self.report(name, |shown| shown == source);
                }
            }
            _ => {}
        }
    }

    fn has_sources(&self) -> bool {
        self.frames.iter().any(|frame| !frame.sources.is_empty())
    }

    fn is_named(&self, name: &str) -> bool {
        OF_SYSTEM.contains(&name)
            || self.frames.iter().any(|frame| {
                frame.outputs.iter().any(|output| output == name)
                    || frame.sources.iter().any(|(shown, columns)| {
                        let columns = columns.iter().flatten();
                        shown == name || columns.into_iter().any(|column| column == name)
                    })
            })
    }

    /// A column where nothing is read that could have one.
    fn report_without_source(&mut self, name: &Ident) {
        self.check.report(
            &name.span,
            Words::new(
                format!("there is no column `{name}` here"),
                "not found",
                format!(
                    "if it is a text, write `'{}'`; double quotes are for names",
                    name.text
                ),
            ),
        );
    }

    /// What a column is qualified with is not in FROM.
    fn report_source(&mut self, source: &Ident) {
        // RETURNING may name the row before and after.
        const ROWS: [&str; 3] = ["old", "new", "excluded"];
        let mut shown = self.frames.iter().flat_map(|frame| &frame.sources);
        let has_unnamed = shown.any(|(shown, _)| shown.is_empty());
        if has_unnamed || ROWS.contains(&source.text.as_str()) {
            return;
        }
        let shown = self.frames.iter().flat_map(|frame| &frame.sources);
        let shown: Vec<&str> = shown.map(|(shown, _)| shown.as_str()).collect();
        let help = match nearest(&source.text, shown.iter().copied()) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("add `{source}` to FROM, or qualify with a table that stands there"),
        };
        let message = format!("`{source}` stands for no table of this statement");
        let span = source.span.clone();
        self.check
            .report(&span, Words::new(message, "not found", help));
    }

    fn report(&mut self, name: &Ident, is_source: impl Fn(&str) -> bool) {
        let sources: Vec<(String, Vec<String>)> = self
            .frames
            .iter()
            .rev()
            .flat_map(|frame| &frame.sources)
            .filter(|(shown, _)| is_source(shown))
            .map(|(shown, columns)| (shown.clone(), columns.clone().unwrap_or_default()))
            .collect();
        let shown: Vec<&str> = sources.iter().map(|(shown, _)| shown.as_str()).collect();
        let columns: Vec<&str> = sources
            .iter()
            .flat_map(|(_, columns)| columns.iter().map(String::as_str))
            .collect();
        columns::report(self.check, &shown.join("`, `"), &columns, name);
    }
}

/// The names of what comes out of a query, where none is handed through with `*`.
fn outputs(query: &Query) -> Option<Vec<String>> {
    let outputs = query.outputs.as_ref()?;
    let name = |output: &Output| match output {
        Output::All(_) => None,
        // The server finds a name for it.
        Output::One { name, .. } => name.as_ref().map(|name| name.text.clone()),
    };
    outputs.iter().map(name).collect()
}
