use std::cell::OnceCell;

use migrate_directory::Code;

use super::copy::{Copy, Id};
use super::engine::{Error, Refusal};
use super::file::{File, Remedy};
use super::name::{Name, Span};
use super::state::State;
use super::statement::{Action, ObjectKind, Statement};
use super::table::Table;
use crate::finding::Words;
use crate::pending::{Pending, Said, Setting};

/// What a rule sees: one statement, and the state before it.
pub(crate) struct Check<'c> {
    pub(crate) state: &'c State,
    pub(crate) file: &'c File<'c>,
    pub(crate) statement: &'c Statement<'c>,
    pub(crate) sql: &'c str,
    pub(crate) span: Span,
    /// The table that it changes.
    pub(crate) target: Option<Target>,
    /// What the statement copies from an existing table into a new one.
    pub(crate) copy: Option<&'c Copy>,
    /// What a row does to the statement, once it was tried.
    pub(crate) trial: OnceCell<Option<Refusal>>,
    /// The code of the rule that looks.
    pub(crate) code: Code,
    pub(crate) said: Said<Remedy>,
}

/// The table, or view, that a statement changes.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) id: Id,
    /// As the statement spells it.
    pub(crate) shown: String,
    pub(crate) name: String,
    /// `None` if the name alone is known.
    pub(crate) kind: Option<ObjectKind>,
    pub(crate) table: Option<Table>,
    /// Neither the file nor another draft made it.
    pub(crate) existing: bool,
    /// It may hold rows from before the file: it is existing, or was given them.
    pub(crate) has_rows: bool,
}

impl Target {
    /// `None` if there is no such table, or a temporary one.
    pub(crate) fn of(
        state: &State,
        file: &mut File<'_>,
        name: &Name,
    ) -> Result<Option<Self>, Error> {
        let object = state.object(name);
        let is_there = object.is_some_and(|object| object.kind != ObjectKind::Index);
        let is_missing = !is_there && !state.is_unknown(&name.name);
        let elsewhere = name.schema.is_some() && !name.is_in("main");
        if elsewhere || state.is_temporary(name) || state.is_shadow(&name.name) || is_missing {
            return Ok(None);
        }
        let id = file.id(&name.name);
        let existing = object.is_none_or(|object| !file.is_new(object.born));
        Ok(Some(Self {
            id,
            shown: name.to_string(),
            name: object.map_or(&name.name, |object| &object.name).clone(),
            kind: object.map(|object| object.kind),
            table: state.table(name)?.filter(|_| is_there),
            existing,
            has_rows: existing || file.copy_into(id).is_some(),
        }))
    }
}

impl<'c> Check<'c> {
    /// The table that the statement changes, if it was there before.
    pub(crate) fn existing(&self) -> Option<&Target> {
        let target = self.target.as_ref()?;
        let is_table = target.kind != Some(ObjectKind::View);
        (target.existing && is_table).then_some(target)
    }

    /// The same for one that an ALTER TABLE changes, with what it does.
    pub(crate) fn altered(&self) -> Option<(&Target, &'c Action<'c>)> {
        Some((self.existing()?, self.statement.action()?))
    }

    /// The same for one that holds rows from before the file.
    pub(crate) fn with_rows(&self) -> Option<&Target> {
        let target = self.target.as_ref()?;
        target.has_rows.then_some(target)
    }

    /// Whether the file, or another draft, added the column to the table.
    pub(crate) fn is_new_column(&self, target: &Target, column: &str) -> bool {
        self.file.is_new_column(self.state, &target.name, column)
    }

    /// Reports it at the statement.
    pub(crate) fn report(&mut self, words: Words) {
        self.said.found.push(words.at(self.code, &self.span));
    }

    /// Reports it when the file ends, unless the remedy came.
    pub(crate) fn report_unless(&mut self, remedy: Remedy, words: Words) {
        let finding = words.at(self.code, &self.span);
        self.said.pending.push(Pending { finding, remedy });
    }

    /// Reports it when the file ends, unless the file sets it back.
    pub(crate) fn report_unless_reset(&mut self, name: impl Into<String>, words: Words) {
        let finding = words.at(self.code, &self.span);
        self.said.settings.push(Setting {
            name: name.into(),
            finding,
        });
    }
}
