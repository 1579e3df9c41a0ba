use std::process::Command;

use crate::{Door, Error, Home, MariaDbPrograms, command};

/// Speed instead of durability.
const SETTINGS: [&str; 9] = [
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-flush-method=nosync",
    "--innodb-use-native-aio=0",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=32M",
    "--sync-frm=0",
    "--performance-schema=OFF",
    "--max-connections=300",
];

/// A private MariaDB server, which lives as long as its value.
#[derive(Debug)]
pub struct MariaDb {
    home: Home,
}

impl MariaDb {
    /// A server that answers; its `root` has no password.
    ///
    /// # Errors
    ///
    /// When a program cannot be run or fails, or the server does not answer; its log is part of the message.
    pub fn start(programs: &MariaDbPrograms, door: Door) -> Result<Self, Error> {
        let mut home = Home::new("mariadb", door)?;
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
        server.arg(option("pid-file", "pid"));
        server.arg("--skip-name-resolve").args(SETTINGS);
        home.keep_running(&server)?;
        home.wait_until_it_listens("MariaDB")?;
        Ok(Self { home })
    }

    /// Its directory and port.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The URL of its database `mysql`, as `root`.
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
