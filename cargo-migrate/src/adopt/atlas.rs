//! Atlas: for each file, SHA-256 of all files of the directory up to it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use migrate_directory::{Content, Dialect, Entry, normalise};
use migrate_runtime::command::{ForeignLock, ForeignTool, Verified};
use sha2::{Digest, Sha256};

use super::file::{Proven, Role, other_notations};
use super::read::{Cells, Column};
use super::row::{Key, Proof, Row, Says};
use super::tool::{Home, Rows, Source, Tool};

pub(super) const TOOL: Tool = Tool {
    of: ForeignTool::Atlas,
    columns: &[
        Column::Text("version"),
        Column::Text("description"),
        Column::Text("type"),
        Column::Text("applied"),
        Column::Text("total"),
        Column::Time("executed_at"),
        Column::Text("execution_time"),
        Column::Text("error"),
        Column::Text("hash"),
    ],
    order: "version",
    rows: Rows::All(rows),
    lock,
};

const BASELINE: &str = "1";
const CLOUD: &str = ".atlas_cloud_identifier";

fn rows(source: &Source<'_>, rows: Vec<Cells>) -> Vec<Row> {
    let rows: Vec<Revision> = rows.into_iter().map(Revision::of).collect();
    let versions: BTreeSet<&str> = rows.iter().map(|row| row.version.as_str()).collect();
    let directories = directories(source);
    let mut all = Vec::new();
    for entries in &directories {
        all.push(hashes(entries, |_| true));
        // A file that was added between older ones changes the hashes of all later files.
        let is_recorded = |name: &str| versions.contains(version_of(name));
        all.push(hashes(entries, is_recorded));
    }
    let mut answers: Vec<Row> = Vec::new();
    for row in &rows {
        if row.kind == BASELINE {
            answers.extend(before(source, &row.version, &versions));
        }
    }
    let mut broken = false;
    for row in rows.into_iter().filter(|row| row.version != CLOUD) {
        answers.push(row.row(&all, &mut broken));
    }
    answers
}

/// A row of the table.
struct Revision {
    version: String,
    description: String,
    kind: String,
    is_complete: bool,
    hash: String,
    finished_at: Option<String>,
    duration: Option<Duration>,
}

/// The hashes that each file may have: unchanged, or in the notation of Atlas.
type Hashes = BTreeMap<String, Vec<String>>;

impl Revision {
    fn of(cells: Cells) -> Self {
        let [
            version,
            description,
            kind,
            applied,
            total,
            finished_at,
            took,
            error,
            hash,
        ] = cells.take();
        let nanoseconds = took.and_then(|took| took.parse().ok());
        Self {
            is_complete: applied == total && error.unwrap_or_default().is_empty(),
            version: version.unwrap_or_default(),
            description: description.unwrap_or_default(),
            kind: kind.unwrap_or_default(),
            hash: hash.unwrap_or_default(),
            finished_at,
            duration: nanoseconds.map(Duration::from_nanos),
        }
    }

    fn row(self, all: &[Hashes], broken: &mut bool) -> Row {
        let name = match self.description.as_str() {
            "" => self.version.clone(),
            description => format!("{}_{description}", self.version),
        };
        let says = self.says(&name, all, broken);
        Row::new(name, says)
            .finished_at(self.finished_at)
            .duration(self.duration)
    }

    fn says(&self, name: &str, all: &[Hashes], broken: &mut bool) -> Says {
        if !self.is_complete {
            return Says::refused(
                format!("`{name}` failed halfway"),
                "complete it with `atlas migrate apply`, or correct its row with `atlas migrate set`",
            );
        }
        let Some(key) = Key::version(&self.version) else {
            return Says::unknown(&self.version);
        };
        if self.hash.is_empty() {
            return Says::by_name(key);
        }
        let is_proven = all.iter().any(|hashes| {
            let of_file = hashes.get(&self.version);
            of_file.is_some_and(|hashes| hashes.contains(&self.hash))
        });
        if !is_proven && *broken {
            return Says::refused(
                format!("`{name}` cannot be verified: its hash depends on the files before it"),
                "fix the problems of those files first",
            );
        }
        *broken |= !is_proven;
        let proof: Proof = Box::new(move |_| is_proven.then(|| Proven::by(Verified::Checksum)));
        Says::Applied { key, proof }
    }
}

/// The files that a baseline covers and that have no row of their own.
fn before<'s>(
    source: &'s Source<'_>,
    baseline: &'s str,
    versions: &'s BTreeSet<&str>,
) -> impl Iterator<Item = Row> + 's {
    let files = source.beside(baseline.parse().ok());
    let files = files.filter_map(|file| Some((file.version?, &file.stem)));
    let files = files.filter(move |(_, stem)| {
        let version = version_of(stem);
        version < baseline && !versions.contains(version)
    });
    files.map(|(version, stem)| Row::in_baseline(stem, version))
}

/// The present directory, and the directories as they were before they were consolidated.
fn directories(source: &Source<'_>) -> Vec<Vec<Entry>> {
    let now = &source.place.snapshot.entries;
    let replaced = source
        .files
        .iter()
        .filter(|file| file.role == Role::Replaced);
    let homes: BTreeSet<&str> = replaced.map(|file| file.home.as_str()).collect();
    let before = homes.into_iter().map(|home| {
        let mut entries: Vec<Entry> = source
            .of_home(home)
            .filter_map(|file| {
                let name = file.path.rsplit('/').next()?.to_owned();
                Some(Entry {
                    path: name,
                    content: Content::Text(file.texts.as_ref()?.raw.clone()),
                })
            })
            .collect();
        entries.sort_by(|one, other| one.path.cmp(&other.path));
        entries
    });
    [now.clone()].into_iter().chain(before).collect()
}

/// The version of a file in the notation of Atlas.
fn version_of(name: &str) -> &str {
    let stem = name.strip_suffix(".sql").unwrap_or(name);
    stem.split_once('_').map_or(stem, |(version, _)| version)
}

/// The hashes of the files that Atlas reads and for which `is_counted` holds.
fn hashes(entries: &[Entry], is_counted: impl Fn(&str) -> bool) -> Hashes {
    let mut hashes = Hashes::new();
    for notation in [
        |text: &str| text.to_owned(),
        |text: &str| normalise(text).into_owned(),
        |text: &str| normalise(text).replace('\n', "\r\n"),
        |text: &str| {
            let text = normalise(text).into_owned();
            let atlas = other_notations(&text).into_iter();
            atlas
                .rev()
                .find(|one| one.contains("atlas:"))
                .unwrap_or(text)
        },
    ] {
        let mut rolling = Sha256::new();
        for entry in entries.iter().filter(|entry| !entry.path.contains('/')) {
            let Content::Text(text) = &entry.content else {
                continue;
            };
            let name = &entry.path;
            if name.strip_suffix(".sql").is_none() || !is_counted(name) {
                continue;
            }
            rolling.update(name);
            if text.starts_with("-- atlas:sum ignore") {
                continue;
            }
            rolling.update(notation(text));
            let hash = STANDARD.encode(rolling.clone().finalize());
            let of_file = hashes.entry(version_of(name).to_owned()).or_default();
            of_file.push(hash);
        }
    }
    hashes
}

fn lock(home: &Home<'_>) -> Option<ForeignLock> {
    match home.dialect {
        // The FNV-1 hash of the name `atlas_migrate_execute`.
        Dialect::Postgres => Some(ForeignLock::Key(2_686_470_616)),
        Dialect::Mysql => Some(ForeignLock::Name("atlas_migrate_execute".to_owned())),
        Dialect::Sqlite => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        let entry = |path: &str, text: &str| Entry {
            path: path.to_owned(),
            content: text.into(),
        };
        let entries = [
            entry("1_init.sql", "CREATE TABLE t (id INT);\n"),
            entry("2_more.sql", "ALTER TABLE t ADD n INT;\n"),
            entry("migrations.lock", "head"),
        ];
        let hashes = hashes(&entries, |_| true);
        assert_eq!(
            hashes["1"][0],
            "4ZvCnTs5r0sCBdlfo133yC/YxYAuGBhfJjWRej1kUgk="
        );
        assert_eq!(
            hashes["2"][0],
            "7aMC9bLzyWdtXSgASnS43zzjvhQkFVcI4I3HtFJmfs0="
        );
        assert_eq!(hashes.len(), 2);
    }
}
