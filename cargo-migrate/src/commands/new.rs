use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use jiff::Timestamp;
use migrate_directory::{Dialect, Layout};

use crate::arguments::{NewArguments, PlaceArguments};
use crate::failure::Failure;
use crate::place::Place;

/// A version with fewer digits is a sequence number. `20260105` and longer versions are dates.
pub(crate) const DATE_DIGITS: usize = 8;

pub(crate) fn run(arguments: &PlaceArguments, new: &NewArguments) -> Result<(), Failure> {
    let place = Place::read(arguments, None)?;
    let layout = place
        .directory
        .migrations
        .first()
        .map_or(Layout::Flat, |first| first.layout);
    let name = new.name.trim().replace(char::is_whitespace, "_");
    let stem = stem(layout, &version(&place, new), &name);
    let (up, down) = match layout {
        Layout::Folder => (format!("{stem}/migration.sql"), format!("{stem}/down.sql")),
        Layout::Flat | Layout::Prefixed => (format!("{stem}.sql"), format!("{stem}.down.sql")),
    };
    if !layout.accepts(&up) {
        return Err(
            Failure::usage(format!("`{}` cannot be the name of a migration", new.name))
                .help("use letters, digits and `_`"),
        );
    }
    create(&place, &up, example(place.directory.dialect))?;
    if new.down {
        create(&place, &down, "-- Reverts the migration.\n")?;
    }
    Ok(())
}

fn stem(layout: Layout, version: &str, name: &str) -> String {
    match layout {
        Layout::Prefixed => format!("V{version}__{name}"),
        Layout::Flat | Layout::Folder => format!("{version}_{name}"),
    }
}

/// The next version. It comes after the newest one, even if several are created in one second.
fn version(place: &Place, new: &NewArguments) -> String {
    let migrations = &place.directory.migrations;
    let newest = migrations.last().map(|migration| migration.version);
    let digits = newest.map_or(0, |newest| newest.to_string().len());
    let by_time = new.timestamp || !new.sequence && (newest.is_none() || digits >= DATE_DIGITS);
    let next = newest.map_or(1, |newest| newest.saturating_add(1));
    if by_time {
        return now_or(next).to_string();
    }
    format!("{next:0width$}", width = written_width(place))
}

/// The current time as a version, or `next` if that is greater.
pub(crate) fn now_or(next: i64) -> i64 {
    let now = Timestamp::now().strftime("%Y%m%d%H%M%S").to_string();
    now.parse().map_or(next, |now: i64| now.max(next))
}

/// The number of digits that versions have in the directory: `0001` has four.
fn written_width(place: &Place) -> usize {
    let widths = place.snapshot.entries.iter().map(|entry| {
        let digits = entry.path.trim_start_matches('V');
        digits.bytes().take_while(u8::is_ascii_digit).count()
    });
    widths.max().unwrap_or_default()
}

fn create(place: &Place, entry: &str, text: &str) -> Result<(), Failure> {
    let path = place.path(entry);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Failure::file("create", folder))?;
    }
    write_new(&path, text).map_err(Failure::file("create", &path))?;
    println!("{}", place.snapshot.path(entry));
    Ok(())
}

fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

fn example(dialect: Option<Dialect>) -> &'static str {
    match dialect {
        Some(Dialect::Sqlite) => {
            "-- CREATE TABLE notes (\n--     id INTEGER PRIMARY KEY,\n--     body TEXT NOT NULL\n-- );\n"
        }
        Some(Dialect::Mysql) => {
            "-- CREATE TABLE notes (\n--     id BIGINT AUTO_INCREMENT PRIMARY KEY,\n--     body TEXT NOT NULL\n-- );\n"
        }
        Some(Dialect::Postgres) | None => {
            "-- CREATE TABLE notes (\n--     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n--     body text NOT NULL\n-- );\n"
        }
    }
}
