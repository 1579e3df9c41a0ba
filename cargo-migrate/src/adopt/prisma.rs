//! Prisma Migrate: SHA-256 of the file, including its line endings.

use std::collections::{BTreeMap, BTreeSet};

use migrate_directory::{Checksum, Dialect};
use migrate_runtime::command::{ForeignLock, ForeignTool};

use super::read::{Cells, Column};
use super::row::{Key, Row, Says};
use super::tool::{Home, Rows, Source, Tool};

pub(super) const TOOL: Tool = Tool {
    of: ForeignTool::Prisma,
    columns: &[
        Column::Text("migration_name"),
        Column::Text("checksum"),
        Column::Time("finished_at"),
        Column::Time("rolled_back_at"),
    ],
    order: "started_at",
    rows: Rows::All(rows),
    lock,
};

/// For each name, the newest finished row counts. A row that was rolled back counts only if there
/// is no other.
fn rows(_: &Source<'_>, rows: Vec<Cells>) -> Vec<Row> {
    let mut finished = BTreeMap::new();
    let (mut open, mut rolled_back) = (BTreeSet::new(), BTreeSet::new());
    for cells in rows {
        let [name, checksum, finished_at, rolled_back_at] = cells.take();
        let name = name.unwrap_or_default();
        match (finished_at, rolled_back_at) {
            (_, Some(_)) => {
                rolled_back.insert(name);
            }
            (Some(finished_at), None) => {
                finished.insert(name, (checksum.unwrap_or_default(), finished_at));
            }
            (None, None) => {
                open.insert(name);
            }
        }
    }
    rolled_back.retain(|name| !finished.contains_key(name) && !open.contains(name));
    finished.retain(|name, _| !open.contains(name));
    let open = open.into_iter().map(|name| {
        let says = Says::refused(
            format!("`{name}` failed, or is still running"),
            "resolve it with `prisma migrate resolve --applied` or `--rolled-back`",
        );
        Row::new(name, says)
    });
    let rolled_back = rolled_back.into_iter().map(|name| {
        let says = Says::refused(
            format!("`{name}` was rolled back and not applied again"),
            "apply it with `prisma migrate deploy`, or delete its row if none of it is in the database",
        );
        Row::new(name, says)
    });
    let finished = finished
        .into_iter()
        .map(|(name, (checksum, finished_at))| applied(name, checksum, finished_at));
    finished.chain(open).chain(rolled_back).collect()
}

fn applied(name: String, checksum: String, finished_at: String) -> Row {
    let key = Key::Stem(name.clone());
    let says = if checksum.len() == 64 {
        Says::by_sha256(key, checksum)
    } else {
        Says::by_checksum(key, move |text| is_unpadded(text, &checksum))
    };
    Row::new(name, says).finished_at(Some(finished_at))
}

/// Versions of early 2021 wrote each byte without its leading zero.
fn is_unpadded(text: &str, checksum: &str) -> bool {
    let sum = Checksum::of(text);
    let bytes = sum.as_bytes().iter().map(|byte| format!("{byte:x}"));
    bytes.collect::<Vec<_>>().concat() == checksum
}

fn lock(home: &Home<'_>) -> Option<ForeignLock> {
    match home.dialect {
        Dialect::Postgres => Some(ForeignLock::Key(72_707_369)),
        Dialect::Mysql => Some(ForeignLock::Name("prisma_migrate".to_owned())),
        Dialect::Sqlite => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        let text = "CREATE TABLE t (id INT);\n";
        let unpadded = "1f3fb035a49af0ffa5671f5739ba73a99aaa6d8cc6a789599c9fd9292821d";
        assert!(is_unpadded(text, unpadded));
        assert!(!is_unpadded("", unpadded));
    }
}
