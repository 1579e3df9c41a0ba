//! Flyway: CRC-32 of the lines without their line endings.

use std::collections::BTreeMap;
use std::time::Duration;

use crc::{CRC_32_ISO_HDLC, Crc};
use migrate_directory::Dialect;
use migrate_runtime::command::{ForeignLock, ForeignTool};

use super::read::{Cells, Column};
use super::row::{Key, Row, Says};
use super::tool::{Home, Rows, Source, Tool};

pub(super) const TOOL: Tool = Tool {
    of: ForeignTool::Flyway,
    columns: &[
        Column::Text("version"),
        Column::Text("type"),
        Column::Text("script"),
        Column::Text("checksum"),
        Column::Text("success"),
        Column::Time("installed_on"),
        Column::Text("execution_time"),
    ],
    order: "installed_rank",
    rows: Rows::All(rows),
    lock,
};

fn rows(source: &Source<'_>, rows: Vec<Cells>) -> Vec<Row> {
    let mut history = History::default();
    for cells in rows {
        history.add(cells);
    }
    history.rows(source)
}

#[derive(Default)]
struct History {
    /// The newest row of each version.
    versions: BTreeMap<String, Row>,
    others: Vec<Row>,
    /// The version up to which everything was applied.
    baseline: Option<String>,
}

impl History {
    fn add(&mut self, cells: Cells) {
        let [version, kind, script, checksum, success, finished_at, took] = cells.take();
        let script = script.unwrap_or_default();
        let kind = kind.unwrap_or_default();
        let succeeded = matches!(success.as_deref(), Some("1" | "true"));
        let milliseconds = took.and_then(|took| took.parse().ok());
        let row = |says| {
            Row::new(&script, says)
                .finished_at(finished_at.clone())
                .duration(milliseconds.map(Duration::from_millis))
        };
        let Some(version) = version else {
            self.others.push(row(match kind.as_str() {
                "SCHEMA" => Says::LeftOut("the creation of the schema"),
                _ => {
                    Says::LeftOut("a repeatable migration: when it changes, write a new migration")
                }
            }));
            return;
        };
        if !succeeded {
            let help = "complete or revert it by hand, then run `flyway repair`";
            let message = format!("`{script}` failed halfway");
            self.versions
                .insert(version, row(Says::refused(message, help)));
            return;
        }
        match kind.as_str() {
            "BASELINE" => {
                self.others.push(row(Says::LeftOut("Flyway's baseline")));
                self.baseline = Some(version);
            }
            // The migration was reverted, or its file was deleted on purpose.
            "DELETE" => drop(self.versions.remove(&version)),
            kind if kind.starts_with("UNDO") => drop(self.versions.remove(&version)),
            _ => {
                let says = applied(&version, checksum);
                self.versions.insert(version, row(says));
            }
        }
    }

    fn rows(self, source: &Source<'_>) -> Vec<Row> {
        let Self {
            versions,
            others,
            baseline,
        } = self;
        let before = baseline.iter().flat_map(|baseline| {
            let newest = parts(baseline);
            let files = source.beside(newest.first().copied());
            let files = files.filter_map(|file| Some((file.version?, &file.stem)));
            files.filter(move |(version, _)| parts(&version.to_string()) <= newest)
        });
        let before = before
            .filter(|(version, _)| {
                let version = parts(&version.to_string());
                !versions.keys().any(|other| parts(other) == version)
            })
            .map(|(version, stem)| Row::in_baseline(stem, version));
        let before: Vec<Row> = before.collect();
        before
            .into_iter()
            .chain(versions.into_values())
            .chain(others)
            .collect()
    }
}

fn applied(version: &str, checksum: Option<String>) -> Says {
    let parts = parts(version);
    let [only] = parts.as_slice() else {
        return Says::unknown(version);
    };
    let key = Key::Version(*only);
    match checksum.and_then(|checksum| checksum.parse::<i32>().ok()) {
        Some(checksum) => Says::by_checksum(key, move |text| crc_of_lines(text) == checksum),
        None => Says::by_name(key),
    }
}

/// The parts of a version, without zeros at the end.
fn parts(version: &str) -> Vec<i64> {
    let parts = version.split('.').map(|part| part.parse().unwrap_or(-1));
    let mut parts: Vec<i64> = parts.collect();
    while parts.len() > 1 && parts.last() == Some(&0) {
        parts.pop();
    }
    parts
}

fn crc_of_lines(text: &str) -> i32 {
    let crc = Crc::<u32>::new(&CRC_32_ISO_HDLC);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut digest = crc.digest();
    for line in text.split(['\r', '\n']) {
        digest.update(line.as_bytes());
    }
    digest.finalize().cast_signed()
}

/// Flyway derives its lock from the hash of the table's quoted name.
fn lock(home: &Home<'_>) -> Option<ForeignLock> {
    let table = home.history.table();
    match home.dialect {
        Dialect::Postgres => {
            let name = format!("\"{}\".\"{table}\"", home.history.schema());
            Some(ForeignLock::Key(key(&name)))
        }
        Dialect::Mysql => {
            let name = format!("`{}`.`{table}`", home.database);
            Some(ForeignLock::Name(format!("Flyway-{}", java_hash(&name))))
        }
        Dialect::Sqlite => None,
    }
}

fn key(name: &str) -> i64 {
    77_431_708_279_161 + i64::from(java_hash(name))
}

fn java_hash(text: &str) -> i32 {
    let add = |hash: i32, unit: u16| hash.wrapping_mul(31).wrapping_add(i32::from(unit));
    text.encode_utf16().fold(0, add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        let text = "CREATE TABLE t (id INT);\n";
        for variant in [
            text.to_owned(),
            text.trim().to_owned(),
            text.replace('\n', "\r\n"),
            text.replace('\n', "\r"),
            format!("\u{feff}{text}"),
        ] {
            assert_eq!(crc_of_lines(&variant), 1_556_295_178);
        }
        assert_eq!(crc_of_lines(""), 0);
        let table = "\"public\".\"flyway_schema_history\"";
        assert_eq!(key(table), 77_433_833_903_597);
    }

    #[test]
    fn versions_are_compared_by_their_parts() {
        assert_eq!(parts("1.0"), parts("1"));
        assert!(parts("1.2") < parts("1.10"));
        assert_eq!(parts("0"), [0]);
    }
}
