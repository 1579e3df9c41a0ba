//! Our own tables.

use crate::history::{LAYOUT, Place};

/// The time as the history holds it: UTC, to the millisecond.
pub(super) const NOW: &str = "strftime('%Y-%m-%d %H:%M:%fZ', 'now')";

/// The statements that create them where they are missing.
pub(super) fn bootstrap(place: &Place) -> String {
    let tables = &place.tables;
    format!(
        "CREATE TABLE IF NOT EXISTS {history} (set_name TEXT NOT NULL, position INTEGER NOT NULL, \
         version INTEGER NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, chain TEXT NOT NULL, state TEXT NOT NULL, \
         draft INTEGER NOT NULL, breaking INTEGER, statements INTEGER, statements_done INTEGER, done_sql TEXT, \
         verified TEXT, started_at TEXT, finished_at TEXT, duration_ms INTEGER, error TEXT, applied_by TEXT, \
         PRIMARY KEY (set_name, position));\n\
         CREATE TABLE IF NOT EXISTS {event} (at TEXT NOT NULL DEFAULT ({NOW}), set_name TEXT NOT NULL, \
         kind TEXT NOT NULL, migration TEXT NOT NULL, detail TEXT NOT NULL, made_by TEXT NOT NULL);\n\
         CREATE TABLE IF NOT EXISTS {snapshot} (set_name TEXT NOT NULL PRIMARY KEY, head TEXT NOT NULL, \
         fingerprint TEXT NOT NULL, model TEXT NOT NULL, at TEXT NOT NULL DEFAULT ({NOW}));\n\
         CREATE TABLE IF NOT EXISTS {layout} (version INTEGER NOT NULL);\n\
         INSERT INTO {layout} SELECT {LAYOUT} WHERE NOT EXISTS (SELECT 1 FROM {layout})",
        history = tables.history(),
        event = tables.event(),
        snapshot = tables.snapshot(),
        layout = tables.layout(),
    )
}
