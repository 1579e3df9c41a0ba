mod cursor;
mod rows;
mod schema;

use std::collections::BTreeSet;

use migrate_directory::{Kind, Words};

use self::cursor::Cursor;
use super::definition::close;
use super::name::{self, Name};

/// A statement, as far as the rules ask. What it means is the engine's matter.
#[derive(Debug, Clone)]
pub(crate) enum Statement<'s> {
    Create(Create<'s>),
    Drop {
        kind: ObjectKind,
        name: Name,
    },
    Alter {
        table: Name,
        action: Action<'s>,
    },
    Insert(Insert<'s>),
    Update(Update<'s>),
    Delete {
        table: Name,
        /// What follows WHERE.
        filter: Option<Words<'s>>,
    },
    Pragma(Pragma<'s>),
    Attach,
    Detach,
    /// It begins or ends a transaction, or writes the whole file anew.
    Control,
    /// It changes no schema and no row.
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    Table,
    Virtual,
    View,
    Index,
    Trigger,
}

impl ObjectKind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Table | Self::Virtual => "table",
            Self::View => "view",
            Self::Index => "index",
            Self::Trigger => "trigger",
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Create<'s> {
    pub(crate) kind: ObjectKind,
    pub(crate) temporary: bool,
    pub(crate) if_not_exists: bool,
    pub(crate) name: Name,
    /// Of an index or trigger.
    pub(crate) on: Option<Name>,
    pub(crate) unique: bool,
    /// Of an index: what it is over.
    pub(crate) items: Vec<Words<'s>>,
    /// Of a table: the query after AS.
    pub(crate) query: Option<Words<'s>>,
}

#[derive(Debug, Clone)]
pub(crate) enum Action<'s> {
    RenameTo(Name),
    RenameColumn {
        from: Name,
        to: Name,
    },
    AddColumn {
        column: Name,
        /// What follows the name.
        definition: Words<'s>,
    },
    DropColumn(Name),
    Other,
}

#[derive(Debug, Clone)]
pub(crate) struct Insert<'s> {
    pub(crate) table: Name,
    /// Rows in conflict are left out, or take the place of others.
    pub(crate) loses: Option<&'static str>,
    /// `None` for all.
    pub(crate) columns: Option<Vec<String>>,
    /// The query whose rows it inserts.
    pub(crate) query: Option<Words<'s>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Update<'s> {
    pub(crate) table: Name,
    /// Each column with its value, where it has one of its own.
    pub(crate) sets: Vec<(Name, Words<'s>)>,
    pub(crate) from: bool,
    pub(crate) filter: Option<Words<'s>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Pragma<'s> {
    /// In lower case.
    pub(crate) name: String,
    pub(crate) value: Option<&'s str>,
}

impl<'s> Statement<'s> {
    pub(crate) fn read(words: Words<'s>) -> Self {
        let mut cursor = Cursor { words, at: 0 };
        if cursor.eat("WITH") {
            cursor.at = behind_with(words);
        }
        let read = match cursor.word().as_str() {
            "CREATE" => cursor.create().map(Self::Create),
            "DROP" => cursor.drop(),
            "ALTER" => cursor.alter(),
            "INSERT" | "REPLACE" => cursor.insert().map(Self::Insert),
            "UPDATE" => cursor.update().map(Self::Update),
            "DELETE" => cursor.delete(),
            "PRAGMA" => cursor.pragma().map(Self::Pragma),
            "ATTACH" => Some(Self::Attach),
            "DETACH" => Some(Self::Detach),
            "BEGIN" | "COMMIT" | "END" | "ROLLBACK" | "SAVEPOINT" | "RELEASE" | "VACUUM" => {
                Some(Self::Control)
            }
            _ => None,
        };
        read.unwrap_or(Self::Other)
    }

    /// What an ALTER TABLE does.
    pub(crate) fn action(&self) -> Option<&Action<'s>> {
        match self {
            Self::Alter { action, .. } => Some(action),
            _ => None,
        }
    }

    /// The table whose rows or definition it changes.
    pub(crate) fn table(&self) -> Option<&Name> {
        match self {
            Self::Create(create) => create.on.as_ref(),
            Self::Drop {
                kind: ObjectKind::Table | ObjectKind::View,
                name,
                ..
            } => Some(name),
            Self::Alter { table, .. } | Self::Delete { table, .. } => Some(table),
            Self::Insert(insert) => Some(&insert.table),
            Self::Update(update) => Some(&update.table),
            _ => None,
        }
    }
}

/// The place of the statement after its `WITH name AS (…), …`.
fn behind_with(words: Words<'_>) -> usize {
    const VERBS: [&str; 6] = ["SELECT", "VALUES", "INSERT", "REPLACE", "UPDATE", "DELETE"];
    let is_verb = |at: usize| VERBS.iter().any(|verb| words.is(at, verb));
    let mut at = 1;
    while at < words.len() && !is_verb(at) {
        at = if words.kind(at) == Some(Kind::Open) {
            close(words, at) + 1
        } else {
            at + 1
        };
    }
    at
}

/// The place of the keyword outside of parentheses, from `from` on.
pub(crate) fn find(words: Words<'_>, from: usize, keyword: &str) -> Option<usize> {
    let mut at = from;
    while at < words.len() {
        if words.kind(at) == Some(Kind::Open) {
            at = close(words, at) + 1;
            continue;
        }
        if words.is(at, keyword) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The pieces between commas that are outside parentheses.
pub(crate) fn pieces(words: Words<'_>) -> Vec<Words<'_>> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < words.len() {
        if words.kind(at) == Some(Kind::Open) {
            at = close(words, at);
        } else if words.is_symbol(at, ",") {
            pieces.push(words.slice(start..at));
            start = at + 1;
        }
        at += 1;
    }
    pieces.push(words.slice(start..words.len()));
    pieces
}

/// Whether the statement writes to the table that holds the schema itself.
pub(crate) fn writes_schema(statement: &Statement<'_>) -> bool {
    const NAMES: [&str; 4] = [
        "sqlite_schema",
        "sqlite_master",
        "sqlite_temp_schema",
        "sqlite_temp_master",
    ];
    let table = match statement {
        Statement::Insert(insert) => &insert.table,
        Statement::Update(update) => &update.table,
        Statement::Delete { table, .. } => table,
        _ => return false,
    };
    NAMES.contains(&table.key().as_str())
}

/// The names that a text mentions, in lower case.
pub(crate) fn mentioned(words: Words<'_>) -> BTreeSet<String> {
    (0..words.len())
        .filter(|at| words.kind(*at) != Some(Kind::String))
        .filter_map(|at| name::at(words, at))
        .map(|name| name::key(&name))
        .collect()
}

/// The value of a PRAGMA that is a switch.
pub(crate) fn is_on(value: &str) -> Option<bool> {
    match name::key(&name::unquoted(value)).as_str() {
        "1" | "on" | "yes" | "true" => Some(true),
        "0" | "off" | "no" | "false" => Some(false),
        _ => None,
    }
}
