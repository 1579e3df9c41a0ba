//! Tables from before the file that it dropped, and what took their places: `CREATE` another, copy,
//! `DROP`, `RENAME`, in whatever order and under whatever names.

use migrate_directory::Code;

use crate::finding::Finding;
use crate::sqlite::copy::Copy;
use crate::sqlite::engine::Error;
use crate::sqlite::file::{Dropped, File, Original};
use crate::sqlite::name::is_same;
use crate::sqlite::rebuild::Rebuild;
use crate::sqlite::rules;
use crate::sqlite::state::State;
use crate::sqlite::statement::ObjectKind;
use crate::sqlite::table::Index;

/// What is wrong with the tables that are gone.
pub(super) fn end(state: &State, file: &File<'_>) -> Result<Vec<Finding>, Error> {
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
pub(super) fn follow(state: &mut State, file: &File<'_>) -> Result<(), Error> {
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
    object.is_some_and(|object| object.kind == ObjectKind::View)
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
        let same = |one: &&Index| {
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
