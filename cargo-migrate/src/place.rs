use std::env;
use std::path::{Path, PathBuf};

use migrate_directory::{Diagnostic, Dialect, Directory, Level, Queries, Settings, Snapshot};
use migrate_lint::{Fix, Options, Selection, lint};

use crate::arguments::PlaceArguments;
use crate::database::is_local;
use crate::failure::{Failure, say};
use crate::git::Git;

/// A migrations directory as the command sees it.
pub(crate) struct Place {
    /// What `directory` is relative to.
    pub(crate) root: PathBuf,
    pub(crate) snapshot: Snapshot,
    pub(crate) directory: Directory,
}

impl Place {
    /// Reads the directory. `fallback` is the kind of the database, where only its URL says it.
    pub(crate) fn read(
        arguments: &PlaceArguments,
        fallback: Option<Dialect>,
    ) -> Result<Self, Failure> {
        let (root, directory) = locate(&arguments.dir)?;
        let snapshot = Snapshot::read(&root, &directory);
        Ok(Self::of(root, snapshot, arguments.dialect, fallback))
    }

    /// The directory as it would be committed.
    pub(crate) fn staged(arguments: &PlaceArguments) -> Result<Self, Failure> {
        let (root, directory) = locate(&arguments.dir)?;
        let git = Git::open(&root)?;
        let path = git.relative(&root.join(&directory))?;
        let snapshot = git.staged(&path, &directory)?;
        Ok(Self::of(root, snapshot, arguments.dialect, None))
    }

    /// A directory that may not be what is on disk.
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

    /// Judges the SQL as the build script does; what is found stands beside what is wrong with the
    /// files. Returns the changes that would solve some of it.
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

    /// The same directory, read anew.
    pub(crate) fn copy(&self) -> Self {
        let dialect = self.directory.dialect;
        Self::of(self.root.clone(), self.snapshot.clone(), dialect, None)
    }

    /// The repository around it, and where the directory is in it.
    pub(crate) fn git(&self) -> Result<(Git, String), Failure> {
        let git = Git::open(&self.root)?;
        let path = git.relative(&self.root.join(&self.snapshot.directory))?;
        Ok((git, path))
    }

    /// The kind of database, which a command cannot do without.
    pub(crate) fn dialect(&self) -> Result<Dialect, Failure> {
        self.directory.dialect.ok_or_else(unknown_dialect)
    }

    /// A path inside the directory.
    pub(crate) fn path(&self, entry: &str) -> PathBuf {
        self.root.join(self.snapshot.path(entry))
    }

    /// The entry of a file that is named relative to the package.
    pub(crate) fn entry<'p>(&self, path: &'p str) -> &'p str {
        let inside = path.strip_prefix(self.snapshot.directory.as_str());
        inside.map_or(path, |inside| inside.trim_start_matches('/'))
    }

    /// Shows what is wrong; fails if that fails a build.
    pub(crate) fn accept(&self) -> Result<(), Failure> {
        self.accept_but(|_| false)
    }

    /// The same without the problems that the command is about to solve.
    pub(crate) fn accept_but(&self, solved: impl Fn(&Diagnostic) -> bool) -> Result<(), Failure> {
        let mut refused = false;
        for diagnostic in self.directory.diagnostics.iter().filter(|one| !solved(one)) {
            if diagnostic.level == Level::Deny {
                refused = true;
                self.show(diagnostic);
            }
        }
        if refused {
            Err(Failure::found(""))
        } else {
            Ok(())
        }
    }

    /// What is recorded in a database elsewhere does not change any more, so with a lock it is sealed
    /// first. `concerns` tells which migrations would be recorded.
    pub(crate) fn refuse_drafts(
        &self,
        url: &str,
        concerns: impl Fn(&migrate_directory::Migration) -> bool,
    ) -> Result<(), Failure> {
        let migrations = &self.directory.migrations;
        let draft = migrations.iter().find(|one| !one.sealed && concerns(one));
        match draft {
            Some(draft) if self.directory.lock.is_some() && !is_local(url) => {
                Err(Failure::found(format!(
                    "`{}` is a draft, and the database is not on this machine\n  = help: run `cargo migrate seal`, or give --drafts",
                    draft.identity()
                )))
            }
            _ => Ok(()),
        }
    }

    /// A frame for people.
    pub(crate) fn show(&self, diagnostic: &Diagnostic) {
        let text = self.directory.text(&diagnostic.path);
        say(
            diagnostic.level,
            &format!("{}\n", diagnostic.coloured_frame(text)),
        );
    }
}

pub(crate) fn unknown_dialect() -> Failure {
    Failure::usage("which kind of database? say it with --dialect postgres, sqlite or mysql")
}

/// The directory in the current one, or beside the nearest `Cargo.toml` above it.
fn locate(dir: &Path) -> Result<(PathBuf, String), Failure> {
    let current = env::current_dir()
        .and_then(|current| current.canonicalize())
        .map_err(|error| Failure::found(format!("there is no current directory: {error}")))?;
    let name = dir
        .to_str()
        .ok_or_else(|| Failure::usage(format!("`{}` is not UTF-8", dir.display())))?;
    let package = current
        .ancestors()
        .take_while(|_| !dir.exists())
        .find(|above| above.join("Cargo.toml").exists());
    Ok((package.unwrap_or(&current).to_owned(), name.to_owned()))
}
