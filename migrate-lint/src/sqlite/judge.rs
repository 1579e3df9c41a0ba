mod body;
mod copies;
mod rebuilds;

use std::borrow::Cow;
use std::cell::OnceCell;

use migrate_directory::{Code, Migration, Mode, UsedQuery, Words};

use super::check::{Check, Target};
use super::copy::Copy;
use super::engine::{Error, Outcome};
use super::file::{File, Remedy};
use super::name::Span;
use super::refusal::Refused;
use super::rules;
use super::state::{Saved, State};
use super::statement::{Statement, writes_schema};
use super::used::{Before, Removal, Used, still_lacking};
use crate::born::born;
use crate::finding::Finding;
use crate::judge::{Database, Work};
use crate::pending::Said;

/// SQLite, with the schema state that its migrations build up.
pub(crate) struct Sqlite<'w> {
    work: &'w Work<'w>,
    state: State,
    used: Option<Used<'w>>,
}

impl<'w> Database<'w> for Sqlite<'w> {
    type Saved = Saved;
    type File = File<'w>;
    type Before = Before<'w>;
    type Error = Error;

    fn start(work: &'w Work<'w>, _: usize, saved: Option<Saved>) -> Option<Self> {
        Some(Self {
            work,
            state: match saved {
                Some(saved) => State::restore(saved)?,
                None => State::new().ok()?,
            },
            used: work.queries.map(Used::new),
        })
    }

    fn save(&mut self) -> Option<Cow<'_, Saved>> {
        self.state.save().ok().map(Cow::Owned)
    }

    fn begin(&mut self, number: usize) -> File<'w> {
        let migration = &self.work.directory.migrations[number];
        let whole = migration.mode == Mode::Transactional;
        let foreign_keys = !migration.directives.foreign_keys_off;
        File::new(born(number), &self.work.drafts, whole, foreign_keys)
    }

    fn replay(&mut self, file: &mut File<'w>, migration: &Migration) -> Result<(), Error> {
        let state = &mut self.state;
        state.engine.foreign_keys(false)?;
        for split in &migration.split.statements {
            let statement = Statement::read(split.words(&migration.text));
            if let Some(table) = statement.table() {
                let is_known = state.object(table).is_some() || state.is_temporary(table);
                if !is_known && !state.is_shadow(&table.name) {
                    state.assume(&table.name);
                }
            }
            match &statement {
                Statement::Pragma(pragma) => state.set(pragma, true)?,
                Statement::Create(_) | Statement::Drop { .. } | Statement::Alter { .. } => {
                    let sql = &migration.text[split.text.clone()];
                    if !matches!(state.run(&statement, sql, file.number)?, Outcome::Done) {
                        state.assume_changed(&statement);
                    }
                }
                _ if writes_schema(&statement) => state.opaque = true,
                _ => {}
            }
        }
        Ok(())
    }

    fn judge(
        &mut self,
        file: &mut File<'w>,
        migration: &Migration,
        removals: &mut Vec<Removal<'w>>,
    ) -> Result<(), Error> {
        self.state.engine.foreign_keys(file.foreign_keys)?;
        let mut judge = Judge {
            state: &mut self.state,
            file,
            shared: self.work.is_shared(),
            used: self.used.as_ref(),
            removals,
        };
        for split in &migration.split.statements {
            let words = split.words(&migration.text);
            judge.statement(words, &migration.text[split.text.clone()], &split.text)?;
        }
        for split in &migration.split.statements {
            judge.body(split.words(&migration.text), &split.text)?;
        }
        Ok(())
    }

    fn lose_sight(&mut self) {
        self.state.opaque = true;
    }

    fn end(&mut self, file: File<'w>) -> Result<Vec<Finding>, Error> {
        let mut findings = rebuilds::end(&self.state, &file)?;
        rebuilds::follow(&mut self.state, &file)?;
        findings.extend(file.end(&self.state)?);
        self.state.end_migration()?;
        Ok(findings)
    }

    fn lacking(&self, removal: &mut Removal<'w>) -> Vec<&'w UsedQuery> {
        if self.state.opaque {
            return Vec::new();
        }
        still_lacking(&self.state, removal)
    }
}

struct Judge<'j, 'w> {
    state: &'j mut State,
    file: &'j mut File<'w>,
    /// Other sets of migrations may have made tables.
    shared: bool,
    used: Option<&'j Used<'w>>,
    removals: &'j mut Vec<Removal<'w>>,
}

impl Judge<'_, '_> {
    fn statement(&mut self, words: Words<'_>, sql: &str, span: &Span) -> Result<(), Error> {
        let statement = Statement::read(words);
        match &statement {
            Statement::Control | Statement::Attach | Statement::Detach | Statement::Pragma(_) => {
                let said = self.check(&statement, sql, span, None)?;
                self.file.said.add(said);
                if let Statement::Pragma(pragma) = &statement {
                    self.state.set(pragma, self.file.whole)?;
                    rules::follow_pragma(self.file, pragma);
                }
                if let Statement::Detach = statement {
                    self.file.said.reset("attach");
                }
                return Ok(());
            }
            _ if writes_schema(&statement) => {
                let said = self.check(&statement, sql, span, None)?;
                self.file.said.add(said);
                self.state.opaque = true;
                return Ok(());
            }
            _ => {}
        }
        self.keep(words)?;
        let copy = match &statement {
            Statement::Insert(insert) => self.copy(insert.query, insert, span)?,
            _ => None,
        };
        let said = self.check(&statement, sql, span, copy.as_ref())?;
        let gone = self.about_to_go(&statement, span)?;
        let going = self
            .used
            .and_then(|used| used.going(self.state, &statement));
        match self.state.run(&statement, sql, self.file.number)? {
            Outcome::Done => {
                self.file.said.add(said);
                let removal = going.and_then(|going| going.removal(self.state, span));
                self.removals.extend(removal);
                self.file.dropped.extend(gone);
                self.file.copies.extend(copy);
                self.file.follow(&statement);
                self.copy_of_table(&statement, span)?;
                self.quoted_columns(&statement, words, span)?;
            }
            Outcome::Unknown => {
                self.file.said.add(said);
                self.file.dropped.extend(gone);
                self.state.assume_changed(&statement);
            }
            Outcome::Refused(refusal) => {
                let refused = Refused {
                    state: self.state,
                    file: self.file,
                    statement: &statement,
                    words,
                    span: span.clone(),
                    refusal: &refusal,
                };
                let finding = refused.finding();
                if let Some(finding) = finding.filter(|finding| !self.is_others(finding)) {
                    if finding.code != Code::ExistingObject {
                        self.state.assume_made(&statement);
                    }
                    self.file.said.found.push(finding);
                } else {
                    self.file.said.add(said);
                    self.file.dropped.extend(gone);
                    self.state.assume_changed(&statement);
                }
            }
        }
        Ok(())
    }

    /// Another set's table is missing here; only a slip of a known name is a mistake.
    fn is_others(&self, finding: &Finding) -> bool {
        self.shared && finding.code == Code::UnknownObject && !finding.help.starts_with("did you")
    }

    fn check<'c>(
        &'c mut self,
        statement: &'c Statement<'c>,
        sql: &'c str,
        span: &Span,
        copy: Option<&'c Copy>,
    ) -> Result<Said<Remedy>, Error> {
        let target = match statement.table() {
            Some(table) => Target::of(self.state, self.file, table)?,
            None => None,
        };
        let mut check = Check {
            state: self.state,
            file: self.file,
            statement,
            sql,
            span: span.clone(),
            target,
            copy,
            trial: OnceCell::new(),
            code: Code::UnknownObject,
            said: Said::default(),
        };
        rules::check(&mut check);
        Ok(check.said)
    }
}
