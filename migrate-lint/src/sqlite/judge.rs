use std::cell::OnceCell;

use migrate_core::{Code, Migration, Mode, Words};

use super::check::{Check, Target};
use super::copy::{Copy, Query};
use super::engine::{Error, Outcome, Refusal};
use super::file::{Dropped, File, Pending};
use super::name::{self, Name, Span};
use super::refusal::Refused;
use super::state::{Saved, State, mentioned, writes_schema};
use super::statement::{Create, Insert, ObjectKind, Statement};
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
    let key = kept::key(&migrations[..first]);
    let known = work
        .known
        .and_then(|known| kept::restore::<Saved>(known, &key));
    let known = known.and_then(State::restore);
    let start = if known.is_some() { first } else { 0 };
    let mut state = match known {
        Some(state) => state,
        None => State::new().ok()?,
    };
    let mut found = Found::default();
    found.findings.resize_with(start, Vec::new);
    let drafts = work.drafts();
    for (number, migration) in migrations.iter().enumerate().skip(start) {
        if number == first && start < first {
            let saved = state.save().ok();
            found.state = saved.and_then(|saved| kept::save(&saved, &key));
        }
        let born = born(number);
        let findings = if work.judged[number] {
            judge_migration(&mut state, &drafts, born, migration, work.is_shared())
        } else {
            replay(&mut state, born, migration).map(|()| Vec::new())
        };
        // Without the engine nothing more is known.
        found.findings.push(findings.unwrap_or_else(|_| {
            state.opaque = true;
            Vec::new()
        }));
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

fn judge_migration(
    state: &mut State,
    drafts: &[bool],
    number: Born,
    migration: &Migration,
    shared: bool,
) -> Result<Vec<Finding>, Error> {
    let whole = migration.mode == Mode::Transactional;
    let foreign_keys = !migration.directives.foreign_keys_off;
    state.engine.foreign_keys(foreign_keys)?;
    let mut judge = Judge {
        state,
        file: File::new(number, drafts, whole, foreign_keys),
        findings: Vec::new(),
        shared,
    };
    for split in &migration.split.statements {
        let words = split.words(&migration.text);
        judge.statement(words, &migration.text[split.text.clone()], &split.text)?;
    }
    for split in &migration.split.statements {
        judge.body(split.words(&migration.text), &split.text)?;
    }
    if !migration.split.problems.is_empty() {
        judge.state.opaque = true;
    }
    judge.end()
}

struct Judge<'j> {
    state: &'j mut State,
    file: File<'j>,
    findings: Vec<Finding>,
    /// Other sets of migrations may have made tables.
    shared: bool,
}

impl Judge<'_> {
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
        match self.state.run(&statement, sql, self.file.number)? {
            Outcome::Done => {
                self.take(checked);
                self.file.dropped.extend(gone);
                self.file.copies.extend(copy);
                self.file.follow(&statement);
                self.copy_of_table(&statement, span)?;
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

    /// Views and triggers are only read when they are used: their bodies name what is there when the
    /// file ends.
    fn body(&mut self, words: Words<'_>, span: &Span) -> Result<(), Error> {
        let statement = Statement::read(words);
        if let Statement::Alter { table, .. } = &statement {
            return self.parents(table, &statement, words, span);
        }
        let Statement::Create(create) = &statement else {
            return Ok(());
        };
        if create.kind == ObjectKind::Table && !create.if_not_exists {
            return self.parents(&create.name, &statement, words, span);
        }
        if let (ObjectKind::Index, Some(on)) = (create.kind, &create.on) {
            return self.quoted_columns(on, create, words, span);
        }
        let made = match create.kind {
            ObjectKind::View => self.state.relation(&create.name.name),
            ObjectKind::Trigger => self.state.trigger(&create.name.name),
            _ => None,
        };
        if made.is_none_or(|made| made.born != self.file.number) {
            return Ok(());
        }
        let Some(use_of_it) = self.use_of(create, words)? else {
            return Ok(());
        };
        let Outcome::Refused(refusal) = self.state.engine.prepare(&use_of_it) else {
            return Ok(());
        };
        self.missing(&statement, words, span, refusal.message);
        Ok(())
    }

    /// A name in double quotes that is no column is taken for a string.
    fn quoted_columns(
        &mut self,
        on: &Name,
        create: &Create<'_>,
        words: Words<'_>,
        span: &Span,
    ) -> Result<(), Error> {
        let known = self.state.engine.columns("main", &on.name)?;
        for item in &create.items {
            let is_quoted = item.get(0).is_some_and(|token| token.starts_with('"'));
            let column = name::at(*item, 0).filter(|_| item.len() == 1 && is_quoted);
            let is_missing =
                |name: &String| !known.iter().any(|one| name::is_same(&one.name, name));
            if let Some(name) = column.filter(is_missing).filter(|_| !known.is_empty()) {
                self.missing(
                    &Statement::Create(create.clone()),
                    words,
                    span,
                    format!("no such column: {name}"),
                );
            }
        }
        Ok(())
    }

    /// Tables may refer to others that are made later.
    fn parents(
        &mut self,
        table: &Name,
        statement: &Statement<'_>,
        words: Words<'_>,
        span: &Span,
    ) -> Result<(), Error> {
        for key in self.state.engine.foreign_keys_of(&table.name)? {
            if self.state.relation(&key.parent).is_none() {
                self.missing(
                    statement,
                    words,
                    span,
                    format!("no such table: {}", key.parent),
                );
                continue;
            }
            let known = self.state.engine.columns("main", &key.parent)?;
            let is_missing =
                |name: &&String| !known.iter().any(|one| name::is_same(&one.name, name));
            if let Some(name) = key.keys.iter().find(is_missing) {
                self.missing(statement, words, span, format!("no such column: {name}"));
            }
        }
        Ok(())
    }

    /// Reports what the statement names and nobody made.
    fn missing(
        &mut self,
        statement: &Statement<'_>,
        words: Words<'_>,
        span: &Span,
        message: String,
    ) {
        let refused = Refused {
            state: self.state,
            file: &self.file,
            statement,
            words,
            span: span.clone(),
            refusal: &Refusal {
                message,
                offset: None,
            },
        };
        let finding = refused.finding().filter(|finding| {
            let is_named = finding.range != *span;
            finding.code == Code::UnknownObject && is_named && !self.is_others(finding)
        });
        self.findings.extend(finding);
    }

    /// A statement that makes the engine read the view or trigger.
    fn use_of(&self, create: &Create<'_>, words: Words<'_>) -> Result<Option<String>, Error> {
        let Some(on) = &create.on else {
            return Ok(Some(format!("SELECT * FROM {}", create.name)));
        };
        let event = ["INSERT", "UPDATE", "DELETE"];
        let event = (0..words.len()).find_map(|at| event.into_iter().find(|one| words.is(at, one)));
        let columns = self.state.engine.columns("main", &on.name)?;
        let settable = columns.iter().find(|column| !column.generated);
        Ok(match (event, settable) {
            (Some("INSERT"), _) => Some(format!("INSERT INTO {on} DEFAULT VALUES")),
            (Some("DELETE"), _) => Some(format!("DELETE FROM {on}")),
            (Some(_), Some(column)) => {
                let of = words.find("OF").and_then(|at| name::at(words, at + 1));
                let of = of.filter(|of| columns.iter().any(|one| name::is_same(&one.name, of)));
                let column = name::quoted(of.as_ref().unwrap_or(&column.name));
                Some(format!("UPDATE {on} SET {column} = {column}"))
            }
            _ => None,
        })
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

    /// Keeps the tables of before that the statement names, as they are before it.
    fn keep(&mut self, words: Words<'_>) -> Result<(), Error> {
        for name in mentioned(words) {
            let Some(object) = self.state.owner(&name) else {
                continue;
            };
            let is_kept = self.file.known_id(&object.name).is_some();
            if is_kept || self.file.is_new(object.born) || object.kind == ObjectKind::View {
                continue;
            }
            let (shown, born) = (object.name.clone(), object.born);
            let table = self.state.engine.table("main", &shown)?;
            self.file.keep(&shown, born, table);
        }
        Ok(())
    }

    /// The table of before that the statement drops.
    fn about_to_go(
        &mut self,
        statement: &Statement<'_>,
        span: &Span,
    ) -> Result<Option<Dropped>, Error> {
        let Statement::Drop {
            kind: ObjectKind::Table,
            name,
            ..
        } = statement
        else {
            return Ok(None);
        };
        let target = Target::of(self.state, &mut self.file, name)?;
        let Some(target) = target.filter(|target| target.existing) else {
            return Ok(None);
        };
        let triggers = self.state.triggers_of(&target.name);
        let triggers: Vec<String> = triggers.iter().map(|one| one.name.clone()).collect();
        let born = self.state.relation(&target.name).map_or(0, |one| one.born);
        self.file.keep(&target.name, born, target.table.clone());
        let columns = target.table.iter().flat_map(|table| &table.columns);
        let is_new = |name: &String| self.file.is_new_column(self.state, &target.name, name);
        Ok(Some(Dropped {
            id: target.id,
            span: span.clone(),
            triggers,
            new_columns: columns
                .map(|column| column.name.clone())
                .filter(is_new)
                .collect(),
            table: target.table,
        }))
    }

    /// What an INSERT puts from a table of before into another.
    fn copy(
        &mut self,
        query: Option<Words<'_>>,
        insert: &Insert<'_>,
        span: &Span,
    ) -> Result<Option<Copy>, Error> {
        let Some(query) = query else {
            return Ok(None);
        };
        let Some(target) = self.state.table(&insert.table)? else {
            return Ok(None);
        };
        let all = || {
            let stored = target.columns.iter().filter(|column| !column.generated);
            stored.map(|column| column.name.clone()).collect()
        };
        let columns = insert.columns.clone().unwrap_or_else(all);
        let to = self.file.id(&insert.table.name);
        let copy = self.read_copy(query, to, &columns, span)?;
        let loses = insert.loses.map(str::to_owned);
        Ok(copy.map(|copy| Copy {
            loses: copy.loses.or(loses),
            ..copy
        }))
    }

    /// The same for `CREATE TABLE … AS`, when the table is there.
    fn copy_of_table(&mut self, statement: &Statement<'_>, span: &Span) -> Result<(), Error> {
        let Statement::Create(create) = statement else {
            return Ok(());
        };
        let Some(query) = create.query else {
            return Ok(());
        };
        let Some(made) = self.state.table(&create.name)? else {
            return Ok(());
        };
        let columns: Vec<String> = made.columns.into_iter().map(|one| one.name).collect();
        let to = self.file.id(&create.name.name);
        let copy = self.read_copy(query, to, &columns, span)?;
        self.file.copies.extend(copy);
        Ok(())
    }

    fn read_copy(
        &mut self,
        query: Words<'_>,
        to: usize,
        columns: &[String],
        span: &Span,
    ) -> Result<Option<Copy>, Error> {
        let is_true = |filter: Words<'_>| rules::is_true(&self.state.engine, filter);
        let Some(plain) = Query::read(query, is_true) else {
            return Ok(self.copy_of_any(query, to, span));
        };
        let name = Name {
            schema: None,
            name: plain.table.clone(),
            span: span.clone(),
        };
        let Some(source) = self.state.table(&name)? else {
            return Ok(None);
        };
        let from = self.file.id(&plain.table);
        let copy = plain.into_copy((from, to), span.clone(), &source, columns);
        if let Some(first) = self.file.copy_into(from) {
            return Ok(Some(copy.behind(first)));
        }
        Ok(self.file.originals.contains_key(&from).then_some(copy))
    }

    /// A query that is not followed: it may read every row of the first table of before in it.
    fn copy_of_any(&mut self, query: Words<'_>, to: usize, span: &Span) -> Option<Copy> {
        let names = mentioned(query).into_iter();
        let ids: Vec<usize> = names.filter_map(|name| self.file.known_id(&name)).collect();
        let roots = ids.iter().map(|id| match self.file.copy_into(*id) {
            Some(first) => first.from,
            None => *id,
        });
        let mut roots = roots.filter(|id| self.file.originals.contains_key(id) && *id != to);
        let from = roots.next()?;
        Some(Copy {
            from,
            to,
            span: span.clone(),
            loses: None,
            columns: None,
            keys: Vec::new(),
        })
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
