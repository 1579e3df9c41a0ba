//! refinery: SipHash-1-3 of the name, the version and the text.

use std::hash::Hasher;

use migrate_runtime::command::ForeignTool;
use siphasher::sip::SipHasher13;

use super::read::{Cells, Column};
use super::row::{Key, Row, Says};
use super::tool::{Rows, Tool, no_lock};

pub(super) const TOOL: Tool = Tool {
    of: ForeignTool::Refinery,
    columns: &[
        Column::Text("version"),
        Column::Text("name"),
        Column::Text("checksum"),
        Column::Time("applied_on"),
    ],
    order: "version",
    rows: Rows::Each(row),
    lock: no_lock,
};

fn row(cells: Cells) -> Row {
    let [version, name, checksum, finished_at] = cells.take();
    let (version, name) = (version.unwrap_or_default(), name.unwrap_or_default());
    let shown = format!("V{version}__{name}");
    let says = match version.parse() {
        Err(_) => Says::unknown(&version),
        Ok(version) => {
            let checksum = checksum.unwrap_or_default();
            Says::by_checksum(Key::Version(version), move |text| {
                is(text, version, &name, &checksum)
            })
        }
    };
    Row::new(shown, says).finished_at(finished_at)
}

/// The version has 32 bits, or 64 with refinery's feature `int8-versions`.
fn is(text: &str, version: i64, name: &str, checksum: &str) -> bool {
    let short = i32::try_from(version).ok();
    let of =
        |version: &[u8]| sip_hash(&[name.as_bytes(), &[0xff], version, text.as_bytes(), &[0xff]]);
    short.is_some_and(|short| of(&short.to_le_bytes()).to_string() == checksum)
        || of(&version.to_le_bytes()).to_string() == checksum
}

fn sip_hash(parts: &[&[u8]]) -> u64 {
    let mut hasher = SipHasher13::new();
    for part in parts {
        hasher.write(part);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        let text = "CREATE TABLE t (id INT);\n";
        assert!(is(text, 1, "init", "14534297154302664340"));
        assert!(is(text, 1, "init", "3344145636109420188"));
        assert!(!is(text, 2, "init", "14534297154302664340"));
        assert!(is(
            &text.replace('\n', "\r\n"),
            1,
            "init",
            "9325547482641479415"
        ));
    }
}
