use migrate_runtime::{MigrationStatus, Migrations, State, Status};

use crate::arguments::{PlaceArguments, UndoArguments};
use crate::commands::up::show;
use crate::confirm::confirm;
use crate::database::{block_on, open};
use crate::failure::Failure;
use crate::progress::Progress;

pub(crate) fn run(arguments: &PlaceArguments, undo: &UndoArguments) -> Result<(), Failure> {
    let url = &undo.database.database_url;
    let (_, migrations) = open(arguments, url)?;
    let status = block_on(migrations.status(url))?;
    let Some(newest) = recorded(&status).last() else {
        println!("nothing to revert");
        return Ok(());
    };
    let to = undo.to.unwrap_or_else(|| {
        let mut older = recorded(&status).filter(|version| *version < newest);
        older.next_back().unwrap_or(0)
    });
    confirm("revert migrations of", url, &undo.confirm)?;
    revert(&migrations, &status, url, to)
}

/// Reverts the migrations newer than a version and shows the result.
pub(crate) fn revert(
    migrations: &Migrations,
    status: &Status,
    url: &str,
    to: i64,
) -> Result<(), Failure> {
    let count = recorded(status).filter(|version| *version > to).count();
    let progress = Progress::begin(count);
    let report = block_on(migrations.runner().undo_to(url, to));
    drop(progress);
    show(&report?);
    Ok(())
}

/// The versions that the history records.
pub(crate) fn recorded(status: &Status) -> impl DoubleEndedIterator<Item = i64> {
    let migrations = status.migrations().iter();
    migrations
        .filter(|migration| migration.state() != State::Pending)
        .map(MigrationStatus::version)
}
