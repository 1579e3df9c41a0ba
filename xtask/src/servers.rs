//! All private servers of the tests.

use migrate_scratch::{Door, MariaDb, Postgres, free_port};

use crate::error::Error;
use crate::pgbouncer::PgBouncer;
use crate::tools;

#[derive(Debug)]
pub(crate) struct Servers {
    pgbouncer: PgBouncer,
    postgres: Postgres,
    mariadb: MariaDb,
}

impl Servers {
    pub(crate) fn start() -> Result<Self, Error> {
        let postgres = postgres()?;
        Ok(Self {
            pgbouncer: PgBouncer::start(&postgres)?,
            postgres,
            mariadb: MariaDb::start(&tools::mariadb()?, Door::Port(free_port()?))?,
        })
    }

    /// The variables by which tests find the servers.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let mut all = Vec::from(postgres_environment(&self.postgres));
        all.extend(self.pgbouncer.environment());
        all.push(("MIGRATE_TEST_MARIADB", self.mariadb.url()));
        all
    }
}

/// A private PostgreSQL server on a port.
pub(crate) fn postgres() -> Result<Postgres, Error> {
    let bin = tools::postgres_bin()?;
    Ok(Postgres::start(&bin, Door::Port(free_port()?))?)
}

/// The variables by which tests find it.
pub(crate) fn postgres_environment(server: &Postgres) -> [(&'static str, String); 2] {
    let bin = server.bin().display().to_string();
    [
        ("MIGRATE_TEST_POSTGRES", server.url()),
        ("MIGRATE_TEST_PG_BIN", bin),
    ]
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpStream};

    use super::*;

    #[test]
    fn dropped_servers_leave_nothing() {
        let servers = Servers::start().unwrap();
        let homes = [
            servers.postgres.home(),
            &servers.pgbouncer.home,
            servers.mariadb.home(),
        ];
        let left = homes.map(|home| {
            let Door::Port(port) = home.door() else {
                panic!("a port")
            };
            (home.path().to_path_buf(), (Ipv4Addr::LOCALHOST, port))
        });
        for (directory, address) in &left {
            assert!(directory.exists() && TcpStream::connect(address).is_ok());
        }
        drop(servers);
        for (directory, address) in &left {
            assert!(!directory.exists(), "{}", directory.display());
            assert!(
                TcpStream::connect(address).is_err(),
                "{}",
                directory.display()
            );
        }
    }
}
