use std::fs;
use std::path::{Path, PathBuf};

use crate::figures::Figures;
use crate::result::Result;

/// The directories and the thoroughness of a run.
#[derive(Debug)]
pub(crate) struct Bench {
    /// The root of the workspace.
    pub(crate) workspace: PathBuf,
    /// The directory for everything that the bench creates.
    pub(crate) work: PathBuf,
    is_short: bool,
}

impl Bench {
    pub(crate) fn new(is_short: bool) -> Result<Self> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .ok_or("the workspace")?
            .to_path_buf();
        let work = workspace.join("target/bench");
        let bench = Self {
            workspace,
            work,
            is_short,
        };
        fs::create_dir_all(bench.results())?;
        Ok(bench)
    }

    /// A number of migrations, or fewer of them in the short form.
    pub(crate) fn size(&self, size: usize) -> usize {
        if self.is_short {
            (size / 100).max(2)
        } else {
            size
        }
    }

    /// The number of repetitions of a measurement.
    pub(crate) fn repetitions(&self, repetitions: usize) -> usize {
        if self.is_short { 1 } else { repetitions }
    }

    /// The directory for SQLite files, on the disk that is measured.
    pub(crate) fn disk(&self) -> PathBuf {
        self.work.join("databases")
    }

    /// The directory for the rendered document.
    pub(crate) fn documents(&self) -> PathBuf {
        if self.is_short {
            self.results()
        } else {
            self.workspace.join("docs")
        }
    }

    pub(crate) fn keep(&self, row: &str, figures: &Figures) -> Result {
        fs::write(self.result(row), serde_json::to_vec_pretty(figures)?)?;
        Ok(())
    }

    /// The figures of an earlier run. `None` if there are none, or if they cannot be read.
    pub(crate) fn kept(&self, row: &str) -> Option<Figures> {
        serde_json::from_slice(&fs::read(self.result(row)).ok()?).ok()
    }

    fn result(&self, row: &str) -> PathBuf {
        self.results().join(format!("{row}.json"))
    }

    fn results(&self) -> PathBuf {
        self.work
            .join(if self.is_short { "short" } else { "results" })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Dev,
    Release,
}

impl Profile {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }

    /// The folder below the target directory.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}
