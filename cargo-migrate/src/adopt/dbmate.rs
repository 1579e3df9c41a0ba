//! dbmate: versions alone.

use migrate_runtime::command::ForeignTool;

use super::diesel::versioned;
use super::read::{Cells, Column};
use super::row::Row;
use super::{Source, Tool, no_lock};

pub(super) const TOOL: Tool = Tool {
    of: ForeignTool::Dbmate,
    columns: &[Column::Text("version")],
    order: "version",
    rows,
    lock: no_lock,
};

fn rows(_: &Source<'_>, rows: Vec<Cells>) -> Vec<Row> {
    rows.into_iter().map(versioned).collect()
}
