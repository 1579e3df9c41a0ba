use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command;
use crate::error::Error;
use crate::home::{Door, Home};

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

/// Committed data survives a kill of the server, but not a power failure.
const SAFE: &str = "
fsync = off
";

/// A private PostgreSQL server. It stops when its value is dropped.
#[derive(Debug)]
pub struct Postgres {
    bin: PathBuf,
    home: Home,
}

impl Postgres {
    /// Starts a server without durability. `bin` is the directory of its programs.
    ///
    /// # Errors
    ///
    /// A program cannot be run or fails. The message contains the server's log.
    pub fn start(bin: &Path, door: Door) -> Result<Self, Error> {
        let server = Self::prepare(bin, door)?;
        server.launch()?;
        Ok(server)
    }

    /// Starts an empty server that is read-only, like a standby.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start).
    pub fn start_standby(bin: &Path, door: Door) -> Result<Self, Error> {
        let server = Self::prepare(bin, door)?;
        let signal = server.data().join("standby.signal");
        File::create(signal).map_err(Error::Prepare)?;
        server.launch()?;
        Ok(server)
    }

    /// Starts a server that tests may kill. It is restarted with everything that was committed.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start).
    pub fn start_restarting(bin: &Path, door: Door) -> Result<Self, Error> {
        let mut server = Self::new(bin, door)?;
        server.init()?;
        server.configure(SAFE).map_err(Error::Prepare)?;
        let mut postgres = Command::new(server.bin.join("postgres"));
        postgres.arg("-D").arg(server.data());
        server.home.keep_restarting(&postgres)?;
        server.home.wait_until_it_listens("PostgreSQL")?;
        Ok(server)
    }

    fn prepare(bin: &Path, door: Door) -> Result<Self, Error> {
        let mut server = Self::new(bin, door)?;
        server.home.keep(KEEPER, [bin])?;
        server.init()?;
        server.configure(FAST).map_err(Error::Prepare)?;
        Ok(server)
    }

    fn new(bin: &Path, door: Door) -> Result<Self, Error> {
        Ok(Self {
            bin: bin.to_owned(),
            home: Home::new("postgres", door)?,
        })
    }

    /// The directory and the door of the server.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The directory of the server's programs.
    pub fn bin(&self) -> &Path {
        &self.bin
    }

    /// The URL of the database `postgres` as the superuser `postgres`.
    pub fn url(&self) -> String {
        match self.home.door() {
            Door::Port(port) => format!("postgres://postgres@127.0.0.1:{port}/postgres"),
            Door::Socket => {
                let directory = self.home.path().display().to_string();
                format!(
                    "postgres://postgres@{}/postgres",
                    percent_encoded(&directory)
                )
            }
        }
    }

    fn init(&self) -> Result<(), Error> {
        let mut initdb = self.program("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8"]);
        initdb.args(["--locale=C", "--no-sync"]);
        command::output(&mut initdb)?;
        Ok(())
    }

    /// Appends settings to `postgresql.conf`, where the last value of a setting counts.
    fn configure(&self, durability: &str) -> io::Result<()> {
        let file = self.data().join("postgresql.conf");
        let socket = self.home.path().display().to_string();
        let (addresses, port) = match self.home.door() {
            Door::Port(port) => ("127.0.0.1", port),
            Door::Socket => ("", 5432),
        };
        let settings = format!(
            "
listen_addresses = '{addresses}'
port = {port}
unix_socket_directories = '{}'
{durability}",
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

/// Encodes a path as the host of a URL.
fn percent_encoded(path: &str) -> String {
    let encoded = path.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    });
    encoded.collect()
}
