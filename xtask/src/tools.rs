//! Finds the programs that the commands need, and installs missing ones.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use migrate_scratch::{Account, MariaDbPrograms};

use crate::error::Error;

pub(crate) use migrate_scratch::on_path;

/// The directory of the PostgreSQL server programs: `PG_BIN`, or else the installed ones.
pub(crate) fn postgres_bin() -> Result<PathBuf, Error> {
    let Some(directory) = env::var_os("PG_BIN").map(PathBuf::from) else {
        return find_or_install("postgresql", migrate_scratch::postgres_bin);
    };
    if migrate_scratch::is_server(Path::new(&directory)) {
        Ok(directory)
    } else {
        Err(Error::PgBin(directory))
    }
}

pub(crate) fn mariadb() -> Result<MariaDbPrograms, Error> {
    find_or_install("mariadb-server", migrate_scratch::mariadb)
}

/// The result of `find`. If it finds nothing and this is root, the Debian package is installed
/// first.
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

fn install(package: &str) -> Result<(), Error> {
    eprintln!("Installing the Debian package `{package}`.");
    apt_get(&["update"])?;
    apt_get(&["install", "--yes", "--no-install-recommends", package])
}

fn apt_get(arguments: &[&str]) -> Result<(), Error> {
    let mut command = Command::new("apt-get");
    command.args(arguments);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    migrate_scratch::output(&mut command)?;
    Ok(())
}
