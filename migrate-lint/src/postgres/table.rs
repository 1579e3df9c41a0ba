use super::data_type::DataType;
use super::expression::Expr;
use super::name::{Ident, Name, Span};

#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "options of the statement")]
pub(crate) struct CreateTable {
    pub(crate) name: Name,
    pub(crate) if_not_exists: bool,
    pub(crate) temporary: bool,
    pub(crate) unlogged: bool,
    pub(crate) foreign: bool,
    /// It says TABLESPACE.
    pub(crate) placed: bool,
    pub(crate) columns: Vec<ColumnDef>,
    pub(crate) constraints: Vec<ConstraintDef>,
    /// `LIKE`: the table, and what is included.
    pub(crate) like: Vec<Like>,
    pub(crate) inherits: Vec<Name>,
    pub(crate) partition_of: Option<(Name, Bound)>,
    pub(crate) partitioned: bool,
    /// `OF type`.
    pub(crate) of_type: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Like {
    pub(crate) table: Name,
    pub(crate) defaults: bool,
    pub(crate) constraints: bool,
    pub(crate) indexes: bool,
}

/// Which rows a partition takes.
#[derive(Debug, Clone)]
pub(crate) enum Bound {
    Default,
    /// `FROM … TO …`: both bounds, where each is one value.
    Range(Option<Box<(Expr, Expr)>>),
    /// `IN (…)`.
    List(Vec<Expr>),
    Hash,
}

#[derive(Debug, Clone)]
pub(crate) struct ColumnDef {
    pub(crate) name: Ident,
    pub(crate) ty: Option<(DataType, Span)>,
    pub(crate) constraints: Vec<ConstraintDef>,
}

#[derive(Debug, Clone)]
pub(crate) struct ConstraintDef {
    pub(crate) name: Option<Ident>,
    pub(crate) kind: ConstraintKind,
    pub(crate) not_valid: bool,
    pub(crate) not_enforced: bool,
    pub(crate) span: Span,
    /// As it is written.
    pub(crate) text: String,
}

/// What a constraint says. Those of a single column leave the columns out.
#[derive(Debug, Clone)]
pub(crate) enum ConstraintKind {
    Check(Expr),
    Unique {
        columns: Vec<Ident>,
        using_index: Option<Name>,
    },
    PrimaryKey {
        columns: Vec<Ident>,
        using_index: Option<Name>,
    },
    ForeignKey {
        columns: Vec<Ident>,
        table: Name,
        referenced: Vec<Ident>,
    },
    Exclude(Vec<Expr>),
    /// With its column, where it is on its own.
    NotNull(Option<Ident>),
    Null,
    Default(Expr),
    Generated {
        expression: Expr,
        kind: Generated,
    },
    Identity {
        always: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Generated {
    Stored,
    Virtual,
    /// Neither word: virtual, from PostgreSQL 18 on.
    Unsaid,
}

/// One action of `ALTER TABLE`.
#[derive(Debug, Clone)]
pub(crate) enum Action {
    AddColumn {
        column: ColumnDef,
        if_not_exists: bool,
    },
    DropColumn {
        column: Ident,
        if_exists: bool,
        cascade: bool,
    },
    SetType {
        column: Ident,
        ty: Option<(DataType, Span)>,
        using: Option<Expr>,
        /// It says COLLATE.
        collates: bool,
    },
    SetDefault {
        column: Ident,
        value: Option<Expr>,
    },
    DropDefault(Ident),
    SetNotNull(Ident),
    DropNotNull(Ident),
    DropExpression(Ident),
    SetExpression(Ident),
    AddIdentity {
        column: Ident,
        always: bool,
    },
    DropIdentity(Ident),
    SetGenerated {
        column: Ident,
        always: bool,
    },
    /// Statistics, storage and their like.
    ColumnSetting(Ident),
    AddConstraint(ConstraintDef),
    DropConstraint {
        name: Ident,
        if_exists: bool,
    },
    ValidateConstraint(Ident),
    RenameConstraint {
        from: Ident,
        to: Ident,
    },
    AlterConstraint(Ident),
    RenameColumn {
        from: Ident,
        to: Ident,
    },
    RenameTo(Ident),
    SetSchema(Ident),
    AttachPartition {
        partition: Name,
        bound: Bound,
    },
    DetachPartition {
        partition: Name,
        concurrently: bool,
    },
    SetLogged(bool),
    SetAccessMethod(Option<String>),
    SetTablespace(Option<String>),
    Inherit(Name),
    NoInherit(Name),
    /// Metadata that takes ACCESS EXCLUSIVE for a moment.
    Brief,
    /// Metadata under a lock that lets readers and writers go on.
    Settings,
    /// SPLIT, MERGE and what else is not modelled.
    Unknown,
}

impl Action {
    /// The column that the action is about, which has to exist.
    pub(crate) fn column(&self) -> Option<&Ident> {
        match self {
            Self::DropColumn {
                column,
                if_exists: false,
                ..
            }
            | Self::SetType { column, .. }
            | Self::SetDefault { column, .. }
            | Self::DropDefault(column)
            | Self::SetNotNull(column)
            | Self::DropNotNull(column)
            | Self::DropExpression(column)
            | Self::SetExpression(column)
            | Self::AddIdentity { column, .. }
            | Self::DropIdentity(column)
            | Self::SetGenerated { column, .. }
            | Self::ColumnSetting(column)
            | Self::RenameColumn { from: column, .. } => Some(column),
            _ => None,
        }
    }
}
