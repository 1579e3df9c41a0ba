//! A private PgBouncer in front of the private PostgreSQL server, in transaction mode and otherwise
//! with default settings.

use std::fs;
use std::io;
use std::process::Command;

use migrate_scratch::{Door, Home, Postgres, free_port};

use crate::error::Error;
use crate::tools;

#[derive(Debug)]
pub(crate) struct PgBouncer {
    pub(crate) home: Home,
}

impl PgBouncer {
    /// Starts a pooler for all databases of the server.
    pub(crate) fn start(postgres: &Postgres) -> Result<Self, Error> {
        let program =
            tools::find_or_install("pgbouncer", || migrate_scratch::program("pgbouncer"))?;
        let port = free_port()?;
        let mut home = Home::new("pgbouncer", Door::Port(port))?;
        configure(&home, postgres, port).map_err(migrate_scratch::Error::Prepare)?;
        let mut pooler = Command::new(program);
        pooler.arg(home.file("pgbouncer.ini"));
        home.keep_running(&pooler)?;
        home.wait_until_it_listens("PgBouncer")?;
        Ok(Self { home })
    }

    /// The environment variable that tells tests the URL of the pooler.
    pub(crate) fn environment(&self) -> Option<(&'static str, String)> {
        let Door::Port(port) = self.home.door() else {
            return None;
        };
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        Some(("MIGRATE_TEST_PGBOUNCER", url))
    }
}

fn configure(home: &Home, postgres: &Postgres, port: u16) -> io::Result<()> {
    let users = home.file("users");
    let settings = format!(
        "[databases]
* = {}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {}
pool_mode = transaction
",
        address(postgres),
        users.display()
    );
    fs::write(users, "\"postgres\" \"\"\n")?;
    fs::write(home.file("pgbouncer.ini"), settings)
}

/// The address of the server for the settings of PgBouncer.
fn address(postgres: &Postgres) -> String {
    match postgres.home().door() {
        Door::Port(port) => format!("host=127.0.0.1 port={port}"),
        Door::Socket => format!("host={}", postgres.home().path().display()),
    }
}
