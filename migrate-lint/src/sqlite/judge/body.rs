//! What the engine does not look at when a statement is executed: names in bodies, parents,
//! quoted columns.

use migrate_directory::{Code, Words};

use super::Judge;
use crate::sqlite::engine::{Error, Outcome, Refusal};
use crate::sqlite::name::{self, Name, Span};
use crate::sqlite::refusal::Refused;
use crate::sqlite::statement::{Create, ObjectKind, Statement};

impl Judge<'_, '_> {
    /// Views and triggers are only read when they are used: their bodies name what is there when
    /// the file ends.
    pub(super) fn body(&mut self, words: Words<'_>, span: &Span) -> Result<(), Error> {
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
    pub(super) fn quoted_columns(
        &mut self,
        statement: &Statement<'_>,
        words: Words<'_>,
        span: &Span,
    ) -> Result<(), Error> {
        let Statement::Create(create) = statement else {
            return Ok(());
        };
        let Some(on) = create
            .on
            .as_ref()
            .filter(|_| create.kind == ObjectKind::Index)
        else {
            return Ok(());
        };
        let known = self.state.engine.columns("main", &on.name)?;
        for item in &create.items {
            let is_quoted = item.get(0).is_some_and(|token| token.starts_with('"'));
            let column = name::at(*item, 0).filter(|_| item.len() == 1 && is_quoted);
            let is_missing =
                |name: &String| !known.iter().any(|one| name::is_same(&one.name, name));
            if let Some(name) = column.filter(is_missing).filter(|_| !known.is_empty()) {
                self.missing(statement, words, span, format!("no such column: {name}"));
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
            file: self.file,
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
        self.file.said.found.extend(finding);
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
}
