use std::fs;
use std::path::{Path, PathBuf};

use migrate_directory::{Checksum, Content, Dialect, Entry, Snapshot, normalise};

use super::data::{self, Data};
use super::order::{self, Rank};
use super::tracked::{self, Tracked};
use crate::arguments::ConsolidateArguments;
use crate::failure::Failure;
use crate::place::Place;

/// The files of a history, in the order in which they are replayed.
pub(crate) struct Inventory {
    pub(crate) files: Vec<OldFile>,
    /// The folders that were read, relative to the package.
    pub(crate) folders: Vec<String>,
    /// Folders without a migration.
    pub(crate) empty: Vec<String>,
}

/// A file of a history.
#[derive(Debug, Clone)]
pub(crate) struct OldFile {
    /// Relative to the package.
    pub(crate) path: String,
    /// What its migration is known by.
    pub(crate) identity: String,
    /// The version, if its name has one.
    pub(crate) version: Option<i64>,
    /// The name behind the version.
    pub(crate) name: String,
    /// As the checksum is of.
    pub(crate) text: String,
    pub(crate) checksum: Checksum,
    /// Left out of the replay.
    pub(crate) is_skipped: bool,
    /// Newer than what is consolidated.
    pub(crate) is_kept: bool,
    pub(crate) tracked: Vec<Tracked>,
    pub(crate) data: Vec<Data>,
}

impl Inventory {
    /// Reads the folders and the histories of the databases. Writes nothing.
    pub(crate) async fn read(
        place: &Place,
        arguments: &ConsolidateArguments,
        dialect: Dialect,
    ) -> Result<Self, Failure> {
        let folders = folders(place, &arguments.from)?;
        let (mut files, mut empty) = (Vec::new(), Vec::new());
        for folder in &folders {
            let mut snapshot = Snapshot::read(&place.root, folder);
            // A folder inside another one is read once.
            let inside = folders
                .iter()
                .filter_map(|other| other.strip_prefix(&format!("{folder}/")));
            for inner in inside {
                let inner = inner.split('/').next().unwrap_or(inner);
                let is_inner = |path: &str| path == inner || path.starts_with(&format!("{inner}/"));
                snapshot.entries.retain(|entry| !is_inner(&entry.path));
            }
            if snapshot.problem.is_some()
                && !arguments.from.is_empty()
                && folder == &place.snapshot.directory
            {
                continue;
            }
            let mut found = read_folder(&snapshot, dialect, &mut empty)?;
            found.sort_by_cached_key(|file| Rank::of(stem(&file.path)));
            files.extend(found);
        }
        if let Some(list) = &arguments.order {
            let bytes = fs::read(list).map_err(Failure::file("read", list))?;
            files = order::apply(list, &String::from_utf8_lossy(&bytes), files)?;
        }
        for file in &mut files {
            let newer = |keep_after| file.version.is_none_or(|version| version > keep_after);
            file.is_kept = arguments.keep_after.is_some_and(newer);
        }
        for url in &arguments.database_url {
            tracked::look(place, &folders, url, dialect, &mut files).await?;
        }
        Ok(Self {
            files,
            folders,
            empty,
        })
    }

    /// What becomes one baseline.
    pub(crate) fn replaced(&self) -> impl Iterator<Item = &OldFile> {
        self.files.iter().filter(|file| !file.is_kept)
    }

    /// How many files a history has.
    pub(crate) fn tracked(&self) -> usize {
        let tracked = self.files.iter().filter(|file| !file.tracked.is_empty());
        tracked.count()
    }

    pub(crate) fn kept(&self) -> impl Iterator<Item = &OldFile> {
        self.files.iter().filter(|file| file.is_kept)
    }
}

/// The folders in the order that was given; the migrations directory itself comes first unless it is among them.
fn folders(place: &Place, from: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let own = place.snapshot.directory.clone();
    let mut folders = Vec::new();
    for folder in from {
        if !place.root.join(folder).is_dir() {
            return Err(Failure::usage(format!(
                "there is no folder `{}`\n  = help: name it relative to {}",
                folder.display(),
                place.root.display()
            )));
        }
        let is_outside =
            folder.is_absolute() || folder.components().any(|part| part.as_os_str() == "..");
        let name = folder.to_str().filter(|_| !is_outside);
        let name = name.ok_or_else(|| {
            Failure::usage(format!(
                "`{}` is not a folder of the package",
                folder.display()
            ))
        })?;
        folders.push(Snapshot::missing(name).directory);
    }
    if !folders.contains(&own) {
        folders.insert(0, own);
    }
    Ok(folders)
}

fn read_folder(
    snapshot: &Snapshot,
    dialect: Dialect,
    empty: &mut Vec<String>,
) -> Result<Vec<OldFile>, Failure> {
    let mut files = Vec::new();
    for entry in &snapshot.entries {
        let path = snapshot.path(&entry.path);
        match &entry.content {
            Content::Folder if !holds_sql(snapshot, &entry.path) => empty.push(path),
            Content::Text(text) if is_script(snapshot, &entry.path) => {
                files.push(OldFile::new(path, text, dialect));
            }
            Content::Binary(_) if is_script(snapshot, &entry.path) => {
                return Err(Failure::found(format!(
                    "{path} is not UTF-8\n  = help: save it as UTF-8"
                )));
            }
            Content::Unreadable(reason) => {
                return Err(Failure::found(format!(
                    "{path} could not be read: {reason}"
                )));
            }
            _ => {}
        }
    }
    Ok(files)
}

fn inside<'s>(snapshot: &'s Snapshot, folder: &str) -> impl Iterator<Item = &'s Entry> {
    let prefix = format!("{folder}/");
    snapshot
        .entries
        .iter()
        .filter(move |entry| entry.path.starts_with(&prefix))
}

fn holds_sql(snapshot: &Snapshot, folder: &str) -> bool {
    inside(snapshot, folder).any(|entry| is_script(snapshot, &entry.path))
}

/// Whether a file is applied; those that revert are not.
fn is_script(snapshot: &Snapshot, entry: &str) -> bool {
    let is_sql = Path::new(entry)
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("sql"));
    let Some((folder, file)) = entry.split_once('/') else {
        let is_undo =
            entry.starts_with('U') && entry[1..].starts_with(|next: char| next.is_ascii_digit());
        return is_sql && !entry.ends_with(".down.sql") && !is_undo;
    };
    let is_main = |file: &str| matches!(file, "migration.sql" | "up.sql");
    let has_main = inside(snapshot, folder).any(|one| is_main(&one.path[folder.len() + 1..]));
    is_sql
        && if has_main {
            is_main(file)
        } else {
            file != "down.sql" && !file.ends_with(".down.sql")
        }
}

impl OldFile {
    /// What becomes of it: `replaced`, `skipped` (replaced without having been replayed) or `kept`.
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

/// The name of a migration's file without its suffix, or of its folder.
pub(crate) fn stem(path: &str) -> &str {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    if matches!(file, "migration.sql" | "up.sql") {
        return folder.rsplit('/').next().unwrap_or(folder);
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    stem.strip_suffix(".up").unwrap_or(stem)
}

/// The version and name, as the directory's own reader would have them.
pub(crate) fn parsed(stem: &str) -> (Option<i64>, String) {
    let snapshot = Snapshot::of(
        "migrations",
        [(format!("{stem}.sql").as_str(), "SELECT 1;\n")],
    );
    let settings = migrate_directory::Settings {
        dialect: Some(Dialect::Sqlite),
        dialects: Vec::new(),
        release: false,
    };
    let directory = migrate_directory::Directory::new(&snapshot, &settings);
    match directory.migrations.first() {
        Some(migration) => (Some(migration.version), migration.name.clone()),
        None => (None, stem.to_owned()),
    }
}
