//! Drizzle: SHA-256 of the file, which is found by its time in Drizzle's journal.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use migrate_runtime::command::ForeignTool;
use serde::Deserialize;

use super::read::{Cells, Column};
use super::row::{Key, Row, Says};
use super::tool::{Rows, Source, Tool, no_lock};
use crate::consolidate::ARCHIVE;

pub(super) const TOOL: Tool = Tool {
    of: ForeignTool::Drizzle,
    columns: &[
        Column::Text("created_at"),
        Column::Text("hash"),
        Column::Text("name"),
        Column::Milliseconds("created_at"),
    ],
    order: "created_at",
    rows: Rows::All(rows),
    lock: no_lock,
};

/// The file `meta/_journal.json`.
#[derive(Deserialize)]
struct Journal {
    entries: Vec<JournalEntry>,
}

#[derive(Deserialize)]
struct JournalEntry {
    /// Milliseconds since 1970.
    when: i64,
    /// The file's name without its suffix.
    tag: String,
}

fn rows(source: &Source<'_>, rows: Vec<Cells>) -> Vec<Row> {
    let names = names(source);
    rows.into_iter().map(|cells| row(&names, cells)).collect()
}

fn row(names: &BTreeMap<i64, String>, cells: Cells) -> Row {
    let [created_at, hash, name, finished_at] = cells.take();
    let created_at = created_at.unwrap_or_default();
    let by_time = created_at.parse().ok().and_then(|time| names.get(&time));
    let name = name.as_ref().or(by_time);
    let hash = hash.unwrap_or_default();
    let says = match name {
        None => Says::refused(
            format!("no journal contains `{created_at}`, so its file is not known"),
            "restore `meta/_journal.json`, which Drizzle wrote beside the files",
        ),
        Some(name) => Says::by_sha256(Key::Stem(name.clone()), hash),
    };
    let shown = name.cloned().unwrap_or(created_at);
    Row::new(shown, says).finished_at(finished_at)
}

/// The names of files by their time in the table: from the journal, or from the folder's name.
fn names(source: &Source<'_>) -> BTreeMap<i64, String> {
    let folders = source.files.iter().filter_map(|file| {
        let time = milliseconds(file.version?)?;
        Some((time, file.stem.clone()))
    });
    let mut names: BTreeMap<i64, String> = folders.collect();
    let homes: BTreeSet<&str> = source.files.iter().map(|file| file.home.as_str()).collect();
    let archives = homes.into_iter().map(|home| format!("{ARCHIVE}/{home}/"));
    for folder in archives.chain([String::new()]) {
        let journal = fs::read(source.place.path(&format!("{folder}meta/_journal.json"))).ok();
        let journal = journal.and_then(|bytes| serde_json::from_slice::<Journal>(&bytes).ok());
        let entries = journal.map_or_else(Vec::new, |journal| journal.entries);
        names.extend(entries.into_iter().map(|entry| (entry.when, entry.tag)));
    }
    names
}

/// The time of a version with 14 digits, in milliseconds since 1970.
fn milliseconds(version: i64) -> Option<i64> {
    let time = DateTime::strptime("%Y%m%d%H%M%S", version.to_string()).ok()?;
    let time = time.to_zoned(TimeZone::UTC).ok()?;
    Some(time.timestamp().as_millisecond())
}
