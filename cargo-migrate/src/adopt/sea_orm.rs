//! sea-orm-migration: names of Rust files. Their SQL is not stored anywhere.

use migrate_runtime::command::ForeignTool;

use super::read::{Cells, Column};
use super::row::{Key, Row, Says};
use super::tool::{Rows, Source, Tool, no_lock};

pub(super) const TOOL: Tool = Tool {
    of: ForeignTool::SeaOrm,
    columns: &[Column::Text("version"), Column::Seconds("applied_at")],
    order: "version",
    rows: Rows::All(rows),
    lock: no_lock,
};

fn rows(source: &Source<'_>, rows: Vec<Cells>) -> Vec<Row> {
    rows.into_iter().map(|cells| row(source, cells)).collect()
}

/// `m20220101_000001_users` is the file `20220101000001_users.sql`, if that exists.
fn row(source: &Source<'_>, cells: Cells) -> Row {
    let [name, finished_at] = cells.take();
    let name = name.unwrap_or_default();
    let key = version(&name).map(Key::Version);
    let is_written = |key: &Key| {
        let mut files = source.files.iter();
        files.any(|file| file.version.map(Key::Version).as_ref() == Some(key))
    };
    let says = match key.filter(is_written) {
        Some(key) => Says::by_name(key),
        None => Says::refused(
            format!("`{name}` is Rust code for sea-orm, and there is no SQL file for it"),
            "write the schema that the code creates as the first migration, and record it \
             with `cargo migrate baseline --trust`",
        ),
    };
    Row::new(name, says).finished_at(finished_at)
}

/// The name may begin with the path of the file.
fn version(name: &str) -> Option<i64> {
    let stem = name.rsplit(['/', '\\']).next()?.strip_prefix('m')?;
    let mut parts = stem.splitn(3, '_');
    let (day, number) = (parts.next()?, parts.next()?);
    format!("{day}{number}").parse().ok()
}
