//! Programs the commands need: where they are, and how to get them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::account::Account;
use crate::command;
use crate::error::Error;

/// Debian keeps each major version's server programs in a directory below this one.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The directory of the PostgreSQL server programs: `PG_BIN`, else one on `PATH`, else Debian's newest.
pub(crate) fn postgres_bin() -> Result<PathBuf, Error> {
    let Some(directory) = env::var_os("PG_BIN").map(PathBuf::from) else {
        return find_or_install("postgresql", || path_server().or_else(debian_server));
    };
    if is_server(&directory) {
        Ok(directory)
    } else {
        Err(Error::PgBin(directory))
    }
}

/// What `find` finds, if need be after installing the Debian package, which only root can.
pub(crate) fn find_or_install<T>(
    package: &'static str,
    find: impl Fn() -> Option<T>,
) -> Result<T, Error> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if Account::current()?.is_root() && on_path("apt-get").is_some() {
        install(package)?;
    }
    find().ok_or(Error::Missing { package })
}

/// The file that the shell would run for `program`.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|directory| directory.join(program))
        .find(|file| file.is_file())
}

/// A program on `PATH`, or where Debian keeps servers, which only root has on `PATH`.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let debian = Path::new("/usr/sbin").join(name);
    on_path(name).or_else(|| debian.is_file().then_some(debian))
}

/// MariaDB's programs.
pub(crate) struct MariaDbPrograms {
    pub(crate) server: PathBuf,
    /// Makes the directory that the server works in.
    pub(crate) install: PathBuf,
}

pub(crate) fn mariadb() -> Result<MariaDbPrograms, Error> {
    find_or_install("mariadb-server", || {
        Some(MariaDbPrograms {
            server: program("mariadbd")?,
            install: program("mariadb-install-db")?,
        })
    })
}

/// What is on `PATH` may be links to some of the programs, so their own directory counts.
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

fn is_server(directory: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"]
        .iter()
        .all(|program| directory.join(program).is_file())
}

fn install(package: &str) -> Result<(), Error> {
    eprintln!("Installing the Debian package `{package}`.");
    apt_get(&["update"])?;
    apt_get(&["install", "--yes", "--no-install-recommends", package])
}

fn apt_get(arguments: &[&str]) -> Result<(), Error> {
    let mut command = Command::new("apt-get");
    command.args(arguments);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command::output(&mut command)?;
    Ok(())
}
