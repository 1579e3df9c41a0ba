//! Tables from before the file: what they were, and where their rows go.

use migrate_directory::Words;

use super::Judge;
use crate::sqlite::check::Target;
use crate::sqlite::copy::{Copy, Query};
use crate::sqlite::engine::Error;
use crate::sqlite::file::Dropped;
use crate::sqlite::name::{Name, Span};
use crate::sqlite::rules;
use crate::sqlite::statement::{Insert, ObjectKind, Statement, mentioned};

impl Judge<'_, '_> {
    /// Keeps the existing tables that the statement names, as they are before it.
    pub(super) fn keep(&mut self, words: Words<'_>) -> Result<(), Error> {
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

    /// The existing table that the statement drops.
    pub(super) fn about_to_go(
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
        let target = Target::of(self.state, self.file, name)?;
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

    /// What an INSERT copies from an existing table into another.
    pub(super) fn copy(
        &mut self,
        query: Option<Words<'_>>,
        insert: &Insert<'_>,
        span: &Span,
    ) -> Result<Option<Copy>, Error> {
        let Some(query) = query else { return Ok(None) };
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
    pub(super) fn copy_of_table(
        &mut self,
        statement: &Statement<'_>,
        span: &Span,
    ) -> Result<(), Error> {
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
            return Ok(Some(copy.after(first)));
        }
        Ok(self.file.originals.contains_key(&from).then_some(copy))
    }

    /// A query that is not followed: it may read every row of the first existing table in it.
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
}
