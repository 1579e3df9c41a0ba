//! A private MariaDB server, which lives as long as its value.

use std::process::Command;

use crate::command;
use crate::error::Error;
use crate::home::Home;
use crate::tools;

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

#[derive(Debug)]
pub(crate) struct MariaDb {
    pub(crate) home: Home,
}

impl MariaDb {
    /// A server that answers; its `root` has no password.
    pub(crate) fn start() -> Result<Self, Error> {
        let programs = tools::mariadb()?;
        let mut home = Home::new("mariadb")?;
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
        server.arg(option("pid-file", "pid"));
        // A server that starts removes what it takes for its own leftovers, which may be another's.
        server.arg(option("tmpdir", "."));
        server.arg("--skip-name-resolve").args(SETTINGS);
        home.keep_running(&server)?;
        home.wait_until_it_listens("MariaDB")?;
        Ok(Self { home })
    }

    /// The variable by which tests find the server.
    pub(crate) fn environment(&self) -> [(&'static str, String); 1] {
        let url = format!("mysql://root@127.0.0.1:{}/mysql", self.home.port());
        [("MIGRATE_TEST_MARIADB", url)]
    }
}
