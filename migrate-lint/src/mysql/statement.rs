use super::name::{Ident, Name, Span};
use super::table::{AlterTable, CreateTable};

/// A statement, as far as a rule or the schema state needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parsed {
    pub(crate) statement: Statement,
    pub(crate) span: Span,
    /// The tables that its queries read.
    pub(crate) reads: Vec<Name>,
    /// Columns that its queries and conditions name.
    pub(crate) columns: Vec<ColumnRead>,
    /// Calls of functions that take or give back locks by name.
    pub(crate) calls: Vec<LockCall>,
    pub(crate) error: Option<SyntaxError>,
    pub(crate) values: SessionValues,
}

/// What a statement has to do with values that the session alone keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SessionValues {
    /// User variables, in lower case, that get a value which another session would not give them.
    pub(crate) kept: Vec<String>,
    /// User variables that it reads, with their places.
    pub(crate) read: Vec<(String, Span)>,
    /// `LAST_INSERT_ID()`.
    pub(crate) last_id: Option<Span>,
}

/// Why no server accepts the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) span: Span,
    /// What was expected there, and what was found.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: &'static str,
}

/// A column of a table that a statement reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnRead {
    pub(crate) table: Name,
    pub(crate) column: Ident,
}

/// What a query names, as far as it certainly does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    /// The tables, with the names that they have in the query.
    pub(crate) tables: Vec<(Name, String)>,
    /// Names that can only be columns', with what they are qualified with.
    pub(crate) columns: Vec<(Option<String>, String)>,
    /// The names of tables whose columns `*` hands through.
    pub(crate) all: Vec<String>,
    /// It is an INSERT, so that what a query hands through counts.
    pub(crate) inserts: bool,
    /// The table whose columns an INSERT fills without naming them.
    pub(crate) fills: Option<Name>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LockCall {
    Get,
    Release,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Statement {
    CreateTable(CreateTable),
    AlterTable(AlterTable),
    /// Pairs of the old and the new name.
    RenameTable(Vec<(Name, Name)>),
    CreateView {
        name: Name,
        replace: bool,
        /// `None` where they depend on more than the text.
        columns: Option<Vec<String>>,
        uses: Uses,
    },
    CreateTrigger {
        name: Name,
        table: Option<Name>,
        replace: bool,
    },
    CreateRoutine {
        kind: ObjectKind,
        name: Name,
        replace: bool,
    },
    CreateDatabase {
        name: Ident,
        if_not_exists: bool,
    },
    Drop(Drop),
    Truncate(Name),
    Delete {
        table: Name,
        filter: Filter,
    },
    Update(Update),
    Insert {
        table: Name,
        columns: Vec<Ident>,
    },
    /// `OPTIMIZE TABLE`.
    Optimize(Vec<Name>),
    LockTables(Vec<Name>),
    UnlockTables,
    Set(Vec<Setting>),
    /// `START TRANSACTION` or `BEGIN`.
    Begin,
    /// `COMMIT`, `ROLLBACK` or `END`.
    End,
    SetRole {
        name: Option<String>,
    },
    Use(Ident),
    /// What it does is not in its text: a procedure, a prepared statement, SQL that cannot be read.
    Opaque,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    Table,
    View,
    Sequence,
    Trigger,
    Procedure,
    Function,
    Event,
    Database,
}

impl ObjectKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::View => "view",
            Self::Sequence => "sequence",
            Self::Trigger => "trigger",
            Self::Procedure => "procedure",
            Self::Function => "function",
            Self::Event => "event",
            Self::Database => "database",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drop {
    pub(crate) kind: ObjectKind,
    pub(crate) names: Vec<Name>,
    pub(crate) if_exists: bool,
    pub(crate) temporary: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Update {
    pub(crate) table: Name,
    /// It names other tables, too: they decide which rows are meant.
    pub(crate) joined: bool,
    pub(crate) sets: Vec<Assignment>,
    pub(crate) filter: Filter,
}

/// `column = …` in an UPDATE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) column: Ident,
    pub(crate) value: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    /// `COALESCE(column, …)` or `IFNULL(column, …)`: rows that have a value keep it.
    Kept,
    Other,
}

/// Which rows an UPDATE or DELETE is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filter {
    /// Every row: no WHERE, or one that always holds.
    All,
    /// `WHERE column IS NULL`.
    IsNull(Ident),
    Some,
}

/// One assignment of `SET`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) scope: Scope,
    /// In lower case.
    pub(crate) variable: String,
    /// As it is written, in lower case, without quotes around it.
    pub(crate) value: String,
    /// The value is kept in a user variable, or the server's own.
    pub(crate) restores: bool,
    pub(crate) span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Session,
    /// The server's: it holds for connections to come.
    Global,
    /// A user variable, or the next transaction alone.
    Other,
}
