use migrate_runtime::{MigrationStatus, ProblemKind, Status};

use crate::arguments::{ConfirmArguments, DatabaseArguments, PlaceArguments};
use crate::commands::undo::{recorded, revert};
use crate::commands::up::apply;
use crate::confirm::confirm;
use crate::database::{block_on, dialect_of, migrations};
use crate::failure::Failure;
use crate::place::Place;

pub(crate) fn run(
    arguments: &PlaceArguments,
    database: &DatabaseArguments,
    confirmation: &ConfirmArguments,
) -> Result<(), Failure> {
    let url = &database.database_url;
    let place = Place::read(arguments, dialect_of(url))?;
    let migrations = migrations(&place)?;
    let status = block_on(migrations.status(url))?;
    let Some(oldest) = oldest_changed(&status) else {
        println!("no draft was edited or renamed since it was applied");
        return Ok(());
    };
    confirm("revert and apply again migrations of", url, confirmation)?;
    let mut kept = recorded(&status).filter(|version| *version < oldest);
    let to = kept.next_back().unwrap_or(0);
    revert(&migrations, &status, url, to)?;
    apply(&migrations, url, None)
}

/// The version under which the oldest changed draft is recorded.
fn oldest_changed(status: &Status) -> Option<i64> {
    let changed = |identity: &str| {
        status.problems().iter().any(|problem| {
            let kinds = [ProblemKind::EditedDraft, ProblemKind::Renamed];
            problem.migration() == identity && kinds.contains(&problem.kind())
        })
    };
    let mut migrations = status.migrations().iter();
    migrations
        .find(|one| changed(&format!("{}_{}", one.version(), one.name())))
        .map(MigrationStatus::version)
}
