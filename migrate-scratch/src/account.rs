use std::process::Command;

use crate::command;
use crate::error::Error;

/// The account that a server runs under. PostgreSQL refuses to run as root.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl Account {
    /// The account of this process.
    ///
    /// # Errors
    ///
    /// The program `id` cannot be run.
    pub fn current() -> Result<Self, Error> {
        Ok(Self {
            uid: id(&["-u"])?,
            gid: id(&["-g"])?,
        })
    }

    /// Whether this is root.
    pub fn is_root(self) -> bool {
        self.uid == 0
    }

    /// This account, or an unprivileged one if this is root.
    pub(crate) fn unprivileged(self) -> Result<Self, Error> {
        if !self.is_root() {
            return Ok(self);
        }
        Self::named("postgres").or_else(|_| Self::named("nobody"))
    }

    fn named(name: &str) -> Result<Self, Error> {
        Ok(Self {
            uid: id(&["-u", name])?,
            gid: id(&["-g", name])?,
        })
    }
}

/// The number that the program `id` prints.
fn id(arguments: &[&str]) -> Result<u32, Error> {
    let mut command = Command::new("id");
    let output = command::output(command.args(arguments))?;
    output.trim().parse().map_err(|_| Error::Failed {
        line: format!("id {}", arguments.join(" ")),
        output,
    })
}
