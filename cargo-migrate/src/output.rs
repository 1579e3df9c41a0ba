//! What commands print on standard output.

use comfy_table::{Table, presets};
use serde::Serialize;

use crate::failure::Failure;

/// Prints one JSON document.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value);
    println!(
        "{}",
        text.map_err(|error| Failure::found(error.to_string()))?
    );
    Ok(())
}

/// A table without lines.
pub(crate) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    if !header.is_empty() {
        table.set_header(header.iter().copied());
    }
    table
}
