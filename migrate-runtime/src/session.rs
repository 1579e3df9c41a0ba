use std::time::Duration;

use crate::connect::{self, Access};
use crate::database::Database;
use crate::error::Kind;
use crate::history::{Place, Row};
use crate::link::Link;
use crate::look;
#[cfg(feature = "mysql")]
use crate::mysql::Mysql;
#[cfg(feature = "postgres")]
use crate::postgres::Postgres;
use crate::run::Run;
#[cfg(feature = "sqlite")]
use crate::sqlite::Sqlite;
use crate::survey;
use crate::target::Source;
use crate::{Dialect, Error, Report};

/// An open connection to a database of some kind.
pub(crate) enum Session<'t> {
    #[cfg(feature = "postgres")]
    Postgres(Postgres<'t>),
    #[cfg(feature = "mysql")]
    Mysql(Box<Mysql<'t>>),
    #[cfg(feature = "sqlite")]
    Sqlite(Sqlite<'t>),
    /// A file that does not exist, to be read: an empty database.
    #[cfg(feature = "sqlite")]
    Nothing,
}

impl<'t> Session<'t> {
    /// Connects to a database of the kind that the migrations are for; keeps trying for as long as
    /// `wait`.
    pub(crate) async fn open(
        source: Source<'t>,
        embedded: Dialect,
        access: Access,
        wait: Duration,
    ) -> Result<Self, Error> {
        let Some(database) = source.dialect() else {
            return Err(Kind::Url(
                "this is not the URL of a database; it begins with `postgres://`, `mysql://`, `mariadb://` or `sqlite:`"
                    .to_owned(),
            )
            .into());
        };
        if database != embedded {
            return Err(Kind::Dialect { embedded, database }.into());
        }
        Ok(match source {
            #[cfg(feature = "postgres")]
            Source::PgPool(pool) => {
                Self::Postgres(Postgres::new(connect::from_pool(pool, access, wait).await?))
            }
            #[cfg(feature = "postgres")]
            Source::PgConnection(connection) => {
                Self::Postgres(Postgres::new(Link::borrowed(connection)))
            }
            #[cfg(feature = "mysql")]
            Source::MySqlPool(pool) => {
                let link = connect::from_pool(pool, access, wait).await?;
                Self::Mysql(Box::new(Mysql::new(link)))
            }
            #[cfg(feature = "mysql")]
            Source::MySqlConnection(connection) => {
                Self::Mysql(Box::new(Mysql::new(Link::borrowed(connection))))
            }
            #[cfg(feature = "sqlite")]
            Source::SqlitePool(pool) => {
                Self::Sqlite(Sqlite::new(connect::from_pool(pool, access, wait).await?))
            }
            #[cfg(feature = "sqlite")]
            Source::SqliteConnection(connection) => {
                Self::Sqlite(Sqlite::new(Link::borrowed(connection)))
            }
            Source::Url(url) => Self::open_url(url, database, access, wait).await?,
        })
    }

    async fn open_url(
        url: &str,
        dialect: Dialect,
        access: Access,
        wait: Duration,
    ) -> Result<Self, Error> {
        #[cfg(not(feature = "sqlite"))]
        let _ = access;
        Ok(match dialect {
            #[cfg(feature = "postgres")]
            Dialect::Postgres => {
                Self::Postgres(Postgres::new(connect::to_server(url, wait).await?))
            }
            #[cfg(feature = "mysql")]
            Dialect::Mysql => {
                let link = connect::to_server(url, wait).await?;
                Self::Mysql(Box::new(Mysql::new(link)))
            }
            #[cfg(feature = "sqlite")]
            Dialect::Sqlite => match connect::to_file(url, access, wait).await? {
                Some(link) => Self::Sqlite(Sqlite::new(link)),
                None => Self::Nothing,
            },
            #[cfg(not(all(feature = "postgres", feature = "mysql", feature = "sqlite")))]
            dialect => {
                return Err(Kind::Url(format!(
                    "this program cannot reach {dialect}: migrate-runtime is built without it"
                ))
                .into());
            }
        })
    }
}

/// Does the same on a database of any kind, and gives the connection back; `$nothing` where there
/// is no database.
macro_rules! on_each {
    ($session:expr, $db:ident => $work:expr, $nothing:expr) => {
        match $session {
            #[cfg(feature = "postgres")]
            Session::Postgres(mut db) => {
                let $db = &mut db;
                let done = $work.await;
                close(db, done).await
            }
            #[cfg(feature = "mysql")]
            Session::Mysql(boxed) => {
                let mut db = *boxed;
                let $db = &mut db;
                let done = $work.await;
                close(db, done).await
            }
            #[cfg(feature = "sqlite")]
            Session::Sqlite(mut db) => {
                let $db = &mut db;
                let done = $work.await;
                close(db, done).await
            }
            #[cfg(feature = "sqlite")]
            Session::Nothing => $nothing,
        }
    };
}

async fn close<D: Database, T>(db: D, done: Result<T, Error>) -> Result<T, Error> {
    match done {
        Ok(value) => {
            db.release().await?;
            Ok(value)
        }
        Err(error) => {
            db.abandon().await;
            Err(error)
        }
    }
}

impl Session<'_> {
    pub(crate) async fn run(self, run: Run) -> Result<Report, Error> {
        on_each!(self, db => run.drive(db), Ok(Report::default()))
    }

    /// The rows of the history, and what people should know of the database.
    pub(crate) async fn history(self, place: &Place) -> Result<(Vec<Row>, Vec<String>), Error> {
        on_each!(self, db => history(db, place), Ok((Vec::new(), Vec::new())))
    }

    /// The rows of the history; none if there is no history. `None` if its newest row is `head`.
    pub(crate) async fn rows(self, place: &Place, head: &str) -> Result<Option<Vec<Row>>, Error> {
        on_each!(self, db => rows(db, place, Some(head)), Ok(Some(Vec::new())))
    }

    /// The histories of other tools, with what they hold.
    #[cfg(feature = "command")]
    pub(crate) async fn foreign_histories(
        self,
        place: &Place,
    ) -> Result<Vec<crate::foreign::ForeignHistory>, Error> {
        on_each!(self, db => survey::histories(db, place), Ok(Vec::new()))
    }

    /// The live schema.
    #[cfg(feature = "drift")]
    pub(crate) async fn schema(
        self,
        scope: &migrate_schema::Scope,
    ) -> Result<migrate_schema::Schema, Error> {
        on_each!(
            self,
            db => crate::run::drift::read(db, scope),
            migrate_schema::Schema::parse("schema 1 sqlite\n")
                .map_err(|error| Kind::Schema(error).into())
        )
    }

    /// How the live schema differs from the stored one.
    #[cfg(feature = "drift")]
    pub(crate) async fn drift(self, run: Run) -> Result<crate::Drift, Error> {
        let drift = on_each!(self, db => run.drift(db), Ok(None));
        drift?.ok_or_else(|| {
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

async fn rows<D: Database>(
    db: &mut D,
    place: &Place,
    head: Option<&str>,
) -> Result<Option<Vec<Row>>, Error> {
    match db.newest(place).await?.or_fail()? {
        Some(newest) if head.is_some_and(|head| newest.is(head)) => Ok(None),
        Some(_) => look::rows(db, place).await?.or_fail().map(Some),
        None => Ok(Some(Vec::new())),
    }
}

async fn history<D: Database>(db: &mut D, place: &Place) -> Result<(Vec<Row>, Vec<String>), Error> {
    let rows = rows(db, place, None).await?.unwrap_or_default();
    let warnings = survey::warnings(db, place, &rows).await;
    Ok((rows, warnings))
}
