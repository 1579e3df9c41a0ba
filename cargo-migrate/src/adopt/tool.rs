use migrate_directory::Dialect;
use migrate_runtime::command::{ForeignHistory, ForeignLock, ForeignTool};

use super::file::{File, Role};
use super::read::{Cells, Column};
use super::row::Row;
use crate::place::Place;

/// Another tool: how to read its table, and what the rows mean.
pub(super) struct Tool {
    pub(super) of: ForeignTool,
    /// The columns to read, in the order of the cells.
    pub(super) columns: &'static [Column],
    /// The column that sorts the rows.
    pub(super) order: &'static str,
    pub(super) rows: Rows,
    /// The lock that the tool holds while it runs.
    pub(super) lock: fn(&Home<'_>) -> Option<ForeignLock>,
}

/// How rows are understood.
pub(super) enum Rows {
    /// Each by itself.
    Each(fn(Cells) -> Row),
    /// All together, with the files.
    All(fn(&Source<'_>, Vec<Cells>) -> Vec<Row>),
}

/// The files that rows are compared with.
pub(super) struct Source<'p> {
    pub(super) place: &'p Place,
    pub(super) files: &'p [File],
}

impl Source<'_> {
    /// The files known to a tool that has applied this version.
    pub(super) fn beside(&self, version: Option<i64>) -> impl Iterator<Item = &File> {
        let is = |file: &&File| version.is_some() && file.version == version;
        let mut replaced = self.files.iter().filter(|file| file.role == Role::Replaced);
        let home = replaced.find(is).map_or("", |file| &file.home);
        self.of_home(home)
    }

    /// The files of a folder before it was consolidated, and the migrations that were added since.
    pub(super) fn of_home<'s>(&'s self, home: &'s str) -> impl Iterator<Item = &'s File> {
        self.files.iter().filter(move |file| match file.role {
            Role::Migration => true,
            Role::Baseline => false,
            Role::Replaced => file.home == home,
        })
    }
}

/// The location of a tool's table.
pub(super) struct Home<'h> {
    pub(super) dialect: Dialect,
    pub(super) database: &'h str,
    pub(super) history: &'h ForeignHistory,
}

/// For tools that take no lock.
pub(super) fn no_lock(_: &Home<'_>) -> Option<ForeignLock> {
    None
}
