use std::time::Duration;

use migrate_runtime::command::ForeignHistory;

use super::file::{File, Proven, Role};
use super::row::{Key, Proof, Row, Says};
use crate::consolidate::parsed;

/// The rows of a tool's history and the files that they are about.
#[derive(Debug, Default)]
pub(crate) struct Mapping {
    pub(crate) mapped: Vec<Mapped>,
    /// Rows that concern no file, and why.
    pub(crate) left_out: Vec<(String, &'static str)>,
    pub(crate) problems: Vec<Problem>,
}

/// A row whose file is what was applied.
#[derive(Debug)]
pub(crate) struct Mapped {
    pub(crate) row: String,
    pub(crate) identity: String,
    pub(crate) path: String,
    pub(crate) proven: Proven,
    pub(crate) finished_at: Option<String>,
    pub(crate) duration: Option<Duration>,
}

/// Why a history is not taken over.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// What the tool calls the migration, or the file.
    pub(crate) row: String,
    pub(crate) message: String,
    pub(crate) help: String,
}

pub(super) fn map(rows: Vec<Row>, files: &[File], history: &ForeignHistory) -> Mapping {
    let mut mapping = Mapping::default();
    // Of each file the row that it was found for.
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
                let message = format!("`{name}` was applied by {tool}, but has no file here");
                let help = "restore its file, with the version that the row has";
                return self.refuse(name, message, help);
            }
            ref several => {
                let paths = several.iter().map(|at| files[*at].path.as_str());
                let paths = paths.collect::<Vec<_>>().join(" or ");
                let message = format!(
                    "`{name}` was applied by {tool}, and nothing tells whether it is {paths}"
                );
                let help = "restore its file as it was applied; or compare and record the database with `cargo migrate baseline`";
                return self.refuse(name, message, help);
            }
        };
        let file = &files[at];
        let path = &file.path;
        if let Some(other) = row_of[at].replace(name.clone()) {
            let message = format!("`{other}` and `{name}` are both {path}");
            return self.refuse(name, message, "remove the row that is not true");
        }
        let Some(proven) = proof(file) else {
            if file.texts.is_none() {
                let message = format!(
                    "`{name}` was consolidated, and its file is needed to verify what {tool} has of it"
                );
                let help = "restore `_archived` from version control";
                return self.refuse(name, message, help);
            }
            let message = format!("{path} is not what {tool} applied as `{name}`");
            let help =
                "restore the file as it was applied, and write the change as a new migration";
            return self.refuse(name, message, help);
        };
        if file.version.is_none() {
            const WHY: &str = "no history of ours can have a name without a version";
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

    /// Files that would be applied behind newer ones.
    fn gaps(&mut self, files: &[File], history: &ForeignHistory, row_of: &[Option<String>]) {
        let Some(last) = row_of.iter().rposition(Option::is_some) else {
            return;
        };
        let newest = &files[last].identity;
        let older = files[..last].iter().zip(row_of);
        // Of those that were replaced the whole list is judged, of a baseline it stands for the baseline.
        let older = older.filter(|(file, _)| file.role == Role::Migration);
        for (file, _) in older.filter(|(_, row)| row.is_none()) {
            let message = format!(
                "{} has no row in `{history}`, but `{newest}`, which comes after it, has one",
                file.path
            );
            let help = format!(
                "apply it with {}, or give it a version behind `{newest}`",
                history.tool()
            );
            self.refuse(file.identity.clone(), message, help);
        }
    }

    /// Adds what our own rules say of a history with these migrations.
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

/// The file of a row; several if nothing tells them apart. Files that were replaced may have the version of others, or of
/// their baseline: then it is the one that the row can be true of.
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
            // One that is gone is known by its identity, which has no leading zeros.
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
