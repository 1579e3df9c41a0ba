//! The queries of the service, and what a statement takes away from them.

use std::collections::BTreeMap;

use migrate_directory::UsedQuery;

use super::engine::{Outcome, Refusal};
use super::name::{self, Name, Span, is_same};
use super::state::State;
use super::statement::{Action, ObjectKind, Statement};
use crate::still_used;

/// The queries of the service, each as its text is compared with names.
pub(crate) type Used<'q> = still_used::Used<'q, String>;

/// The columns of the queries that the engine understands.
type Answers<'q> = BTreeMap<&'q UsedQuery, Vec<String>>;

/// What a statement is about to take away.
pub(crate) struct Going<'q> {
    table: Name,
    column: Option<Name>,
    before: Answers<'q>,
}

/// What is known before a statement takes something away.
pub(crate) struct Before<'q> {
    /// The table, if all of it went.
    table: Option<Name>,
    answers: Answers<'q>,
}

pub(crate) type Removal<'q> = still_used::Removal<'q, Before<'q>>;

/// What a query lacks.
enum Loss {
    /// The column is known by its name.
    Column(String),
    Other,
}

impl<'q> Going<'q> {
    /// What the statement took away.
    pub(crate) fn removal(self, state: &State, range: &Span) -> Option<Removal<'q>> {
        let queries: Vec<&UsedQuery> = lacking(state, &self.before)
            .map(|(query, _)| query)
            .collect();
        let subject = match &self.column {
            Some(column) => format!("{}.{column}", self.table),
            None => self.table.to_string(),
        };
        (!queries.is_empty()).then(|| Removal {
            subject,
            range: range.clone(),
            queries,
            before: Before {
                table: self.column.is_none().then_some(self.table),
                answers: self.before,
            },
        })
    }
}

impl<'q> Used<'q> {
    /// What the statement is about to take away.
    pub(crate) fn going(&self, state: &State, statement: &Statement<'_>) -> Option<Going<'q>> {
        let (table, column) = removed(statement)?;
        if state.is_unknown(&table.name) || state.is_temporary(table) {
            return None;
        }
        // A query may see the table through a view.
        let views = state.relations().filter(|one| one.kind == ObjectKind::View);
        let mut names = vec![table.key()];
        names.extend(views.map(|view| name::key(&view.name)));
        let read = |query: &UsedQuery| Some(name::key(&query.sql));
        let near = self.select(read, |_, text| names.iter().any(|name| text.contains(name)));
        let answers = near.into_iter().filter_map(|query| {
            let columns = state.engine.answer(&query.sql).ok()?;
            Some((query, columns))
        });
        let before: Answers<'_> = answers.collect();
        (!before.is_empty()).then(|| Going {
            table: table.clone(),
            column: column.cloned(),
            before,
        })
    }
}

/// The queries that no longer give what they gave before the removal. From a table that was
/// recreated only some columns are missing, so the removal is then that of a column.
pub(crate) fn still_lacking<'q>(state: &State, removal: &mut Removal<'q>) -> Vec<&'q UsedQuery> {
    let lacking: Vec<(&UsedQuery, Loss)> = lacking(state, &removal.before.answers).collect();
    let first = lacking
        .iter()
        .find(|(query, _)| removal.queries.contains(query));
    let table = removal.before.table.as_ref();
    if let Some(table) = table.filter(|table| state.relation(&table.name).is_some())
        && let Some((_, Loss::Column(column))) = first
    {
        removal.subject = format!("{table}.{}", name::quoted(column));
    }
    lacking.into_iter().map(|(query, _)| query).collect()
}

/// The queries that no longer give what they gave.
fn lacking<'q>(state: &State, before: &Answers<'q>) -> impl Iterator<Item = (&'q UsedQuery, Loss)> {
    before.iter().filter_map(|(query, columns)| {
        let loss = match state.engine.answer(&query.sql) {
            Ok(now) => {
                // `*` hands through what there is.
                let mut lost = columns.iter().filter(|column| !has(&now, column));
                Loss::Column(lost.find(|column| has(&query.columns, column))?.clone())
            }
            Err(Outcome::Refused(refusal)) => missing(&refusal),
            Err(_) => return None,
        };
        Some((*query, loss))
    })
}

fn has(columns: &[String], name: &str) -> bool {
    columns.iter().any(|one| is_same(one, name))
}

/// `no such column: t.x`, or `table t has no column named x`.
fn missing(refusal: &Refusal) -> Loss {
    let message = &refusal.message;
    let column = ["no such column: ", "has no column named "]
        .iter()
        .find_map(|start| message.split_once(start));
    match column {
        Some((_, column)) => Loss::Column(column.rsplit('.').next().unwrap_or(column).to_owned()),
        None => Loss::Other,
    }
}

/// The table that goes, or whose column goes, or gets another name.
fn removed<'s>(statement: &'s Statement<'_>) -> Option<(&'s Name, Option<&'s Name>)> {
    match statement {
        Statement::Drop {
            kind: ObjectKind::Table | ObjectKind::Virtual | ObjectKind::View,
            name,
        } => Some((name, None)),
        Statement::Alter { table, action } => match action {
            Action::RenameTo(_) => Some((table, None)),
            Action::RenameColumn { from: column, .. } | Action::DropColumn(column) => {
                Some((table, Some(column)))
            }
            Action::AddColumn { .. } | Action::Other => None,
        },
        _ => None,
    }
}
