use migrate_core::{Diagnostic, Level, Position};
use serde::Serialize;

use crate::arguments::{CheckFormat, PlaceArguments};
use crate::failure::Failure;
use crate::place::Place;

/// A problem as `--format json` shows it.
#[derive(Serialize)]
struct Shown<'d> {
    code: &'d str,
    category: &'d str,
    level: &'d str,
    file: &'d str,
    line: usize,
    column: usize,
    message: &'d str,
    help: &'d str,
}

pub(crate) fn run(arguments: &PlaceArguments, format: CheckFormat) -> Result<(), Failure> {
    let place = Place::read(arguments, None)?;
    let directory = &place.directory;
    let problems: Vec<Shown<'_>> = directory
        .diagnostics
        .iter()
        .map(|one| shown(&place, one))
        .collect();
    match format {
        CheckFormat::Json => println!("{}", json(&problems)?),
        CheckFormat::Github => problems
            .iter()
            .for_each(|problem| println!("{}", annotation(problem))),
        CheckFormat::Human => {
            for diagnostic in &directory.diagnostics {
                let level = level(diagnostic);
                eprintln!(
                    "{level}: {}\n",
                    diagnostic.frame(directory.text(&diagnostic.path))
                );
            }
            if !directory.is_refused() {
                println!("nothing wrong, migrations: {}", directory.migrations.len());
            }
        }
    }
    if directory.is_refused() {
        Err(Failure::found(""))
    } else {
        Ok(())
    }
}

pub(crate) fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map_err(|error| Failure::found(error.to_string()))
}

fn level(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.level {
        Level::Deny => "error",
        Level::Warn => "warning",
    }
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
fn annotation(problem: &Shown<'_>) -> String {
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
