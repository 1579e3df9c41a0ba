//! Tables of before that a file dropped, and what took their places: `CREATE` another, copy, `DROP`,
//! `RENAME`, in whatever order and under whatever names.

use super::copy::Copy;
use super::engine::Error;
use super::file::{Dropped, File, Original};
use super::name::{Span, is_same};
use super::rules;
use super::state::State;
use super::table::{Column, Table};
use crate::finding::{Finding, Words};
use migrate_directory::Code;

/// A table that was dropped.
pub(crate) struct Rebuild<'r> {
    /// What it was called when the file began.
    pub(crate) name: &'r str,
    /// `DROP TABLE`.
    pub(crate) span: &'r Span,
    /// As it was; `None` if it is not known.
    pub(crate) before: Option<&'r Table>,
    /// What has its name when the file ends.
    pub(crate) after: Option<Table>,
    /// That is a view.
    pub(crate) is_view: bool,
    /// Where its rows went, if that is still there.
    pub(crate) copy: Option<&'r Copy>,
    /// Its columns that no release has used.
    pub(crate) new_columns: &'r [String],
    /// Indexes and triggers that were not made again: the kind and the name.
    pub(crate) lost: Vec<(&'static str, String)>,
    /// The code of the rule that looks.
    pub(crate) code: Code,
    pub(crate) found: Vec<Finding>,
}

impl Rebuild<'_> {
    /// Reports it at the `DROP TABLE`.
    pub(crate) fn report(&mut self, words: Words) {
        self.report_at(self.span, words);
    }

    pub(crate) fn report_at(&mut self, span: &Span, words: Words) {
        self.found.push(words.at(self.code, span));
    }

    /// The columns that a release may use, with what has their names now.
    pub(crate) fn columns(&self) -> Vec<(&Column, Option<&Column>)> {
        let before = self.before.into_iter().flat_map(|table| &table.columns);
        let used = before.filter(|column| {
            let mut new = self.new_columns.iter();
            !new.any(|name| is_same(name, &column.name))
        });
        let after = |column: &Column| self.after.as_ref()?.column(&column.name);
        used.map(|column| (column, after(column))).collect()
    }

    /// The same for a table that took its place, whose constraints can be compared.
    pub(crate) fn pairs(&self) -> Vec<(&Column, &Column)> {
        if self.is_view {
            return Vec::new();
        }
        let columns = self.columns().into_iter();
        columns
            .filter_map(|(before, after)| Some((before, after?)))
            .collect()
    }
}

/// What is wrong with the tables that are gone.
pub(crate) fn end(state: &State, file: &File<'_>) -> Result<Vec<Finding>, Error> {
    let mut found = Vec::new();
    for (dropped, original) in all(file) {
        let mut rebuild = Rebuild {
            name: &original.name,
            span: &dropped.span,
            before: dropped.table.as_ref(),
            after: state.engine.table("main", &original.name)?,
            is_view: is_view(state, &original.name),
            copy: copy(file, dropped),
            new_columns: &dropped.new_columns,
            lost: Vec::new(),
            code: Code::DropTable,
            found: Vec::new(),
        };
        // What should have taken its place was refused.
        if rebuild.after.is_none() && rebuild.before.is_some() && state.is_unknown(rebuild.name) {
            continue;
        }
        rebuild.lost = lost(state, dropped, &rebuild);
        rules::rebuilt(&mut rebuild);
        found.extend(rebuild.found);
    }
    Ok(found)
}

/// What took a table's place is as old as it, but for its new columns.
pub(crate) fn follow(state: &mut State, file: &File<'_>) -> Result<(), Error> {
    for (dropped, original) in all(file) {
        let (Some(before), Some(after)) = (
            dropped.table.as_ref(),
            state.engine.table("main", &original.name)?,
        ) else {
            continue;
        };
        let new = after.columns.into_iter().map(|column| column.name);
        let new: Vec<String> = new.filter(|name| before.column(name).is_none()).collect();
        state.inherit(&original.name, original.born, &new);
    }
    Ok(())
}

fn all<'f>(file: &'f File<'_>) -> impl Iterator<Item = (&'f Dropped, &'f Original)> {
    let dropped = file.dropped.iter();
    dropped.filter_map(|dropped| Some((dropped, file.originals.get(&dropped.id)?)))
}

fn is_view(state: &State, name: &str) -> bool {
    let object = state.relation(name);
    object.is_some_and(|object| object.kind == super::statement::ObjectKind::View)
}

/// The copy of its rows whose table is still there.
fn copy<'f>(file: &'f File<'_>, dropped: &Dropped) -> Option<&'f Copy> {
    let mut copies = file.copies.iter().rev();
    copies.find(|copy| copy.from == dropped.id && file.is_alive(copy.to))
}

/// Indexes of its remaining columns, and triggers, of which none with the same name is there.
fn lost(state: &State, dropped: &Dropped, rebuild: &Rebuild<'_>) -> Vec<(&'static str, String)> {
    let Some(after) = rebuild.after.as_ref().filter(|_| !rebuild.is_view) else {
        return Vec::new();
    };
    let indexes = dropped.table.iter().flat_map(|table| &table.indexes);
    let indexes = indexes.filter(|index| {
        let columns = index.columns.iter().flatten();
        let still_there = columns.clone().all(|name| after.column(name).is_some());
        let same = |one: &&super::table::Index| {
            is_same(&one.name, &index.name)
                || one.columns == index.columns && one.unique >= index.unique
        };
        index.explicit && still_there && !after.indexes.iter().any(|one| same(&one))
    });
    let triggers = dropped.triggers.iter();
    let triggers = triggers.filter(|name| state.trigger(name).is_none());
    let indexes = indexes.map(|index| ("index", index.name.clone()));
    indexes
        .chain(triggers.map(|name| ("trigger", name.clone())))
        .collect()
}
