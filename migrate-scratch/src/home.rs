use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::account::Account;
use crate::error::Error;

/// How long a server may take until it accepts connections.
const PATIENCE: Duration = Duration::from_mins(1);

/// Removes the directory. It retries, because a program that prepares the server may still write to
/// it shortly after this process has ended.
const REMOVE: &str = r#"
for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    rm -rf "$home" 2>/dev/null
    [ -e "$home" ] || break
    sleep 0.5
done
"#;

/// How clients connect to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// A port on this machine, open to every account.
    Port(u16),
    /// A socket in the server's directory, open only to its account and root.
    Socket,
}

/// The base of every private server: a directory, a door, an unprivileged account, and a shell that
/// stops the server.
#[derive(Debug)]
pub struct Home {
    account: Account,
    directory: TempDir,
    door: Door,
    keeper: Option<Child>,
}

impl Door {
    fn mode(self) -> u32 {
        match self {
            Self::Port(_) => 0o755,
            Self::Socket => 0o700,
        }
    }
}

impl Home {
    /// Creates the directory for a server.
    ///
    /// # Errors
    ///
    /// The directory cannot be created, or there is no unprivileged account.
    pub fn new(name: &str, door: Door) -> Result<Self, Error> {
        let account = Account::current()?.unprivileged()?;
        Ok(Self {
            account,
            directory: directory(name, account, door).map_err(Error::Prepare)?,
            door,
            keeper: None,
        })
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The path of a file in the directory.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// How clients connect to the server.
    pub fn door(&self) -> Door {
        self.door
    }

    /// The file with the process id of a server that is restarted whenever it ends.
    pub fn pid_file(&self) -> String {
        self.file("pid").display().to_string()
    }

    /// A command that runs under the account, in its directory, because it may not be able to enter
    /// the current one.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.path())
            .uid(self.account.uid)
            .gid(self.account.gid)
            .stdin(Stdio::null());
        command
    }

    /// Runs `script` in a shell, the keeper. Its input ends when this value is dropped, and also
    /// when this process is killed. `$home` is the directory, which is removed after the script.
    pub(crate) fn keep(
        &mut self,
        script: &str,
        arguments: impl IntoIterator<Item: AsRef<OsStr>>,
    ) -> Result<(), Error> {
        let mut shell = self.command(Path::new("sh"));
        shell
            .arg("-c")
            .arg(format!("home=$1\nshift\n{script}\n{REMOVE}"))
            .arg("keeper")
            .arg(self.path())
            .args(arguments)
            // In its own process group, so that Ctrl-C does not reach it.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let keeper = shell.spawn().map_err(Error::Prepare)?;
        if let Some(mut before) = self.keeper.replace(keeper) {
            // A line of input ends the former keeper without removing the directory.
            let told = before.stdin.take().map(|mut input| input.write_all(b"\n"));
            told.transpose().map_err(Error::Prepare)?;
            before.wait().map_err(Error::Prepare)?;
        }
        Ok(())
    }

    /// Removes the directory if this process is killed before the server runs.
    pub(crate) fn keep_until_it_runs(&mut self) -> Result<(), Error> {
        self.keep("read -r line && exit", [] as [&OsStr; 0])
    }

    /// Starts a server that stays in the foreground. It is killed at the end, because its data is
    /// not needed any more.
    ///
    /// # Errors
    ///
    /// The shell cannot be started.
    pub fn keep_running(&mut self, server: &Command) -> Result<(), Error> {
        const SCRIPT: &str = r#"
"$@" >>"$home/log" 2>&1 </dev/null &
server=$!
cat
kill -KILL "$server"
wait "$server""#;
        self.keep(SCRIPT, words(server))
    }

    /// Starts a server that is restarted whenever it ends, for tests that kill it. Its process id
    /// is in the [`pid_file`](Self::pid_file). If it ends by itself, its data is damaged. Then it
    /// is replaced by the folder `pristine`, if there is one.
    pub(crate) fn keep_restarting(&mut self, server: &Command) -> Result<(), Error> {
        const SCRIPT: &str = r#"
{
    trap 'kill -QUIT $!; wait $!; exit' TERM
    while :; do
        "$@" >>"$home/log" 2>&1 </dev/null &
        echo $! >"$home/pid"
        wait $!
        # 137: killed by SIGKILL.
        if [ $? -ne 137 ] && [ -d "$home/pristine" ]; then
            rm -rf "$home/data"
            cp -a "$home/pristine" "$home/data"
        fi
        sleep 0.1
    done
} &
restarts=$!
cat
kill -TERM "$restarts"
wait "$restarts""#;
        self.keep(SCRIPT, words(server))
    }

    /// Waits until the server accepts connections.
    ///
    /// # Errors
    ///
    /// The server does not accept connections within a minute.
    pub fn wait_until_it_listens(&self, server: &'static str) -> Result<(), Error> {
        let started = Instant::now();
        while !self.listens() {
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

    fn listens(&self) -> bool {
        match self.door {
            Door::Port(port) => TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok(),
            Door::Socket => UnixStream::connect(self.file("socket")).is_ok(),
        }
    }

    /// The log of the server.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.file("log")).unwrap_or_default()).into_owned()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // `wait` first closes the keeper's input.
        if let Some(keeper) = &mut self.keeper {
            let _ = keeper.wait();
        }
    }
}

fn words(command: &Command) -> impl Iterator<Item = &OsStr> {
    [command.get_program()]
        .into_iter()
        .chain(command.get_args())
}

/// Creates a directory that belongs to the account. With a port it is readable for every account.
fn directory(name: &str, account: Account, door: Door) -> io::Result<TempDir> {
    let directory = tempfile::Builder::new()
        .prefix(&format!("migrate-{name}-"))
        .permissions(Permissions::from_mode(door.mode()))
        .tempdir()?;
    chown(directory.path(), Some(account.uid), Some(account.gid))?;
    Ok(directory)
}

/// A port that was free a moment ago.
///
/// # Errors
///
/// The system has no free port.
pub fn free_port() -> Result<u16, Error> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(Error::Prepare)?;
    let address = listener.local_addr().map_err(Error::Prepare)?;
    Ok(address.port())
}
