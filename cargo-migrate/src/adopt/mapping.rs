use std::time::Duration;

use migrate_runtime::command::ForeignHistory;

use super::file::{File, Proven, Role};
use super::row::{Key, Proof, Row, Says};
use crate::consolidate::parsed;

/// The rows of a tool's history and their files.
#[derive(Debug, Default)]
pub(crate) struct Mapping {
    pub(crate) mapped: Vec<Mapped>,
    /// Rows without a file, and the reason.
    pub(crate) left_out: Vec<(String, &'static str)>,
    pub(crate) problems: Vec<Problem>,
}

/// A row whose file was verified.
#[derive(Debug)]
pub(crate) struct Mapped {
    pub(crate) row: String,
    pub(crate) identity: String,
    pub(crate) path: String,
    pub(crate) proven: Proven,
    pub(crate) finished_at: Option<String>,
    pub(crate) duration: Option<Duration>,
}

/// Why a history cannot be adopted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The tool's name of the migration, or the file.
    pub(crate) row: String,
    pub(crate) message: String,
    pub(crate) help: String,
}

pub(super) fn map(rows: Vec<Row>, files: &[File], history: &ForeignHistory) -> Mapping {
    let mut mapping = Mapping::default();
    // The row that each file was found for.
    let mut row_of: Vec<Option<String>> = vec![None; files.len()];
    for row in rows {
        mapping.row(row, files, history, &mut row_of);
    }
    mapping.gaps(files, history, &row_of);
    mapping
}

impl Mapping {
    fn row(
        &mut self,
        row: Row,
        files: &[File],
        history: &ForeignHistory,
        row_of: &mut [Option<String>],
    ) {
        let tool = history.tool();
        let Row {
            name,
            says,
            finished_at,
            duration,
        } = row;
        let (key, proof) = match says {
            Says::Applied { key, proof } => (key, proof),
            Says::LeftOut(why) => return self.left_out.push((name, why)),
            Says::Refused { message, help } => return self.refuse(name, message, help),
        };
        let at = match find(files, &key, &proof)[..] {
            [at] => at,
            [] => {
                let message = format!("{tool} has applied `{name}`, but its file does not exist");
                let help = "restore the file, with the version in the row";
                return self.refuse(name, message, help);
            }
            ref several => {
                let paths = several.iter().map(|at| files[*at].path.as_str());
                let paths = paths.collect::<Vec<_>>().join(" or ");
                let message =
                    format!("{tool} has applied `{name}`, but its file is ambiguous: {paths}");
                let help = "restore the file as it was applied, or compare and record the \
                    database with `cargo migrate baseline`";
                return self.refuse(name, message, help);
            }
        };
        let file = &files[at];
        let path = &file.path;
        if let Some(other) = row_of[at].replace(name.clone()) {
            let message = format!("`{other}` and `{name}` are both the file {path}");
            return self.refuse(name, message, "delete the row that is wrong");
        }
        let Some(proven) = proof(file) else {
            if file.texts.is_none() {
                let message = format!(
                    "`{name}` was consolidated, and its file is needed to verify the row of {tool}"
                );
                let help = "restore `_archived` from version control";
                return self.refuse(name, message, help);
            }
            let message = format!("{path} is not what {tool} applied as `{name}`");
            let help =
                "restore the file as it was applied, and put the change into a new migration";
            return self.refuse(name, message, help);
        };
        if file.version.is_none() {
            const WHY: &str = "it has no version, so it cannot be recorded";
            return self.left_out.push((name, WHY));
        }
        self.mapped.push(Mapped {
            row: name,
            identity: file.identity.clone(),
            path: path.clone(),
            proven,
            finished_at,
            duration,
        });
    }

    /// Finds files that would be applied after newer ones.
    fn gaps(&mut self, files: &[File], history: &ForeignHistory, row_of: &[Option<String>]) {
        let Some(last) = row_of.iter().rposition(Option::is_some) else {
            return;
        };
        let newest = &files[last].identity;
        let older = files[..last].iter().zip(row_of);
        // Replaced files and their baseline are judged together when the history is checked.
        let older = older.filter(|(file, _)| file.role == Role::Migration);
        for (file, _) in older.filter(|(_, row)| row.is_none()) {
            let message = format!(
                "{} has no row in `{history}`, but the later `{newest}` has one",
                file.path
            );
            let help = format!(
                "apply it with {}, or give it a version after `{newest}`",
                history.tool()
            );
            self.refuse(file.identity.clone(), message, help);
        }
    }

    /// Adds the problems that the runtime finds in a history with these migrations.
    pub(crate) fn judge(&mut self, problems: &[migrate_runtime::Problem]) {
        for problem in problems {
            let message = format!("`{}` {}", problem.migration(), problem.message());
            self.refuse(problem.migration().to_owned(), message, problem.help());
        }
    }

    fn refuse(&mut self, row: String, message: String, help: impl Into<String>) {
        let help = help.into();
        self.problems.push(Problem { row, message, help });
    }
}

/// The file of a row, or several if it is ambiguous. A replaced file may have the same version as
/// other files or its baseline. Then the file that the row proves is preferred, and a baseline
/// comes last.
fn find(files: &[File], key: &Key, proof: &Proof) -> Vec<usize> {
    let mut places: Vec<usize> = (0..files.len()).filter(|at| files[*at].is(key)).collect();
    if places.len() > 1 && places.iter().any(|at| files[*at].role == Role::Replaced) {
        if places.iter().any(|at| proof(&files[*at]).is_some()) {
            places.retain(|at| proof(&files[*at]).is_some());
        }
        if places.iter().any(|at| files[*at].role != Role::Baseline) {
            places.retain(|at| files[*at].role != Role::Baseline);
        }
    }
    places
}

impl File {
    fn is(&self, key: &Key) -> bool {
        match key {
            Key::Version(version) => self.version == Some(*version),
            // A deleted file is known only by its identity, which has no leading zeros.
            Key::Stem(stem) if self.texts.is_none() => {
                let (version, name) = parsed(stem);
                version.is_some_and(|version| {
                    migrate_directory::identity(version, &name) == self.identity
                })
            }
            Key::Stem(stem) => self.stem == *stem,
        }
    }
}
