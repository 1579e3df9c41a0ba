//! A directory takes another's place at once: whoever looks, and whoever kills the command, sees the old one or the
//! new one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::inventory::Inventory;
use super::result::Consolidated;
use crate::failure::Failure;
use crate::place::Place;
use crate::write::write;

/// The folder of what was replaced, in the directory.
pub(crate) const ARCHIVE: &str = "_archived";

/// What is still to be done once the directories have changed places.
#[derive(Debug, Serialize, Deserialize)]
struct Journal {
    /// The head of the new directory's lock.
    head: String,
    /// Files outside the directory, relative to the package, and where each is in the archive.
    moved: BTreeMap<String, String>,
    /// The folders that they are in.
    folders: Vec<String>,
}

/// The exchange of a directory.
#[derive(Debug)]
pub(crate) struct Switch {
    root: PathBuf,
    /// The directory.
    target: PathBuf,
    /// The new one beside it, and later the old one.
    staged: PathBuf,
    journal: PathBuf,
    /// Entries that are archived, and what takes their place.
    left: Vec<String>,
    files: Vec<(String, String)>,
    plan: Journal,
}

type Step = fn(&Switch) -> Result<(), Failure>;

/// Completes or takes back a consolidation that was interrupted. Whether one was completed.
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
    /// Plans it. Writes nothing.
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

    /// Does it.
    pub(crate) fn carry_out(&self) -> Result<(), Failure> {
        for step in Self::STEPS {
            step(self)?;
        }
        Ok(())
    }

    /// After any of them the directory is the old one or the new one, and `recover` leads to one of both.
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
                        "{} exists already\n  = help: move it elsewhere",
                        self.target.join(&to).display()
                    )));
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

    /// What is hidden or another tool's stays, and what was to be kept.
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
        // Under a name that `recover` knows: a random one would stay where the command is killed here.
        let unfinished = unfinished(&self.journal);
        fs::write(&unfinished, text).map_err(Failure::file("write", &unfinished))?;
        sync(&unfinished)?;
        rename(&unfinished, &self.journal)
    }

    fn exchange(&self) -> Result<(), Failure> {
        if !self.target.exists() {
            rename(&self.staged, &self.target)?;
        } else if swap(&self.staged, &self.target).is_err() {
            // Where directories cannot be exchanged there is a moment without one, which `recover` ends.
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

    /// Removes files elsewhere that are in the archive.
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

/// The directory, the one that takes its place, and the journal: side by side, so that renaming is enough.
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
            "the root of the file system is no migrations directory",
        ));
    };
    let staged = parent.join(format!(".{name}.consolidated"));
    let journal = parent.join(format!(".{name}.consolidating"));
    Ok((target, staged, journal))
}

/// The journal while it is being written.
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

#[expect(clippy::disallowed_methods, reason = "moves files, whatever they are")]
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

/// All files of a folder, relative to it.
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
        // An empty folder is nothing to keep.
        for name in names {
            copy(&from.join(&name), &to.join(&name))?;
        }
        return Ok(());
    }
    create(to.parent().unwrap_or(to))?;
    fs::copy(from, to).map_err(Failure::file("copy", from))?;
    sync(to)
}

/// Makes it last: a power cut may come at any moment, too.
fn sync(path: &Path) -> Result<(), Failure> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(Failure::file("write", path))
}

/// Removes a folder if there is no file in it.
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

    /// Where directories cannot be exchanged there is a moment without one.
    #[test]
    fn a_directory_that_is_not_there_is_put_there() {
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
