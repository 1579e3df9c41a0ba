use super::data_type::DataType;
use super::expression::Expr;
use super::name::{Ident, Name, Span};
use super::query::{Query, Source};
use super::table::{Action, ColumnDef, ConstraintDef, CreateTable};

/// A statement of a file, or of a body in it.
#[derive(Debug, Clone)]
pub(crate) struct Parsed {
    pub(crate) statement: Statement,
    /// The whole statement, without its terminator.
    pub(crate) span: Span,
    /// It is under an IF, in a loop or beside an exception handler: it may run or not.
    pub(crate) conditional: bool,
    /// It is in a body, where a name may be a variable's.
    pub(crate) in_body: bool,
}

/// What a statement does, as far as the schema state or a rule asks.
#[derive(Debug, Clone)]
pub(crate) enum Statement {
    CreateSchema {
        name: Ident,
        if_not_exists: bool,
        elements: Vec<Parsed>,
    },
    CreateTable(CreateTable),
    CreateTableAs {
        name: Name,
        if_not_exists: bool,
        temporary: bool,
        columns: Option<Vec<Ident>>,
        query: Option<Query>,
    },
    CreateView(CreateView),
    CreateIndex(CreateIndex),
    CreateSequence {
        name: Name,
        if_not_exists: bool,
        temporary: bool,
        owned_by: Option<(Name, Ident)>,
    },
    CreateType {
        name: Name,
        kind: TypeKind,
    },
    CreateFunction(CreateFunction),
    CreateTrigger {
        name: Ident,
        table: Name,
        function: Option<Name>,
        or_replace: bool,
        columns: Vec<Ident>,
    },
    CreatePolicy {
        name: Ident,
        table: Name,
        expressions: Vec<Expr>,
    },
    CreateRule {
        table: Name,
    },
    CreateExtension {
        name: Ident,
    },
    /// Something whose objects the schema state does not follow, but for what it may bring.
    CreateUnknown,
    AlterTable(AlterTable),
    AlterIndex {
        name: Name,
        if_exists: bool,
        change: IndexChange,
    },
    AlterSequence {
        name: Name,
        if_exists: bool,
        owned_by: Option<(Name, Ident)>,
        change: Option<Relocation>,
    },
    AlterType {
        name: Name,
        change: TypeChange,
    },
    AlterDomain {
        name: Name,
        change: DomainChange,
    },
    AlterSchema {
        name: Ident,
        renamed: Option<Ident>,
    },
    AlterFunction {
        name: Name,
        change: Option<Relocation>,
    },
    AlterPolicy {
        name: Ident,
        table: Name,
        renamed: Option<Ident>,
        expressions: Vec<Expr>,
    },
    AlterTrigger {
        name: Ident,
        table: Name,
        renamed: Option<Ident>,
    },
    Drop(Drop),
    DropOwned,
    DropDatabase,
    Truncate {
        tables: Vec<Name>,
        cascade: bool,
    },
    Insert(Insert),
    Update(Update),
    Delete(Delete),
    Merge {
        table: Name,
    },
    Select(Query),
    Copy {
        table: Name,
        columns: Vec<Ident>,
    },
    Reindex {
        target: ReindexTarget,
        concurrently: bool,
    },
    Vacuum {
        full: bool,
        tables: Vec<Name>,
    },
    Cluster {
        table: Option<Name>,
    },
    Refresh {
        view: Name,
        concurrently: bool,
        with_data: bool,
    },
    Lock {
        tables: Vec<Name>,
        mode: String,
    },
    Set {
        parameter: String,
        local: bool,
        /// It says SESSION.
        explicit: bool,
        /// The values as they are written, without quotes; empty for DEFAULT.
        values: Vec<String>,
    },
    Reset {
        /// `None` is all.
        parameter: Option<String>,
    },
    SetRole {
        local: bool,
        what: &'static str,
        /// Back to the role of the session.
        none: bool,
    },
    ResetRole,
    Comment {
        target: Option<Target>,
    },
    Grant {
        tables: Vec<Name>,
    },
    /// The statements of a DO block, in order.
    Do(Body),
    Call {
        procedure: Name,
    },
    /// BEGIN, COMMIT and their like.
    TransactionControl(Control),
    /// Nothing that anything here asks about.
    Other,
    /// It could not be read.
    Unreadable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    Begin,
    End,
    Savepoint,
}

#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "options of the statement")]
pub(crate) struct CreateView {
    pub(crate) name: Name,
    pub(crate) or_replace: bool,
    pub(crate) materialized: bool,
    pub(crate) if_not_exists: bool,
    pub(crate) temporary: bool,
    pub(crate) columns: Option<Vec<Ident>>,
    pub(crate) query: Query,
    pub(crate) with_data: bool,
}

#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "options of the statement")]
pub(crate) struct CreateIndex {
    pub(crate) name: Option<Name>,
    pub(crate) table: Name,
    pub(crate) only: bool,
    pub(crate) unique: bool,
    pub(crate) concurrently: bool,
    pub(crate) if_not_exists: bool,
    pub(crate) items: Vec<Expr>,
    pub(crate) include: Vec<Ident>,
    pub(crate) filter: Option<Expr>,
    /// The statement's own text, for the help.
    pub(crate) text: String,
}

#[derive(Debug, Clone)]
pub(crate) struct CreateFunction {
    pub(crate) name: Name,
    pub(crate) or_replace: bool,
    /// The types of what goes in; `None` if one could not be read.
    pub(crate) arguments: Vec<Option<DataType>>,
    pub(crate) volatility: Volatility,
    /// What the server computes instead of calling it.
    pub(crate) inlined: Option<Expr>,
    /// It commits or rolls back.
    pub(crate) ends_transaction: bool,
    /// Whether running it may create, alter or drop something.
    pub(crate) changes_schema: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Volatility {
    Immutable,
    Stable,
    Volatile,
}

#[derive(Debug, Clone)]
pub(crate) struct AlterTable {
    pub(crate) kind: RelationKind,
    pub(crate) table: Name,
    pub(crate) if_exists: bool,
    pub(crate) actions: Vec<(Action, Span)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RelationKind {
    Table,
    ForeignTable,
    View,
    MaterializedView,
}

/// Another name or another schema.
#[derive(Debug, Clone)]
pub(crate) enum Relocation {
    Name(Ident),
    Schema(Ident),
}

#[derive(Debug, Clone)]
pub(crate) enum IndexChange {
    Rename(Ident),
    Other,
}

#[derive(Debug, Clone)]
pub(crate) enum TypeKind {
    Enum(Vec<String>),
    Domain {
        base: Option<DataType>,
        constraints: Vec<ConstraintDef>,
    },
    Composite(Vec<(Ident, Option<DataType>)>),
    /// A name that a later statement defines.
    Shell,
    Other,
}

#[derive(Debug, Clone)]
pub(crate) enum TypeChange {
    AddValue { value: String, if_not_exists: bool },
    RenameValue { from: String, to: String },
    AddAttribute { name: Ident, ty: Option<DataType> },
    DropAttribute { name: Ident },
    AlterAttribute { name: Ident, ty: Option<DataType> },
    RenameAttribute { from: Ident, to: Ident },
    Relocate(Relocation),
    Other,
}

#[derive(Debug, Clone)]
pub(crate) enum DomainChange {
    AddConstraint(ConstraintDef),
    DropConstraint(Ident),
    SetNotNull,
    DropNotNull,
    Relocate(Relocation),
    Other,
}

#[derive(Debug, Clone)]
pub(crate) struct Drop {
    pub(crate) kind: ObjectKind,
    pub(crate) names: Vec<Name>,
    pub(crate) if_exists: bool,
    pub(crate) cascade: bool,
    pub(crate) concurrently: bool,
    /// Of functions: the types of what goes in, where they are said.
    pub(crate) arguments: Vec<Option<Vec<Option<DataType>>>>,
    /// Of triggers, policies and rules.
    pub(crate) on: Option<Name>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    Table,
    ForeignTable,
    View,
    MaterializedView,
    Index,
    Sequence,
    Type,
    Domain,
    Function,
    Schema,
    Extension,
    Trigger,
    Policy,
    Rule,
}

impl ObjectKind {
    /// The word of the SQL, in lower case.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::ForeignTable => "foreign table",
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::Index => "index",
            Self::Sequence => "sequence",
            Self::Type => "type",
            Self::Domain => "domain",
            Self::Function => "function",
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Trigger => "trigger",
            Self::Policy => "policy",
            Self::Rule => "rule",
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Insert {
    pub(crate) table: Name,
    pub(crate) alias: Option<String>,
    pub(crate) columns: Vec<Ident>,
    /// The query whose rows are inserted, or that of VALUES.
    pub(crate) query: Option<Query>,
    /// It is a list of VALUES, or DEFAULT VALUES.
    pub(crate) values: bool,
    /// ON CONFLICT and RETURNING.
    pub(crate) rest: Query,
}

#[derive(Debug, Clone)]
pub(crate) struct Update {
    pub(crate) table: Name,
    pub(crate) alias: Option<String>,
    pub(crate) sets: Vec<(Ident, Option<Expr>)>,
    pub(crate) from: Vec<Source>,
    pub(crate) filter: Option<Expr>,
    /// The whole of it, to look names up.
    pub(crate) query: Query,
}

#[derive(Debug, Clone)]
pub(crate) struct Delete {
    pub(crate) table: Name,
    pub(crate) alias: Option<String>,
    pub(crate) using: Vec<Source>,
    pub(crate) filter: Option<Expr>,
    pub(crate) query: Query,
}

#[derive(Debug, Clone)]
pub(crate) enum ReindexTarget {
    Table(Name),
    Index(Name),
    Schema(String),
    Other,
}

/// What COMMENT ON speaks of, as far as names are looked up.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    Relation(Name),
    Column(Name, Ident),
}

/// A DO block.
#[derive(Debug, Clone, Default)]
pub(crate) struct Body {
    pub(crate) statements: Vec<Parsed>,
    /// It runs SQL that it puts together itself.
    pub(crate) dynamic: bool,
    /// COMMIT or ROLLBACK inside.
    pub(crate) control: Option<Span>,
}

impl Statement {
    /// The query of a statement that reads or changes rows.
    pub(crate) fn query(&self) -> Option<&Query> {
        match self {
            Self::Select(query) => Some(query),
            Self::Insert(insert) => insert.query.as_ref(),
            Self::Update(update) => Some(&update.query),
            Self::Delete(delete) => Some(&delete.query),
            Self::CreateTableAs { query, .. } => query.as_ref(),
            Self::CreateView(view) => Some(&view.query),
            _ => None,
        }
    }
}

impl ColumnDef {
    /// The name as it can be pasted.
    pub(crate) fn shown(&self) -> String {
        self.name.to_string()
    }
}
