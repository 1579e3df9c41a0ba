//! Private servers, started from the installed programs.

#[cfg(unix)]
use std::path::Path;

use migrate_directory::Dialect;

use crate::failure::Failure;

/// A private server. It is stopped and removed when this value is dropped, or the command is
/// killed.
#[cfg(unix)]
pub(super) enum Server {
    Postgres(migrate_scratch::Postgres),
    MariaDb(migrate_scratch::MariaDb),
}

#[cfg(unix)]
impl Server {
    pub(super) fn start(dialect: Dialect) -> Result<Self, Failure> {
        use migrate_scratch::{Door, MariaDb, Postgres};

        let started = match dialect {
            Dialect::Mysql => {
                let programs = migrate_scratch::mariadb()
                    .ok_or_else(|| missing("MariaDB", "mariadb-server"))?;
                MariaDb::start(&programs, Door::Socket).map(Self::MariaDb)
            }
            Dialect::Postgres | Dialect::Sqlite => {
                let bin = migrate_scratch::postgres_bin()
                    .ok_or_else(|| missing("PostgreSQL", "postgresql"))?;
                Postgres::start(&bin, Door::Socket).map(Self::Postgres)
            }
        };
        started.map_err(|error| {
            Failure::database(format!("cannot start a private server: {error}"))
                .help("name a server with `--scratch <url>`")
        })
    }

    /// The directory of its programs, which include the clients.
    pub(super) fn programs(&self) -> Option<&Path> {
        match self {
            Self::Postgres(server) => Some(server.bin()),
            Self::MariaDb(_) => None,
        }
    }

    pub(super) fn url(&self) -> String {
        match self {
            Self::Postgres(server) => server.url(),
            Self::MariaDb(server) => server.url(),
        }
    }
}

#[cfg(unix)]
fn missing(server: &str, package: &str) -> Failure {
    Failure::database(format!(
        "the migrations are replayed on a {server} server, and none is installed here"
    ))
    .help(format!(
        "install the package `{package}` (its server need not run), or name a server with \
         `--scratch <url>`; existing databases are not changed"
    ))
}

#[cfg(not(unix))]
pub(super) enum Server {}

#[cfg(not(unix))]
impl Server {
    pub(super) fn start(_: Dialect) -> Result<Self, Failure> {
        Err(
            Failure::database("private servers are available only on Unix")
                .help("name a server with `--scratch <url>`; existing databases are not changed"),
        )
    }

    pub(super) fn url(&self) -> String {
        match *self {}
    }
}
