use migrate_directory::Code;

use super::catalog::{Catalog, Column, Found, Relation, Table};
use super::file::{File, Remedy};
use super::name::{Key, Name, Span};
use super::statement::{Parsed, Statement};
use super::table::{Action, AlterTable};
use crate::finding::Words;
use crate::pending::{Pending, Said, Setting};

/// What a rule sees: one statement, or one part of it, and the state before.
pub(crate) struct Check<'c> {
    pub(crate) catalog: &'c Catalog,
    pub(crate) file: &'c File<'c>,
    pub(crate) parsed: &'c Parsed,
    /// The number of the action, the name or the pair of names that is looked at.
    pub(crate) part: usize,
    /// The code of the rule that looks.
    pub(crate) code: Code,
    pub(crate) said: Said<Remedy>,
}

/// A relation that was there before the file and may hold rows.
pub(crate) struct Existing<'c> {
    pub(crate) key: Key,
    /// As the statement spells it.
    pub(crate) shown: String,
    pub(crate) relation: Option<&'c Relation>,
    file: &'c File<'c>,
}

/// One action of an `ALTER TABLE` on a table that was there before.
pub(crate) struct Altered<'c> {
    pub(crate) table: Existing<'c>,
    pub(crate) alter: &'c AlterTable,
    pub(crate) action: &'c Action,
    pub(crate) span: &'c Span,
}

impl<'c> Check<'c> {
    /// The relation, unless it is new, temporary, or not there.
    pub(crate) fn existing(&self, name: &Name) -> Option<Existing<'c>> {
        let key = self.catalog.key(name);
        let relation = match self.catalog.relation(name) {
            Found::Yes(relation) => Some(relation),
            Found::Unknown => None,
            Found::No => return None,
        };
        let is_new = relation.is_some_and(|relation| self.file.is_new(relation.born));
        if is_new || self.catalog.is_temporary(&key) {
            return None;
        }
        Some(Existing {
            key,
            shown: name.to_string(),
            relation,
            file: self.file,
        })
    }

    pub(crate) fn altered(&self) -> Option<Altered<'c>> {
        let Statement::AlterTable(alter) = &self.parsed.statement else {
            return None;
        };
        let (action, span) = alter.actions.get(self.part)?;
        Some(Altered {
            table: self.existing(&alter.table)?,
            alter,
            action,
            span,
        })
    }

    pub(crate) fn report(&mut self, span: &Span, words: Words) {
        self.said.found.push(words.at(self.code, span));
    }

    /// Reports it when the file ends, unless the file takes it back.
    pub(crate) fn report_unless_reset(
        &mut self,
        name: impl Into<String>,
        span: &Span,
        words: Words,
    ) {
        self.said.settings.push(Setting {
            name: name.into(),
            finding: words.at(self.code, span),
        });
    }

    /// Reports it when the file ends, unless the remedy came.
    pub(crate) fn report_unless(&mut self, remedy: Remedy, span: &Span, words: Words) {
        let finding = words.at(self.code, span);
        self.said.pending.push(Pending { finding, remedy });
    }
}

impl<'c> Existing<'c> {
    /// The table, if its definition is known.
    pub(crate) fn table(&self) -> Option<&'c Table> {
        self.relation?.table()
    }

    pub(crate) fn column(&self, name: &str) -> Option<&'c Column> {
        self.table()?.column(name)
    }

    /// Whether the table is known to have no such column.
    pub(crate) fn lacks(&self, name: &str) -> bool {
        self.table()
            .is_some_and(|table| table.complete && table.column(name).is_none())
    }

    /// Whether the column is one that the file, or another draft, added.
    pub(crate) fn is_new_column(&self, name: &str) -> bool {
        let column = self.column(name);
        column.is_some_and(|column| self.file.is_new(column.born))
    }

    /// Whether every row got a value in this file.
    pub(crate) fn is_filled(&self, name: &str) -> bool {
        let column = self.column(name);
        column.is_some_and(|column| column.filled == Some(self.file.number))
    }

    /// Whether no row can lack a value of the column.
    pub(crate) fn is_not_null(&self, name: &str) -> bool {
        let known = self.table().zip(self.column(name));
        known.is_some_and(|(table, column)| table.is_not_null(column))
    }

    /// The columns that are known.
    pub(crate) fn columns(&self) -> Vec<String> {
        let known = self.relation.map(Relation::columns);
        let names = known.into_iter().flatten();
        names.map(str::to_owned).collect()
    }
}
