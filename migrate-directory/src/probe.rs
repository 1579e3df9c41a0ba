//! How the next run finds out whether a statement was executed, when the program that sent it died
//! before it was recorded.

mod mysql;
mod postgres;

use crate::Dialect;
use crate::words::Words;

/// What can be looked up in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Probe {
    /// Nothing needs to be looked up: executing it once more does no harm.
    Again,
    /// It was executed if the object is there.
    There(Object),
    /// It was executed if the object is not there.
    Gone(Object),
}

/// An object of the schema, its names without quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) kind: &'static str,
    /// `None` is the schema that is current when the statement is executed.
    pub(crate) schema: Option<String>,
    /// The table that a column, index or constraint belongs to.
    pub(crate) table: Option<String>,
    pub(crate) name: String,
}

impl Probe {
    /// The probe of a statement that commits by itself. `None` if no look can tell.
    pub(crate) fn of(words: Words<'_>, dialect: Dialect) -> Option<Self> {
        match dialect {
            Dialect::Mysql => mysql::probe(words),
            Dialect::Postgres => postgres::probe(words),
            Dialect::Sqlite => None,
        }
    }

    /// One line for the embedded notes: the fields, separated by tabs. `None` if a name cannot be
    /// written so.
    pub(crate) fn note(&self) -> Option<String> {
        let (word, object) = match self {
            Self::Again => return Some("again".to_owned()),
            Self::There(object) => ("there", object),
            Self::Gone(object) => ("gone", object),
        };
        let Object {
            kind,
            schema,
            table,
            name,
        } = object;
        let schema = schema.as_deref().unwrap_or_default();
        let table = table.as_deref().unwrap_or_default();
        let names = [schema, table, name];
        let is_clean = |name: &&str| !name.contains(['\t', '\n']);
        names
            .iter()
            .all(is_clean)
            .then(|| format!("{word}\t{kind}\t{schema}\t{table}\t{name}"))
    }
}
