//! diesel: only versions.

use migrate_runtime::command::ForeignTool;

use super::read::{Cells, Column};
use super::row::{Key, Row, Says};
use super::tool::{Rows, Tool, no_lock};

pub(super) const TOOL: Tool = Tool {
    of: ForeignTool::Diesel,
    columns: &[Column::Text("version"), Column::Time("run_on")],
    order: "version",
    rows: Rows::Each(versioned),
    lock: no_lock,
};

/// A row with only a version and a time.
pub(super) fn versioned(cells: Cells) -> Row {
    let [version, finished_at] = cells.take();
    let version = version.unwrap_or_default();
    let says = Key::version(&version).map_or_else(|| Says::unknown(&version), Says::by_name);
    Row::new(version, says).finished_at(finished_at)
}
