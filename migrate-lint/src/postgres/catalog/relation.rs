use serde::{Deserialize, Serialize};

use super::Born;
use crate::postgres::data_type::DataType;
use crate::postgres::name::QName;

/// A table, view, index or sequence: they share one space of names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Relation {
    pub(crate) state: RelationState,
    pub(crate) born: Born,
    /// It exists, whichever way conditions went.
    pub(crate) certain: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum RelationState {
    Table(Table),
    View(View),
    Index(Index),
    Sequence(Sequence),
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that do not exclude each other"
)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    /// All its columns are known.
    pub(crate) complete: bool,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) partitioned: bool,
    pub(crate) partition_of: Option<(QName, PartitionKind)>,
    pub(crate) partitions: Vec<QName>,
    /// The names of its indexes, which are in its schema.
    pub(crate) indexes: Vec<String>,
    pub(crate) unlogged: bool,
    pub(crate) foreign: bool,
    /// It was put into a tablespace of its own.
    pub(crate) placed: bool,
    /// Somebody else made it.
    pub(crate) assumed: bool,
    pub(crate) triggers: Vec<String>,
    pub(crate) policies: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PartitionKind {
    Default,
    Bounded,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// `None` if the type cannot be known.
    pub(crate) ty: Option<DataType>,
    pub(crate) not_null: bool,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) identity: Option<Identity>,
    /// Stored (true) or virtual.
    pub(crate) generated: Option<bool>,
    pub(crate) born: Born,
    /// The migration that gave every row a value.
    pub(crate) filled: Option<Born>,
    pub(crate) certain: bool,
}

/// What a column gets that is not given a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum DefaultValue {
    Null,
    /// The same value in every row of a statement.
    Stable,
    /// A value of its own for each row.
    Volatile,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Identity {
    Always,
    ByDefault,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Constraint {
    pub(crate) name: String,
    pub(crate) state: ConstraintState,
    pub(crate) columns: Vec<String>,
    pub(crate) valid: bool,
    pub(crate) born: Born,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum ConstraintState {
    Check {
        /// Columns that it proves to hold a value.
        proves: Vec<String>,
        /// Its conditions, in lower case and without space.
        conditions: Vec<String>,
    },
    Unique,
    PrimaryKey,
    ForeignKey {
        table: Option<QName>,
    },
    Exclude,
    NotNull,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Index {
    pub(crate) table: QName,
    /// `None` for an expression.
    pub(crate) columns: Vec<Option<String>>,
    /// Every column that it depends on.
    pub(crate) depends_on: Vec<String>,
    pub(crate) unique: bool,
    pub(crate) partial: bool,
    /// Of a constraint.
    pub(crate) of_constraint: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct View {
    pub(crate) materialized: bool,
    /// `None` if they cannot be known.
    pub(crate) columns: Option<Vec<Column>>,
    pub(crate) reads: Vec<QName>,
    /// The names of columns in its query; `*` for all of what it reads.
    pub(crate) names: Vec<String>,
    /// A materialized view holds its rows.
    pub(crate) populated: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sequence {
    pub(crate) owned_by: Option<(QName, String)>,
}

impl Relation {
    /// A table of which nothing is known.
    pub(crate) fn assumed() -> Self {
        Self {
            state: RelationState::Table(Table {
                assumed: true,
                ..Table::default()
            }),
            born: Born::MAX,
            certain: false,
        }
    }

    pub(crate) fn table(&self) -> Option<&Table> {
        match &self.state {
            RelationState::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(crate) fn table_mut(&mut self) -> Option<&mut Table> {
        match &mut self.state {
            RelationState::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Its columns, if all of them are known.
    pub(crate) fn columns(&self) -> Option<&[Column]> {
        match &self.state {
            RelationState::Table(table) => table.complete.then_some(&table.columns),
            RelationState::View(view) => view.columns.as_deref(),
            RelationState::Index(_) | RelationState::Sequence(_) => None,
        }
    }

    /// The word for it.
    pub(crate) fn word(&self) -> &'static str {
        match &self.state {
            RelationState::Table(_) => "table",
            RelationState::View(view) if view.materialized => "materialized view",
            RelationState::View(_) => "view",
            RelationState::Index(_) => "index",
            RelationState::Sequence(_) => "sequence",
        }
    }
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    pub(crate) fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| column.name == name)
    }

    pub(crate) fn constraint(&self, name: &str) -> Option<&Constraint> {
        self.constraints.iter().find(|one| one.name == name)
    }

    /// Whether its constraints, triggers and policies are those that the migrations made.
    pub(crate) fn is_our_own(&self) -> bool {
        self.complete && !self.assumed && !self.foreign && self.partition_of.is_none()
    }

    /// Whether a valid CHECK proves that no row lacks a value of the column.
    pub(crate) fn proves_not_null(&self, column: &str) -> bool {
        self.constraints.iter().any(|constraint| {
            let proves = match &constraint.state {
                ConstraintState::Check { proves, .. } => proves.iter().any(|one| one == column),
                ConstraintState::NotNull => constraint.columns.iter().any(|one| one == column),
                _ => false,
            };
            constraint.valid && proves
        })
    }
}

impl Column {
    /// A column of a result, of which the name alone is known.
    pub(crate) fn named(name: &str, born: Born) -> Self {
        Self {
            name: name.to_owned(),
            ty: None,
            not_null: false,
            default: None,
            identity: None,
            generated: None,
            born,
            filled: None,
            certain: true,
        }
    }

    /// Whether an INSERT that leaves it out gets a value.
    pub(crate) fn fills_itself(&self) -> bool {
        self.identity.is_some()
            || self.generated.is_some()
            || self
                .default
                .is_some_and(|default| default != DefaultValue::Null)
    }
}
