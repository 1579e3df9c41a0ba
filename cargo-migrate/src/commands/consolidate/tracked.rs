//! Finds the files in the histories of a database, of this tool and of others.

use migrate_directory::{Dialect, Snapshot};
use migrate_runtime::State;

use crate::adopt;
use crate::consolidate::{Inventory, OldFile, Tracked};
use crate::database::{database_name, rows_of};
use crate::failure::Failure;
use crate::place::Place;

/// Marks the files that the histories of a database contain.
pub(super) async fn look(
    place: &Place,
    inventory: &mut Inventory,
    url: &str,
    dialect: Dialect,
) -> Result<(), Failure> {
    let Inventory { files, folders, .. } = inventory;
    let rows = rows_of(place, dialect);
    let database = database_name(url);
    let status = rows.runner().status(url).await?;
    for row in status.migrations() {
        let doubt = match row.state() {
            State::Running | State::Failed | State::Reverting => {
                Some(format!("its state is {}", row.state().name()))
            }
            _ => None,
        };
        let is =
            |file: &&mut OldFile| file.version == Some(row.version()) && file.name == row.name();
        for file in files.iter_mut().filter(is) {
            file.tracked.push(Tracked {
                tool: "migrate",
                database: database.clone(),
                doubt: doubt.clone(),
            });
        }
    }
    for history in rows.runner().foreign_histories(url).await? {
        let mut mappings = Vec::new();
        for folder in folders.iter() {
            let snapshot = Snapshot::read(&place.root, folder);
            let seen = Place::of(place.root.clone(), snapshot, Some(dialect), None);
            mappings.push(adopt::find(&seen, url, &history).await?.mapping);
        }
        for mapping in &mappings {
            // The row may belong to a file with the same version in another folder.
            let is_elsewhere = |row: &str| {
                let mut mapped = mappings.iter().flat_map(|one| &one.mapped);
                mapped.any(|one| one.row == row)
            };
            for file in files.iter_mut() {
                let doubt = if mapping.mapped.iter().any(|one| one.path == file.path) {
                    None
                } else if let Some(problem) = mapping
                    .problems
                    .iter()
                    .filter(|one| !is_elsewhere(&one.row))
                    .find(|one| one.message.contains(&format!("{} is not", file.path)))
                {
                    Some(problem.message.clone())
                } else {
                    continue;
                };
                file.tracked.push(Tracked {
                    tool: history.tool().name(),
                    database: database.clone(),
                    doubt,
                });
            }
        }
    }
    Ok(())
}
