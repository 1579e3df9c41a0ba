use migrate_runtime::{MigrationStatus, ProblemKind, Status};

use crate::arguments::{PlaceArguments, RedoArguments};
use crate::commands::undo::{recorded, revert};
use crate::commands::up::apply;
use crate::confirm::confirm;
use crate::database::{block_on, open};
use crate::failure::Failure;

pub(crate) fn run(arguments: &PlaceArguments, redo: &RedoArguments) -> Result<(), Failure> {
    let url = &redo.database.database_url;
    let (_, migrations) = open(arguments, url)?;
    let status = block_on(migrations.status(url))?;
    let Some(oldest) = oldest_changed(&status) else {
        println!("nothing to redo: no applied draft was edited or renamed");
        return Ok(());
    };
    confirm("revert and reapply migrations of", url, &redo.confirm)?;
    let mut kept = recorded(&status).filter(|version| *version < oldest);
    let to = kept.next_back().unwrap_or(0);
    revert(&migrations, &status, url, to)?;
    apply(&migrations, url, None)
}

/// The recorded version of the oldest changed draft.
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
