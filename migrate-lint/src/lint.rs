#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
use migrate_directory::Dialect;
use migrate_directory::{Code, Diagnostic, Directory, Migration, Queries};

use crate::finding::{Fix, Found};
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
use crate::judge::{self, Work};
#[cfg(feature = "mysql")]
use crate::mysql::Mysql;
#[cfg(feature = "postgres")]
use crate::postgres::Postgres;
use crate::selection::Selection;
#[cfg(feature = "sqlite")]
use crate::sqlite::Sqlite;
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
    /// Whether each migration breaks the release that is still running; `None` if it was not
    /// judged.
    pub breaking: Vec<Option<bool>>,
    /// The schema state before the first migration that was judged, to make the next run shorter.
    pub state: Option<Vec<u8>>,
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
    let Some(found) = judge(directory, &judged, options) else {
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
        let help = "rewrite it with `cargo sqlx prepare`, or remove it";
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
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
fn judge(directory: &Directory, judged: &[bool], options: &Options<'_>) -> Option<Found> {
    let work = Work::new(directory, judged, options.known, options.queries);
    match directory.dialect? {
        #[cfg(feature = "postgres")]
        Dialect::Postgres => judge::judge::<Postgres<'_>>(&work),
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => judge::judge::<Sqlite<'_>>(&work),
        #[cfg(feature = "mysql")]
        Dialect::Mysql => judge::judge::<Mysql<'_>>(&work),
        #[cfg(not(all(feature = "mysql", feature = "postgres", feature = "sqlite")))]
        _ => None,
    }
}

#[cfg(not(any(feature = "mysql", feature = "postgres", feature = "sqlite")))]
fn judge(_: &Directory, _: &[bool], _: &Options<'_>) -> Option<Found> {
    None
}
