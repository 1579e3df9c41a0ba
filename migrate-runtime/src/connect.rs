use std::time::{Duration, Instant};

#[cfg(any(feature = "postgres", feature = "mysql"))]
use sqlx::Connection;
use sqlx::{ConnectOptions, Pool};

use crate::Error;
use crate::address::Address;
use crate::engine::{Engine, Options};
use crate::error::Kind;
use crate::link::Link;

/// Whether the run may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// Takes a connection from a pool; keeps trying for as long as `wait` while it has none.
pub(crate) async fn from_pool<E: Engine>(
    pool: &Pool<E>,
    access: Access,
    wait: Duration,
) -> Result<Link<'_, E>, Error> {
    // Without the pool's ping a boot is one round trip.
    if access == Access::Write
        && E::LOOK_IS_PING
        && let Some(link) = Link::idle(pool)
    {
        return Ok(link);
    }
    let connection = keep_trying(wait, None, || pool.acquire()).await?;
    Ok(Link::pooled(connection))
}

/// Connects to a server; keeps trying for as long as `wait` while it does not answer yet.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) async fn to_server<'t, E: Engine>(
    url: &str,
    wait: Duration,
) -> Result<Link<'t, E>, Error> {
    let address = Address::new(url);
    let options = options::<E>(&address)?;
    connect(&options, &address, wait).await.map(Link::owned)
}

/// How the driver reads a URL.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) fn options<E: Engine>(address: &Address<'_>) -> Result<Options<E>, Error> {
    address.check()?;
    let options: Result<Options<E>, _> = address.as_str().parse();
    let options = options.map_err(|error| connect_error(Some(address), &error))?;
    Ok(E::options(options).disable_statement_logging())
}

/// Connects with options that were read from an address.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) async fn connect<C: Connection>(
    options: &C::Options,
    address: &Address<'_>,
    wait: Duration,
) -> Result<C, Error> {
    keep_trying(wait, Some(address), || options.connect()).await
}

/// Opens the file of a URL. A file that does not exist is created, or is `None` if it is only read:
/// an empty database.
#[cfg(feature = "sqlite")]
pub(crate) async fn to_file<'t>(
    url: &str,
    access: Access,
    wait: Duration,
) -> Result<Option<Link<'t, sqlx::Sqlite>>, Error> {
    let options: Result<Options<sqlx::Sqlite>, _> = url.parse();
    let options = options
        .map_err(|error| Kind::Url(format!("the URL cannot be used: {error}")))?
        .disable_statement_logging();
    let in_memory = url.contains(":memory:") || url.contains("mode=memory");
    let options = match access {
        Access::Read if !in_memory && !options.get_filename().exists() => return Ok(None),
        Access::Read => options.read_only(true),
        Access::Write => options.create_if_missing(true),
    };
    let connection = keep_trying(wait, None, || options.connect()).await?;
    Ok(Some(Link::owned(connection)))
}

/// Tries to connect until it succeeds or `wait` is over, while the database does not answer yet.
async fn keep_trying<T, F>(
    wait: Duration,
    address: Option<&Address<'_>>,
    mut connect: impl FnMut() -> F,
) -> Result<T, Error>
where
    F: Future<Output = Result<T, sqlx::Error>>,
{
    let started = Instant::now();
    loop {
        match connect().await {
            Ok(connection) => return Ok(connection),
            Err(error) if is_not_there_yet(&error) && started.elapsed() < wait => {
                let message = message(address, &error);
                tracing::debug!(message, "the database does not answer yet");
                tokio::time::sleep(Duration::from_millis(fastrand::u64(100..300))).await;
            }
            Err(error) => return Err(connect_error(address, &error)),
        }
    }
}

fn connect_error(address: Option<&Address<'_>>, error: &sqlx::Error) -> Error {
    let message = message(address, error);
    Kind::Connect { message }.into()
}

fn message(address: Option<&Address<'_>>, error: &sqlx::Error) -> String {
    let message = error.to_string();
    address.map_or_else(|| message.clone(), |address| address.redacted(&message))
}

/// Refused connections, a server that is starting (57P03) or has no connection left (08004).
fn is_not_there_yet(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => matches!(error.code().as_deref(), Some("57P03" | "08004")),
        _ => false,
    }
}
