//! How the next run finds out whether a statement was executed, when the program that sent it died
//! before it was recorded.

mod mysql;
mod postgres;

use crate::Dialect;
use crate::words::Words;

pub(crate) type Probe = migrate_format::Probe<String>;
pub(crate) type Object = migrate_format::Object<String>;

/// The probe of a statement that commits by itself. `None` if no lookup can tell.
pub(crate) fn probe(words: Words<'_>, dialect: Dialect) -> Option<Probe> {
    match dialect {
        Dialect::Mysql => mysql::probe(words),
        Dialect::Postgres => postgres::probe(words),
        Dialect::Sqlite => None,
    }
}
