//! dbmate: only versions.

use migrate_runtime::command::ForeignTool;

use super::diesel::versioned;
use super::read::Column;
use super::tool::{Rows, Tool, no_lock};

pub(super) const TOOL: Tool = Tool {
    of: ForeignTool::Dbmate,
    columns: &[Column::Text("version")],
    order: "version",
    rows: Rows::Each(versioned),
    lock: no_lock,
};
