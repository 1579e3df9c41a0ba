use serde::{Deserialize, Serialize};

use super::data_type::DataType;
use super::name::{Ident, Name, Span};

/// What a column is, wherever it is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ColumnSpec {
    pub(crate) ty: DataType,
    /// `NOT NULL`, or `NULL` where it is said.
    pub(crate) not_null: Option<bool>,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) on_update: bool,
    pub(crate) auto_increment: bool,
    pub(crate) generated: Option<Generated>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum DefaultValue {
    Null,
    /// A constant, as it is written.
    Literal(String),
    /// `CURRENT_TIMESTAMP`.
    Now,
    /// `(…)`, or a call, in lower case.
    Expression(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Generated {
    Virtual,
    Stored,
}

impl ColumnSpec {
    /// Whether a row that does not name the column gets a value.
    pub(crate) fn fills_itself(&self) -> bool {
        self.auto_increment || self.generated.is_some() || self.has_default()
    }

    /// Whether there is a default other than NULL.
    pub(crate) fn has_default(&self) -> bool {
        self.default
            .as_ref()
            .is_some_and(|value| *value != DefaultValue::Null)
    }

    pub(crate) fn is_not_null(&self) -> bool {
        self.not_null == Some(true)
    }
}

/// A column in `CREATE TABLE`, `ADD`, `MODIFY` or `CHANGE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnDef {
    pub(crate) name: Ident,
    pub(crate) spec: ColumnSpec,
    pub(crate) unique: bool,
    pub(crate) primary: bool,
    /// An inline `REFERENCES`.
    pub(crate) references: Option<(Name, Vec<Ident>, Span)>,
    /// An inline CHECK, and whether it is enforced.
    pub(crate) check: Option<bool>,
    /// It certainly refuses the value that existing rows get.
    pub(crate) refuses_rows: bool,
    /// `AFTER` that column.
    pub(crate) after: Option<Ident>,
}

/// A key or constraint of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyDef {
    pub(crate) name: Option<Ident>,
    pub(crate) kind: KeyKind,
    pub(crate) if_not_exists: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyKind {
    Primary(Vec<KeyPart>),
    Unique(Vec<KeyPart>),
    Index(Vec<KeyPart>),
    Fulltext(Vec<KeyPart>),
    Spatial(Vec<KeyPart>),
    ForeignKey {
        columns: Vec<Ident>,
        table: Name,
        referenced: Vec<Ident>,
    },
    Check {
        enforced: bool,
    },
}

impl KeyKind {
    /// The columns that the key is over, as far as it is over columns.
    pub(crate) fn columns(&self) -> Vec<&Ident> {
        match self {
            Self::Primary(parts)
            | Self::Unique(parts)
            | Self::Index(parts)
            | Self::Fulltext(parts)
            | Self::Spatial(parts) => parts
                .iter()
                .filter_map(|part| part.column.as_ref())
                .collect(),
            Self::ForeignKey { columns, .. } => columns.iter().collect(),
            Self::Check { .. } => Vec::new(),
        }
    }
}

/// A part of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyPart {
    /// `None` for an expression.
    pub(crate) column: Option<Ident>,
    /// Only so many characters of it.
    pub(crate) prefix: bool,
}

/// What is between the parentheses of `CREATE TABLE`, or after `ADD`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Definition {
    Column(Box<ColumnDef>),
    Key(KeyDef),
    Unreadable,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CreateTable {
    pub(crate) name: Name,
    pub(crate) if_not_exists: bool,
    pub(crate) replace: bool,
    pub(crate) temporary: bool,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) source: Source,
    pub(crate) options: TableOptions,
}

/// Where the columns of a new table come from, beside its definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Nothing,
    Like(Name),
    Query,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TableOptions {
    pub(crate) charset: Option<String>,
    pub(crate) collation: Option<String>,
    pub(crate) engine: Option<String>,
    pub(crate) partitioned: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AlterTable {
    pub(crate) table: Name,
    pub(crate) if_exists: bool,
    /// What is done, in order; a new name of the table comes last.
    pub(crate) actions: Vec<(Action, Span)>,
}

impl AlterTable {
    pub(crate) fn has(&self, is: impl Fn(&Action) -> bool) -> bool {
        self.actions.iter().any(|(action, _)| is(action))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    AddColumn {
        column: Box<ColumnDef>,
        if_not_exists: bool,
    },
    AddKey(KeyDef),
    DropColumn {
        column: Ident,
        if_exists: bool,
    },
    /// `MODIFY`, or `CHANGE` where the column gets another name.
    ChangeColumn {
        from: Ident,
        column: Box<ColumnDef>,
        if_exists: bool,
    },
    SetDefault(Ident, DefaultValue),
    DropDefault(Ident),
    RenameColumn {
        from: Ident,
        to: Ident,
    },
    RenameTable(Name),
    RenameKey {
        from: Ident,
        to: Ident,
    },
    DropPrimaryKey,
    DropKey {
        name: Ident,
        if_exists: bool,
    },
    /// A foreign key, or a constraint of any kind.
    DropConstraint {
        name: Ident,
        if_exists: bool,
    },
    /// `ALTER CHECK … ENFORCED`, or `NOT ENFORCED`.
    EnforceCheck {
        name: Ident,
        enforced: bool,
    },
    Convert {
        charset: Option<String>,
        collation: Option<String>,
    },
    DefaultCharset {
        charset: Option<String>,
        collation: Option<String>,
    },
    Engine(String),
    Partition(PartitionAction),
    /// `ALGORITHM = …`, in upper case.
    Algorithm(String),
    /// `LOCK = …`, in upper case.
    Lock(String),
    /// The table is built again, while others write.
    Rebuild,
    /// The table is copied, in words what for.
    Copy(&'static str),
    DropHistory,
    DiscardTablespace,
    /// It changes no more than a setting of the table.
    Other,
    Unreadable,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PartitionAction {
    /// `PARTITION BY`.
    By {
        /// Rows may be outside of all of them.
        bounded: bool,
    },
    /// `REMOVE PARTITIONING`.
    Remove,
    Drop(Vec<Ident>),
    Truncate(Vec<Ident>),
    /// Another number of partitions, so that rows move.
    Redistribute,
    Reorganize,
    Rebuild,
    Exchange {
        table: Option<Name>,
        validation: bool,
    },
    Other,
}
