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

use crate::{Account, Error};

/// How long a server may take until it listens.
const PATIENCE: Duration = Duration::from_mins(1);

/// A program that prepares the server may outlive this process for a moment, and write.
const REMOVE: &str = r#"
for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    rm -rf "$home" 2>/dev/null
    [ -e "$home" ] || break
    sleep 0.5
done
"#;

/// How a server is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// A port of this machine, for every account.
    Port(u16),
    /// A socket in the server's directory, for its account and root.
    Socket,
}

/// What every private server has: a directory, a door, an account without rights, and somebody who stops it.
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
    /// A directory for a server of that name.
    ///
    /// # Errors
    ///
    /// When it cannot be made, or no account without rights is found.
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

    /// A file of the directory.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// How the server is reached.
    pub fn door(&self) -> Door {
        self.door
    }

    /// The file with the process id of a server that is started again whenever it ends.
    pub fn pid_file(&self) -> String {
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
            .arg(format!("home=$1\nshift\n{script}\n{REMOVE}"))
            .arg("keeper")
            .arg(self.path())
            .args(arguments)
            // Where Ctrl-C does not reach it.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let keeper = shell.spawn().map_err(Error::Prepare)?;
        if let Some(mut before) = self.keeper.replace(keeper) {
            // To say anything is to let it go.
            let told = before.stdin.take().map(|mut input| input.write_all(b"\n"));
            told.transpose().map_err(Error::Prepare)?;
            before.wait().map_err(Error::Prepare)?;
        }
        Ok(())
    }

    /// Removes the directory if this process is killed before there is a server.
    pub(crate) fn keep_until_it_runs(&mut self) -> Result<(), Error> {
        self.keep("read -r line && exit", [] as [&OsStr; 0])
    }

    /// Keeps a server that stays in the foreground; it is killed at the end, for it keeps nothing.
    ///
    /// # Errors
    ///
    /// When no shell can be started.
    pub fn keep_running(&mut self, server: &Command) -> Result<(), Error> {
        const SCRIPT: &str = r#"
"$@" >>"$home/log" 2>&1 </dev/null &
server=$!
cat
kill -KILL "$server"
wait "$server""#;
        self.keep(SCRIPT, words(server))
    }

    /// Keeps a server that is started again whenever it ends: tests kill it. Its process id is in the
    /// [`pid_file`](Self::pid_file). One that ends by itself cannot read its data: it gets those of `pristine`, where
    /// they are.
    pub(crate) fn keep_restarting(&mut self, server: &Command) -> Result<(), Error> {
        const SCRIPT: &str = r#"
{
    trap 'kill -QUIT $!; wait $!; exit' TERM
    while :; do
        "$@" >>"$home/log" 2>&1 </dev/null &
        echo $! >"$home/pid"
        wait $!
        # 137: by SIGKILL.
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

    /// Waits until something listens.
    ///
    /// # Errors
    ///
    /// When nothing does within a minute.
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

    /// What the server has written to its log.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.file("log")).unwrap_or_default()).into_owned()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // Waiting closes the keeper's input first.
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

/// A directory that belongs to the account; whoever may use a port may look at it.
fn directory(name: &str, account: Account, door: Door) -> io::Result<TempDir> {
    let directory = tempfile::Builder::new()
        .prefix(&format!("migrate-{name}-"))
        .permissions(Permissions::from_mode(door.mode()))
        .tempdir()?;
    chown(directory.path(), Some(account.uid), Some(account.gid))?;
    Ok(directory)
}

/// A port that nobody else listened on a moment ago.
///
/// # Errors
///
/// When the system has none.
pub fn free_port() -> Result<u16, Error> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(Error::Prepare)?;
    let address = listener.local_addr().map_err(Error::Prepare)?;
    Ok(address.port())
}
