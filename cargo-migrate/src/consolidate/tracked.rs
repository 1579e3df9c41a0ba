//! Which file is known to which tool, in which database.

use migrate_directory::{Dialect, Snapshot};
use migrate_runtime::State;

use super::inventory::OldFile;
use crate::adopt;
use crate::database::{database_name, rows_of};
use crate::failure::Failure;
use crate::place::Place;

/// That a history has a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tracked {
    /// `migrate`, or another tool.
    pub(crate) tool: &'static str,
    /// The database's name.
    pub(crate) database: String,
    /// Why the history cannot be taken at its word.
    pub(crate) doubt: Option<String>,
}

/// Looks the files up in the histories of a database.
pub(super) async fn look(
    place: &Place,
    folders: &[String],
    url: &str,
    dialect: Dialect,
    files: &mut [OldFile],
) -> Result<(), Failure> {
    let rows = rows_of(place, dialect);
    let database = database_name(url);
    let status = rows.runner().status(url).await?;
    for row in status.migrations() {
        let doubt = match row.state() {
            State::Running | State::Failed | State::Reverting => {
                Some(format!("it is {}", row.state().name()))
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
        for folder in folders {
            let snapshot = Snapshot::read(&place.root, folder);
            let seen = Place::of(place.root.clone(), snapshot, Some(dialect), None);
            mappings.push(adopt::find(&seen, url, &history).await?.mapping);
        }
        for mapping in &mappings {
            // A row that is another folder's file is not about this one's of the same version.
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
