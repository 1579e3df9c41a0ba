use migrate_directory::{Checksum, Dialect, Directory, Settings, Snapshot, normalise};

use super::data::{self, Data};

/// A file of a history that is consolidated.
#[derive(Debug, Clone)]
pub(crate) struct OldFile {
    /// The path relative to the package.
    pub(crate) path: String,
    /// The identity of its migration.
    pub(crate) identity: String,
    /// The version, if its name has one.
    pub(crate) version: Option<i64>,
    /// The name without the version.
    pub(crate) name: String,
    /// The normalised text, which the checksum is computed from.
    pub(crate) text: String,
    pub(crate) checksum: Checksum,
    /// Whether the replay leaves it out.
    pub(crate) is_skipped: bool,
    /// Whether it is newer than what is consolidated.
    pub(crate) is_kept: bool,
    pub(crate) tracked: Vec<Tracked>,
    pub(crate) data: Vec<Data>,
}

/// A record of a file in the history of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tracked {
    /// `migrate`, or another tool.
    pub(crate) tool: &'static str,
    /// The name of the database.
    pub(crate) database: String,
    /// Why the record does not prove that the file was applied.
    pub(crate) doubt: Option<String>,
}

impl OldFile {
    /// What happens to it: `replaced`, `skipped` (replaced without a replay) or `kept`.
    pub(crate) fn role(&self) -> &'static str {
        match (self.is_kept, self.is_skipped) {
            (true, _) => "kept",
            (false, true) => "skipped",
            (false, false) => "replaced",
        }
    }

    pub(crate) fn new(path: String, raw: &str, dialect: Dialect) -> Self {
        let text = normalise(raw).into_owned();
        let (version, name) = parsed(stem(&path));
        let identity = match version {
            Some(version) => migrate_directory::identity(version, &name),
            None => stem(&path).to_owned(),
        };
        Self {
            identity,
            version,
            name,
            checksum: Checksum::of(&text),
            data: data::find(&text, dialect),
            path,
            text,
            is_skipped: false,
            is_kept: false,
            tracked: Vec::new(),
        }
    }
}

/// The name of a migration's file without its suffix, or the name of its folder.
pub(crate) fn stem(path: &str) -> &str {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    if matches!(file, "migration.sql" | "up.sql") {
        return folder.rsplit('/').next().unwrap_or(folder);
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    stem.strip_suffix(".up").unwrap_or(stem)
}

/// The version and name, as the reader of a migrations directory finds them.
pub(crate) fn parsed(stem: &str) -> (Option<i64>, String) {
    let snapshot = Snapshot::of(
        "migrations",
        [(format!("{stem}.sql").as_str(), "SELECT 1;\n")],
    );
    let settings = Settings {
        dialect: Some(Dialect::Sqlite),
        dialects: Vec::new(),
        release: false,
    };
    let directory = Directory::new(&snapshot, &settings);
    match directory.migrations.first() {
        Some(migration) => (Some(migration.version), migration.name.clone()),
        None => (None, stem.to_owned()),
    }
}
