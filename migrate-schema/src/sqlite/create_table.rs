use std::collections::HashMap;

use super::canonical::{Sql, ascending, is, written};
use crate::token::{Token, TokenKind};

/// The parts of a `CREATE TABLE` that no pragma returns.
#[derive(Debug, Default)]
pub(super) struct CreateTable {
    pub(super) columns: HashMap<String, Column>,
    pub(super) primary_key: Vec<Key>,
    pub(super) unique: Vec<Key>,
    pub(super) checks: Vec<Check>,
    pub(super) foreign_keys: Vec<ForeignKey>,
}

#[derive(Debug, Default)]
pub(super) struct Column {
    pub(super) collation: Option<String>,
    pub(super) generated: Option<String>,
    pub(super) not_null_conflict: Option<String>,
}

#[derive(Debug)]
pub(super) struct Key {
    pub(super) columns: String,
    /// `autoincrement`, `on conflict …`.
    pub(super) options: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Check {
    pub(super) name: Option<String>,
    pub(super) expression: String,
}

#[derive(Debug)]
pub(super) struct ForeignKey {
    pub(super) columns: String,
    pub(super) table: String,
    pub(super) referred: Option<String>,
    /// `on delete …`, `on update …` and `deferred`, in that order, if they are not the default.
    pub(super) actions: Vec<String>,
}

impl CreateTable {
    /// Parses a statement that SQLite stored, so it is well-formed.
    pub(super) fn of(sql: &str) -> Self {
        let sql = Sql::of(sql);
        let tokens = sql.tokens();
        let mut table = Self::default();
        let open = tokens.iter().position(|token| token.text == "(");
        let Some(body) = open.map(|open| inside(&tokens[open..])) else {
            return table;
        };
        for item in split(body) {
            table.item(item);
        }
        table
    }

    /// Parses a column, or constraints of the table.
    fn item(&mut self, tokens: &[Token<'_>]) {
        let Some(first) = tokens.first() else { return };
        let constraints = ["constraint", "primary", "unique", "check", "foreign"];
        if constraints.iter().any(|word| is(first, word)) {
            self.clauses(Clauses { tokens, at: 0 }, None);
        } else {
            let name = written(&tokens[..1]);
            self.columns.insert(name.clone(), Column::default());
            self.clauses(Clauses { tokens, at: 1 }, Some(&name));
        }
    }

    /// Parses clauses. `column` is the column that they belong to.
    fn clauses(&mut self, mut clauses: Clauses<'_, '_>, column: Option<&str>) {
        let mut name = None;
        let mut key_columns = None;
        while let Some(token) = clauses.next() {
            let word = match token.kind {
                TokenKind::Name => String::new(),
                _ => token.text.to_lowercase(),
            };
            match word.as_str() {
                "constraint" => name = clauses.next().map(|token| written(&[token])),
                "primary" => {
                    clauses.take(&["key"]);
                    let key = clauses.key(column);
                    self.primary_key.push(key);
                }
                "unique" => {
                    let key = clauses.key(column);
                    self.unique.push(key);
                }
                "check" => {
                    let expression = clauses.group().map(written).unwrap_or_default();
                    self.checks.push(Check {
                        name: name.take(),
                        expression: format!("({expression})"),
                    });
                }
                "foreign" => {
                    clauses.take(&["key"]);
                    key_columns = clauses.group().map(written);
                }
                "references" => {
                    let columns = key_columns.take().or_else(|| column.map(str::to_owned));
                    self.foreign_keys
                        .push(clauses.references(columns.unwrap_or_default()));
                }
                "default" => clauses.default(),
                _ => self.column_clause(&word, &mut clauses, column),
            }
        }
    }

    fn column_clause(&mut self, word: &str, clauses: &mut Clauses<'_, '_>, column: Option<&str>) {
        let Some(column) = column.and_then(|name| self.columns.get_mut(name)) else {
            return;
        };
        match word {
            "not" if clauses.take(&["null"]) => column.not_null_conflict = clauses.conflict(),
            "collate" => {
                let collation = clauses.next().map(|token| written(&[token]));
                column.collation = collation.filter(|collation| collation != "binary");
            }
            "as" => column.generated = clauses.group().map(written),
            _ => {}
        }
    }
}

/// The remaining tokens of a column or constraint.
struct Clauses<'a, 's> {
    tokens: &'a [Token<'s>],
    at: usize,
}

impl<'a, 's> Clauses<'a, 's> {
    fn next(&mut self) -> Option<Token<'s>> {
        let token = self.tokens.get(self.at).copied();
        self.at += 1;
        token
    }

    fn rest(&self) -> &'a [Token<'s>] {
        self.tokens.get(self.at..).unwrap_or_default()
    }

    /// Skips some words, if they come next.
    fn take(&mut self, words: &[&str]) -> bool {
        let rest = self.rest();
        let found = rest.len() >= words.len()
            && words.iter().zip(rest).all(|(word, token)| is(token, word));
        if found {
            self.at += words.len();
        }
        found
    }

    /// Skips the parentheses that come next and returns their contents.
    fn group(&mut self) -> Option<&'a [Token<'s>]> {
        let rest = self.rest();
        if rest.first()?.text != "(" {
            return None;
        }
        let inside = inside(rest);
        self.at += inside.len() + 2;
        Some(inside)
    }

    /// After `PRIMARY KEY` or `UNIQUE`.
    fn key(&mut self, column: Option<&str>) -> Key {
        let mut options = Vec::new();
        let group = self.group().map(|columns| match columns.split_last() {
            Some((last, columns)) if is(last, "autoincrement") => {
                options.push("autoincrement".to_owned());
                written(&ascending(columns))
            }
            _ => written(&ascending(columns)),
        });
        let mut columns = group
            .or_else(|| column.map(str::to_owned))
            .unwrap_or_default();
        if self.take(&["desc"]) {
            columns.push_str(" desc");
        } else {
            self.take(&["asc"]);
        }
        options.extend(self.conflict());
        if self.take(&["autoincrement"]) {
            options.insert(0, "autoincrement".to_owned());
        }
        Key { columns, options }
    }

    /// `ON CONFLICT …`, if it is not the default.
    fn conflict(&mut self) -> Option<String> {
        if !self.take(&["on", "conflict"]) {
            return None;
        }
        let action = self.next().map(|token| written(&[token]));
        let action = action.filter(|action| action != "abort")?;
        Some(format!("on conflict {action}"))
    }

    /// After `DEFAULT`. A pragma returns the value, so it is skipped.
    fn default(&mut self) {
        if self.group().is_none() {
            let sign = self.next();
            if sign.is_some_and(|sign| ["+", "-"].contains(&sign.text)) {
                self.next();
            }
            // The rest of a number with a point or an exponent.
            while self
                .rest()
                .first()
                .is_some_and(|token| [".", "+", "-"].contains(&token.text))
            {
                self.at += 2;
            }
        }
    }

    /// After `REFERENCES`.
    fn references(&mut self, columns: String) -> ForeignKey {
        let table = self
            .next()
            .map(|token| written(&[token]))
            .unwrap_or_default();
        let referred = self.group().map(written);
        let (mut delete, mut update, mut deferred) = (None, None, None);
        loop {
            if self.take(&["on", "delete"]) {
                delete = self.action("delete");
            } else if self.take(&["on", "update"]) {
                update = self.action("update");
            } else if self.take(&["match"]) {
                // SQLite ignores this clause.
                self.at += 1;
            } else if self.take(&["not", "deferrable"]) {
                self.initially();
            } else if self.take(&["deferrable"]) {
                deferred = self.initially();
            } else {
                break;
            }
        }
        ForeignKey {
            columns,
            table,
            referred,
            actions: [delete, update, deferred].into_iter().flatten().collect(),
        }
    }

    fn action(&mut self, event: &str) -> Option<String> {
        let action = self.next().map(|token| written(&[token]))?;
        match action.as_str() {
            "no" => {
                self.take(&["action"]);
                None
            }
            "set" => {
                let value = self.next().map(|token| written(&[token]))?;
                Some(format!("on {event} set {value}"))
            }
            _ => Some(format!("on {event} {action}")),
        }
    }

    /// After `DEFERRABLE`.
    fn initially(&mut self) -> Option<String> {
        if self.take(&["initially", "deferred"]) {
            return Some("deferrable initially deferred".to_owned());
        }
        self.take(&["initially", "immediate"]);
        None
    }
}

/// The tokens between the opening parenthesis at the start and its closing one.
fn inside<'a, 's>(tokens: &'a [Token<'s>]) -> &'a [Token<'s>] {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            "(" => depth += 1,
            ")" if depth == 1 => return &tokens[1..index],
            ")" => depth -= 1,
            _ => {}
        }
    }
    tokens.get(1..).unwrap_or_default()
}

/// Splits at the commas outside parentheses.
fn split<'a, 's>(tokens: &'a [Token<'s>]) -> Vec<&'a [Token<'s>]> {
    let mut depth = 0_usize;
    let items = tokens.split(|token| {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.text == ","
    });
    items.collect()
}
