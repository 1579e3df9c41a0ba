//! What other tools' histories say, and whether the files are what they say.

mod archive;
mod atlas;
mod dbmate;
mod diesel;
mod drizzle;
mod file;
mod flyway;
mod golang_migrate;
mod goose;
mod mapping;
mod prisma;
mod read;
mod refinery;
mod row;
mod sea_orm;
mod sqlx;
mod supabase;

use migrate_directory::Dialect;
use migrate_runtime::command::{ForeignHistory, ForeignLock, ForeignTool};

use crate::failure::Failure;
use crate::place::Place;

use self::file::{File, Role};
use self::read::{Cells, Column};
use self::row::Row;

pub(crate) use self::mapping::{Mapped, Mapping};

/// Another tool: how its table is read, and what its rows mean.
struct Tool {
    of: ForeignTool,
    /// What is read of the table, in the order of the cells.
    columns: &'static [Column],
    /// The column that sorts the rows.
    order: &'static str,
    rows: fn(&Source<'_>, Vec<Cells>) -> Vec<Row>,
    /// The lock that it takes while it works.
    lock: fn(&Home<'_>) -> Option<ForeignLock>,
}

/// The files that rows are compared with.
struct Source<'p> {
    place: &'p Place,
    files: &'p [File],
}

impl Source<'_> {
    /// The files that a tool knows which has applied this version.
    fn beside(&self, version: Option<i64>) -> impl Iterator<Item = &File> {
        let is = |file: &&File| version.is_some() && file.version == version;
        let mut replaced = self.files.iter().filter(|file| file.role == Role::Replaced);
        let home = replaced.find(is).map_or("", |file| &file.home);
        self.of_home(home)
    }

    /// A folder as it was before it was consolidated, with what has come since.
    fn of_home<'s>(&'s self, home: &'s str) -> impl Iterator<Item = &'s File> {
        self.files.iter().filter(move |file| match file.role {
            Role::Migration => true,
            Role::Baseline => false,
            Role::Replaced => file.home == home,
        })
    }
}

/// Where a tool's table is.
struct Home<'h> {
    dialect: Dialect,
    database: &'h str,
    history: &'h ForeignHistory,
}

const TOOLS: [Tool; 12] = [
    sqlx::TOOL,
    refinery::TOOL,
    diesel::TOOL,
    sea_orm::TOOL,
    prisma::TOOL,
    flyway::TOOL,
    atlas::TOOL,
    dbmate::TOOL,
    goose::TOOL,
    golang_migrate::TOOL,
    supabase::TOOL,
    drizzle::TOOL,
];

/// A history as it is in the database, compared with the directory.
pub(crate) struct Found {
    pub(crate) mapping: Mapping,
    /// The lock that the tool takes while it works.
    pub(crate) lock: Option<ForeignLock>,
}

/// Reads a tool's history and compares it with the directory.
pub(crate) async fn find(
    place: &Place,
    url: &str,
    history: &ForeignHistory,
) -> Result<Found, Failure> {
    let tool = TOOLS.iter().find(|one| one.of == history.tool());
    let tool =
        tool.ok_or_else(|| Failure::found(format!("this version cannot read {}", history.tool())))?;
    let table = read::table(url, history, tool.columns, tool.order).await?;
    let files = file::all(place)?;
    let source = Source {
        place,
        files: &files,
    };
    let rows = (tool.rows)(&source, table.rows);
    let home = Home {
        dialect: table.dialect,
        database: &table.database,
        history,
    };
    Ok(Found {
        mapping: mapping::map(rows, &files, history),
        lock: (tool.lock)(&home),
    })
}

/// Of tools that take none.
fn no_lock(_: &Home<'_>) -> Option<ForeignLock> {
    None
}
