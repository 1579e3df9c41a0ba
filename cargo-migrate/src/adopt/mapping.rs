use std::time::Duration;

use migrate_runtime::ForeignHistory;

use super::file::{File, Proven};
use super::row::{Key, Row, Says};

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

pub(super) fn map(rows: Vec<Row>, files: &[File<'_>], history: &ForeignHistory) -> Mapping {
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
        files: &[File<'_>],
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
        let Some(at) = find(files, &key) else {
            let message = format!("`{name}` was applied by {tool}, but has no file here");
            return self.refuse(
                name,
                message,
                "restore its file, with the version that the row has",
            );
        };
        let file = &files[at];
        let path = &file.migration.path;
        if let Some(other) = row_of[at].replace(name.clone()) {
            let message = format!("`{other}` and `{name}` are both {path}");
            return self.refuse(name, message, "remove the row that is not true");
        }
        let Some(proven) = proof(file) else {
            let message = format!("{path} is not what {tool} applied as `{name}`");
            let help =
                "restore the file as it was applied, and write the change as a new migration";
            return self.refuse(name, message, help);
        };
        self.mapped.push(Mapped {
            row: name,
            identity: file.identity(),
            path: path.clone(),
            proven,
            finished_at,
            duration,
        });
    }

    /// Files that would be applied behind newer ones.
    fn gaps(&mut self, files: &[File<'_>], history: &ForeignHistory, row_of: &[Option<String>]) {
        let Some(last) = row_of.iter().rposition(Option::is_some) else {
            return;
        };
        let newest = files[last].identity();
        for (file, _) in files[..last]
            .iter()
            .zip(row_of)
            .filter(|(_, row)| row.is_none())
        {
            let message = format!(
                "{} has no row in `{history}`, but `{newest}`, which comes after it, has one",
                file.migration.path
            );
            let help = format!(
                "apply it with {}, or give it a version behind `{newest}`",
                history.tool()
            );
            self.refuse(file.identity(), message, help);
        }
    }

    fn refuse(&mut self, row: String, message: String, help: impl Into<String>) {
        let help = help.into();
        self.problems.push(Problem { row, message, help });
    }
}

/// The file of a row, if there is one and no other.
fn find(files: &[File<'_>], key: &Key) -> Option<usize> {
    let is = |file: &File<'_>| match key {
        Key::Version(version) => file.migration.version == *version,
        Key::Stem(stem) => file.stem == stem,
    };
    let mut places = files.iter().enumerate().filter(|(_, file)| is(file));
    let (at, _) = places.next()?;
    places.next().is_none().then_some(at)
}
