use migrate_core::{Kind, Words};

use super::definition::close;
use super::name::{self, Name, Span};

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
        /// What stands behind WHERE.
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
    /// Of a table: the query behind AS.
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
        /// What stands behind the name.
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

/// The place of the statement behind its `WITH name AS (…), …`.
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

/// The pieces between commas that stand outside of parentheses.
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

struct Cursor<'s> {
    words: Words<'s>,
    at: usize,
}

impl<'s> Cursor<'s> {
    fn word(&self) -> String {
        self.words
            .get(self.at)
            .unwrap_or_default()
            .to_ascii_uppercase()
    }

    fn eat(&mut self, keyword: &str) -> bool {
        let is_there = self.words.is(self.at, keyword);
        self.at += usize::from(is_there);
        is_there
    }

    fn eat_all(&mut self, keywords: &[&str]) -> bool {
        let are_there = self.words.are(self.at, keywords);
        self.at += if are_there { keywords.len() } else { 0 };
        are_there
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        let is_there = self.words.is_symbol(self.at, symbol);
        self.at += usize::from(is_there);
        is_there
    }

    /// A name without a schema.
    fn column(&mut self) -> Option<Name> {
        let name = name::at(self.words, self.at)?;
        let span = self.words.range(self.at)?;
        self.at += 1;
        Some(Name {
            schema: None,
            name,
            span,
        })
    }

    fn name(&mut self) -> Option<Name> {
        let first = self.column()?;
        if !self.symbol(".") {
            return Some(first);
        }
        let second = self.column()?;
        Some(Name {
            schema: Some(first.name),
            span: first.span.start..second.span.end,
            name: second.name,
        })
    }

    fn rest(&self, from: usize) -> Words<'s> {
        self.words.slice(from..self.words.len())
    }

    fn create(&mut self) -> Option<Create<'s>> {
        self.at += 1;
        let temporary = self.eat("TEMP") || self.eat("TEMPORARY");
        let unique = self.eat("UNIQUE");
        let is_virtual = self.eat("VIRTUAL");
        let kind = match self.word().as_str() {
            "TABLE" if is_virtual => ObjectKind::Virtual,
            "TABLE" => ObjectKind::Table,
            "VIEW" => ObjectKind::View,
            "INDEX" => ObjectKind::Index,
            "TRIGGER" => ObjectKind::Trigger,
            _ => return None,
        };
        self.at += 1;
        let if_not_exists = self.eat_all(&["IF", "NOT", "EXISTS"]);
        let name = self.name()?;
        let temporary = temporary || name.is_in("temp");
        let on = match kind {
            ObjectKind::Index | ObjectKind::Trigger => {
                self.at = find(self.words, self.at, "ON")? + 1;
                Some(self.name()?)
            }
            _ => None,
        };
        let is_query = kind == ObjectKind::Table && self.eat("AS");
        let mut items = Vec::new();
        if kind == ObjectKind::Index && self.words.kind(self.at) == Some(Kind::Open) {
            items = pieces(self.words.slice(self.at + 1..close(self.words, self.at)));
        }
        Some(Create {
            kind,
            temporary,
            if_not_exists,
            name,
            on,
            unique,
            items,
            query: is_query.then(|| self.rest(self.at)),
        })
    }

    fn drop(&mut self) -> Option<Statement<'s>> {
        self.at += 1;
        let kind = match self.word().as_str() {
            "TABLE" => ObjectKind::Table,
            "VIEW" => ObjectKind::View,
            "INDEX" => ObjectKind::Index,
            "TRIGGER" => ObjectKind::Trigger,
            _ => return None,
        };
        self.at += 1;
        self.eat_all(&["IF", "EXISTS"]);
        let name = self.name()?;
        Some(Statement::Drop { kind, name })
    }

    fn alter(&mut self) -> Option<Statement<'s>> {
        if !self.eat_all(&["ALTER", "TABLE"]) {
            return None;
        }
        let table = self.name()?;
        let action = self.action().unwrap_or(Action::Other);
        Some(Statement::Alter { table, action })
    }

    fn action(&mut self) -> Option<Action<'s>> {
        if self.eat_all(&["RENAME", "TO"]) {
            return Some(Action::RenameTo(self.column()?));
        }
        if self.eat("RENAME") {
            self.eat("COLUMN");
            let from = self.column()?;
            self.eat("TO");
            let to = self.column()?;
            return Some(Action::RenameColumn { from, to });
        }
        if self.eat("ADD") {
            if self.words.is(self.at, "CONSTRAINT") || self.words.is(self.at, "CHECK") {
                return None;
            }
            self.eat("COLUMN");
            let column = self.column()?;
            let definition = self.rest(self.at);
            return Some(Action::AddColumn { column, definition });
        }
        if self.eat("DROP") {
            self.eat("COLUMN");
            return Some(Action::DropColumn(self.column()?));
        }
        None
    }

    /// `OR IGNORE` and the like.
    fn conflict(&mut self) -> Option<&'static str> {
        if !self.eat("OR") {
            return None;
        }
        let said = self.word();
        self.at += 1;
        ["IGNORE", "REPLACE"].into_iter().find(|one| said == *one)
    }

    fn insert(&mut self) -> Option<Insert<'s>> {
        let replaces = self.eat("REPLACE");
        if !replaces {
            self.eat("INSERT");
        }
        let said = self.conflict();
        self.eat("INTO");
        let table = self.name()?;
        if self.eat("AS") {
            self.column()?;
        }
        let mut columns = None;
        if self.words.kind(self.at) == Some(Kind::Open) {
            let end = close(self.words, self.at);
            let inside = self.words.slice(self.at + 1..end);
            if !inside.is(0, "SELECT") && !inside.is(0, "VALUES") {
                let names = pieces(inside).into_iter();
                columns = Some(names.filter_map(|one| name::at(one, 0)).collect());
                self.at = end + 1;
            }
        }
        let is_query = !self.words.is(self.at, "VALUES") && !self.words.is(self.at, "DEFAULT");
        let end = self.query_end();
        let skips = find(self.words, end, "NOTHING").is_some();
        let loses = match said {
            Some("IGNORE") => Some("OR IGNORE"),
            Some(_) => Some("OR REPLACE"),
            None if replaces => Some("REPLACE"),
            None => skips.then_some("ON CONFLICT DO NOTHING"),
        };
        Some(Insert {
            table,
            loses,
            columns,
            query: is_query.then(|| self.words.slice(self.at..end)),
        })
    }

    /// Where an INSERT's query ends: at `ON CONFLICT` or RETURNING.
    fn query_end(&self) -> usize {
        let conflict =
            (self.at..self.words.len()).find(|at| self.words.are(*at, &["ON", "CONFLICT"]));
        let returning = find(self.words, self.at, "RETURNING");
        conflict
            .into_iter()
            .chain(returning)
            .min()
            .unwrap_or(self.words.len())
    }

    fn update(&mut self) -> Option<Update<'s>> {
        self.at += 1;
        self.conflict();
        let table = self.name()?;
        let set = find(self.words, self.at, "SET")? + 1;
        let returning = find(self.words, set, "RETURNING").unwrap_or(self.words.len());
        let filter = find(self.words, set, "WHERE");
        let from = find(self.words, set, "FROM");
        let end = from.into_iter().chain(filter).min().unwrap_or(returning);
        let sets = pieces(self.words.slice(set..end)).into_iter();
        Some(Update {
            table,
            sets: sets.flat_map(assignments).collect(),
            from: from.is_some(),
            filter: filter.map(|at| self.words.slice(at + 1..returning)),
        })
    }

    fn delete(&mut self) -> Option<Statement<'s>> {
        if !self.eat_all(&["DELETE", "FROM"]) {
            return None;
        }
        let table = self.name()?;
        let returning = find(self.words, self.at, "RETURNING").unwrap_or(self.words.len());
        let filter = find(self.words, self.at, "WHERE");
        Some(Statement::Delete {
            table,
            filter: filter.map(|at| self.words.slice(at + 1..returning)),
        })
    }

    fn pragma(&mut self) -> Option<Pragma<'s>> {
        self.at += 1;
        let name = self.name()?;
        let sets = self.symbol("=") || self.symbol("(");
        if !self.symbol("-") {
            self.symbol("+");
        }
        Some(Pragma {
            name: name.key(),
            value: self.words.get(self.at).filter(|_| sets),
        })
    }
}

/// `a = value`, or `(a, b) = …`, whose values are not told apart.
fn assignments(piece: Words<'_>) -> Vec<(Name, Words<'_>)> {
    let equals = (0..piece.len()).find(|at| piece.is_symbol(*at, "="));
    let Some(equals) = equals else {
        return Vec::new();
    };
    let columns = if piece.kind(0) == Some(Kind::Open) {
        pieces(piece.slice(1..close(piece, 0)))
    } else {
        vec![piece.slice(0..equals)]
    };
    let value = piece.slice(equals + 1..piece.len());
    let named = columns.into_iter().filter_map(|words| {
        let name = name::at(words, 0)?;
        let span: Span = words.range(0)?;
        Some(Name {
            schema: None,
            name,
            span,
        })
    });
    named.map(|name| (name, value)).collect()
}
