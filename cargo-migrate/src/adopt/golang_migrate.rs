//! golang-migrate: one row with the newest version.

use std::collections::BTreeSet;

use crc::{CRC_32_ISO_HDLC, Crc};
use migrate_directory::Dialect;
use migrate_runtime::command::{ForeignLock, ForeignTool};

use super::read::{Cells, Column};
use super::row::{Key, Row, Says};
use super::tool::{Home, Rows, Source, Tool};

pub(super) const TOOL: Tool = Tool {
    of: ForeignTool::GolangMigrate,
    columns: &[Column::Text("version"), Column::Text("dirty")],
    order: "version",
    rows: Rows::All(rows),
    lock,
};

fn rows(source: &Source<'_>, rows: Vec<Cells>) -> Vec<Row> {
    rows.into_iter()
        .flat_map(|cells| up_to(source, cells))
        .collect()
}

/// All versions up to this one are applied. -1 means none.
fn up_to(source: &Source<'_>, cells: Cells) -> Vec<Row> {
    let [version, dirty] = cells.take();
    let version = version.unwrap_or_default();
    if matches!(dirty.as_deref(), Some("1" | "true")) {
        let says = Says::refused(
            format!("`{version}` failed halfway: golang-migrate marked it as dirty"),
            "complete or revert it by hand, then run `migrate force <version>`",
        );
        return vec![Row::new(version, says)];
    }
    let Ok(newest) = version.parse::<i64>() else {
        let says = Says::unknown(&version);
        return vec![Row::new(version, says)];
    };
    let files = source.beside(Some(newest));
    let versions = files.filter_map(|file| file.version);
    let mut applied: BTreeSet<i64> = versions.filter(|version| *version < newest).collect();
    if newest >= 0 {
        applied.insert(newest);
    }
    let rows = applied
        .into_iter()
        .map(|version| Row::new(version.to_string(), Says::by_name(Key::Version(version))));
    rows.collect()
}

fn lock(home: &Home<'_>) -> Option<ForeignLock> {
    let (schema, table) = (home.history.schema(), home.history.table());
    match home.dialect {
        Dialect::Postgres => {
            let name = [schema, table, home.database].join("\0");
            Some(ForeignLock::Key(number(&name).into()))
        }
        Dialect::Mysql => {
            let name = format!("{}:{table}", home.database);
            Some(ForeignLock::Name(number(&name).to_string()))
        }
        Dialect::Sqlite => None,
    }
}

fn number(name: &str) -> u32 {
    const SALT: u32 = 1_486_364_155;
    let sum = Crc::<u32>::new(&CRC_32_ISO_HDLC).checksum(name.as_bytes());
    sum.wrapping_mul(SALT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        assert_eq!(number("database_name"), 1_764_327_054);
        assert_eq!(number("schema_name_1\0database_name"), 2_453_313_553);
    }
}
