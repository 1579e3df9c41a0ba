use std::future::Future;
use std::time::Duration;

use migrate_runtime::__private::{Embedded, embed};
use migrate_runtime::command::Address;
use migrate_runtime::{Dialect, Migrations};

use crate::failure::Failure;
use crate::place::Place;

/// How long programs have to end after Ctrl-C.
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

/// The directory as a program would carry it. Kept until the command ends.
pub(crate) fn migrations(place: &Place) -> Result<Migrations, Failure> {
    place.accept()?;
    let embedded = place
        .directory
        .embed(&place.snapshot)
        .ok_or_else(|| Failure::found("the migrations exceed 4 GiB"))?;
    Ok(embed(embedded.leak()))
}

/// No migrations, with the place of the directory's history: for what a database says without them.
pub(crate) fn rows_of(place: &Place, dialect: Dialect) -> Migrations {
    let lock = place.directory.lock.as_ref();
    embed(Embedded {
        dialect,
        set: lock.map_or("default", |lock| &*lock.set.clone().leak()),
        history: lock.and_then(|lock| Some(&*lock.history.clone()?.leak())),
        ..Embedded::EMPTY
    })
}

/// Runs programs of others where `block_on` hears of Ctrl-C meanwhile. The terminal tells them, too.
pub(crate) async fn beside<T: Send + 'static>(
    programs: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(programs).await;
    let done = done.map_err(|error| Failure::found(error.to_string()))?;
    if done.is_err() {
        // If it was Ctrl-C that ended a program, that comes first.
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
        .map_err(|error| Failure::found(format!("no thread can be started: {error}")))?;
    let done = runtime.block_on(async {
        tokio::select! {
            // From the beginning, whatever the work does first.
            biased;
            _ = tokio::signal::ctrl_c() => Err(Failure::interrupted()),
            done = work => done.map_err(Failure::from),
        }
    });
    // A program that was not told to end is not waited for.
    runtime.shutdown_timeout(LAST_MOMENTS);
    done
}
