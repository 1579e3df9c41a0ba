use migrate_directory::Code;

use super::catalog::{Catalog, Column, Found, Relation, Table};
use super::file::{File, Remedy};
use super::name::{Name, QName, Span};
use super::statement::Parsed;
use crate::finding::{Edit, Words};
use crate::pending::{Pending, Said, Setting};

/// What a rule sees: one statement, with one action if it is an `ALTER TABLE`, and the state
/// before.
pub(crate) struct Check<'c> {
    pub(crate) catalog: &'c Catalog,
    pub(crate) file: &'c File<'c>,
    pub(crate) parsed: &'c Parsed,
    /// The statement's number in the file.
    pub(crate) number: usize,
    /// The whole statement as it is written, and where it begins.
    pub(crate) text: &'c str,
    pub(crate) start: usize,
    /// How many actions the whole of it has.
    pub(crate) actions: usize,
    /// The code of the rule that looks.
    pub(crate) code: Code,
    pub(crate) said: Said<Remedy>,
}

/// A relation that was there before the file and may hold rows.
pub(crate) struct Existing<'c> {
    pub(crate) name: QName,
    /// As the statement spells it.
    pub(crate) shown: String,
    /// `None` if somebody else made it.
    pub(crate) relation: Option<&'c Relation>,
    file: &'c File<'c>,
}

impl<'c> Check<'c> {
    /// A check of a statement on its own.
    pub(crate) fn new(catalog: &'c Catalog, file: &'c File<'c>, parsed: &'c Parsed) -> Self {
        Self {
            catalog,
            file,
            parsed,
            number: 0,
            text: "",
            start: 0,
            actions: 1,
            code: Code::UnknownObject,
            said: Said::default(),
        }
    }

    /// The relation, unless it is new, temporary, or not there.
    pub(crate) fn existing(&self, name: &Name) -> Option<Existing<'c>> {
        let (found, relation) = match self.catalog.relation(name) {
            Found::Yes(found, relation) => (found, Some(relation)),
            Found::Unknown => (self.catalog.target(name, false), None),
            Found::No => return None,
        };
        self.unless_new(found, name.to_string(), relation)
    }

    /// The same for an object with its full name.
    pub(crate) fn existing_at(&self, name: &QName) -> Option<Existing<'c>> {
        let relation = self.catalog.at(name)?;
        self.unless_new(name.clone(), name.to_string(), Some(relation))
    }

    fn unless_new(
        &self,
        name: QName,
        shown: String,
        relation: Option<&'c Relation>,
    ) -> Option<Existing<'c>> {
        let is_new = relation.is_some_and(|relation| self.file.is_new(relation.born));
        let is_existing = !is_new && name.schema != super::catalog::TEMPORARY;
        is_existing.then_some(Existing {
            name,
            shown,
            relation,
            file: self.file,
        })
    }

    pub(crate) fn report(&mut self, span: &Span, words: Words) {
        self.said.found.push(words.at(self.code, span));
    }

    /// What can be written instead of what was reported last.
    pub(crate) fn rewrite(&mut self, edits: Vec<Edit>) {
        if let Some(last) = self.said.found.last_mut() {
            last.edits = edits;
        }
    }

    /// Reports it when the file ends, unless the file sets the parameter back.
    pub(crate) fn report_unless_reset(
        &mut self,
        parameter: &str,
        span: &Span,
        words: Words,
        edits: Vec<Edit>,
    ) {
        let mut finding = words.at(self.code, span);
        finding.edits = edits;
        self.said.settings.push(Setting {
            name: parameter.to_owned(),
            finding,
        });
    }

    /// Reports it when the file ends, unless the remedy came.
    pub(crate) fn report_unless(&mut self, remedy: Remedy, span: &Span, words: Words) {
        let finding = words.at(self.code, span);
        // Under a condition nothing is known to make up for it.
        if self.parsed.conditional {
            self.said.found.push(finding);
        } else {
            self.said.pending.push(Pending { finding, remedy });
        }
    }
}

impl<'c> Existing<'c> {
    /// Something that serves in its place.
    pub(crate) fn replacement(self) -> Remedy {
        let columns = self.relation.and_then(Relation::columns);
        Remedy::Relation(self.name, columns.map(<[Column]>::to_vec))
    }

    /// The table, if its definition is known.
    pub(crate) fn table(&self) -> Option<&'c Table> {
        self.relation?.table()
    }

    pub(crate) fn column(&self, name: &str) -> Option<&'c Column> {
        self.table()?.column(name)
    }

    /// Whether the column is one that the file, or another draft, added.
    pub(crate) fn is_new_column(&self, name: &str) -> bool {
        let column = self.column(name);
        column.is_some_and(|column| self.file.is_new(column.born))
    }

    /// Whether no row can lack a value of the column.
    pub(crate) fn is_not_null(&self, name: &str) -> bool {
        self.column(name).is_some_and(|column| column.not_null)
    }

    /// Whether every row got a value in this file.
    pub(crate) fn is_filled(&self, name: &str) -> bool {
        let column = self.column(name);
        column.is_some_and(|column| column.filled == Some(self.file.number))
    }

    /// Whether every row lacks a value: the file added the column and gave it none.
    pub(crate) fn is_empty_column(&self, name: &str) -> bool {
        self.column(name).is_some_and(|column| {
            column.born == self.file.number && column.filled.is_none() && !column.fills_itself()
        })
    }
}
