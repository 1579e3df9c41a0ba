//! The private servers for the tests.

use migrate_scratch::{Door, MariaDb, Postgres, free_port};

use crate::error::Error;
use crate::pgbouncer::PgBouncer;
use crate::tools;

#[derive(Debug)]
pub(crate) struct Servers {
    pgbouncer: PgBouncer,
    postgres: Postgres,
    mariadb: MariaDb,
    standby: Postgres,
    restarting_postgres: Postgres,
    restarting_mariadb: MariaDb,
}

impl Servers {
    pub(crate) fn start() -> Result<Self, Error> {
        let postgres = postgres()?;
        let bin = postgres.bin();
        Ok(Self {
            pgbouncer: PgBouncer::start(&postgres)?,
            mariadb: mariadb()?,
            standby: Postgres::start_standby(bin, port()?)?,
            restarting_postgres: Postgres::start_restarting(bin, port()?)?,
            restarting_mariadb: MariaDb::start_restarting(&tools::mariadb()?, port()?)?,
            postgres,
        })
    }

    /// The environment variables that tell tests the URLs of the servers.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let mut all = Vec::from(postgres_environment(&self.postgres));
        all.extend(self.pgbouncer.environment());
        all.extend(mariadb_environment(&self.mariadb));
        all.extend([
            ("MIGRATE_TEST_STANDBY", self.standby.url()),
            (
                "MIGRATE_TEST_RESTARTING_POSTGRES",
                self.restarting_postgres.url(),
            ),
            (
                "MIGRATE_TEST_RESTARTING_POSTGRES_PID",
                self.restarting_postgres.home().pid_file(),
            ),
            (
                "MIGRATE_TEST_RESTARTING_MARIADB",
                self.restarting_mariadb.url(),
            ),
            (
                "MIGRATE_TEST_RESTARTING_MARIADB_PID",
                self.restarting_mariadb.home().pid_file(),
            ),
        ]);
        all
    }
}

/// Starts a private PostgreSQL server on a port.
pub(crate) fn postgres() -> Result<Postgres, Error> {
    Ok(Postgres::start(&tools::postgres_bin()?, port()?)?)
}

/// Starts a private MariaDB server on a port.
pub(crate) fn mariadb() -> Result<MariaDb, Error> {
    Ok(MariaDb::start(&tools::mariadb()?, port()?)?)
}

fn port() -> Result<Door, Error> {
    Ok(Door::Port(free_port()?))
}

/// The environment variables for a PostgreSQL server.
pub(crate) fn postgres_environment(server: &Postgres) -> [(&'static str, String); 2] {
    let bin = server.bin().display().to_string();
    [
        ("MIGRATE_TEST_POSTGRES", server.url()),
        ("MIGRATE_TEST_PG_BIN", bin),
    ]
}

/// The environment variable for a MariaDB server.
pub(crate) fn mariadb_environment(server: &MariaDb) -> [(&'static str, String); 1] {
    [("MIGRATE_TEST_MARIADB", server.url())]
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
            servers.standby.home(),
            servers.restarting_postgres.home(),
            servers.restarting_mariadb.home(),
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
