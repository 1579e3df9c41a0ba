use migrate_directory::{Dialect, Level};
use migrate_runtime::{Migrations, Planned, Report};

use crate::arguments::{DatabaseArguments, PlaceArguments, Prelude};
use crate::commands::reset::create_if_missing;
use crate::database::{block_on, dialect_of, is_local, migrations};
use crate::failure::{Failure, say};
use crate::place::Place;
use crate::progress::Progress;
use crate::scratch;

pub(crate) fn run(
    arguments: &PlaceArguments,
    database: &DatabaseArguments,
    drafts: bool,
    to: Option<i64>,
) -> Result<(), Failure> {
    let url = &database.database_url;
    let place = Place::read(arguments, dialect_of(url))?;
    let migrations = migrations(&place)?;
    if !drafts {
        place.refuse_drafts(url, |_| true)?;
    }
    apply(&migrations, url, to)
}

/// Creates the database that a URL names, with Supabase's part where the migrations take it for granted.
pub(crate) fn create_database(
    arguments: &PlaceArguments,
    database: &DatabaseArguments,
    prelude: Prelude,
) -> Result<(), Failure> {
    let url = &database.database_url;
    let place = Place::read(arguments, dialect_of(url))?;
    if !create_if_missing(database)? || !is_local(url) || place.dialect()? != Dialect::Postgres {
        return Ok(());
    }
    block_on(async {
        if scratch::is_of_supabase(prelude, &place).await? {
            scratch::lay_down(url).await?;
        }
        Ok::<(), Failure>(())
    })
}

/// Applies what is pending, and shows it.
pub(crate) fn apply(migrations: &Migrations, url: &str, to: Option<i64>) -> Result<(), Failure> {
    let plan = block_on(migrations.plan(url))?;
    let planned = plan.migrations();
    // Only the service has its code.
    let first_step = planned.iter().position(Planned::is_rust);
    let (runnable, rest) = planned.split_at(first_step.unwrap_or(planned.len()));
    let step = rest.first();
    let last = match (step, runnable.last()) {
        (Some(step), None) => return Err(stopped_before(step)),
        (Some(_), Some(last)) => Some(last.version()),
        (None, _) => None,
    };
    let newest = [to, last].into_iter().flatten().min();
    let runner = match newest {
        Some(version) => migrations.runner().to(version),
        None => migrations.runner(),
    };
    let progress = Progress::begin(runnable.len());
    let report = block_on(runner.run(url));
    drop(progress);
    show(&report?);
    match step {
        Some(step) if newest == last && to != last => Err(stopped_before(step)),
        _ => Ok(()),
    }
}

fn stopped_before(step: &Planned) -> Failure {
    Failure::found(format!(
        "`{}` is code of the service\n  = help: start the service: it runs the code and what comes after it",
        step.identity()
    ))
}

/// What a run did, one line each.
pub(crate) fn show(report: &Report) {
    for identity in report.recorded() {
        println!("recorded {identity}, the database has all that it replaces");
    }
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
    for warning in report.warnings() {
        say(Level::Warn, warning);
    }
    println!("{report}");
}
