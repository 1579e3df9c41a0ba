//! A private PostgreSQL server, which lives as long as its value.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Command;

use crate::command;
use crate::error::Error;
use crate::home::Home;
use crate::tools;

/// Waits for the end of its input, then stops the server.
const KEEPER: &str = r#"
cat
"$1/pg_ctl" stop --mode immediate --pgdata "$home/data""#;

#[derive(Debug)]
pub(crate) struct Postgres {
    bin: PathBuf,
    pub(crate) home: Home,
}

impl Postgres {
    /// A server that answers, with an empty database and no durability.
    pub(crate) fn start() -> Result<Self, Error> {
        let bin = tools::postgres_bin()?;
        let mut home = Home::new("postgres")?;
        home.keep(KEEPER, [&bin])?;
        let server = Self { bin, home };
        server.init()?;
        server.configure().map_err(Error::Prepare)?;
        server.launch()?;
        Ok(server)
    }

    pub(crate) fn port(&self) -> u16 {
        self.home.port()
    }

    /// The variables by which tests find the server.
    pub(crate) fn environment(&self) -> [(&'static str, String); 2] {
        let url = format!("postgres://postgres@127.0.0.1:{}/postgres", self.port());
        let bin = self.bin.display().to_string();
        [("MIGRATE_TEST_POSTGRES", url), ("MIGRATE_TEST_PG_BIN", bin)]
    }

    fn init(&self) -> Result<(), Error> {
        let mut initdb = self.program("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8"]);
        initdb.args(["--locale=C", "--no-sync"]);
        command::output(&mut initdb)?;
        Ok(())
    }

    /// The last word on a setting in `postgresql.conf` counts.
    fn configure(&self) -> io::Result<()> {
        let file = self.data().join("postgresql.conf");
        let socket = self.home.path().display().to_string();
        let settings = format!(
            "
listen_addresses = '127.0.0.1'
port = {}
unix_socket_directories = '{}'
max_connections = 1000
fsync = off
synchronous_commit = off
full_page_writes = off
",
            self.port(),
            socket.replace('\'', "''"),
        );
        File::options()
            .append(true)
            .open(file)?
            .write_all(settings.as_bytes())
    }

    fn launch(&self) -> Result<(), Error> {
        let mut start = self.program("pg_ctl");
        start.args(["start", "--wait", "--timeout=60", "--log"]);
        start.arg(self.home.file("log"));
        command::output(&mut start).map_err(|cause| Error::Start {
            cause: Box::new(cause),
            log: self.home.log(),
        })?;
        Ok(())
    }

    fn program(&self, name: &str) -> Command {
        let mut command = self.home.command(&self.bin.join(name));
        command.env("PGDATA", self.data());
        command
    }

    fn data(&self) -> PathBuf {
        self.home.file("data")
    }
}
