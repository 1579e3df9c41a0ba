use std::ops::Range;

use crate::splitter::split;
use crate::statement::Problem;
use crate::{
    Checksum, Code, Diagnostic, Dialect, Directives, Layout, Mode, Split, foreign, transaction,
};

/// A migration of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// Its version.
    pub version: i64,
    /// Its name, in Unicode's normal form C.
    pub name: String,
    /// The file, relative to the package.
    pub path: String,
    /// The layout that the file belongs to.
    pub layout: Layout,
    /// The file's text, normalised.
    pub text: String,
    /// The checksum of the text.
    pub checksum: Checksum,
    /// The script that reverts it: a migration of the same version and name.
    pub down: Option<Box<Migration>>,
    /// The text in statements.
    pub split: Split,
    /// What its comments say.
    pub directives: Directives,
    /// How it is executed.
    pub mode: Mode,
    /// Whether the lock holds it.
    pub sealed: bool,
    /// Whether it breaks the release that is still running, as far as that is known.
    pub breaking: Option<bool>,
}

impl Migration {
    /// What the migration is known by: `<version>_<name>`.
    pub fn identity(&self) -> String {
        crate::identity(self.version, &self.name)
    }

    /// What the file says about itself: the first line of the comment it begins with.
    pub fn description(&self) -> Option<&str> {
        let first = self.split.statements.first();
        let end = first.map_or(self.text.len(), |first| first.text.start);
        let comments = self.split.comments.iter().map(|one| &one.range);
        comments
            .take_while(|range| range.start < end)
            .filter_map(|range| self.text[range.clone()].strip_prefix("--"))
            .map(|text| text.trim_start_matches('-').trim())
            .find(|text| !text.is_empty() && !text.starts_with("migrate:"))
    }

    /// Fills in what the statements and comments say; returns what is wrong with them.
    pub(crate) fn understand(&mut self, dialect: Dialect) -> Vec<Diagnostic> {
        let Migration {
            path, text, split, ..
        } = &*self;
        let comments = split.comments.iter();
        let foreign = comments
            .map(|comment| comment.range.clone())
            .find_map(|range| foreign::in_comment(&text[range.clone()], range.start));
        if let Some(foreign) = foreign {
            let (range, message, help) = (foreign.range, foreign.message, foreign.help);
            let diagnostic = Diagnostic::deny(Code::ForeignFormat, path, range, message, help);
            return vec![diagnostic];
        }
        let (directives, mut diagnostics) = Directives::read(path, text, split, dialect);
        // What a directive that was refused would have settled is not reported too.
        let unsettled = !diagnostics.is_empty();
        diagnostics.extend(split.problems.iter().map(|problem| unsplit(path, problem)));
        if split.problems.is_empty() {
            if let Some(first) = split.statements.first() {
                diagnostics.extend(unused(path, &directives));
                if directives.rust.is_some() {
                    diagnostics.push(Diagnostic::deny(
                        Code::UnknownDirective,
                        path,
                        first.text.clone(),
                        "the file says `rust(…)`, but holds SQL",
                        "move the SQL into a migration of its own, or remove the directive",
                    ));
                }
            } else if !unsettled
                && directives.rust.is_none()
                && !directives.allows(Code::EmptyMigration)
            {
                diagnostics.push(Diagnostic::deny(
                    Code::EmptyMigration,
                    path,
                    0..0,
                    "the migration contains no statement",
                    "write its SQL, or say why it is empty: \
                     `-- migrate: allow(empty-migration) <reason>`",
                ));
            }
            let (mode, mut found) = transaction::judge(path, text, split, &directives, dialect);
            found.retain(|one| !unsettled || one.code == Code::TransactionControl);
            diagnostics.extend(found);
            self.mode = mode;
        }
        self.breaking = directives.breaking;
        self.directives = directives;
        diagnostics
    }
}

/// How one statement of a file would be executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Execution {
    /// The statement's place in the normalised text.
    pub range: Range<usize>,
    /// Whether it runs inside a transaction.
    pub transactional: bool,
}

/// How a file would be executed, and what is wrong with it. `text` is normalised.
///
/// ```
/// use migrate_directory::{Dialect, execution};
///
/// let (statements, problems) = execution("1_a.sql", "SELECT 1; SELECT 2", Dialect::Sqlite);
/// assert_eq!((statements.len(), problems.len()), (2, 0));
/// assert!(statements[0].transactional);
/// ```
pub fn execution(path: &str, text: &str, dialect: Dialect) -> (Vec<Execution>, Vec<Diagnostic>) {
    let mut migration = Migration {
        version: 0,
        name: String::new(),
        path: path.to_owned(),
        layout: Layout::Flat,
        checksum: Checksum::of(text),
        down: None,
        split: split(text, dialect),
        directives: Directives::default(),
        mode: Mode::Transactional,
        sealed: false,
        breaking: None,
        text: text.to_owned(),
    };
    let diagnostics = migration.understand(dialect);
    let statements = migration
        .split
        .statements
        .iter()
        .map(|statement| Execution {
            range: statement.text.clone(),
            transactional: !crate::nature::runs_outside(text, statement, dialect),
        });
    (statements.collect(), diagnostics)
}

fn unused<'d>(path: &'d str, directives: &'d Directives) -> impl Iterator<Item = Diagnostic> + 'd {
    // Whether a rule has something to say is found out by whoever judges the SQL.
    let allows = directives
        .allows
        .iter()
        .filter(|allow| !allow.code.is_rule());
    allows.map(move |allow| allow.unused(path))
}

fn unsplit(path: &str, problem: &Problem) -> Diagnostic {
    match problem {
        Problem::Unterminated { at, what } => Diagnostic::deny(
            Code::UnterminatedStatement,
            path,
            at.clone(),
            format!("this {what} is not closed"),
            "close it",
        )
        .label("begins here"),
        Problem::ClientCommand { at, help } => Diagnostic::deny(
            Code::ClientCommand,
            path,
            at.clone(),
            "this is a command for a database shell, which the server does not accept",
            *help,
        ),
    }
}
