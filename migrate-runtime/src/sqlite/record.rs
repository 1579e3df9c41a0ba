//! The row of a migration that is complete.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::tables::NOW;
use crate::Dialect;
use crate::history::{COLUMNS, Place, Row};

/// When something began that took some time until now: milliseconds since 1970, as SQL.
pub(super) fn now_after(took: Duration) -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let since = since.unwrap_or_default().saturating_sub(took);
    since.as_millis().to_string()
}

/// The row of a migration that began at that time, an expression in milliseconds since 1970.
pub(super) fn insert_applied(place: &Place, row: &Row, begun: &str) -> String {
    let row = Row {
        statements_done: row.statements.unwrap_or_default(),
        ..row.clone()
    };
    let mut values = row.values(Dialect::Sqlite);
    for (column, value) in COLUMNS.iter().zip(&mut values) {
        match *column {
            "finished_at" => NOW.clone_into(value),
            "started_at" => {
                *value = format!("strftime('%Y-%m-%d %H:%M:%fZ', {begun} / 1000.0, 'unixepoch')");
            }
            "duration_ms" => {
                *value = format!("max(0, CAST(unixepoch('subsec') * 1000 AS INTEGER) - {begun})");
            }
            _ => {}
        }
    }
    format!(
        "INSERT INTO {} (set_name, {}) VALUES ({}, {})",
        place.tables.history(),
        COLUMNS.join(", "),
        place.set_literal(),
        values.join(", ")
    )
}
