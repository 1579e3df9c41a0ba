//! Reads the histories of other tools and compares them with the files.

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
mod tool;

use migrate_runtime::command::{ForeignHistory, ForeignLock};

use crate::failure::Failure;
use crate::place::Place;

use self::tool::{Home, Rows, Source, Tool};

pub(crate) use self::mapping::{Mapped, Mapping};

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

/// A history in the database, compared with the directory.
pub(crate) struct Found {
    pub(crate) mapping: Mapping,
    /// The lock that the tool holds while it runs.
    pub(crate) lock: Option<ForeignLock>,
}

/// Reads a tool's history and compares it with the directory.
pub(crate) async fn find(
    place: &Place,
    url: &str,
    history: &ForeignHistory,
) -> Result<Found, Failure> {
    let tool = TOOLS.iter().find(|one| one.of == history.tool());
    let tool = tool.ok_or_else(|| {
        Failure::found(format!(
            "this version cannot read the history of {}",
            history.tool()
        ))
    })?;
    let table = read::table(url, history, tool.columns, tool.order).await?;
    // A baseline comes after the files that it replaced.
    let mut files = archive::archived(place)?;
    files.extend(file::current(place));
    let source = Source {
        place,
        files: &files,
    };
    let rows = match tool.rows {
        Rows::Each(row) => table.rows.into_iter().map(row).collect(),
        Rows::All(rows) => rows(&source, table.rows),
    };
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
