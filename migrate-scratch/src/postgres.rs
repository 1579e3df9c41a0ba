use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Door, Error, Home, command};

/// Waits for the end of its input, then stops the server.
const KEEPER: &str = r#"
cat
"$1/pg_ctl" stop --mode immediate --pgdata "$home/data""#;

/// A private PostgreSQL server, which lives as long as its value.
#[derive(Debug)]
pub struct Postgres {
    bin: PathBuf,
    home: Home,
}

impl Postgres {
    /// A server that answers, with an empty database and no durability. `bin` holds its programs.
    ///
    /// # Errors
    ///
    /// When a program cannot be run or fails; the server's log is part of the message.
    pub fn start(bin: &Path, door: Door) -> Result<Self, Error> {
        let mut home = Home::new("postgres", door)?;
        home.keep(KEEPER, [bin])?;
        let server = Self {
            bin: bin.to_owned(),
            home,
        };
        server.init()?;
        server.configure().map_err(Error::Prepare)?;
        server.launch()?;
        Ok(server)
    }

    /// Its directory and port.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The directory of its programs.
    pub fn bin(&self) -> &Path {
        &self.bin
    }

    /// The URL of its database `postgres`, as its superuser of that name.
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

    /// The last word on a setting in `postgresql.conf` counts.
    fn configure(&self) -> io::Result<()> {
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
max_connections = 1000
fsync = off
synchronous_commit = off
full_page_writes = off
",
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

/// A path as the host of a URL.
fn percent_encoded(path: &str) -> String {
    let encoded = path.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    });
    encoded.collect()
}
