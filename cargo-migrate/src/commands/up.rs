use migrate_core::Lock;
use migrate_runtime::{Migrations, Report};

use crate::arguments::{DatabaseArguments, PlaceArguments};
use crate::database::{block_on, dialect_of, is_local, migrations};
use crate::failure::Failure;
use crate::place::Place;
use crate::progress::Progress;

pub(crate) fn run(
    arguments: &PlaceArguments,
    database: &DatabaseArguments,
    drafts: bool,
    to: Option<i64>,
) -> Result<(), Failure> {
    let url = &database.database_url;
    let place = Place::read(arguments, dialect_of(url))?;
    let migrations = migrations(&place)?;
    if !drafts && !is_local(url) {
        refuse_drafts(&place, place.directory.lock.as_ref())?;
    }
    apply(&migrations, url, to)
}

/// Applies what is pending, and shows it.
pub(crate) fn apply(migrations: &Migrations, url: &str, to: Option<i64>) -> Result<(), Failure> {
    let runner = match to {
        Some(version) => migrations.runner().to(version),
        None => migrations.runner(),
    };
    let progress = Progress::begin(migrations.len());
    let report = block_on(runner.run(url));
    drop(progress);
    show(&report?);
    Ok(())
}

/// What a run did, one line each.
pub(crate) fn show(report: &Report) {
    let kinds = [
        ("reverted", report.reverted()),
        ("applied", report.applied()),
    ];
    for (what, migrations) in kinds {
        for migration in migrations {
            println!(
                "{what} {} in {} ms",
                migration.identity(),
                migration.duration().as_millis()
            );
        }
    }
    println!("{report}");
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
