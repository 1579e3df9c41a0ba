use std::path::Path;

use migrate_directory::{Position, normalise, original_range};
use serde::Serialize;

use crate::arguments::{Format, PlaceArguments};
use crate::failure::{Failure, say};
use crate::output::print_json;
use crate::place::Place;
use crate::text_file::read;

/// A statement as `--format json` shows it.
#[derive(Serialize)]
struct Shown<'t> {
    sql: &'t str,
    line: usize,
    column: usize,
    transactional: bool,
}

pub(crate) fn run(arguments: &PlaceArguments, file: &Path, format: Format) -> Result<(), Failure> {
    let place = Place::read(arguments, None)?;
    let dialect = place.dialect()?;
    let raw = read(file)?;
    let text = normalise(&raw);
    let path = file.display().to_string();
    let (execution, diagnostics) = migrate_directory::execution(&path, &text, dialect);
    let statements: Vec<Shown<'_>> = execution
        .iter()
        .map(|step| {
            let Position { line, column } = Position::of(&text, step.range.start);
            let sql = &raw[original_range(&raw, &step.range)];
            Shown {
                sql,
                line,
                column,
                transactional: step.transactional,
            }
        })
        .collect();
    match format {
        Format::Json => print_json(&statements)?,
        Format::Human => {
            for Shown {
                sql,
                line,
                column,
                transactional,
            } in &statements
            {
                let alone = if *transactional {
                    ""
                } else {
                    "  outside a transaction"
                };
                println!("{path}:{line}:{column}{alone}\n{sql}\n");
            }
        }
    }
    for diagnostic in &diagnostics {
        say(
            diagnostic.level,
            &format!("{}\n", diagnostic.coloured_frame(Some(&text))),
        );
    }
    Failure::if_found(!diagnostics.is_empty())
}
