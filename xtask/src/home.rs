//! What every private server has: a directory, a port, and somebody who stops it.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::account::Account;
use crate::error::Error;

/// How long a server may take until it listens.
const PATIENCE: Duration = Duration::from_mins(1);

/// The directory of a server that runs under an account without rights.
#[derive(Debug)]
pub(crate) struct Home {
    account: Account,
    directory: TempDir,
    port: u16,
    keeper: Option<Child>,
}

impl Home {
    pub(crate) fn new(name: &str) -> Result<Self, Error> {
        let account = Account::current()?.unprivileged()?;
        Ok(Self {
            account,
            directory: directory(name, account).map_err(Error::Prepare)?,
            port: free_port().map_err(Error::Prepare)?,
            keeper: None,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Of a server that is [kept restarting](Self::keep_restarting).
    pub(crate) fn pid_file(&self) -> String {
        self.file("pid").display().to_string()
    }

    /// A command of the account, in a directory that it can enter: the current one may not be.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.path())
            .uid(self.account.uid)
            .gid(self.account.gid)
            .stdin(Stdio::null());
        command
    }

    /// Runs `script` in a shell whose input ends when this value is dropped and also when this
    /// process is killed. `$home` is the directory, which is removed when the script is done.
    pub(crate) fn keep(
        &mut self,
        script: &str,
        arguments: impl IntoIterator<Item: AsRef<OsStr>>,
    ) -> Result<(), Error> {
        let mut shell = self.command(Path::new("sh"));
        shell
            .arg("-c")
            .arg(format!("home=$1\nshift\n{script}\nrm -rf \"$home\"\n"))
            .arg("keeper")
            .arg(self.path())
            .args(arguments)
            // Where Ctrl-C does not reach it.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.keeper = Some(shell.spawn().map_err(Error::Prepare)?);
        Ok(())
    }

    /// Keeps a server that stays in the foreground; it is killed at the end, for it keeps nothing.
    pub(crate) fn keep_running(&mut self, server: &Command) -> Result<(), Error> {
        const SCRIPT: &str = r#"
"$@" >>"$home/log" 2>&1 </dev/null &
server=$!
cat
kill -KILL "$server"
wait "$server""#;
        self.keep(SCRIPT, words(server))
    }

    /// Keeps a server that is started again whenever it ends: tests kill it. Its process id is in the
    /// file `pid`.
    pub(crate) fn keep_restarting(&mut self, server: &Command) -> Result<(), Error> {
        const SCRIPT: &str = r#"
{
    trap 'kill -QUIT $!; wait $!; exit' TERM
    while :; do
        "$@" >>"$home/log" 2>&1 </dev/null &
        echo $! >"$home/pid"
        wait $!
        sleep 0.1
    done
} &
restarts=$!
cat
kill -TERM "$restarts"
wait "$restarts""#;
        self.keep(SCRIPT, words(server))
    }

    /// Waits until something listens on the port.
    pub(crate) fn wait_until_it_listens(&self, server: &'static str) -> Result<(), Error> {
        let started = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            if started.elapsed() > PATIENCE {
                return Err(Error::Silent {
                    server,
                    log: self.log(),
                });
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// What the server has written to its log.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.file("log")).unwrap_or_default()).into_owned()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // Waiting closes the keeper's input first.
        if let Some(Err(error)) = self.keeper.as_mut().map(Child::wait) {
            eprintln!("warning: cannot wait for a server to stop: {error}");
        }
    }
}

fn words(command: &Command) -> impl Iterator<Item = &OsStr> {
    [command.get_program()]
        .into_iter()
        .chain(command.get_args())
}

/// A directory that belongs to the account and that anyone can reach.
fn directory(name: &str, account: Account) -> io::Result<TempDir> {
    let directory = tempfile::Builder::new()
        .prefix(&format!("migrate-{name}-"))
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
