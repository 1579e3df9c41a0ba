use std::future::Future;
use std::str::FromStr;
use std::time::Duration;

use migrate_directory::Migration;
use migrate_runtime::__private::{Embedded, embed};
use migrate_runtime::command::Address;
use migrate_runtime::{Dialect, Migrations};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, PgConnection, SqliteConnection};

use crate::arguments::PlaceArguments;
use crate::failure::Failure;
use crate::place::Place;

/// How long running programs may take to end after Ctrl-C.
const LAST_MOMENTS: Duration = Duration::from_secs(10);

/// The kind of database that a URL names.
pub(crate) fn dialect_of(url: &str) -> Option<Dialect> {
    Address::new(url).dialect()
}

/// Whether the URL names a file, or a server on this machine.
pub(crate) fn is_local(url: &str) -> bool {
    Address::new(url).is_local()
}

/// What a person calls the database: the name on the server, or the file's.
pub(crate) fn database_name(url: &str) -> String {
    Address::new(url).name().to_owned()
}

pub(crate) async fn connect_postgres(url: &str) -> Result<PgConnection, sqlx::Error> {
    // PgBouncer refuses the startup parameter that the driver sends by default.
    let options = PgConnectOptions::from_str(url)?.extra_float_digits(None);
    options.disable_statement_logging().connect().await
}

/// Connects to a SQLite file, read-only.
pub(crate) async fn connect_sqlite(url: &str) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::from_str(url)?.read_only(true);
    options.disable_statement_logging().connect().await
}

/// The directory and its migrations, for a command on the database at `url`.
pub(crate) fn open(arguments: &PlaceArguments, url: &str) -> Result<(Place, Migrations), Failure> {
    let place = Place::read(arguments, dialect_of(url))?;
    let migrations = migrations(&place)?;
    Ok((place, migrations))
}

/// Refuses drafts on a database elsewhere: what is recorded there must not change any more, so it
/// is sealed first. Without a lock nothing is refused. `concerns` tells which migrations the
/// command would record.
pub(crate) fn refuse_drafts(
    place: &Place,
    url: &str,
    concerns: impl Fn(&Migration) -> bool,
) -> Result<(), Failure> {
    let migrations = &place.directory.migrations;
    let draft = migrations.iter().find(|one| !one.sealed && concerns(one));
    match draft {
        Some(draft) if place.directory.lock.is_some() && !is_local(url) => {
            let identity = draft.identity();
            Err(Failure::found(format!(
                "`{identity}` is a draft, and the database is not on this machine"
            ))
            .help("run `cargo migrate seal`, or allow drafts with `--drafts`"))
        }
        _ => Ok(()),
    }
}

/// The directory's migrations, as a program embeds them. They are never freed.
pub(crate) fn migrations(place: &Place) -> Result<Migrations, Failure> {
    place.accept()?;
    let embedded = place
        .directory
        .embed(&place.snapshot)
        .ok_or_else(|| Failure::found("the migrations are larger than 4 GiB"))?;
    Ok(embed(embedded.leak()))
}

/// An empty set of migrations with the directory's history table: reads a database without
/// comparing it with the files.
pub(crate) fn rows_of(place: &Place, dialect: Dialect) -> Migrations {
    let lock = place.directory.lock.as_ref();
    embed(Embedded {
        dialect,
        set: lock.map_or("default", |lock| &*lock.set.clone().leak()),
        history: lock.and_then(|lock| Some(&*lock.history.clone()?.leak())),
        ..Embedded::EMPTY
    })
}

/// Runs external programs on another thread, so that `block_on` can react to Ctrl-C. The terminal
/// sends Ctrl-C to the programs as well.
pub(crate) async fn beside<T: Send + 'static>(
    programs: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(programs).await;
    let done = done.map_err(|error| Failure::found(error.to_string()))?;
    if done.is_err() {
        // If Ctrl-C ended the program, let `block_on` report that first.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    done
}

/// Runs `work` to its end, or until Ctrl-C.
pub(crate) fn block_on<T, E>(work: impl Future<Output = Result<T, E>>) -> Result<T, Failure>
where
    Failure: From<E>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::found(format!("cannot start a thread: {error}")))?;
    let done = runtime.block_on(async {
        tokio::select! {
            // Ctrl-C is watched from the beginning.
            biased;
            _ = tokio::signal::ctrl_c() => Err(Failure::interrupted()),
            done = work => done.map_err(Failure::from),
        }
    });
    // Do not wait for ever for a program that ignores Ctrl-C.
    runtime.shutdown_timeout(LAST_MOMENTS);
    done
}
