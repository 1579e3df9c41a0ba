use std::env;
use std::path::{Path, PathBuf};

use migrate_directory::{Diagnostic, Dialect, Directory, Level, Queries, Settings, Snapshot};
use migrate_lint::{Fix, Options, Selection, lint};

use crate::arguments::PlaceArguments;
use crate::failure::{Failure, say};
use crate::git::Git;

/// A migrations directory, with everything that is known from its files.
pub(crate) struct Place {
    /// The folder that the directory is relative to.
    pub(crate) root: PathBuf,
    pub(crate) snapshot: Snapshot,
    pub(crate) directory: Directory,
}

impl Place {
    /// Reads the directory. `fallback` is the kind of database if only its URL tells it.
    pub(crate) fn read(
        arguments: &PlaceArguments,
        fallback: Option<Dialect>,
    ) -> Result<Self, Failure> {
        let (root, directory) = locate(&arguments.dir)?;
        let snapshot = Snapshot::read(&root, &directory);
        Ok(Self::of(root, snapshot, arguments.dialect, fallback))
    }

    /// The directory with its staged files.
    pub(crate) fn staged(arguments: &PlaceArguments) -> Result<Self, Failure> {
        let (root, directory) = locate(&arguments.dir)?;
        let git = Git::open(&root)?;
        let path = git.relative(&root.join(&directory))?;
        let snapshot = git.staged(&path, &directory)?;
        Ok(Self::of(root, snapshot, arguments.dialect, None))
    }

    /// A directory that may differ from the one on disk.
    pub(crate) fn of(
        root: PathBuf,
        snapshot: Snapshot,
        dialect: Option<Dialect>,
        fallback: Option<Dialect>,
    ) -> Self {
        let settings = |dialect| Settings {
            dialect,
            dialects: Vec::new(),
            release: false,
        };
        let mut directory = Directory::new(&snapshot, &settings(dialect));
        if directory.dialect.is_none() && fallback.is_some() {
            directory = Directory::new(&snapshot, &settings(fallback));
        }
        Self {
            root,
            snapshot,
            directory,
        }
    }

    /// Judges the SQL as the build script does and adds the findings to the diagnostics of the
    /// directory. Returns the fixes that some of them have.
    pub(crate) fn judge(&mut self, selection: Selection) -> Vec<Fix> {
        let queries = self
            .directory
            .dialect
            .map(|dialect| Queries::read(&self.root, dialect));
        let options = Options {
            selection,
            queries: queries.as_ref(),
            ..Options::default()
        };
        let mut report = lint(&self.directory, &options);
        let fixes = std::mem::take(&mut report.fixes);
        report.tell(&mut self.directory);
        fixes
    }

    /// The same directory with fresh diagnostics.
    pub(crate) fn copy(&self) -> Self {
        let dialect = self.directory.dialect;
        Self::of(self.root.clone(), self.snapshot.clone(), dialect, None)
    }

    /// The git repository, and the path of the directory in it.
    pub(crate) fn git(&self) -> Result<(Git, String), Failure> {
        let git = Git::open(&self.root)?;
        let path = git.relative(&self.root.join(&self.snapshot.directory))?;
        Ok((git, path))
    }

    /// The kind of database, for commands that need it.
    pub(crate) fn dialect(&self) -> Result<Dialect, Failure> {
        self.directory.dialect.ok_or_else(unknown_dialect)
    }

    /// A path inside the directory.
    pub(crate) fn path(&self, entry: &str) -> PathBuf {
        self.root.join(self.snapshot.path(entry))
    }

    /// The path in the directory of a file that is named relative to the package.
    pub(crate) fn entry<'p>(&self, path: &'p str) -> &'p str {
        let inside = path.strip_prefix(self.snapshot.directory.as_str());
        inside.map_or(path, |inside| inside.trim_start_matches('/'))
    }

    /// Shows the errors that would fail a build, and fails if there are any.
    pub(crate) fn accept(&self) -> Result<(), Failure> {
        self.accept_but(|_| false)
    }

    /// The same, but ignores the problems that the command is about to solve.
    pub(crate) fn accept_but(&self, solved: impl Fn(&Diagnostic) -> bool) -> Result<(), Failure> {
        let mut refused = false;
        for diagnostic in self.directory.diagnostics.iter().filter(|one| !solved(one)) {
            if diagnostic.level == Level::Deny {
                refused = true;
                self.show(diagnostic);
            }
        }
        Failure::if_found(refused)
    }

    /// Shows a diagnostic with the lines of its file.
    pub(crate) fn show(&self, diagnostic: &Diagnostic) {
        let text = self.directory.text(&diagnostic.path);
        say(
            diagnostic.level,
            &format!("{}\n", diagnostic.coloured_frame(text)),
        );
    }
}

pub(crate) fn unknown_dialect() -> Failure {
    Failure::usage("the kind of database is not known")
        .help("add `--dialect postgres`, `--dialect sqlite` or `--dialect mysql`")
}

/// Finds the directory: in the current folder, or beside the nearest `Cargo.toml` above it.
fn locate(dir: &Path) -> Result<(PathBuf, String), Failure> {
    let current = env::current_dir()
        .and_then(|current| current.canonicalize())
        .map_err(|error| Failure::found(format!("cannot find the current directory: {error}")))?;
    let name = dir
        .to_str()
        .ok_or_else(|| Failure::usage(format!("the path `{}` is not UTF-8", dir.display())))?;
    let package = current
        .ancestors()
        .take_while(|_| !dir.exists())
        .find(|above| above.join("Cargo.toml").exists());
    Ok((package.unwrap_or(&current).to_owned(), name.to_owned()))
}
