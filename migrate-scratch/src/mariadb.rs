use std::path::Path;
use std::process::Command;

use crate::command;
use crate::error::Error;
use crate::home::{Door, Home};
use crate::programs::MariaDbPrograms;

/// Speed instead of durability.
const FAST: [&str; 3] = [
    "--innodb-flush-method=nosync",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
];

const SETTINGS: [&str; 6] = [
    "--innodb-use-native-aio=0",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=32M",
    "--sync-frm=0",
    "--performance-schema=OFF",
    "--max-connections=300",
];

/// A private MariaDB server. It stops when its value is dropped.
#[derive(Debug)]
pub struct MariaDb {
    home: Home,
}

impl MariaDb {
    /// Starts a server. Its user `root` has no password.
    ///
    /// # Errors
    ///
    /// A program cannot be run or fails, or the server does not accept connections. The message
    /// contains its log.
    pub fn start(programs: &MariaDbPrograms, door: Door) -> Result<Self, Error> {
        let (mut home, mut server) = prepare(programs, door)?;
        home.keep_running(server.args(FAST))?;
        home.wait_until_it_listens("MariaDB")?;
        Ok(Self { home })
    }

    /// Starts a server that tests may kill. It is restarted with everything that was committed. If
    /// it cannot recover, it is restarted empty: after it was killed while it created a table,
    /// MariaDB 10.11 sometimes fails forever with `Missing FILE_CREATE, FILE_DELETE or FILE_MODIFY
    /// before FILE_CHECKPOINT`.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start).
    pub fn start_restarting(programs: &MariaDbPrograms, door: Door) -> Result<Self, Error> {
        let (mut home, server) = prepare(programs, door)?;
        let mut copy = home.command(Path::new("cp"));
        copy.arg("-a")
            .args(["data", "pristine"].map(|name| home.file(name)));
        command::output(&mut copy)?;
        home.keep_restarting(&server)?;
        home.wait_until_it_listens("MariaDB")?;
        Ok(Self { home })
    }

    /// The directory and the door of the server.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The URL of the database `mysql` as the user `root`.
    pub fn url(&self) -> String {
        match self.home.door() {
            Door::Port(port) => format!("mysql://root@127.0.0.1:{port}/mysql"),
            Door::Socket => {
                let socket = self.home.file("socket").display().to_string();
                format!("mysql://root@localhost/mysql?socket={socket}")
            }
        }
    }
}

/// Prepares the directory of a server. Returns it and the command that starts the server.
fn prepare(programs: &MariaDbPrograms, door: Door) -> Result<(Home, Command), Error> {
    let mut home = Home::new("mariadb", door)?;
    home.keep_until_it_runs()?;
    let option = |name: &str, file: &str| format!("--{name}={}", home.file(file).display());
    let data = option("datadir", "data");
    let mut install = home.command(&programs.install);
    install.args(["--no-defaults", "--skip-test-db", "--skip-name-resolve"]);
    install.args(["--auth-root-authentication-method=normal", &data]);
    command::output(&mut install)?;

    let mut server = Command::new(&programs.server);
    server.args(["--no-defaults", &data]);
    match home.door() {
        Door::Port(port) => {
            server.args(["--bind-address=127.0.0.1", &format!("--port={port}")]);
        }
        Door::Socket => {
            server.arg("--skip-networking");
        }
    }
    server.arg(option("socket", "socket"));
    server.arg(option("pid-file", "server.pid"));
    // In a shared folder, a starting server removes temporary files that may belong to another one.
    server.arg(option("tmpdir", "."));
    server.arg("--skip-name-resolve").args(SETTINGS);
    Ok((home, server))
}
