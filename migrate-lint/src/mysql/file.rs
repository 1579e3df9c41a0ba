use std::convert::Infallible;

use super::catalog::{Born, Catalog, RelationState};
use super::name::{Key, same};
use super::servers::Servers;
use crate::finding::Finding;
use crate::pending::Said;

/// What is known of the migration that is being judged.
pub(crate) struct File<'d> {
    /// Its number.
    pub(crate) number: Born,
    /// Whether each migration is a draft; empty without a lock.
    drafts: &'d [bool],
    pub(crate) servers: Servers,
    /// Foreign keys are not checked: the file switched that off.
    pub(crate) unchecked: bool,
    /// Unique keys that the file dropped: of which table, over which columns.
    pub(crate) dropped_keys: Vec<(Key, Vec<String>)>,
    /// Foreign keys that the file dropped: of which table, over which columns, to which table.
    pub(crate) dropped_foreign_keys: Vec<(Key, Vec<String>, Key)>,
    /// What is said of it so far.
    pub(crate) said: Said<Remedy>,
    /// The number of the transaction that the file spells out, while it is open.
    pub(crate) transaction: Option<usize>,
    /// How many there were.
    transactions: usize,
    /// User variables, and [`LAST_ID`], whose value another session would not give them, with the
    /// transaction that set them.
    values: Vec<(String, Option<usize>)>,
}

/// What makes up for a finding. It is looked at when the file ends.
pub(crate) enum Remedy {
    /// The relation exists, with these columns at least.
    Relation(Key, Vec<String>),
    /// The table has a column of that name.
    Column(Key, String),
    /// The table's column has a default, or need not hold a value.
    Default(Key, String),
    /// Every row of the table got a value.
    Filled(Key, String),
    /// There is an object of that kind and name again.
    Routine(super::statement::ObjectKind, super::name::Name),
}

/// The number that the server gave the last row.
pub(crate) const LAST_ID: &str = "LAST_INSERT_ID()";

impl<'d> File<'d> {
    pub(crate) fn new(number: usize, drafts: &'d [bool], servers: Servers) -> Self {
        Self {
            number: crate::born::born(number),
            drafts,
            servers,
            unchecked: false,
            dropped_keys: Vec::new(),
            dropped_foreign_keys: Vec::new(),
            said: Said::default(),
            transaction: None,
            transactions: 0,
            values: Vec::new(),
        }
    }

    pub(crate) fn begin_transaction(&mut self) {
        self.transactions += 1;
        self.transaction = Some(self.transactions);
    }

    /// Only the session knows the value from here on.
    pub(crate) fn keep_value(&mut self, name: &str) {
        self.values.retain(|(known, _)| known != name);
        self.values.push((name.to_owned(), self.transaction));
    }

    /// Whether another session than the one that set the value may be asked for it: a transaction
    /// is executed as a whole or not at all.
    pub(crate) fn may_lose_value(&self, name: &str) -> bool {
        let mut values = self.values.iter();
        let known = values.find(|(known, _)| known == name);
        known.is_some_and(|(_, set)| set.is_none() || *set != self.transaction)
    }

    /// Whether what was made there is new here: no release has used it.
    pub(crate) fn is_new(&self, made: Born) -> bool {
        crate::born::is_new(made, self.number, self.drafts)
    }

    /// The findings that nothing made up for.
    pub(crate) fn end(self, catalog: &Catalog) -> Result<Vec<Finding>, Infallible> {
        self.said
            .end(|remedy| Ok(remedy.holds(catalog, self.number)))
    }
}

impl Remedy {
    fn holds(&self, catalog: &Catalog, number: Born) -> bool {
        match self {
            Self::Relation(key, columns) => catalog.at(key).is_some_and(|relation| {
                // A missing name is taken for granted once it is reported.
                !matches!(relation.state, RelationState::Assumed)
                    && columns.iter().all(|column| relation.may_have(column))
            }),
            Self::Column(table, column) => catalog
                .table_at(table)
                .is_some_and(|table| table.column(column).is_some()),
            Self::Default(table, column) => catalog.table_at(table).is_none_or(|table| {
                let column = table.column(column);
                column.is_none_or(|column| !table.is_not_null(column) || column.spec.fills_itself())
            }),
            Self::Filled(table, column) => catalog.table_at(table).is_some_and(|table| {
                let mut columns = table.columns.iter();
                columns.any(|one| same(&one.name, column) && one.filled == Some(number))
            }),
            Self::Routine(kind, name) => catalog.routine(*kind, name).is_some(),
        }
    }
}
