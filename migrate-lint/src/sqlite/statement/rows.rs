//! Statements about rows.

use migrate_directory::{Kind, Words};

use super::cursor::Cursor;
use super::{Insert, Statement, Update, find, pieces};
use crate::sqlite::definition::close;
use crate::sqlite::name::{self, Name, Span};

impl<'s> Cursor<'s> {
    /// `OR IGNORE` and the like.
    fn conflict(&mut self) -> Option<&'static str> {
        if !self.eat("OR") {
            return None;
        }
        let said = self.word();
        self.at += 1;
        ["IGNORE", "REPLACE"].into_iter().find(|one| said == *one)
    }

    pub(super) fn insert(&mut self) -> Option<Insert<'s>> {
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

    pub(super) fn update(&mut self) -> Option<Update<'s>> {
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

    pub(super) fn delete(&mut self) -> Option<Statement<'s>> {
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
