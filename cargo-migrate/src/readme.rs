//! The table of migrations in the directory's README.md.

use std::collections::BTreeMap;

use jiff::civil::Date;
use migrate_directory::{Migration, normalise};
use serde::Serialize;

use crate::failure::Failure;
use crate::place::Place;

pub(crate) const FILE: &str = "README.md";
const BEGIN: &str = "<!-- cargo migrate history -->";
const END: &str = "<!-- end of cargo migrate history -->";

/// A row of the table.
#[derive(Serialize)]
pub(crate) struct Line {
    migration: String,
    description: String,
    date: Option<String>,
}

/// The text of the file after its table was updated.
pub(crate) fn text(place: &Place, existing: &str, lines: &[Line]) -> Result<String, Failure> {
    with_table(existing, &table(lines)).ok_or_else(|| {
        let file = place.snapshot.path(FILE);
        Failure::found(format!(
            "{file} has a line `{BEGIN}`, but no `{END}` after it"
        ))
        .help("add the missing line, or remove the table")
    })
}

/// The rows of a directory's table. `existing` is the current text of the file.
pub(crate) fn lines(place: &Place, existing: &str) -> Vec<Line> {
    let written = written_days(existing);
    let unknown = |migration: &&Migration| {
        day_of(migration).is_none() && !written.contains_key(&migration.identity())
    };
    let migrations = &place.directory.migrations;
    // Reading the history of the repository is slow, so it is the last resort.
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

/// The day of a version that is a timestamp.
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

/// The days in the existing table. Once written, a day does not change.
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

/// The days of the first commits. Empty without a repository.
fn committed_days(place: &Place) -> BTreeMap<String, String> {
    let days = place.git().and_then(|(git, path)| git.first_days(&path));
    days.unwrap_or_default()
}

/// The first comment of the file, or else the words of its name.
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

/// Replaces the table in a text, or appends it. `None` if the end of the table is missing.
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
    let after = existing[end..]
        .strip_prefix('\n')
        .unwrap_or(&existing[end..]);
    Some(format!("{}{table}{after}", &existing[..begin]))
}
