//! A private MariaDB server, which lives as long as its value.

use std::process::Command;

use crate::command;
use crate::error::Error;
use crate::home::Home;
use crate::tools;

/// Speed instead of durability.
const FAST: [&str; 2] = [
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
];

/// What is committed survives the death of the server, but not of the machine.
const SAFE: [&str; 1] = ["--innodb-flush-log-at-trx-commit=2"];

const SETTINGS: [&str; 7] = [
    "--innodb-flush-method=nosync",
    "--innodb-use-native-aio=0",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=32M",
    "--sync-frm=0",
    "--performance-schema=OFF",
    "--max-connections=300",
];

#[derive(Debug)]
pub(crate) struct MariaDb {
    pub(crate) home: Home,
}

impl MariaDb {
    /// A server that answers; its `root` has no password.
    pub(crate) fn start() -> Result<Self, Error> {
        let (mut home, mut server) = prepare()?;
        home.keep_running(server.args(FAST))?;
        home.wait_until_it_listens("MariaDB")?;
        Ok(Self { home })
    }

    /// A server that tests may kill: it comes back, with all that was committed.
    pub(crate) fn start_restarting() -> Result<Self, Error> {
        let (mut home, mut server) = prepare()?;
        home.keep_restarting(server.args(SAFE))?;
        home.wait_until_it_listens("MariaDB")?;
        Ok(Self { home })
    }

    /// The variable by which tests find the server.
    pub(crate) fn environment(&self) -> [(&'static str, String); 1] {
        [("MIGRATE_TEST_MARIADB", self.url())]
    }

    /// The variables for one that tests may kill.
    pub(crate) fn restarting_environment(&self) -> [(&'static str, String); 2] {
        [
            ("MIGRATE_TEST_RESTARTING_MARIADB", self.url()),
            ("MIGRATE_TEST_RESTARTING_MARIADB_PID", self.home.pid_file()),
        ]
    }

    fn url(&self) -> String {
        format!("mysql://root@127.0.0.1:{}/mysql", self.home.port())
    }
}

/// The directory of a server, and the command that starts it.
fn prepare() -> Result<(Home, Command), Error> {
    let programs = tools::mariadb()?;
    let home = Home::new("mariadb")?;
    let option = |name: &str, file: &str| format!("--{name}={}", home.file(file).display());
    let data = option("datadir", "data");
    let mut install = home.command(&programs.install);
    install.args(["--no-defaults", "--skip-test-db", "--skip-name-resolve"]);
    install.args(["--auth-root-authentication-method=normal", &data]);
    command::output(&mut install)?;

    let mut server = Command::new(programs.server);
    server.args(["--no-defaults", "--bind-address=127.0.0.1", &data]);
    server.arg(format!("--port={}", home.port()));
    server.arg(option("socket", "socket"));
    server.arg(option("pid-file", "server.pid"));
    // A server that starts removes what it takes for its own leftovers, which may be another's.
    server.arg(option("tmpdir", "."));
    server.arg("--skip-name-resolve").args(SETTINGS);
    Ok((home, server))
}
