//! A private PostgreSQL server, which lives as long as its value.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::account::Account;
use crate::command;
use crate::error::Error;
use crate::tools;

/// Waits for the end of its input, which comes when the `Server` is dropped and also when this
/// process is killed, then stops the server and removes its directory.
const KEEPER: &str = r#"
cat
"$1/pg_ctl" stop --mode immediate --pgdata "$2/data"
rm -rf "$2"
"#;

#[derive(Debug)]
pub(crate) struct Server {
    bin: PathBuf,
    port: u16,
    account: Account,
    keeper: Child,
    directory: TempDir,
}

impl Server {
    /// A server that answers, with an empty database and no durability.
    pub(crate) fn start() -> Result<Self, Error> {
        let bin = tools::postgres_bin()?;
        let current = Account::current()?;
        let account = current.unprivileged()?;
        let directory = directory(account).map_err(Error::Prepare)?;
        let port = free_port().map_err(Error::Prepare)?;
        let keeper = keeper(&bin, directory.path(), account).map_err(Error::Prepare)?;
        let server = Self {
            bin,
            port,
            account,
            keeper,
            directory,
        };
        server.init()?;
        server.configure().map_err(Error::Prepare)?;
        server.launch()?;
        Ok(server)
    }

    /// The variables by which tests find the server.
    pub(crate) fn environment(&self) -> [(&'static str, String); 2] {
        let url = format!("postgres://postgres@127.0.0.1:{}/postgres", self.port);
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
        let socket = self.directory.path().display().to_string();
        let settings = format!(
            "
listen_addresses = '127.0.0.1'
port = {}
unix_socket_directories = '{}'
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
",
            self.port,
            socket.replace('\'', "''"),
        );
        File::options()
            .append(true)
            .open(file)?
            .write_all(settings.as_bytes())
    }

    fn launch(&self) -> Result<(), Error> {
        let log = self.directory.path().join("log");
        let mut start = self.program("pg_ctl");
        start.args(["start", "--wait", "--timeout=60", "--log"]);
        start.arg(&log);
        command::output(&mut start).map_err(|cause| Error::Start {
            cause: Box::new(cause),
            log: String::from_utf8_lossy(&fs::read(&log).unwrap_or_default()).into_owned(),
        })?;
        Ok(())
    }

    fn program(&self, name: &str) -> Command {
        let mut command = command_as(self.account, &self.bin.join(name), self.directory.path());
        command.env("PGDATA", self.data());
        command
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Waiting closes the keeper's input first.
        if let Err(error) = self.keeper.wait() {
            eprintln!("warning: cannot wait for the PostgreSQL server to stop: {error}");
        }
    }
}

/// A directory that belongs to the account and that anyone can reach.
fn directory(account: Account) -> io::Result<TempDir> {
    let directory = tempfile::Builder::new()
        .prefix("migrate-postgres-")
        .permissions(Permissions::from_mode(0o755))
        .tempdir()?;
    chown(directory.path(), Some(account.uid), Some(account.gid))?;
    Ok(directory)
}

/// A port that nobody else listened on a moment ago.
fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

/// In a process group of its own, where Ctrl-C does not reach it.
fn keeper(bin: &Path, directory: &Path, account: Account) -> io::Result<Child> {
    command_as(account, Path::new("sh"), directory)
        .args(["-c", KEEPER, "keeper"])
        .args([bin, directory])
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

/// A command in a directory that the account can enter, which the current one may not be.
fn command_as(account: Account, program: &Path, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(directory)
        .uid(account.uid)
        .gid(account.gid)
        .stdin(Stdio::null());
    command
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_dropped_server_leaves_nothing() {
        let server = Server::start().unwrap();
        let address = (Ipv4Addr::LOCALHOST, server.port);
        let directory = server.directory.path().to_path_buf();
        assert!(TcpStream::connect(address).is_ok());

        drop(server);
        assert!(TcpStream::connect(address).is_err());
        assert!(!directory.exists());
    }
}
