//! Finds the programs of servers.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Debian installs the server programs of each major version below this directory.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The file of a program on `PATH`.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|directory| directory.join(program))
        .find(|file| file.is_file())
}

/// A program on `PATH`, or else in `/usr/sbin`, which on Debian is only on the `PATH` of root.
pub fn program(name: &str) -> Option<PathBuf> {
    let debian = Path::new("/usr/sbin").join(name);
    on_path(name).or_else(|| debian.is_file().then_some(debian))
}

/// The directory of the PostgreSQL server programs: the one on `PATH`, or else Debian's newest.
pub fn postgres_bin() -> Option<PathBuf> {
    path_server().or_else(debian_server)
}

/// MariaDB's programs.
#[derive(Debug, Clone)]
pub struct MariaDbPrograms {
    /// The server.
    pub server: PathBuf,
    /// Creates the data directory of the server.
    pub install: PathBuf,
}

/// MariaDB's programs, if they are installed.
pub fn mariadb() -> Option<MariaDbPrograms> {
    Some(MariaDbPrograms {
        server: program("mariadbd")?,
        install: program("mariadb-install-db")?,
    })
}

/// `PATH` may contain links to only some of the programs, so links are followed.
fn path_server() -> Option<PathBuf> {
    let program = fs::canonicalize(on_path("pg_ctl")?).ok()?;
    let directory = program.parent()?;
    is_server(directory).then(|| directory.to_path_buf())
}

#[expect(
    clippy::disallowed_methods,
    reason = "looks for programs, not migrations"
)]
fn debian_server() -> Option<PathBuf> {
    let versions = fs::read_dir(DEBIAN).ok()?;
    versions
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .map(|version| (version, Path::new(DEBIAN).join(format!("{version}/bin"))))
        .filter(|(_, directory)| is_server(directory))
        .max()
        .map(|(_, directory)| directory)
}

/// Whether a directory contains the programs of a PostgreSQL server.
pub fn is_server(directory: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"]
        .iter()
        .all(|program| directory.join(program).is_file())
}
