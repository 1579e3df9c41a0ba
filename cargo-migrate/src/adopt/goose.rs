//! goose: versions that were applied or reverted. The newest row of each version counts.

use std::collections::BTreeMap;

use migrate_runtime::command::ForeignTool;

use super::read::{Cells, Column};
use super::row::{Key, Row, Says};
use super::tool::{Rows, Source, Tool, no_lock};

pub(super) const TOOL: Tool = Tool {
    of: ForeignTool::Goose,
    columns: &[
        Column::Text("version_id"),
        Column::Text("is_applied"),
        Column::Time("tstamp"),
    ],
    order: "id",
    rows: Rows::All(rows),
    lock: no_lock,
};

fn rows(_: &Source<'_>, rows: Vec<Cells>) -> Vec<Row> {
    let mut applied = BTreeMap::new();
    for cells in rows {
        let [version, is_applied, finished_at] = cells.take();
        let version = version.unwrap_or_default();
        // The row that goose inserts when it creates the table.
        if version == "0" {
            continue;
        }
        if matches!(is_applied.as_deref(), Some("1" | "true")) {
            applied.insert(version, finished_at);
        } else {
            applied.remove(&version);
        }
    }
    let rows = applied.into_iter().map(|(version, finished_at)| {
        let says = Key::version(&version).map_or_else(|| Says::unknown(&version), Says::by_name);
        Row::new(version, says).finished_at(finished_at)
    });
    rows.collect()
}
