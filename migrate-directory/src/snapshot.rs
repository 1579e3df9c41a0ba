use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::file_name;

/// Everything that was read from a migrations directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The directory relative to the package, with `/` between the parts.
    pub directory: String,
    /// Files and folders, sorted by path, without hidden ones and those of other tools.
    /// [`insert`](Self::insert) keeps the order.
    pub entries: Vec<Entry>,
    /// Why the directory itself could not be listed.
    pub problem: Option<Problem>,
}

/// A file or folder of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The path inside the directory, with `/` between the parts.
    pub path: String,
    /// What is there.
    pub content: Content,
}

/// The content of an [`Entry`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// The text as it is on disk, byte order mark and line ends included.
    Text(String),
    /// A file that is not UTF-8: all its bytes.
    Binary(Vec<u8>),
    /// A folder. Its contents follow as separate entries, one level deep.
    Folder,
    /// The reason why it could not be read.
    Unreadable(String),
}

/// Why a directory could not be listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// There is nothing at that path.
    Missing,
    /// There is a file at that path, or the system refused. Holds the reason.
    Unreadable(String),
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        String::from_utf8(bytes).map_or_else(|error| Self::Binary(error.into_bytes()), Self::Text)
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Snapshot {
    /// Reads `package/directory`. What cannot be read is part of the result.
    pub fn read(package: &Path, directory: &str) -> Self {
        let directory = clean(directory);
        let root = package.join(&directory);
        let mut snapshot = Self {
            directory,
            entries: Vec::new(),
            problem: None,
        };
        match list(&root) {
            Ok(names) => {
                for name in names.iter().filter(|name| !file_name::is_left_alone(name)) {
                    snapshot.read_entry(&root, name);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                snapshot.problem = Some(Problem::Missing);
            }
            Err(error) => snapshot.problem = Some(Problem::Unreadable(error.to_string())),
        }
        snapshot
            .entries
            .sort_by(|left, right| left.path.cmp(&right.path));
        snapshot
    }

    /// A snapshot of files that are not on disk: another revision, a test. It equals what
    /// [`read`](Self::read) would return for them. Contents are text or bytes.
    pub fn of<'t, C: Into<Content>>(
        directory: &str,
        files: impl IntoIterator<Item = (&'t str, C)>,
    ) -> Self {
        let mut entries = BTreeMap::new();
        for (path, content) in files {
            let parts: Vec<&str> = path.split('/').collect();
            let hidden = parts.iter().any(|part| file_name::is_hidden(part));
            if hidden
                || parts
                    .first()
                    .is_some_and(|name| file_name::is_left_alone(name))
            {
                continue;
            }
            for depth in 1..parts.len().min(3) {
                entries.insert(parts[..depth].join("/"), Content::Folder);
            }
            if parts.len() < 3 {
                entries.insert(path.to_owned(), content.into());
            }
        }
        let entries = entries.into_iter();
        Self {
            directory: clean(directory),
            entries: entries
                .map(|(path, content)| Entry { path, content })
                .collect(),
            problem: None,
        }
    }

    /// The snapshot of a directory that does not exist.
    pub fn missing(directory: &str) -> Self {
        Self {
            directory: clean(directory),
            entries: Vec::new(),
            problem: Some(Problem::Missing),
        }
    }

    /// The text of a file of the directory, unchanged.
    pub fn text(&self, path: &str) -> Option<&str> {
        match &self.entry(path)?.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Adds what is at a path, or replaces it.
    pub fn insert(&mut self, entry: Entry) {
        let place = self
            .entries
            .binary_search_by(|other| other.path.cmp(&entry.path));
        match place {
            Ok(at) => self.entries[at] = entry,
            Err(at) => self.entries.insert(at, entry),
        }
    }

    /// The path of an entry relative to the package.
    pub fn path(&self, entry: &str) -> String {
        format!("{}/{entry}", self.directory)
    }

    /// The paths to watch for changes: the directory, its folders and the files read.
    pub fn tracked(&self, package: &Path) -> Vec<PathBuf> {
        let root = package.join(&self.directory);
        let entries = self.entries.iter().map(|entry| root.join(&entry.path));
        std::iter::once(root.clone()).chain(entries).collect()
    }

    /// The paths of the files that were read.
    pub(crate) fn files(&self, package: &Path) -> impl Iterator<Item = PathBuf> {
        let root = package.join(&self.directory);
        let is_file =
            |entry: &&Entry| matches!(entry.content, Content::Text(_) | Content::Binary(_));
        let files = self.entries.iter().filter(is_file);
        files.map(move |entry| root.join(&entry.path))
    }

    /// The entry at a path.
    pub(crate) fn entry(&self, path: &str) -> Option<&Entry> {
        let at = self
            .entries
            .binary_search_by(|entry| entry.path.as_str().cmp(path));
        at.ok().map(|at| &self.entries[at])
    }

    /// What a folder holds.
    pub(crate) fn inside(&self, folder: &str) -> &[Entry] {
        let prefix = format!("{folder}/");
        let start = self.entries.partition_point(|entry| entry.path < prefix);
        let after = &self.entries[start..];
        let length = after.partition_point(|entry| entry.path.starts_with(&prefix));
        &after[..length]
    }

    fn read_entry(&mut self, root: &Path, path: &str) {
        let full = root.join(path);
        let content = match fs::read(&full) {
            Ok(bytes) => bytes.into(),
            Err(_) if full.is_dir() => Content::Folder,
            Err(error) => Content::Unreadable(error.to_string()),
        };
        let is_migration_folder = content == Content::Folder && !path.contains('/');
        self.entries.push(Entry {
            path: path.to_owned(),
            content,
        });
        if is_migration_folder {
            match list(&full) {
                Ok(names) => {
                    for name in names.iter().filter(|name| !file_name::is_hidden(name)) {
                        self.read_entry(root, &format!("{path}/{name}"));
                    }
                }
                Err(error) => {
                    if let Some(entry) = self.entries.last_mut() {
                        entry.content = Content::Unreadable(error.to_string());
                    }
                }
            }
        }
    }
}

/// The texts below a folder of the package whose names end in the suffix, each with its path
/// relative to the package, or the reason why it cannot be read.
pub(crate) fn texts(
    package: &Path,
    folder: &str,
    extensions: &[&str],
) -> Vec<(String, Result<String, String>)> {
    let mut found = Vec::new();
    for name in list(&package.join(folder)).unwrap_or_default() {
        let path = format!("{folder}/{name}");
        let full = package.join(&path);
        let is_text = full
            .extension()
            .is_some_and(|own| extensions.iter().any(|one| own == *one));
        if full.is_dir() {
            found.extend(texts(package, &path, extensions));
        } else if is_text {
            let bytes = fs::read(&full).map_err(|error| error.to_string());
            let text = bytes.and_then(|bytes| {
                String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
            });
            found.push((path, text));
        }
    }
    found
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that lists a directory"
)]
fn list(directory: &Path) -> io::Result<Vec<String>> {
    let mut names = fs::read_dir(directory)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

/// `./db\migrations/` and `db/migrations` are the same directory.
fn clean(directory: &str) -> String {
    let directory = directory.replace('\\', "/");
    let directory = directory.trim_end_matches('/');
    let mut directory = directory.strip_prefix("./").unwrap_or(directory);
    while let Some(rest) = directory.strip_prefix("./") {
        directory = rest;
    }
    directory.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_and_what_is_handed_in_are_the_same() {
        let files = [
            ("1_a.sql", "SELECT 1;\r\n"),
            ("2_b/migration.sql", "SELECT 2;\n"),
            ("2_b/.gitkeep", ""),
            ("2_b/old/up.sql", "SELECT 3;\n"),
            ("2_b.sql", ""),
            ("README.md", ""),
            ("_archive/1_z.sql", ""),
            ("meta/1.json", ""),
            ("migrations.lock", ""),
            ("schema.sql", ""),
        ];
        let package = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = package.path().join("db/migrations").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let read = Snapshot::read(package.path(), "./db\\migrations/");
        assert_eq!(read, Snapshot::of("db/migrations", files));
        let paths: Vec<&str> = read
            .entries
            .iter()
            .map(|entry| entry.path.as_str())
            .collect();
        assert_eq!(
            paths,
            [
                "1_a.sql",
                "2_b",
                "2_b.sql",
                "2_b/migration.sql",
                "2_b/old",
                "migrations.lock"
            ]
        );
    }

    #[test]
    fn a_directory_that_is_not_there_or_is_a_file() {
        let package = tempfile::tempdir().unwrap();
        fs::write(package.path().join("file"), "").unwrap();
        let problem = |directory| Snapshot::read(package.path(), directory).problem;
        assert_eq!(problem("nowhere"), Some(Problem::Missing));
        assert!(matches!(problem("file"), Some(Problem::Unreadable(_))));
    }
}
