//! Replaces a directory atomically: at any moment, even if the command is killed, there is either
//! the old directory or the new one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::inventory::Inventory;
use super::result::Consolidated;
use crate::failure::Failure;
use crate::place::Place;
use crate::text_file::write;

/// The folder in the directory for the replaced files.
pub(crate) const ARCHIVE: &str = "_archived";

/// What remains to be done after the exchange of the directories.
#[derive(Debug, Serialize, Deserialize)]
struct Journal {
    /// The head of the new directory's lock.
    head: String,
    /// Files outside the directory, relative to the package, and their paths in the directory's
    /// archive.
    moved: BTreeMap<String, String>,
    /// The folders of these files.
    folders: Vec<String>,
}

/// The exchange of a directory.
#[derive(Debug)]
pub(crate) struct Switch {
    root: PathBuf,
    /// The migrations directory.
    target: PathBuf,
    /// The new directory beside it; after the exchange, the old one.
    staged: PathBuf,
    journal: PathBuf,
    /// Entries that are not archived.
    left: Vec<String>,
    /// The files to write.
    files: Vec<(String, String)>,
    plan: Journal,
}

type Step = fn(&Switch) -> Result<(), Failure>;

/// Completes or reverts an interrupted consolidation. Returns whether one was completed.
pub(crate) fn recover(place: &Place) -> Result<bool, Failure> {
    let (target, staged, journal) = paths(place)?;
    remove_file(&unfinished(&journal))?;
    if !journal.exists() {
        remove_folder(&staged)?;
        return Ok(false);
    }
    let bytes = fs::read(&journal).map_err(Failure::file("read", &journal))?;
    let plan: Journal = serde_json::from_slice(&bytes).map_err(|error| {
        Failure::found(format!("{} cannot be read: {error}", journal.display()))
    })?;
    let switch = Switch {
        root: place.root.clone(),
        target,
        staged,
        journal,
        left: Vec::new(),
        files: Vec::new(),
        plan,
    };
    if !switch.target.exists() && has_head(&switch.staged, &switch.plan.head) {
        rename(&switch.staged, &switch.target)?;
    }
    remove_folder(&switch.aside())?;
    let is_done = has_head(&switch.target, &switch.plan.head);
    if is_done {
        switch.remove_moved()?;
    }
    remove_folder(&switch.staged)?;
    switch.forget()?;
    Ok(is_done)
}

impl Switch {
    /// Plans the exchange. Writes nothing.
    pub(crate) fn new(
        place: &Place,
        inventory: &Inventory,
        consolidated: &Consolidated,
    ) -> Result<Self, Failure> {
        let (target, staged, journal) = paths(place)?;
        let mut left = consolidated.kept.clone();
        left.push("migrations.lock".to_owned());
        let own = &place.snapshot.directory;
        let is_outside =
            |folder: &&String| *folder != own && !folder.starts_with(&format!("{own}/"));
        let folders: Vec<String> = inventory
            .folders
            .iter()
            .filter(is_outside)
            .cloned()
            .collect();
        let mut moved = BTreeMap::new();
        for folder in &folders {
            for file in files_of(&place.root.join(folder))? {
                let path = format!("{folder}/{file}");
                moved.insert(path.clone(), format!("{ARCHIVE}/{path}"));
            }
        }
        Ok(Self {
            root: place.root.clone(),
            target,
            staged,
            journal,
            left,
            files: consolidated.files.clone(),
            plan: Journal {
                head: consolidated.head.clone(),
                moved,
                folders,
            },
        })
    }

    /// Carries out all steps.
    pub(crate) fn carry_out(&self) -> Result<(), Failure> {
        for step in Self::STEPS {
            step(self)?;
        }
        Ok(())
    }

    /// After each step the directory is the old or the new one, and `recover` settles on one of
    /// them.
    const STEPS: [Step; 6] = [
        Self::stage,
        Self::note,
        Self::exchange,
        Self::remove_moved,
        Self::remove_old,
        Self::forget,
    ];

    /// Writes the new directory beside the old one.
    fn stage(&self) -> Result<(), Failure> {
        remove_folder(&self.staged)?;
        create(&self.staged)?;
        if self.target.exists() {
            for name in names(&self.target)? {
                let is_archived = !self.stays(&name);
                let to = if is_archived {
                    format!("{ARCHIVE}/{name}")
                } else {
                    name.clone()
                };
                if is_archived && self.target.join(&to).exists() {
                    return Err(Failure::found(format!(
                        "the archive already contains {}",
                        self.target.join(&to).display()
                    ))
                    .help("move that file elsewhere, then run the command again"));
                }
                copy(&self.target.join(&name), &self.staged.join(&to))?;
            }
        }
        for (from, to) in &self.plan.moved {
            copy(&self.root.join(from), &self.staged.join(to))?;
        }
        for (path, text) in &self.files {
            let path = self.staged.join(path);
            create(path.parent().unwrap_or(&self.staged))?;
            write(&path, text)?;
        }
        sync(&self.staged)
    }

    /// Whether an entry is not archived: it is kept, hidden, or belongs to another tool.
    fn stays(&self, name: &str) -> bool {
        const LEFT_ALONE: [&str; 4] = ["schema.sql", "migration_lock.toml", "atlas.sum", "meta"];
        name.starts_with(['.', '_'])
            || name.starts_with("README")
            || LEFT_ALONE.contains(&name)
            || self.left.iter().any(|left| left == name)
    }

    fn note(&self) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(&self.plan)
            .map_err(|error| Failure::found(error.to_string()))?;
        // A fixed name, so that `recover` can remove the file if the command is killed here.
        let unfinished = unfinished(&self.journal);
        fs::write(&unfinished, text).map_err(Failure::file("write", &unfinished))?;
        sync(&unfinished)?;
        rename(&unfinished, &self.journal)
    }

    fn exchange(&self) -> Result<(), Failure> {
        if !self.target.exists() {
            rename(&self.staged, &self.target)?;
        } else if swap(&self.staged, &self.target).is_err() {
            // Without an atomic exchange there is a moment without a directory. `recover` ends it.
            let aside = self.aside();
            remove_folder(&aside)?;
            rename(&self.target, &aside)?;
            rename(&self.staged, &self.target)?;
            rename(&aside, &self.staged)?;
        }
        sync(self.target.parent().unwrap_or(&self.target))
    }

    fn aside(&self) -> PathBuf {
        self.staged.with_extension("old")
    }

    /// Removes the files of other folders that are now in the archive.
    fn remove_moved(&self) -> Result<(), Failure> {
        for (from, to) in &self.plan.moved {
            let path = self.root.join(from);
            if self.target.join(to).exists() {
                remove_file(&path)?;
            }
        }
        for folder in &self.plan.folders {
            prune(&self.root.join(folder))?;
        }
        Ok(())
    }

    fn remove_old(&self) -> Result<(), Failure> {
        remove_folder(&self.staged)
    }

    fn forget(&self) -> Result<(), Failure> {
        remove_file(&self.journal)
    }
}

/// The directory, its replacement and the journal. They are in the same folder, so that they can be
/// renamed.
fn paths(place: &Place) -> Result<(PathBuf, PathBuf, PathBuf), Failure> {
    let path = place.root.join(&place.snapshot.directory);
    let target = if path.exists() {
        fs::canonicalize(&path).map_err(Failure::file("find", &path))?
    } else {
        path
    };
    let name = target
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let (Some(name), Some(parent)) = (name, target.parent()) else {
        return Err(Failure::usage(
            "the root of the file system cannot be the migrations directory",
        ));
    };
    let staged = parent.join(format!(".{name}.consolidated"));
    let journal = parent.join(format!(".{name}.consolidating"));
    Ok((target, staged, journal))
}

/// The path of the journal while it is being written.
fn unfinished(journal: &Path) -> PathBuf {
    journal.with_extension("part")
}

fn has_head(directory: &Path, head: &str) -> bool {
    let lock = fs::read(directory.join("migrations.lock")).unwrap_or_default();
    String::from_utf8_lossy(&lock).contains(&format!("\nhead {head}\n"))
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn swap(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};

    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn swap(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn rename(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::rename(from, to).map_err(Failure::file("rename", from))
}

fn create(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(Failure::file("create", folder))
}

fn remove_file(path: &Path) -> Result<(), Failure> {
    if path.exists() {
        fs::remove_file(path).map_err(Failure::file("remove", path))?;
    }
    Ok(())
}

fn remove_folder(folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::file("remove", folder))?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "moves files of any kind")]
fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::file("read", folder))?;
    let names = entries.map(|entry| {
        let name = entry?.file_name().into_string();
        name.map_err(|name| io::Error::other(format!("`{}` is not UTF-8", name.display())))
    });
    let mut names: Vec<String> = names
        .collect::<Result<_, io::Error>>()
        .map_err(Failure::file("read", folder))?;
    names.sort();
    Ok(names)
}

/// All files of a folder and its subfolders, relative to it.
pub(crate) fn files_of(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    for name in names(folder)? {
        let path = folder.join(&name);
        if path.is_dir() {
            files.extend(files_of(&path)?.iter().map(|file| format!("{name}/{file}")));
        } else {
            files.push(name);
        }
    }
    Ok(files)
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    if from.is_dir() {
        let names = names(from)?;
        // Empty folders are not copied.
        for name in names {
            copy(&from.join(&name), &to.join(&name))?;
        }
        return Ok(());
    }
    create(to.parent().unwrap_or(to))?;
    fs::copy(from, to).map_err(Failure::file("copy", from))?;
    sync(to)
}

/// Flushes a file or folder to disk, so that it survives a power failure.
fn sync(path: &Path) -> Result<(), Failure> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(Failure::file("write", path))
}

/// Removes a folder and its subfolders, as far as they contain no files.
fn prune(folder: &Path) -> Result<(), Failure> {
    if !folder.is_dir() {
        return Ok(());
    }
    for name in names(folder)? {
        prune(&folder.join(name))?;
    }
    if names(folder)?.is_empty() {
        fs::remove_dir(folder).map_err(Failure::file("remove", folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use migrate_directory::Dialect;

    use super::*;

    const HEAD: &str = "feed";

    fn place(root: &Path) -> Place {
        let snapshot = migrate_directory::Snapshot::read(root, "migrations");
        Place::of(root.to_owned(), snapshot, Some(Dialect::Sqlite), None)
    }

    fn switch(root: &Path) -> Switch {
        let (target, staged, journal) = paths(&place(root)).unwrap();
        let lock = format!("# x\nhead {HEAD}\n");
        let texts = [("1_new.sql", "new"), ("migrations.lock", lock.as_str())];
        Switch {
            root: root.to_owned(),
            target,
            staged,
            journal,
            left: vec!["migrations.lock".to_owned()],
            files: texts
                .map(|(path, text)| (path.to_owned(), text.to_owned()))
                .to_vec(),
            plan: Journal {
                head: HEAD.to_owned(),
                moved: BTreeMap::from([("db/0.sql".to_owned(), "_archived/db/0.sql".to_owned())]),
                folders: vec!["db".to_owned()],
            },
        }
    }

    #[test]
    fn after_each_step_it_is_the_old_directory_or_the_new_one() {
        let old = ["1_old.sql".to_owned()].to_vec();
        let new = [
            "1_new.sql",
            "_archived/1_old.sql",
            "_archived/db/0.sql",
            "migrations.lock",
        ]
        .map(str::to_owned)
        .to_vec();
        for steps in 0..=Switch::STEPS.len() {
            let directory = tempfile::tempdir().unwrap();
            let root = directory.path();
            for path in ["migrations/1_old.sql", "db/0.sql"] {
                create(root.join(path).parent().unwrap()).unwrap();
                fs::write(root.join(path), "old").unwrap();
            }
            let migrations = root.join("migrations");
            for step in &Switch::STEPS[..steps] {
                step(&switch(root)).unwrap();
            }
            let found = sorted(&migrations);
            assert_eq!(
                found,
                if steps < 3 { old.clone() } else { new.clone() },
                "{steps}"
            );
            let is_completed = recover(&place(root)).unwrap();
            assert_eq!(sorted(&migrations), found, "{steps}");
            assert_eq!(
                is_completed,
                (3..Switch::STEPS.len()).contains(&steps),
                "{steps}"
            );
            assert_eq!(root.join("db").exists(), steps < 3, "{steps}");
            let left = if steps < 3 {
                vec!["db", "migrations"]
            } else {
                vec!["migrations"]
            };
            assert_eq!(names(root).unwrap(), left, "{steps}");
        }
    }

    #[test]
    fn a_journal_that_was_being_written_is_removed() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        create(&root.join("migrations")).unwrap();
        fs::write(unfinished(&switch(root).journal), "{").unwrap();
        assert!(!recover(&place(root)).unwrap());
        assert_eq!(names(root).unwrap(), ["migrations"]);
    }

    /// Without an atomic exchange there is a moment without a directory.
    #[test]
    fn a_missing_directory_is_restored() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        create(&root.join("db")).unwrap();
        fs::write(root.join("db/0.sql"), "old").unwrap();
        switch(root).stage().unwrap();
        switch(root).note().unwrap();
        assert!(recover(&place(root)).unwrap());
        assert_eq!(
            sorted(&root.join("migrations")),
            ["1_new.sql", "_archived/db/0.sql", "migrations.lock"]
        );
    }

    fn sorted(folder: &Path) -> Vec<String> {
        let mut files = files_of(folder).unwrap();
        files.sort();
        files
    }
}
