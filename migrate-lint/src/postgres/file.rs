use std::convert::Infallible;

use migrate_directory::ServerVersion;

use super::catalog::{Born, Catalog, Column};
use super::data_type::DataType;
use super::name::QName;
use crate::finding::Finding;
use crate::pending::Said;

/// What is known of the migration that is being judged.
pub(crate) struct File<'d> {
    /// Its number.
    pub(crate) number: Born,
    /// Whether each migration is a draft; empty without a lock.
    pub(crate) drafts: &'d [bool],
    /// The oldest server; `None` if nobody said.
    pub(crate) version: Option<u16>,
    pub(crate) transaction: Transaction,
    /// Unique keys that the file dropped: of which table, over which columns.
    pub(crate) dropped_keys: Vec<(QName, Vec<String>)>,
    /// Valid foreign keys that it dropped: of which table, over which columns, to which table.
    pub(crate) dropped_references: Vec<(QName, Vec<String>, QName)>,
    /// Rows that it changed or deleted by a condition.
    pub(crate) cleaned: Vec<Cleaned>,
    /// Names that it gave to what was there under another: no release knows them.
    pub(crate) given_names: Vec<QName>,
    /// What is said of it so far.
    pub(crate) said: Said<Remedy>,
    /// Tables that the file scanned under a strong lock, for each statement that did.
    pub(crate) scanned: Vec<(QName, usize)>,
    /// Its statements may run one by one.
    pub(crate) is_divisible: bool,
    /// The time zone of the session, where the file sets it.
    pub(crate) utc: bool,
}

/// What the condition of an UPDATE or DELETE looks at.
pub(crate) struct Cleaned {
    pub(crate) table: QName,
    pub(crate) columns: Vec<String>,
    /// The columns that an UPDATE gives values to.
    pub(crate) sets: Option<Vec<String>>,
    /// Tables that it compares the rows with.
    pub(crate) relations: Vec<QName>,
}

/// The transaction that a statement runs in.
#[derive(Debug, Default)]
pub(crate) struct Transaction {
    /// There is one around the statement.
    pub(crate) open: bool,
    /// It is the runner's, around the whole file.
    pub(crate) whole: bool,
    /// Existing tables that it holds against everybody else.
    pub(crate) locked: Vec<QName>,
    /// Existing tables that it holds against writers, and the mode.
    pub(crate) held: Vec<(QName, String)>,
    /// Constraints that it added without validating them.
    pub(crate) not_valid: Vec<(QName, String)>,
}

/// What makes up for a finding. It is looked at when the file ends.
pub(crate) enum Remedy {
    /// The relation exists, with these columns at least, of types that read like theirs.
    Relation(QName, Option<Vec<Column>>),
    /// The table has a column of that name.
    Column(QName, String),
    /// The table's column has a default.
    Default(QName, String),
    Type(QName),
    /// A function that takes these types, where they are known.
    Function(QName, Option<Vec<Option<DataType>>>),
}

/// The oldest server that is still supported, unless `migrate.toml` says more.
const OLDEST: u16 = 14;

impl<'d> File<'d> {
    pub(crate) fn new(
        number: usize,
        drafts: &'d [bool],
        version: Option<ServerVersion>,
        whole: bool,
    ) -> Self {
        Self {
            number: crate::born::born(number),
            drafts,
            version: version.map(|version| version.major),
            transaction: Transaction {
                open: whole,
                whole,
                ..Transaction::default()
            },
            dropped_keys: Vec::new(),
            dropped_references: Vec::new(),
            cleaned: Vec::new(),
            given_names: Vec::new(),
            said: Said::default(),
            scanned: Vec::new(),
            is_divisible: false,
            utc: false,
        }
    }

    /// The oldest server that the migration must run on.
    pub(crate) fn version(&self) -> u16 {
        self.version.unwrap_or(OLDEST)
    }

    /// Whether what was made there is new here: no release has used it.
    pub(crate) fn is_new(&self, born: Born) -> bool {
        crate::born::is_new(born, self.number, self.drafts)
    }

    /// Whether the file changed or deleted rows of the table by such columns, compared with
    /// another table if one is named: those that a constraint over them would refuse, if it was
    /// written with care.
    pub(crate) fn is_cleaned(
        &self,
        table: &QName,
        columns: &[String],
        other: Option<&QName>,
    ) -> bool {
        let mut found = self.cleaned.iter().filter(|one| one.table == *table);
        !columns.is_empty()
            && found.any(|one| {
                let sets = |sets: &Vec<String>| columns.iter().any(|name| sets.contains(name));
                columns.iter().all(|name| one.columns.contains(name))
                    && one.sets.as_ref().is_none_or(sets)
                    && other.is_none_or(|other| one.relations.contains(other))
            })
    }

    /// The findings that nothing made up for.
    pub(crate) fn end(self, catalog: &Catalog) -> Result<Vec<Finding>, Infallible> {
        self.said.end(|remedy| Ok(remedy.holds(catalog)))
    }
}

/// Whether older code gets from one column what it got from the other.
fn replaces(new: &Column, old: &Column) -> bool {
    let types = new.ty.as_ref().zip(old.ty.as_ref());
    new.name == old.name && types.is_none_or(|(new, old)| new.reads_like(old))
}

impl Remedy {
    fn holds(&self, catalog: &Catalog) -> bool {
        match self {
            Self::Relation(name, columns) => catalog.at(name).is_some_and(|relation| {
                // A missing name is taken for granted once it is reported.
                if relation.table().is_some_and(|table| table.assumed) {
                    return false;
                }
                let known = relation.columns().zip(columns.as_ref());
                known.is_none_or(|(now, before)| {
                    before
                        .iter()
                        .all(|old| now.iter().any(|new| replaces(new, old)))
                })
            }),
            Self::Column(table, column) => catalog
                .table_at(table)
                .is_some_and(|table| table.column(column).is_some()),
            Self::Default(table, column) => catalog.table_at(table).is_none_or(|table| {
                let column = table.column(column);
                column.is_none_or(|column| !column.not_null || column.fills_itself())
            }),
            Self::Type(name) => catalog.type_named(Some(&name.schema), &name.name).is_some(),
            Self::Function(name, arguments) => catalog
                .functions(Some(&name.schema), &name.name)
                .iter()
                .any(|one| {
                    arguments
                        .as_ref()
                        .is_none_or(|known| *known == one.arguments)
                }),
        }
    }
}
