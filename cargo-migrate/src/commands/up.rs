use migrate_directory::{Dialect, Level};
use migrate_runtime::{Migrations, Planned, Report};
use sqlx::migrate::MigrateDatabase;
use sqlx::{MySql, Postgres, Sqlite};

use crate::arguments::{DatabaseArguments, PlaceArguments, Prelude, UpArguments};
use crate::database::{block_on, database_name, dialect_of, is_local, open, refuse_drafts};
use crate::failure::{Failure, say};
use crate::place::Place;
use crate::progress::Progress;
use crate::scratch;

pub(crate) fn run(arguments: &PlaceArguments, up: &UpArguments) -> Result<(), Failure> {
    if up.create_database {
        create_database(arguments, &up.database, up.prelude)?;
    }
    let url = &up.database.database_url;
    let (place, migrations) = open(arguments, url)?;
    if !up.drafts {
        refuse_drafts(&place, url, |_| true)?;
    }
    apply(&migrations, url, up.to)
}

/// Creates the database that a URL names, with the roles and schemas of Supabase if the migrations
/// need them.
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

/// Creates the database that a URL names, unless it exists. Returns whether it was created.
fn create_if_missing(database: &DatabaseArguments) -> Result<bool, Failure> {
    let url = &database.database_url;
    let created = block_on(async {
        match dialect_of(url) {
            Some(Dialect::Postgres) if !Postgres::database_exists(url).await? => {
                Postgres::create_database(url).await.map(|()| true)
            }
            Some(Dialect::Mysql) if !MySql::database_exists(url).await? => {
                MySql::create_database(url).await.map(|()| true)
            }
            Some(Dialect::Sqlite) if !Sqlite::database_exists(url).await? => {
                Sqlite::create_database(url).await.map(|()| true)
            }
            _ => Ok(false),
        }
    });
    let created = created.map_err(|failure: Failure| about("create", url, &failure))?;
    if created {
        println!("created {}", database_name(url));
    }
    Ok(created)
}

/// An error about a database. It names the database only, because the URL may contain a password.
pub(crate) fn about(doing: &str, url: &str, failure: &Failure) -> Failure {
    Failure::database(format!(
        "cannot {doing} `{}`: {failure}",
        database_name(url)
    ))
    .help("close all other connections to it, and check the privileges of the role")
}

/// Applies the pending migrations and shows the result.
pub(crate) fn apply(migrations: &Migrations, url: &str, to: Option<i64>) -> Result<(), Failure> {
    let plan = block_on(migrations.plan(url))?;
    let planned = plan.migrations();
    // Only the service can run its Rust code, so stop before the first such step.
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
    Failure::found(format!("`{}` is Rust code of the service", step.identity()))
        .help("start the service: it runs the code and the migrations after it")
}

/// Shows what a run did.
pub(crate) fn show(report: &Report) {
    for identity in report.recorded() {
        println!("recorded {identity}: the database has everything that it replaces");
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
