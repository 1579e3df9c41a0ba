use serde::{Deserialize, Serialize};

use super::super::name::{Key, same};
use super::super::table::ColumnSpec;
use super::Born;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) keys: Vec<TableKey>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    /// The names of CHECKs, where they have one.
    pub(crate) checks: Vec<Option<String>>,
    pub(crate) charset: Option<String>,
    pub(crate) collation: Option<String>,
    pub(crate) engine: Option<String>,
    pub(crate) partitioned: bool,
    /// Every column is known.
    pub(crate) complete: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) spec: ColumnSpec,
    pub(crate) born: Born,
    /// The migration in which every row got a value.
    pub(crate) filled: Option<Born>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TableKey {
    pub(crate) name: String,
    pub(crate) kind: KeyState,
    /// `None` for an expression, or only the beginning of a column.
    pub(crate) columns: Vec<Option<String>>,
    /// The server made it for a foreign key, and takes it back when another serves.
    pub(crate) implied: bool,
    pub(crate) born: Born,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum KeyState {
    Primary,
    Unique,
    Index,
    Fulltext,
    Spatial,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ForeignKey {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) parent: Key,
    pub(crate) born: Born,
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| same(&column.name, name))
    }

    pub(super) fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns
            .iter_mut()
            .find(|column| same(&column.name, name))
    }

    pub(crate) fn key(&self, name: &str) -> Option<&TableKey> {
        self.keys.iter().find(|key| same(&key.name, name))
    }

    pub(crate) fn primary_key(&self) -> Option<&TableKey> {
        self.keys.iter().find(|key| key.kind == KeyState::Primary)
    }

    pub(crate) fn foreign_key(&self, name: &str) -> Option<&ForeignKey> {
        let is = |one: &&ForeignKey| one.name.as_deref().is_some_and(|own| same(own, name));
        self.foreign_keys.iter().find(is)
    }

    /// Whether no row can lack a value of the column.
    pub(crate) fn is_not_null(&self, column: &Column) -> bool {
        let in_key = self.primary_key().is_some_and(|key| key.has(&column.name));
        in_key || column.spec.is_not_null()
    }

    pub(crate) fn has_fulltext(&self) -> bool {
        self.keys.iter().any(|key| key.kind == KeyState::Fulltext)
    }

    /// The character set that a column is stored in, where it is known.
    pub(crate) fn charset_of<'t>(&'t self, spec: &'t ColumnSpec) -> Option<&'t str> {
        spec.ty.charset.as_deref().or(self.charset.as_deref())
    }
}

impl TableKey {
    pub(crate) fn has(&self, column: &str) -> bool {
        let mut columns = self.columns.iter().flatten();
        columns.any(|own| same(own, column))
    }

    pub(crate) fn is_unique(&self) -> bool {
        matches!(self.kind, KeyState::Primary | KeyState::Unique)
    }
}
