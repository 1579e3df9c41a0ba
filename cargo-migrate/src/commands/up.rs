use migrate_core::Lock;

use crate::arguments::{DatabaseArguments, PlaceArguments};
use crate::database::{block_on, dialect_of, is_local, migrations};
use crate::failure::Failure;
use crate::place::Place;

pub(crate) fn run(
    arguments: &PlaceArguments,
    database: &DatabaseArguments,
    drafts: bool,
) -> Result<(), Failure> {
    let url = &database.database_url;
    let place = Place::read(arguments, dialect_of(url))?;
    let migrations = migrations(&place)?;
    if !drafts && !is_local(url) {
        refuse_drafts(&place, place.directory.lock.as_ref())?;
    }
    let report = block_on(migrations.run(url))?;
    for applied in report.applied() {
        println!(
            "applied {} in {} ms",
            applied.identity(),
            applied.duration().as_millis()
        );
    }
    println!("{report}");
    Ok(())
}

/// What is applied elsewhere does not change any more, so it is sealed first.
fn refuse_drafts(place: &Place, lock: Option<&Lock>) -> Result<(), Failure> {
    let draft = place
        .directory
        .migrations
        .iter()
        .find(|migration| !migration.sealed);
    match draft {
        Some(draft) if lock.is_some() => Err(Failure::found(format!(
            "`{}` is a draft, and the database is not on this machine\n  = help: run `cargo migrate seal`, or give --drafts",
            draft.identity()
        ))),
        _ => Ok(()),
    }
}
