//! Servers from installed binaries.

#[cfg(unix)]
use std::path::Path;

use migrate_directory::Dialect;

use crate::failure::Failure;

/// Stopped and removed when it is dropped, and when the command is killed.
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
            Failure::database(format!(
                "no private server could be started: {error}\n  = help: name one with `--scratch <url>`"
            ))
        })
    }

    /// The directory of its programs, clients among them.
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
        "no {server} server is installed here, and the migrations are to be replayed on one\n  = help: install the \
         package `{package}` (it need not run), or name a server with `--scratch <url>`; nothing that exists there is touched"
    ))
}

#[cfg(not(unix))]
pub(super) enum Server {}

#[cfg(not(unix))]
impl Server {
    pub(super) fn start(_: Dialect) -> Result<Self, Failure> {
        Err(Failure::database(
            "private servers need Unix\n  = help: name a server with `--scratch <url>`; nothing that exists there is touched",
        ))
    }

    pub(super) fn url(&self) -> String {
        match *self {}
    }
}
