use migrate_directory::normalise;
use serde::Serialize;

use crate::arguments::{Format, PlaceArguments};
use crate::failure::Failure;
use crate::output::print_json;
use crate::place::Place;
use crate::readme::{FILE, Line, lines, text};
use crate::text_file::{read_if_exists, write};

/// The history as `--format json` shows it.
#[derive(Serialize)]
struct History {
    migrations: Vec<Line>,
}

pub(crate) fn run(arguments: &PlaceArguments, check: bool, format: Format) -> Result<(), Failure> {
    let place = Place::read(arguments, None)?;
    let path = place.path(FILE);
    let file = place.snapshot.path(FILE);
    let existing = read_if_exists(&path)?;
    let lines = lines(&place, &existing);
    if format == Format::Json {
        return print_json(&History { migrations: lines });
    }
    let text = text(&place, &existing, &lines)?;
    if normalise(&existing) == text {
        println!("{file} is up to date");
        return Ok(());
    }
    if check {
        return Err(
            Failure::found(format!("the table in {file} is out of date"))
                .help("run `cargo migrate history`"),
        );
    }
    write(&path, &text)?;
    println!("wrote {file}");
    Ok(())
}
