use std::collections::BTreeMap;
use std::fs;

use jiff::civil::Date;
use migrate_directory::{Migration, normalise};
use serde::Serialize;

use crate::arguments::{Format, PlaceArguments};
use crate::commands::check::json;
use crate::failure::Failure;
use crate::place::Place;
use crate::write::write;

pub(crate) const FILE: &str = "README.md";
const BEGIN: &str = "<!-- cargo migrate history -->";
const END: &str = "<!-- end of cargo migrate history -->";

/// The history as `--format json` shows it.
#[derive(Serialize)]
struct History {
    migrations: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    migration: String,
    description: String,
    date: Option<String>,
}

pub(crate) fn run(arguments: &PlaceArguments, check: bool, format: Format) -> Result<(), Failure> {
    let place = Place::read(arguments, None)?;
    let path = place.path(FILE);
    let file = place.snapshot.path(FILE);
    let existing = if path.exists() {
        let bytes = fs::read(&path).map_err(Failure::file("read", &path))?;
        String::from_utf8(bytes).map_err(|_| Failure::found(format!("{file} is not UTF-8")))?
    } else {
        String::new()
    };
    let lines = lines(&place, &existing);
    if format == Format::Json {
        println!("{}", json(&History { migrations: lines })?);
        return Ok(());
    }
    let text = written(&place, &existing, &lines)?;
    if normalise(&existing) == text {
        println!("{file} is up to date");
        return Ok(());
    }
    if check {
        return Err(Failure::found(format!(
            "the table in {file} is not up to date\n  = help: run `cargo migrate history`"
        )));
    }
    write(&path, &text)?;
    println!("wrote {file}");
    Ok(())
}

/// The text of the file with the table of a directory.
pub(crate) fn text(place: &Place, existing: &str) -> Result<String, Failure> {
    written(place, existing, &lines(place, existing))
}

fn written(place: &Place, existing: &str, lines: &[Line]) -> Result<String, Failure> {
    with_table(existing, &table(lines)).ok_or_else(|| {
        let file = place.snapshot.path(FILE);
        Failure::found(format!("{file} has `{BEGIN}` without `{END}` behind it"))
    })
}

fn lines(place: &Place, existing: &str) -> Vec<Line> {
    let written = written_days(existing);
    let unknown = |migration: &&Migration| {
        day_of(migration).is_none() && !written.contains_key(&migration.identity())
    };
    let migrations = &place.directory.migrations;
    // The history of the repository is read only where nothing else tells.
    let committed = if migrations.iter().any(|one| unknown(&one)) {
        committed_days(place)
    } else {
        BTreeMap::new()
    };
    let lines = migrations.iter().map(|migration| {
        let identity = migration.identity();
        let date = day_of(migration)
            .or_else(|| written.get(&identity).cloned())
            .or_else(|| committed.get(place.entry(&migration.path)).cloned());
        Line {
            migration: identity,
            description: description(migration),
            date,
        }
    });
    lines.collect()
}

/// The day that a timestamp as version says.
fn day_of(migration: &Migration) -> Option<String> {
    let version = migration.version.to_string();
    let digits = version
        .get(..8)
        .filter(|_| matches!(version.len(), 8 | 12 | 14))?;
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i16>().ok();
    let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (1990..2200).contains(&year).then(|| date.to_string())
}

/// The days that the table has already: once written they stay.
fn written_days(existing: &str) -> BTreeMap<String, String> {
    let rows = existing.split('\n').filter_map(|row| {
        let cells = row.trim().strip_prefix('|')?.strip_suffix('|')?;
        let (identity, rest) = cells.split_once(" | ")?;
        let identity = identity.trim().trim_matches('`').to_owned();
        let (_, day) = rest.rsplit_once(" | ")?;
        let day = day.trim().to_owned();
        day.parse::<Date>().is_ok().then_some((identity, day))
    });
    rows.collect()
}

/// Without a repository nothing is known.
fn committed_days(place: &Place) -> BTreeMap<String, String> {
    let days = place.git().and_then(|(git, path)| git.first_days(&path));
    days.unwrap_or_default()
}

/// The first comment of the file, or the words of its name.
fn description(migration: &Migration) -> String {
    let name = migration.name.replace('_', " ");
    let text = migration.description().map_or(name, str::to_owned);
    text.replace('|', "\\|")
}

fn table(lines: &[Line]) -> String {
    let rows: Vec<String> = lines
        .iter()
        .map(|line| {
            let date = line.date.as_deref().unwrap_or("");
            format!("| `{}` | {} | {date} |\n", line.migration, line.description)
        })
        .collect();
    let rows = rows.concat();
    format!("{BEGIN}\n| migration | description | date |\n|---|---|---|\n{rows}{END}\n")
}

/// The text with its table replaced, or put at the end.
fn with_table(existing: &str, table: &str) -> Option<String> {
    let existing = normalise(existing);
    let Some(begin) = existing.find(BEGIN) else {
        let before = existing.trim_end();
        let before = if before.is_empty() {
            "# Migrations"
        } else {
            before
        };
        return Some(format!("{before}\n\n{table}"));
    };
    let end = begin + existing[begin..].find(END)? + END.len();
    let behind = existing[end..]
        .strip_prefix('\n')
        .unwrap_or(&existing[end..]);
    Some(format!("{}{table}{behind}", &existing[..begin]))
}
