mod body;
mod copies;

use std::cell::OnceCell;

use migrate_directory::{Code, Migration, Mode, Words};

use super::check::{Check, Target};
use super::copy::Copy;
use super::engine::{Error, Outcome};
use super::file::{File, Pending};
use super::name::Span;
use super::refusal::Refused;
use super::state::{Saved, State};
use super::statement::{Statement, writes_schema};
use super::used::{Removal, Used};
use super::{rebuild, rules};
use crate::born::{Born, born};
use crate::finding::Finding;
use crate::kept;
use crate::lint::{Found, Work};

/// Judges the migrations that are to be judged; the others build up the schema state. `None` if there
/// is no engine to be had.
pub(crate) fn judge(work: &Work<'_>) -> Option<Found> {
    let migrations = &work.directory.migrations;
    let first = work.first();
    let known = kept::restore::<Saved>(work.known, &migrations[..first], 0);
    let known = known.and_then(|(saved, count)| Some((State::restore(saved)?, count)));
    let (mut state, start) = match known {
        Some(known) => known,
        None => (State::new().ok()?, 0),
    };
    let mut found = Found::default();
    found.findings.resize_with(start, Vec::new);
    let drafts = work.drafts();
    let used = work.queries().map(Used::new);
    let mut removals = Vec::new();
    for (number, migration) in migrations.iter().enumerate().skip(start) {
        if number == first && start < first {
            let saved = state.save().ok();
            found.state = saved.and_then(|saved| kept::save(&saved, &migrations[..first], 0));
        }
        let born = born(number);
        let findings = if work.judged[number] {
            let whole = migration.mode == Mode::Transactional;
            let foreign_keys = !migration.directives.foreign_keys_off;
            let judge = Judge {
                state: &mut state,
                file: File::new(born, &drafts, whole, foreign_keys),
                findings: Vec::new(),
                shared: work.is_shared(),
                number,
                used: used.as_ref(),
                removals: &mut removals,
            };
            judge.migration(migration)
        } else {
            replay(&mut state, born, migration).map(|()| Vec::new())
        };
        // Without the engine nothing more is known.
        found.findings.push(findings.unwrap_or_else(|_| {
            state.opaque = true;
            Vec::new()
        }));
    }
    for removal in removals.into_iter().filter(|_| !state.opaque) {
        let migration = removal.migration();
        let finding = used
            .as_ref()
            .and_then(|used| used.still_used(&state, removal));
        found.add(migration, finding);
    }
    Some(found)
}

/// Builds up the state alone. What is referred to must have been there.
fn replay(state: &mut State, number: Born, migration: &Migration) -> Result<(), Error> {
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
                if !matches!(state.run(&statement, sql, number)?, Outcome::Done) {
                    state.assume_changed(&statement);
                }
            }
            _ if writes_schema(&statement) => state.opaque = true,
            _ => {}
        }
    }
    if !migration.split.problems.is_empty() {
        state.opaque = true;
    }
    state.end_migration()
}

struct Judge<'j, 'q> {
    state: &'j mut State,
    file: File<'j>,
    findings: Vec<Finding>,
    /// Other sets of migrations may have made tables.
    shared: bool,
    used: Option<&'j Used<'q>>,
    removals: &'j mut Vec<Removal<'q>>,
    /// The number of the migration.
    number: usize,
}

impl Judge<'_, '_> {
    fn migration(mut self, migration: &Migration) -> Result<Vec<Finding>, Error> {
        self.state.engine.foreign_keys(self.file.foreign_keys)?;
        for split in &migration.split.statements {
            let words = split.words(&migration.text);
            self.statement(words, &migration.text[split.text.clone()], &split.text)?;
        }
        for split in &migration.split.statements {
            self.body(split.words(&migration.text), &split.text)?;
        }
        if !migration.split.problems.is_empty() {
            self.state.opaque = true;
        }
        self.end()
    }

    fn statement(&mut self, words: Words<'_>, sql: &str, span: &Span) -> Result<(), Error> {
        let statement = Statement::read(words);
        match &statement {
            Statement::Control | Statement::Attach | Statement::Detach | Statement::Pragma(_) => {
                let checked = self.check(&statement, sql, span, None)?;
                self.take(checked);
                if let Statement::Pragma(pragma) = &statement {
                    self.state.set(pragma, self.file.whole)?;
                    rules::follow_pragma(&mut self.file, pragma);
                }
                if let Statement::Detach = statement {
                    self.file.settings.retain(|(name, _)| name != "attach");
                }
                return Ok(());
            }
            _ if writes_schema(&statement) => {
                let checked = self.check(&statement, sql, span, None)?;
                self.take(checked);
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
        let checked = self.check(&statement, sql, span, copy.as_ref())?;
        let gone = self.about_to_go(&statement, span)?;
        let going = self
            .used
            .and_then(|used| used.going(self.state, &statement));
        match self.state.run(&statement, sql, self.file.number)? {
            Outcome::Done => {
                self.take(checked);
                let removal = going.and_then(|going| going.removal(self.state, span, self.number));
                self.removals.extend(removal);
                self.file.dropped.extend(gone);
                self.file.copies.extend(copy);
                self.file.follow(&statement);
                self.copy_of_table(&statement, span)?;
                self.quoted_columns(&statement, words, span)?;
            }
            Outcome::Unknown => {
                self.take(checked);
                self.file.dropped.extend(gone);
                self.state.assume_changed(&statement);
            }
            Outcome::Refused(refusal) => {
                let refused = Refused {
                    state: self.state,
                    file: &self.file,
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
                    self.findings.push(finding);
                } else {
                    self.take(checked);
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
    ) -> Result<Checked, Error> {
        let target = match statement.table() {
            Some(table) => Target::of(self.state, &mut self.file, table)?,
            None => None,
        };
        let mut check = Check {
            state: self.state,
            file: &self.file,
            statement,
            sql,
            span: span.clone(),
            target,
            copy,
            trial: OnceCell::new(),
            code: Code::UnknownObject,
            found: Vec::new(),
            pending: Vec::new(),
            settings: Vec::new(),
        };
        rules::check(&mut check);
        Ok(Checked {
            found: check.found,
            pending: check.pending,
            settings: check.settings,
        })
    }

    fn take(&mut self, checked: Checked) {
        self.findings.extend(checked.found);
        self.file.pending.extend(checked.pending);
        self.file.settings.extend(checked.settings);
    }

    fn end(mut self) -> Result<Vec<Finding>, Error> {
        let mut findings = self.findings;
        findings.extend(rebuild::end(self.state, &self.file)?);
        findings.extend(self.file.end(self.state)?);
        rebuild::follow(self.state, &self.file)?;
        self.state.end_migration()?;
        Ok(findings)
    }
}

/// What the rules say of a statement, kept back until the engine took it.
struct Checked {
    found: Vec<Finding>,
    pending: Vec<Pending>,
    settings: Vec<(String, Finding)>,
}
