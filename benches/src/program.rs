//! The programs that do the work: one for each tool, with the same interface.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bench::{Bench, Profile};
use crate::database::Engine;
use crate::figures::OURS;
use crate::migrations::Layout;
use crate::result::Result;
use crate::{build, process};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    Ours,
    Sqlx,
    Refinery,
    Diesel,
}

impl Tool {
    /// The tools that support the engine. diesel is left out for MariaDB, because its driver needs
    /// a C library of the system.
    pub(crate) fn of(engine: Engine) -> &'static [Self] {
        match engine {
            Engine::MariaDb => &[Self::Ours, Self::Sqlx, Self::Refinery],
            _ => &[Self::Ours, Self::Sqlx, Self::Refinery, Self::Diesel],
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ours => OURS,
            Self::Sqlx => "sqlx",
            Self::Refinery => "refinery",
            Self::Diesel => "diesel",
        }
    }

    pub(crate) fn layout(self) -> Layout {
        match self {
            Self::Ours | Self::Sqlx => Layout::Flat,
            Self::Refinery => Layout::Prefixed,
            Self::Diesel => Layout::Folders,
        }
    }

    fn package(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Sqlx => "peers/sqlx",
            Self::Refinery => "peers/refinery",
            Self::Diesel => "peers/diesel",
        }
    }
}

/// A program that was built.
#[derive(Debug)]
pub(crate) struct Program {
    file: PathBuf,
}

/// The figures that a program prints about one run, in seconds and KiB.
#[derive(Debug, Default)]
pub(crate) struct Run {
    pub(crate) connecting: f64,
    pub(crate) running: f64,
    pub(crate) peak: f64,
}

impl Program {
    pub(crate) fn new(bench: &Bench, tool: Tool) -> Result<Self> {
        let target = bench.work.join("programs");
        let package = bench.workspace.join("benches").join(tool.package());
        let mut cargo = build::cargo(&package, &target);
        cargo.args(["--locked", "--profile", Profile::Release.name()]);
        process::output(&mut cargo)?;
        let name = tool.package().rsplit('/').next().unwrap_or_default();
        let folder = target.join(Profile::Release.folder());
        Ok(Self {
            file: folder.join(format!("bench-{name}")),
        })
    }

    /// Applies the migrations of a directory to a database.
    pub(crate) fn run(&self, url: &str, directory: &Path) -> Result<Run> {
        run(&mut self.boot(url, directory))
    }

    pub(crate) fn boot(&self, url: &str, directory: &Path) -> Command {
        let mut command = Command::new(&self.file);
        command.arg(url).arg(directory);
        command
    }

    /// Only connects.
    pub(crate) fn connect(&self, url: &str) -> Result<Run> {
        run(Command::new(&self.file).arg(url))
    }

    /// A command of our own program.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(&self.file);
        command.arg(name);
        command
    }
}

/// Runs a program and reads the figures that it prints.
pub(crate) fn run(command: &mut Command) -> Result<Run> {
    let mut run = Run::default();
    for line in process::output(command)?.split('\n') {
        let figure = match line.split_once(' ') {
            Some(("connect", number)) => (&mut run.connecting, number),
            Some(("run", number)) => (&mut run.running, number),
            Some(("peak", number)) => (&mut run.peak, number),
            _ => continue,
        };
        *figure.0 = figure.1.parse()?;
    }
    Ok(run)
}
