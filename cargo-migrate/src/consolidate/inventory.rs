use std::path::{Path, PathBuf};

use migrate_directory::{Content, Dialect, Entry, Snapshot};

use super::file::{OldFile, stem};
use super::order::{self, Rank};
use crate::arguments::ConsolidateArguments;
use crate::failure::Failure;
use crate::place::Place;
use crate::text_file::read;

/// The files of a history, in the order in which they are replayed.
pub(crate) struct Inventory {
    pub(crate) files: Vec<OldFile>,
    /// The folders that were read, relative to the package.
    pub(crate) folders: Vec<String>,
    /// Folders without a migration.
    pub(crate) empty: Vec<String>,
}

impl Inventory {
    /// Reads the files of the folders.
    pub(crate) fn read(
        place: &Place,
        arguments: &ConsolidateArguments,
        dialect: Dialect,
    ) -> Result<Self, Failure> {
        let folders = folders(place, &arguments.from)?;
        let (mut files, mut empty) = (Vec::new(), Vec::new());
        for folder in &folders {
            let mut snapshot = Snapshot::read(&place.root, folder);
            // If one folder is inside another, its files are read once.
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
            files = order::apply(list, &read(list)?, files)?;
        }
        for file in &mut files {
            let newer = |keep_after| file.version.is_none_or(|version| version > keep_after);
            file.is_kept = arguments.keep_after.is_some_and(newer);
        }
        Ok(Self {
            files,
            folders,
            empty,
        })
    }

    /// The files that the baseline replaces.
    pub(crate) fn replaced(&self) -> impl Iterator<Item = &OldFile> {
        self.files.iter().filter(|file| !file.is_kept)
    }

    /// The number of files that are in the history of a database.
    pub(crate) fn tracked(&self) -> usize {
        let tracked = self.files.iter().filter(|file| !file.tracked.is_empty());
        tracked.count()
    }

    pub(crate) fn kept(&self) -> impl Iterator<Item = &OldFile> {
        self.files.iter().filter(|file| file.is_kept)
    }
}

/// The folders in the given order. The migrations directory comes first, unless it is one of them.
fn folders(place: &Place, from: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let own = place.snapshot.directory.clone();
    let mut folders = Vec::new();
    for folder in from {
        if !place.root.join(folder).is_dir() {
            return Err(Failure::usage(format!(
                "the folder `{}` does not exist",
                folder.display()
            ))
            .help(format!("name it relative to {}", place.root.display())));
        }
        let is_outside =
            folder.is_absolute() || folder.components().any(|part| part.as_os_str() == "..");
        let name = folder.to_str().filter(|_| !is_outside);
        let name = name.ok_or_else(|| {
            Failure::usage(format!(
                "the folder `{}` is outside the package",
                folder.display()
            ))
            .help("move the folder into the package, and name it relative to Cargo.toml")
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
                return Err(
                    Failure::found(format!("{path} is not UTF-8")).help("save the file as UTF-8")
                );
            }
            Content::Unreadable(reason) => {
                return Err(Failure::found(format!("cannot read {path}: {reason}")));
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

/// Whether a file applies changes. Files that revert are left out.
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
