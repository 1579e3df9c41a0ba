use migrate_directory::{Diagnostic, Level, Position, since};
use migrate_lint::Selection;
use serde::Serialize;

use crate::arguments::{CheckArguments, CheckFormat, PlaceArguments};
use crate::commands::rebase::lock_at;
use crate::failure::Failure;
use crate::output::print_json;
use crate::place::Place;

/// A problem as `--format json` shows it.
#[derive(Serialize)]
pub(crate) struct Shown<'d> {
    pub(crate) code: &'d str,
    category: &'d str,
    pub(crate) level: &'d str,
    pub(crate) file: &'d str,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) message: &'d str,
    pub(crate) help: &'d str,
}

pub(crate) fn run(arguments: &PlaceArguments, check: &CheckArguments) -> Result<(), Failure> {
    let mut place = if check.staged {
        Place::staged(arguments)?
    } else {
        Place::read(arguments, None)?
    };
    place.judge(Selection::default());
    if let Some(revision) = &check.base {
        let found = since_base(&place, revision)?;
        place.directory.diagnostics.extend(found);
    }
    let directory = &place.directory;
    let problems = problems(&place);
    match check.format {
        CheckFormat::Json => print_json(&problems)?,
        CheckFormat::Github => problems
            .iter()
            .for_each(|problem| println!("{}", annotation(problem))),
        CheckFormat::Human => {
            for diagnostic in &directory.diagnostics {
                place.show(diagnostic);
            }
            if !directory.is_refused() {
                println!("no problems; migrations: {}", directory.migrations.len());
            }
        }
    }
    Failure::if_found(directory.is_refused())
}

/// The problems with migrations that are sealed at a revision and changed since.
fn since_base(place: &Place, revision: &str) -> Result<Vec<Diagnostic>, Failure> {
    let (git, path) = place.git()?;
    let base = git.snapshot_at(revision, &path, &place.snapshot.directory)?;
    let Some(lock) = lock_at(revision, &base)? else {
        return Ok(Vec::new());
    };
    let mut found = since(&lock, revision, &place.snapshot, &place.directory);
    // Do not repeat what the directory's own lock already shows.
    found.retain(|one| {
        let mut known = place.directory.diagnostics.iter();
        !known.any(|other| (other.code, &other.path) == (one.code, &one.path))
    });
    Ok(found)
}

fn level(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.level {
        Level::Deny => "error",
        Level::Warn => "warning",
    }
}

/// Every problem, as `--format json` shows them.
pub(crate) fn problems(place: &Place) -> Vec<Shown<'_>> {
    let diagnostics = place.directory.diagnostics.iter();
    diagnostics.map(|one| shown(place, one)).collect()
}

fn shown<'d>(place: &'d Place, diagnostic: &'d Diagnostic) -> Shown<'d> {
    let Position { line, column } = diagnostic.position(place.directory.text(&diagnostic.path));
    Shown {
        code: diagnostic.code.name(),
        category: diagnostic.code.category().name(),
        level: level(diagnostic),
        file: &diagnostic.path,
        line,
        column,
        message: &diagnostic.message,
        help: &diagnostic.help,
    }
}

/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>
pub(crate) fn annotation(problem: &Shown<'_>) -> String {
    let Shown {
        level,
        file,
        line,
        column,
        code,
        message,
        help,
        ..
    } = problem;
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let (file, title) = (property(file), property(code));
    let text = data(&format!("{message}; {help}"));
    format!("::{level} file={file},line={line},col={column},title={title}::{text}")
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
