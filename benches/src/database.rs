use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::process;
use crate::result::Result;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Postgres,
    Sqlite,
    MariaDb,
}

impl Engine {
    /// The URL of a database of the private server.
    pub(crate) fn server(self) -> Result<String> {
        let variable = match self {
            Self::Postgres => "MIGRATE_TEST_POSTGRES",
            Self::MariaDb => "MIGRATE_TEST_MARIADB",
            Self::Sqlite => return Ok("sqlite:".to_owned()),
        };
        env::var(variable).map_err(|_| "run it with `cargo xtask bench`".into())
    }

    /// The name of the database's shell.
    pub(crate) fn shell(self) -> &'static str {
        match self {
            Self::Postgres => "psql",
            Self::Sqlite => "sqlite3",
            Self::MariaDb => "mariadb",
        }
    }

    /// A command that runs the shell with SQL from standard input.
    fn shell_on(self, url: &str) -> Result<Command> {
        let mut command = Command::new(self.shell());
        match self {
            Self::Postgres => {
                command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", url]);
            }
            Self::Sqlite => {
                command.args(["-bail", url.trim_start_matches("sqlite:")]);
            }
            Self::MariaDb => {
                let (address, database) = url.rsplit_once('/').ok_or("a database in the URL")?;
                let (_, port) = address.rsplit_once(':').ok_or("a port in the URL")?;
                command.args(["--no-defaults", "-h127.0.0.1", "-uroot", "-P", port]);
                command.arg(database);
            }
        }
        Ok(command)
    }
}

/// An empty database. It is removed when it is dropped.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) url: String,
    engine: Engine,
    name: String,
}

impl Database {
    /// Creates a database. One with the same name is replaced. SQLite files are in `folder`.
    pub(crate) fn new(folder: &Path, engine: Engine, name: &str) -> Result<Self> {
        let name = format!(
            "bench_{}",
            name.replace(|c: char| !c.is_alphanumeric(), "_")
        );
        let url = if engine == Engine::Sqlite {
            fs::create_dir_all(folder)?;
            format!("sqlite:{}", folder.join(format!("{name}.db")).display())
        } else {
            let server = engine.server()?;
            let (server, _) = server.rsplit_once('/').ok_or("a database in the URL")?;
            format!("{server}/{name}")
        };
        let database = Self { url, engine, name };
        database.remove()?;
        if engine != Engine::Sqlite {
            database.administer(&format!("CREATE DATABASE {}", database.name))?;
        }
        Ok(database)
    }

    /// Executes a script with the shell. Returns how long the whole process took.
    pub(crate) fn shell(&self, script: &Path) -> Result<f64> {
        let mut command = self.engine.shell_on(&self.url)?;
        if self.engine == Engine::Postgres {
            command.arg("--single-transaction");
        }
        command.stdin(fs::File::open(script)?);
        let started = std::time::Instant::now();
        let output = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()?;
        let seconds = started.elapsed().as_secs_f64();
        if output.status.success() {
            return Ok(seconds);
        }
        Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
    }

    fn file(&self) -> PathBuf {
        PathBuf::from(self.url.trim_start_matches("sqlite:"))
    }

    fn administer(&self, sql: &str) -> Result {
        let mut shell = self.engine.shell_on(&self.engine.server()?)?;
        let option = if self.engine == Engine::Postgres {
            "-c"
        } else {
            "-e"
        };
        process::output(shell.args([option, sql])).map(drop)
    }

    fn remove(&self) -> Result {
        match self.engine {
            Engine::Sqlite => match fs::remove_file(self.file()) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            },
            Engine::Postgres => self.administer(&format!(
                "DROP DATABASE IF EXISTS {} WITH (FORCE)",
                self.name
            )),
            Engine::MariaDb => self.administer(&format!("DROP DATABASE IF EXISTS {}", self.name)),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A database that cannot be removed is replaced by the next run.
        let _ = self.remove();
    }
}
