//! How the next run finds out whether a statement was executed, when the program that sent it died
//! before it was recorded.

mod mysql;
mod postgres;
mod value;

use crate::Dialect;
use crate::words::Words;

pub(crate) use value::Probe;

/// The probe for a statement that commits by itself. `None` if no query can tell.
pub(crate) fn probe(words: Words<'_>, dialect: Dialect) -> Option<Probe> {
    match dialect {
        Dialect::Mysql => mysql::probe(words),
        Dialect::Postgres => postgres::probe(words),
        Dialect::Sqlite => None,
    }
}
