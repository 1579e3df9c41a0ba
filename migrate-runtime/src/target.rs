use std::time::{Duration, Instant};

use crate::database::Database;
use crate::error::Kind;
use crate::history::{Place, Row};
#[cfg(feature = "mysql")]
use crate::mysql::Mysql;
#[cfg(feature = "postgres")]
use crate::postgres::Postgres;
use crate::run::Run;
use crate::survey;
use crate::{Dialect, Error, ForeignHistory, Report};

/// What migrations are applied to: a `&PgPool`, `&MySqlPool` or `&SqlitePool`, a `&mut` connection of
/// those kinds, or a URL as `&str`.
///
/// A pool lends a connection, and a URL opens one; after a cancellation, and but for SQLite after an
/// error, it is closed, not reused, and so is a pool's after a migration that may have
/// changed its settings. Close a connection of your own if you cancel a run on it. An idle connection is
/// taken without the pool's `before_acquire`. A caller's own connection gets its settings back (but
/// for custom ones such as `app.tenant_id`, which PostgreSQL does not list), and is refused inside an
/// open transaction if something is pending.
pub trait Target<'t>: sealed::Sealed + Send {
    #[doc(hidden)]
    fn source(self) -> Source<'t>;
}

mod sealed {
    pub trait Sealed {}
}

/// Where a connection comes from.
#[doc(hidden)]
#[expect(
    missing_debug_implementations,
    reason = "hidden; connection options hold passwords"
)]
pub enum Source<'t> {
    #[cfg(feature = "postgres")]
    PgPool(&'t sqlx::PgPool),
    #[cfg(feature = "postgres")]
    PgConnection(&'t mut sqlx::PgConnection),
    #[cfg(feature = "mysql")]
    MySqlPool(&'t sqlx::MySqlPool),
    #[cfg(feature = "mysql")]
    MySqlConnection(&'t mut sqlx::MySqlConnection),
    #[cfg(feature = "sqlite")]
    SqlitePool(&'t sqlx::SqlitePool),
    #[cfg(feature = "sqlite")]
    SqliteConnection(&'t mut sqlx::SqliteConnection),
    Url(&'t str),
}

macro_rules! target {
    ($feature:literal, $type:ty, $source:ident) => {
        #[cfg(feature = $feature)]
        impl sealed::Sealed for $type {}
        #[cfg(feature = $feature)]
        impl<'t> Target<'t> for &'t $type {
            fn source(self) -> Source<'t> {
                Source::$source(self)
            }
        }
        #[cfg(feature = $feature)]
        impl sealed::Sealed for &$type {}
    };
    ($feature:literal, mut $type:ty, $source:ident) => {
        #[cfg(feature = $feature)]
        impl sealed::Sealed for &mut $type {}
        #[cfg(feature = $feature)]
        impl<'t> Target<'t> for &'t mut $type {
            fn source(self) -> Source<'t> {
                Source::$source(self)
            }
        }
    };
}

target!("postgres", sqlx::PgPool, PgPool);
target!("postgres", mut sqlx::PgConnection, PgConnection);
target!("postgres", mut sqlx::pool::PoolConnection<sqlx::Postgres>, PgConnection);
target!("mysql", sqlx::MySqlPool, MySqlPool);
target!("mysql", mut sqlx::MySqlConnection, MySqlConnection);
target!("mysql", mut sqlx::pool::PoolConnection<sqlx::MySql>, MySqlConnection);
target!("sqlite", sqlx::SqlitePool, SqlitePool);
target!("sqlite", mut sqlx::SqliteConnection, SqliteConnection);
target!("sqlite", mut sqlx::pool::PoolConnection<sqlx::Sqlite>, SqliteConnection);

impl sealed::Sealed for &str {}
impl<'t> Target<'t> for &'t str {
    fn source(self) -> Source<'t> {
        Source::Url(self)
    }
}

impl sealed::Sealed for &String {}
impl<'t> Target<'t> for &'t String {
    fn source(self) -> Source<'t> {
        Source::Url(self)
    }
}

/// Whether the run may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// An open connection to a database of some kind.
pub(crate) enum Session<'t> {
    #[cfg(feature = "postgres")]
    Postgres(Postgres<'t>),
    #[cfg(feature = "mysql")]
    Mysql(Box<Mysql<'t>>),
    #[cfg(feature = "sqlite")]
    Sqlite(crate::sqlite::Sqlite<'t>),
    /// A file that does not exist, to be read: an empty database.
    #[cfg(feature = "sqlite")]
    Nothing,
}

impl<'t> Source<'t> {
    pub(crate) fn check_dialect(&self, embedded: Dialect) -> Result<(), Error> {
        let database = self.dialect()?;
        if database == embedded {
            Ok(())
        } else {
            Err(Kind::Dialect { embedded, database }.into())
        }
    }

    fn dialect(&self) -> Result<Dialect, Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::PgPool(_) | Self::PgConnection(_) => Ok(Dialect::Postgres),
            #[cfg(feature = "mysql")]
            Self::MySqlPool(_) | Self::MySqlConnection(_) => Ok(Dialect::Mysql),
            #[cfg(feature = "sqlite")]
            Self::SqlitePool(_) | Self::SqliteConnection(_) => Ok(Dialect::Sqlite),
            Self::Url(url) => url_dialect(url),
        }
    }

    /// Connects; tries again for as long as `wait` while the database is not there yet.
    pub(crate) async fn open(self, access: Access, wait: Duration) -> Result<Session<'t>, Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::PgPool(pool) => {
                // Without the pool's ping a boot is one round trip.
                let idle = match access {
                    Access::Write => Postgres::idle(pool),
                    Access::Read => None,
                };
                Ok(Session::Postgres(match idle {
                    Some(session) => session,
                    None => Postgres::pooled(keep_trying(wait, "", || pool.acquire()).await?),
                }))
            }
            #[cfg(feature = "postgres")]
            Self::PgConnection(connection) => Ok(Session::Postgres(Postgres::borrowed(connection))),
            #[cfg(feature = "mysql")]
            Self::MySqlPool(pool) => {
                let idle = match access {
                    Access::Write => Mysql::idle(pool),
                    Access::Read => None,
                };
                Ok(Session::Mysql(Box::new(match idle {
                    Some(session) => session,
                    None => Mysql::pooled(keep_trying(wait, "", || pool.acquire()).await?),
                })))
            }
            #[cfg(feature = "mysql")]
            Self::MySqlConnection(connection) => {
                Ok(Session::Mysql(Box::new(Mysql::borrowed(connection))))
            }
            #[cfg(feature = "sqlite")]
            Self::SqlitePool(pool) => {
                let connection = keep_trying(wait, "", || pool.acquire()).await?;
                Ok(Session::Sqlite(crate::sqlite::Sqlite::pooled(connection)))
            }
            #[cfg(feature = "sqlite")]
            Self::SqliteConnection(connection) => {
                Ok(Session::Sqlite(crate::sqlite::Sqlite::borrowed(connection)))
            }
            Self::Url(url) => open_url(url, access, wait).await,
        }
    }
}

/// Does the same on a database of any kind; `$nothing` where there is none.
macro_rules! on_each {
    ($session:expr, $db:ident => $work:expr, $nothing:expr) => {
        match $session {
            #[cfg(feature = "postgres")]
            Session::Postgres($db) => $work,
            #[cfg(feature = "mysql")]
            Session::Mysql(boxed) => {
                let $db = *boxed;
                $work
            }
            #[cfg(feature = "sqlite")]
            Session::Sqlite($db) => $work,
            #[cfg(feature = "sqlite")]
            Session::Nothing => $nothing,
        }
    };
}

impl Session<'_> {
    pub(crate) async fn run(self, run: Run) -> Result<Report, Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(mut db) => {
                let report = drive(run, &mut db).await?;
                db.release().await?;
                Ok(report)
            }
            #[cfg(feature = "mysql")]
            Self::Mysql(mut db) => match drive(run, &mut *db).await {
                Ok(report) => {
                    db.release().await?;
                    Ok(report)
                }
                Err(error) => {
                    db.abandon().await;
                    Err(error)
                }
            },
            #[cfg(feature = "sqlite")]
            Self::Sqlite(mut db) => {
                let report = drive(run, &mut db).await;
                // Rolled back, it is in order after an error too; closed, a database in memory is lost.
                db.release().await?;
                report
            }
            #[cfg(feature = "sqlite")]
            Self::Nothing => Ok(Report::default()),
        }
    }

    /// The rows of the history, and what people should know of the database.
    pub(crate) async fn history(self, place: &Place) -> Result<(Vec<Row>, Vec<String>), Error> {
        on_each!(self, db => read_history(db, place).await, Ok((Vec::new(), Vec::new())))
    }

    pub(crate) async fn foreign_histories(
        self,
        place: &Place,
    ) -> Result<Vec<ForeignHistory>, Error> {
        on_each!(self, db => read_foreign(db, place).await, Ok(Vec::new()))
    }

    /// The rows of the history; none if there is no history. `None` if its newest row is `head`.
    pub(crate) async fn rows(
        self,
        place: &Place,
        head: Option<&str>,
    ) -> Result<Option<Vec<Row>>, Error> {
        on_each!(self, db => read_rows(db, place, head).await, Ok(Some(Vec::new())))
    }
}

#[cfg(not(feature = "drift"))]
async fn drive<D: Database>(run: Run, db: &mut D) -> Result<Report, Error> {
    run.drive(db).await
}

#[cfg(feature = "drift")]
async fn drive<D: crate::drift::Introspect>(run: Run, db: &mut D) -> Result<Report, Error> {
    run.drive_and_store(db).await
}

#[cfg(feature = "drift")]
impl Session<'_> {
    pub(crate) async fn schema(
        self,
        scope: &migrate_schema::Scope,
    ) -> Result<migrate_schema::Schema, Error> {
        on_each!(
            self,
            db => read_schema(db, scope).await,
            migrate_schema::Schema::parse("schema 1 sqlite\n")
                .map_err(|error| Kind::Schema(error).into())
        )
    }

    pub(crate) async fn drift(self, run: Run) -> Result<crate::Drift, Error> {
        let drift = on_each!(self, db => read_drift(db, &run).await?, None);
        drift.ok_or_else(|| {
            Kind::Refused {
                message: "no schema is stored to compare with".to_owned(),
                help: "apply a migration with `cargo migrate up`, or with a service that has the feature `drift`, \
                       which store it; or compare with a replay: `cargo migrate drift --scratch`"
                    .to_owned(),
            }
            .into()
        })
    }
}

#[cfg(feature = "drift")]
async fn read_schema<D: crate::drift::Introspect>(
    mut db: D,
    scope: &migrate_schema::Scope,
) -> Result<migrate_schema::Schema, Error> {
    let schema = db.schema(scope).await?;
    db.release().await?;
    Ok(schema)
}

#[cfg(feature = "drift")]
async fn read_drift<D: crate::drift::Introspect>(
    mut db: D,
    run: &Run,
) -> Result<Option<crate::Drift>, Error> {
    let drift = run.drift(&mut db).await?;
    db.release().await?;
    Ok(drift)
}

async fn read_rows<D: Database>(
    mut db: D,
    place: &Place,
    head: Option<&str>,
) -> Result<Option<Vec<Row>>, Error> {
    let rows = match db.newest(place).await?.or_fail()? {
        Some(newest) if head.is_some_and(|head| newest.is(head)) => None,
        Some(_) => Some(db.rows(place).await?.or_fail()?),
        None => Some(Vec::new()),
    };
    db.release().await?;
    Ok(rows)
}

async fn read_history<D: Database>(
    mut db: D,
    place: &Place,
) -> Result<(Vec<Row>, Vec<String>), Error> {
    let rows = match db.newest(place).await?.or_fail()? {
        Some(_) => db.rows(place).await?.or_fail()?,
        None => Vec::new(),
    };
    let warnings = survey::warnings(&mut db, place, &rows).await;
    db.release().await?;
    Ok((rows, warnings))
}

async fn read_foreign<D: Database>(mut db: D, place: &Place) -> Result<Vec<ForeignHistory>, Error> {
    let histories = survey::histories(&mut db, place).await?;
    db.release().await?;
    Ok(histories)
}

fn url_dialect(url: &str) -> Result<Dialect, Error> {
    let scheme = url.split(':').next().unwrap_or_default();
    match scheme {
        "postgres" | "postgresql" => Ok(Dialect::Postgres),
        "sqlite" => Ok(Dialect::Sqlite),
        "mysql" | "mariadb" => Ok(Dialect::Mysql),
        _ => Err(Kind::Url(
            "this is not the URL of a database; it begins with `postgres://`, `mysql://`, `mariadb://` or `sqlite:`"
                .to_owned(),
        )
        .into()),
    }
}

async fn open_url<'t>(url: &str, access: Access, wait: Duration) -> Result<Session<'t>, Error> {
    match url_dialect(url)? {
        #[cfg(feature = "postgres")]
        Dialect::Postgres => crate::postgres::connect(url, wait)
            .await
            .map(Session::Postgres),
        #[cfg(feature = "mysql")]
        Dialect::Mysql => {
            let db = crate::mysql::connect(url, wait).await?;
            Ok(Session::Mysql(Box::new(db)))
        }
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => crate::sqlite::connect(url, access, wait).await,
        #[cfg(not(all(feature = "postgres", feature = "mysql", feature = "sqlite")))]
        dialect => {
            let _ = (access, wait);
            Err(Kind::Url(format!(
                "this program cannot reach {dialect}: migrate-runtime is built without it"
            ))
            .into())
        }
    }
}

/// Connects, again and again while the database is not there yet and `wait` is not over.
pub(crate) async fn keep_trying<T, F>(
    wait: Duration,
    url: &str,
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
                let message = redacted(url, &error.to_string());
                tracing::debug!(message, "the database is not there yet");
                tokio::time::sleep(Duration::from_millis(fastrand::u64(100..300))).await;
            }
            Err(error) => {
                let message = redacted(url, &error.to_string());
                return Err(Kind::Connect { message }.into());
            }
        }
    }
}

/// Refused connections, a server that is starting up (57P03) or has no connection left (08004).
fn is_not_there_yet(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => matches!(error.code().as_deref(), Some("57P03" | "08004")),
        _ => false,
    }
}

/// A message without the password of the URL, whatever the driver put into it.
fn redacted(url: &str, message: &str) -> String {
    let mut message = message.to_owned();
    for written in passwords(url) {
        for password in [written.to_owned(), percent_decoded(written)] {
            if !password.is_empty() {
                message = message.replace(&password, "***");
            }
        }
    }
    message
}

/// The passwords of a URL as they are written: of the user, and among the parameters.
fn passwords(url: &str) -> impl Iterator<Item = &str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let user = rest.rsplit_once('@').map(|(user, _)| user);
    let of_user = user.and_then(|user| user.split_once(':'));
    let parameters = rest.split(['?', '&']).skip(1);
    let of_parameters = parameters.filter_map(|parameter| parameter.strip_prefix("password="));
    of_user
        .map(|(_, password)| password)
        .into_iter()
        .chain(of_parameters)
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut left = text.as_bytes();
    while let [first, rest @ ..] = left {
        let digits = rest.get(..2).and_then(|digits| str::from_utf8(digits).ok());
        let decoded = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let (b'%', Some(byte)) = (first, decoded) {
            bytes.push(byte);
            left = &rest[2..];
        } else {
            bytes.push(*first);
            left = rest;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
