use migrate_directory::{Code, Diagnostic, Dialect, Directory, Migration, Queries};

use crate::finding::{Finding, Fix};
use crate::selection::Selection;
use crate::verdict::Verdict;

/// How to judge a directory.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'o> {
    /// Which migrations are judged.
    pub selection: Selection,
    /// What an earlier [`Report`] kept of the migrations that are not judged. It is used if it
    /// still speaks of the same ones.
    pub known: Option<&'o [u8]>,
    /// The queries that the service is compiled with.
    pub queries: Option<&'o Queries>,
}

/// What is wrong with the SQL of a directory.
#[derive(Debug, Default)]
pub struct Report {
    /// Every problem that `migrate.toml` and the directives leave, in the order of the migrations.
    pub diagnostics: Vec<Diagnostic>,
    /// Changes to the files that solve some of them.
    pub fixes: Vec<Fix>,
    /// Whether each migration breaks the release that is still running; `None` if it was not judged.
    pub breaking: Vec<Option<bool>>,
    /// The schema state before the first migration that was judged, to make the next run shorter.
    pub state: Option<Vec<u8>>,
}

/// A directory as the rules for one database see it.
#[cfg_attr(
    not(any(feature = "mysql", feature = "postgres", feature = "sqlite")),
    expect(dead_code, reason = "no database is enabled that has rules")
)]
pub(crate) struct Work<'d> {
    pub(crate) directory: &'d Directory,
    /// Whether each migration is judged.
    pub(crate) judged: &'d [bool],
    pub(crate) known: Option<&'d [u8]>,
    pub(crate) queries: Option<&'d Queries>,
}

#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
impl<'d> Work<'d> {
    /// The number of the first migration that is judged.
    pub(crate) fn first(&self) -> usize {
        let first = self.judged.iter().position(|judged| *judged);
        first.unwrap_or(self.judged.len())
    }

    /// Whether each migration is a draft; empty without a lock.
    pub(crate) fn drafts(&self) -> Vec<bool> {
        let migrations = self.directory.migrations.iter();
        let locked = migrations.filter(|_| self.directory.lock.is_some());
        locked.map(|one| !one.sealed).collect()
    }

    /// The queries of the service, if there are any.
    pub(crate) fn queries(&self) -> Option<&'d Queries> {
        self.queries.filter(|one| !one.queries.is_empty())
    }

    /// Whether other sets of migrations may have made tables in the same database.
    pub(crate) fn is_shared(&self) -> bool {
        let lock = self.directory.lock.as_ref();
        lock.is_some_and(|lock| lock.set != "default")
    }
}

/// What the rules for one database found.
#[derive(Default)]
pub(crate) struct Found {
    /// Per migration, in order.
    pub(crate) findings: Vec<Vec<Finding>>,
    pub(crate) state: Option<Vec<u8>>,
}

#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
impl Found {
    /// Adds what is known of a migration only when all were judged: what a later one makes good is no loss.
    pub(crate) fn add(&mut self, migration: usize, finding: Option<Finding>) {
        if let Some(findings) = self.findings.get_mut(migration) {
            findings.extend(finding);
        }
    }
}

/// Judges the SQL of a directory's migrations.
///
/// ```
/// use migrate_directory::{Dialect, Directory, Settings, Snapshot};
/// use migrate_lint::{Options, lint};
///
/// let files = [
///     ("1_users.sql", "CREATE TABLE users (id INT);\n"),
///     ("2_gone.sql", "DROP TABLE users;\n"),
/// ];
/// let settings = Settings { dialect: None, dialects: vec![Dialect::Postgres], release: false };
/// let directory = Directory::new(&Snapshot::of("migrations", files), &settings);
/// let report = lint(&directory, &Options::default());
/// # #[cfg(feature = "postgres")]
/// assert_eq!(report.diagnostics[0].code.name(), "drop-table");
/// ```
pub fn lint(directory: &Directory, options: &Options<'_>) -> Report {
    let judged = options.selection.of(directory);
    let work = Work {
        directory,
        judged: &judged,
        known: options.known,
        queries: options.queries,
    };
    let Some(found) = judge(directory.dialect, &work) else {
        return Report::default();
    };
    let mut report = Report {
        state: found.state,
        ..Report::default()
    };
    let migrations = directory.migrations.iter().zip(&judged);
    for ((migration, judged), findings) in migrations.zip(found.findings) {
        if *judged && migration.split.problems.is_empty() {
            let verdict = Verdict::new(migration, findings, &directory.lint);
            report.diagnostics.extend(verdict.diagnostics);
            report.fixes.extend(verdict.fixes);
            report.breaking.push(Some(verdict.breaking));
        } else {
            report.breaking.push(None);
        }
    }
    report.diagnostics.extend(unreadable(options.queries));
    report
}

/// The query metadata that nobody could look into.
fn unreadable(queries: Option<&Queries>) -> impl Iterator<Item = Diagnostic> {
    let files = queries.into_iter().flat_map(|queries| &queries.unreadable);
    files.map(|(path, reason)| {
        let message = format!("what the query in this file uses is not known: {reason}");
        let help = "write it anew with `cargo sqlx prepare`, or remove it";
        Diagnostic::deny(Code::UnreadableFile, path, 0..0, message, help).warn()
    })
}

impl Report {
    /// Tells the directory: its diagnostics, and which migrations are breaking.
    pub fn tell(self, directory: &mut Directory) {
        let migrations: &mut Vec<Migration> = &mut directory.migrations;
        for (migration, breaking) in migrations.iter_mut().zip(&self.breaking) {
            if !migration.sealed && breaking.is_some() {
                migration.breaking = *breaking;
            }
        }
        directory.add(self.diagnostics);
    }
}

/// `None` where nothing is known of the database.
fn judge(dialect: Option<Dialect>, work: &Work<'_>) -> Option<Found> {
    match dialect? {
        #[cfg(feature = "postgres")]
        Dialect::Postgres => Some(crate::postgres::judge(work)),
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => crate::sqlite::judge(work),
        #[cfg(feature = "mysql")]
        Dialect::Mysql => Some(crate::mysql::judge(work)),
        #[cfg(not(all(feature = "mysql", feature = "postgres", feature = "sqlite")))]
        _ => {
            let _ = work;
            None
        }
    }
}
