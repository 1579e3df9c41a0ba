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

/// Speed instead of durability.
const FAST: &str = "
max_connections = 1000
fsync = off
synchronous_commit = off
full_page_writes = off
";

/// What is committed survives the death of the server, but not of the machine.
const SAFE: &str = "
fsync = off
";

#[derive(Debug)]
pub(crate) struct Postgres {
    bin: PathBuf,
    pub(crate) home: Home,
}

impl Postgres {
    /// A server that answers, with an empty database and no durability.
    pub(crate) fn start() -> Result<Self, Error> {
        let server = Self::prepare()?;
        server.launch()?;
        Ok(server)
    }

    /// A server that may only be read, as one that follows another; it is empty.
    pub(crate) fn start_standby() -> Result<Self, Error> {
        let server = Self::prepare()?;
        let signal = server.data().join("standby.signal");
        File::create(signal).map_err(Error::Prepare)?;
        server.launch()?;
        Ok(server)
    }

    fn prepare() -> Result<Self, Error> {
        let mut server = Self::new()?;
        server.home.keep(KEEPER, [&server.bin])?;
        server.init()?;
        server.configure(FAST).map_err(Error::Prepare)?;
        Ok(server)
    }

    /// A server that tests may kill: it comes back, with all that was committed.
    pub(crate) fn start_restarting() -> Result<Self, Error> {
        let mut server = Self::new()?;
        server.init()?;
        server.configure(SAFE).map_err(Error::Prepare)?;
        let mut postgres = Command::new(server.bin.join("postgres"));
        postgres.arg("-D").arg(server.data());
        server.home.keep_restarting(&postgres)?;
        server.home.wait_until_it_listens("PostgreSQL")?;
        Ok(server)
    }

    fn new() -> Result<Self, Error> {
        Ok(Self {
            bin: tools::postgres_bin()?,
            home: Home::new("postgres")?,
        })
    }

    pub(crate) fn port(&self) -> u16 {
        self.home.port()
    }

    /// The variables by which tests find the server.
    pub(crate) fn environment(&self) -> [(&'static str, String); 2] {
        let bin = self.bin.display().to_string();
        [
            ("MIGRATE_TEST_POSTGRES", self.url()),
            ("MIGRATE_TEST_PG_BIN", bin),
        ]
    }

    /// The same for one that tests may kill.
    pub(crate) fn restarting_environment(&self) -> [(&'static str, String); 2] {
        [
            ("MIGRATE_TEST_RESTARTING_POSTGRES", self.url()),
            ("MIGRATE_TEST_RESTARTING_POSTGRES_PID", self.home.pid_file()),
        ]
    }

    pub(crate) fn standby_environment(&self) -> [(&'static str, String); 1] {
        [("MIGRATE_TEST_STANDBY", self.url())]
    }

    fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port())
    }

    fn init(&self) -> Result<(), Error> {
        let mut initdb = self.program("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8"]);
        initdb.args(["--locale=C", "--no-sync"]);
        command::output(&mut initdb)?;
        Ok(())
    }

    /// The last word on a setting in `postgresql.conf` counts.
    fn configure(&self, durability: &str) -> io::Result<()> {
        let file = self.data().join("postgresql.conf");
        let socket = self.home.path().display().to_string();
        let settings = format!(
            "
listen_addresses = '127.0.0.1'
port = {}
unix_socket_directories = '{}'
{durability}",
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
