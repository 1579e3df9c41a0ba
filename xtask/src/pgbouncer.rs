//! A private PgBouncer in front of the private PostgreSQL server: transaction mode, else as it comes.

use std::fs;
use std::io;
use std::process::Command;

use crate::error::Error;
use crate::home::Home;
use crate::postgres::Postgres;
use crate::tools;

#[derive(Debug)]
pub(crate) struct PgBouncer {
    pub(crate) home: Home,
}

impl PgBouncer {
    /// A pooler that answers, for every database of the server.
    pub(crate) fn start(postgres: &Postgres) -> Result<Self, Error> {
        let program = tools::find_or_install("pgbouncer", || tools::program("pgbouncer"))?;
        let mut home = Home::new("pgbouncer")?;
        configure(&home, postgres).map_err(Error::Prepare)?;
        let mut pooler = Command::new(program);
        pooler.arg(home.file("pgbouncer.ini"));
        home.keep_running(&pooler)?;
        home.wait_until_it_listens("PgBouncer")?;
        Ok(Self { home })
    }

    /// The variable by which tests find the pooler.
    pub(crate) fn environment(&self) -> [(&'static str, String); 1] {
        let url = format!(
            "postgres://postgres@127.0.0.1:{}/postgres",
            self.home.port()
        );
        [("MIGRATE_TEST_PGBOUNCER", url)]
    }
}

fn configure(home: &Home, postgres: &Postgres) -> io::Result<()> {
    let users = home.file("users");
    let settings = format!(
        "[databases]
* = host=127.0.0.1 port={}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {}
unix_socket_dir =
auth_type = trust
auth_file = {}
pool_mode = transaction
",
        postgres.port(),
        home.port(),
        users.display()
    );
    fs::write(users, "\"postgres\" \"\"\n")?;
    fs::write(home.file("pgbouncer.ini"), settings)
}
