//! Statements about the schema, and PRAGMAs.

use migrate_directory::Kind;

use super::cursor::Cursor;
use super::{Action, Create, ObjectKind, Pragma, Statement, find, pieces};
use crate::sqlite::definition::close;

impl<'s> Cursor<'s> {
    pub(super) fn create(&mut self) -> Option<Create<'s>> {
        self.at += 1;
        let temporary = self.eat("TEMP") || self.eat("TEMPORARY");
        let unique = self.eat("UNIQUE");
        let is_virtual = self.eat("VIRTUAL");
        let kind = match self.kind()? {
            ObjectKind::Table if is_virtual => ObjectKind::Virtual,
            kind => kind,
        };
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

    pub(super) fn drop(&mut self) -> Option<Statement<'s>> {
        self.at += 1;
        let kind = self.kind()?;
        self.eat_all(&["IF", "EXISTS"]);
        let name = self.name()?;
        Some(Statement::Drop { kind, name })
    }

    fn kind(&mut self) -> Option<ObjectKind> {
        let kind = match self.word().as_str() {
            "TABLE" => ObjectKind::Table,
            "VIEW" => ObjectKind::View,
            "INDEX" => ObjectKind::Index,
            "TRIGGER" => ObjectKind::Trigger,
            _ => return None,
        };
        self.at += 1;
        Some(kind)
    }

    pub(super) fn alter(&mut self) -> Option<Statement<'s>> {
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

    pub(super) fn pragma(&mut self) -> Option<Pragma<'s>> {
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
