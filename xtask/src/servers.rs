//! All private servers of the tests.

use crate::error::Error;
use crate::mariadb::MariaDb;
use crate::pgbouncer::PgBouncer;
use crate::postgres::Postgres;

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
        let postgres = Postgres::start()?;
        Ok(Self {
            pgbouncer: PgBouncer::start(&postgres)?,
            postgres,
            mariadb: MariaDb::start()?,
            standby: Postgres::start_standby()?,
            restarting_postgres: Postgres::start_restarting()?,
            restarting_mariadb: MariaDb::start_restarting()?,
        })
    }

    /// The variables by which tests find the servers.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let mut all = Vec::from(self.postgres.environment());
        all.extend(self.pgbouncer.environment());
        all.extend(self.mariadb.environment());
        all.extend(self.standby.standby_environment());
        all.extend(self.restarting_postgres.restarting_environment());
        all.extend(self.restarting_mariadb.restarting_environment());
        all
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpStream};

    use super::*;

    #[test]
    fn dropped_servers_leave_nothing() {
        let servers = Servers::start().unwrap();
        let homes = [
            &servers.postgres.home,
            &servers.pgbouncer.home,
            &servers.mariadb.home,
            &servers.standby.home,
            &servers.restarting_postgres.home,
            &servers.restarting_mariadb.home,
        ];
        let left = homes.map(|home| {
            (
                home.path().to_path_buf(),
                (Ipv4Addr::LOCALHOST, home.port()),
            )
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
