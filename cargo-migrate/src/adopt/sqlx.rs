//! sqlx: SHA-384 of the file, or of the file without the characters of `ignored-chars`.

use std::time::Duration;

use crc::{CRC_32_ISO_HDLC, Crc};
use migrate_directory::{Dialect, hex};
use migrate_runtime::command::{ForeignLock, ForeignTool};
use sha2::{Digest, Sha384};

use super::read::{Cells, Column};
use super::row::{Key, Row, Says};
use super::tool::{Home, Rows, Tool};

pub(super) const TOOL: Tool = Tool {
    of: ForeignTool::Sqlx,
    columns: &[
        Column::Text("version"),
        Column::Text("success"),
        Column::Bytes("checksum"),
        Column::Time("installed_on"),
        Column::Text("execution_time"),
    ],
    order: "version",
    rows: Rows::Each(row),
    lock,
};

fn row(cells: Cells) -> Row {
    let [version, success, checksum, finished_at, took] = cells.take();
    let version = version.unwrap_or_default();
    let success = matches!(success.as_deref(), Some("1" | "true"));
    let says = match Key::version(&version) {
        _ if !success => Says::refused(
            format!("`{version}` failed halfway: sqlx marked it as dirty"),
            "complete it by hand and set `success` in its row, or revert it and delete the row",
        ),
        None => Says::unknown(&version),
        Some(key) => {
            let checksum = checksum.unwrap_or_default();
            Says::by_checksum(key, move |text| is(text, &checksum))
        }
    };
    // -1 means that it was recorded but not run.
    let nanoseconds = took.and_then(|took| took.parse().ok());
    Row::new(version, says)
        .finished_at(finished_at)
        .duration(nanoseconds.map(Duration::from_nanos))
}

/// The database does not store the project's `ignored-chars`. Line endings and white space are what
/// the documentation of sqlx suggests.
fn is(text: &str, checksum: &str) -> bool {
    let without = |ignored: &[char]| text.replace(ignored, "");
    sha384(text) == checksum || sha384(&without(&[' ', '\t', '\r', '\n'])) == checksum
}

fn sha384(text: &str) -> String {
    hex(&Sha384::digest(text))
}

fn lock(home: &Home<'_>) -> Option<ForeignLock> {
    let key = key(home.database);
    match home.dialect {
        Dialect::Postgres => Some(ForeignLock::Key(key)),
        Dialect::Mysql => Some(ForeignLock::Name(format!("{key:x}"))),
        Dialect::Sqlite => None,
    }
}

fn key(database: &str) -> i64 {
    let database = Crc::<u32>::new(&CRC_32_ISO_HDLC).checksum(database.as_bytes());
    0x3d32_ad9e * i64::from(database)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        let text = "CREATE TABLE t (id INT);\n";
        let checksum = "3116b86cdc3edfa205a86055248b7532802f8174c05c4f466ebc1da8ca00a7c2be73f9aae8a224c740c23eda1ae6a0c9";
        assert!(is(text, checksum));
        assert!(!is(&text.replace('\n', "\r\n"), checksum));
        assert_eq!(key("postgres"), 368_907_709_894_077_238);
    }
}
