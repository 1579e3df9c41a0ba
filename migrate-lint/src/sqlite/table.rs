use super::name::is_same;

/// A table as the engine describes it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    /// Its `CREATE TABLE`.
    pub(crate) definition: Definition,
}

/// What only the text of a `CREATE TABLE` tells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Definition {
    /// The conditions of its CHECKs, in one spelling.
    pub(crate) checks: Vec<Condition>,
    pub(crate) strict: bool,
    pub(crate) without_rowid: bool,
    /// The rows of the virtual table are those of another, or of none.
    pub(crate) derived: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) text: String,
    /// The words in it, in lower case: the columns are among them.
    pub(crate) words: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) ty: String,
    pub(crate) not_null: bool,
    pub(crate) default: Option<String>,
    /// Its place in the primary key, from 1 on.
    pub(crate) key: Option<u32>,
    pub(crate) generated: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Index {
    pub(crate) name: String,
    pub(crate) unique: bool,
    /// Made by `CREATE INDEX`, not by a constraint.
    pub(crate) explicit: bool,
    pub(crate) partial: bool,
    /// `None` for an expression.
    pub(crate) columns: Vec<Option<String>>,
    /// By which each of them is compared.
    pub(crate) collations: Vec<String>,
    /// Of one that `CREATE INDEX` made: what it is over, in one spelling.
    pub(crate) over: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ForeignKey {
    /// The table that has it.
    pub(crate) child: String,
    pub(crate) columns: Vec<String>,
    pub(crate) parent: String,
    /// The columns of the parent; none if they are its primary key.
    pub(crate) keys: Vec<String>,
    /// What happens to its rows when those they refer to are deleted, in upper case.
    pub(crate) on_delete: String,
}

/// How SQLite treats the values of a column (<https://www.sqlite.org/datatype3.html>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

impl Affinity {
    pub(crate) fn of(ty: &str) -> Self {
        let ty = ty.to_ascii_uppercase();
        let has = |word: &str| ty.contains(word);
        if has("INT") {
            Self::Integer
        } else if has("CHAR") || has("CLOB") || has("TEXT") {
            Self::Text
        } else if has("BLOB") || ty.is_empty() {
            Self::Blob
        } else if has("REAL") || has("FLOA") || has("DOUB") {
            Self::Real
        } else {
            Self::Numeric
        }
    }
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| is_same(&column.name, name))
    }

    /// Whether it is another name for the rowid, which the engine gives every row.
    pub(crate) fn is_rowid(&self, column: &Column) -> bool {
        let keys = self.columns.iter().filter(|one| one.key.is_some()).count();
        column.key.is_some()
            && keys == 1
            && column.ty.eq_ignore_ascii_case("INTEGER")
            && !self.definition.without_rowid
    }

    /// Whether an INSERT has to name it.
    pub(crate) fn requires(&self, column: &Column) -> bool {
        column.not_null
            && !column.generated
            && !self.is_rowid(column)
            && column.default.as_deref().is_none_or(is_null)
    }

    /// Whether every row has a value of it.
    pub(crate) fn is_filled(&self, column: &Column) -> bool {
        column.not_null || self.is_rowid(column)
    }

    /// The columns of the primary key, in its order.
    pub(crate) fn primary_key(&self) -> Vec<String> {
        let columns = self.columns.iter();
        let mut columns: Vec<&Column> = columns.filter(|column| column.key.is_some()).collect();
        columns.sort_by_key(|column| column.key);
        columns
            .into_iter()
            .map(|column| column.name.clone())
            .collect()
    }

    /// Whether some unique key compares the column by this collation.
    pub(crate) fn is_unique_by(&self, column: &str, collation: &str) -> bool {
        let unique = self.indexes.iter().filter(|index| index.unique);
        let mut parts = unique.flat_map(|index| index.columns.iter().zip(&index.collations));
        parts.any(|(name, by)| {
            by.eq_ignore_ascii_case(collation)
                && name.as_ref().is_some_and(|name| is_same(name, column))
        })
    }

    /// The columns of each unique key.
    pub(crate) fn keys(&self) -> Vec<Vec<String>> {
        let indexes = self
            .indexes
            .iter()
            .filter(|index| index.unique && !index.partial)
            .filter_map(|index| index.columns.iter().cloned().collect());
        std::iter::once(self.primary_key())
            .chain(indexes)
            .filter(|key: &Vec<String>| !key.is_empty())
            .collect()
    }
}

/// Whether a default is no value.
pub(crate) fn is_null(default: &str) -> bool {
    default.trim().eq_ignore_ascii_case("NULL")
}

/// Whether no two rows can be equal in `columns`, since none can be in one of the keys.
pub(crate) fn is_covered(columns: &[String], keys: &[Vec<String>]) -> bool {
    let has = |name: &String| columns.iter().any(|column| is_same(column, name));
    keys.iter().any(|key| key.iter().all(has))
}
