use std::fs;
use std::path::Path;

use jiff::Timestamp;
use migrate_directory::{
    Code, Content, Dialect, Entry, Layout, Lock, Migration, Sealed, Snapshot, normalise, sides,
};

use crate::arguments::PlaceArguments;
use crate::commands::new::DATE_DIGITS;
use crate::failure::Failure;
use crate::place::Place;
use crate::write::write_lock;

const LOCK: &str = "migrations.lock";

pub(crate) fn run(arguments: &PlaceArguments, onto: Option<&str>) -> Result<(), Failure> {
    let on_disk = Place::read(arguments, None)?;
    let (git, path) = on_disk.git()?;
    let onto = match onto {
        Some(onto) => onto.to_owned(),
        None => git.default_revision()?,
    };
    let base = git.snapshot_at(&onto, &path, &on_disk.snapshot.directory)?;
    let base = lock_at(&onto, &base)?;
    let locks = Locks::find(&on_disk.snapshot, base, &onto)?;
    let place = locks.place(on_disk, arguments.dialect);
    place.accept_but(|one| matches!(one.code, Code::OutOfOrder | Code::DuplicateVersion))?;
    let renames = locks.renames(&place);
    let lock = locks.resealed(&place, &renames);
    if renames.is_empty() && !locks.is_conflict {
        println!("nothing to rename: every migration comes behind the newest at {onto}");
        return Ok(());
    }
    check(&place, &renames, &lock)?;
    // The highest version moves first, so that no name is taken.
    for rename in renames.iter().rev() {
        for (from, to) in &rename.entries {
            rename_entry(&place, from, to)?;
        }
    }
    write_lock(&place.path(LOCK), &lock)?;
    for Rename { entries, .. } in &renames {
        for (from, to) in entries {
            println!(
                "renamed {} to {}",
                place.snapshot.path(from),
                place.snapshot.path(to)
            );
        }
    }
    println!("wrote   {}", place.snapshot.path(LOCK));
    println!("next:   git add --all {}", place.snapshot.directory);
    Ok(())
}

/// The locks that take part.
struct Locks {
    /// At the revision whose names never change.
    base: Lock,
    /// Its lines that are here, which stay as they are.
    kept: Lock,
    /// What was sealed here beyond those.
    mine: Vec<Sealed>,
    is_conflict: bool,
}

/// A migration that gets another version.
struct Rename {
    from: String,
    version: i64,
    /// Entries of the directory with their new names: files, or one folder.
    entries: Vec<(String, String)>,
}

impl Locks {
    fn find(snapshot: &Snapshot, base: Option<Lock>, onto: &str) -> Result<Self, Failure> {
        let Some(text) = snapshot.text(LOCK) else {
            return Err(Failure::found(format!(
                "there is no {}\n  = help: run `cargo migrate init`",
                snapshot.path(LOCK)
            )));
        };
        let text = normalise(text);
        let Some((ours, theirs)) = sides(&text) else {
            let lock = parse(&text, &snapshot.path(LOCK))?;
            let base = base.unwrap_or_else(|| Lock::new(lock.dialect));
            return Ok(Self::split(base, &lock, &lock, false));
        };
        let ours = parse(&ours, "our side of the conflict")?;
        let theirs = parse(&theirs, "their side of the conflict")?;
        let base = base.unwrap_or_else(|| Lock::new(ours.dialect));
        let is_contained = |side: &Lock| side.sealed.iter().all(|line| holds(&base, line));
        let (kept, other) = match (is_contained(&ours), is_contained(&theirs)) {
            (true, true) if ours.sealed.len() > theirs.sealed.len() => (ours, theirs),
            (_, true) => (theirs, ours),
            (true, false) => (ours, theirs),
            (false, false) => {
                return Err(Failure::found(format!(
                    "neither side of the conflict in {} is contained in `{onto}`\n  = help: say which branch has the names that never change with `--onto <ref>`",
                    snapshot.path(LOCK)
                )));
            }
        };
        Ok(Self::split(base, &kept, &other, true))
    }

    fn split(base: Lock, kept: &Lock, other: &Lock, is_conflict: bool) -> Self {
        let sealed = kept.sealed.iter().filter(|line| holds(&base, line));
        let kept = Lock {
            sealed: sealed.cloned().collect(),
            ..kept.clone()
        };
        let mine = other.sealed.iter().filter(|line| !holds(&kept, line));
        Self {
            mine: mine.cloned().collect(),
            base,
            kept,
            is_conflict,
        }
    }

    /// The directory with the lines that are kept.
    fn place(&self, on_disk: Place, dialect: Option<Dialect>) -> Place {
        let mut snapshot = on_disk.snapshot;
        snapshot.insert(Entry {
            path: LOCK.to_owned(),
            content: Content::Text(self.kept.write()),
        });
        Place::of(on_disk.root, snapshot, dialect, None)
    }

    /// Every migration that is not kept goes behind the newest one of the other branch, in the order
    /// that they have.
    fn renames(&self, place: &Place) -> Vec<Rename> {
        let locks = [&self.base, &self.kept];
        let newest = locks.iter().filter_map(|lock| lock.sealed.last());
        let Some(mut floor) = newest.map(|line| line.version).max() else {
            return Vec::new();
        };
        let mut renames = Vec::new();
        let migrations = place.directory.migrations.iter();
        for migration in migrations.filter(|one| !one.sealed) {
            if migration.version > floor {
                floor = migration.version;
                continue;
            }
            floor = behind(floor);
            renames.push(Rename {
                from: migration.identity(),
                version: floor,
                entries: entries(place, migration, floor),
            });
        }
        renames
    }

    /// The kept lines, and those of mine under their new names.
    fn resealed(&self, place: &Place, renames: &[Rename]) -> Lock {
        let mut lock = self.kept.clone();
        for migration in place.directory.migrations.iter().filter(|one| !one.sealed) {
            let was = self.mine.iter().find(|line| {
                line.checksum == migration.checksum || line.identity() == migration.identity()
            });
            let Some(was) = was else { continue };
            let identity = migration.identity();
            let rename = renames.iter().find(|rename| rename.from == identity);
            lock.sealed.push(Sealed {
                version: rename.map_or(migration.version, |rename| rename.version),
                was: was.was.clone(),
                replaces: was.replaces.clone(),
                breaking: was.breaking,
                ..Sealed::of(migration)
            });
        }
        lock
    }
}

/// Whether a lock has a line, unchanged or resealed.
fn holds(lock: &Lock, line: &Sealed) -> bool {
    lock.sealed.iter().any(|other| {
        (other.version, &other.name) == (line.version, &line.name)
            && (other.checksum == line.checksum
                || other.was.iter().any(|was| was.checksum == line.checksum))
    })
}

/// The lock of another revision, if it has one.
pub(crate) fn lock_at(revision: &str, snapshot: &Snapshot) -> Result<Option<Lock>, Failure> {
    let text = snapshot.text(LOCK).map(normalise);
    let parsed = text.map(|text| parse(&text, &format!("the lock at `{revision}`")));
    parsed.transpose()
}

fn parse(text: &str, whose: &str) -> Result<Lock, Failure> {
    Lock::parse(text).map_err(|error| {
        Failure::found(format!(
            "{whose} cannot be read: {}\n  = help: {}",
            error.message, error.help
        ))
    })
}

/// The next version: the time where versions are times.
fn behind(floor: i64) -> i64 {
    let next = floor.saturating_add(1);
    if floor.to_string().len() < DATE_DIGITS {
        return next;
    }
    let now = Timestamp::now().strftime("%Y%m%d%H%M%S").to_string();
    now.parse().map_or(next, |now: i64| now.max(next))
}

/// A migration's files with their new names.
fn entries(place: &Place, migration: &Migration, version: i64) -> Vec<(String, String)> {
    let scripts = [Some(migration), migration.down.as_deref()];
    let files = scripts.into_iter().flatten().map(|script| {
        let entry = place.entry(&script.path);
        match (migration.layout, entry.split_once('/')) {
            (Layout::Folder, Some((folder, _))) => folder,
            _ => entry,
        }
    });
    let mut entries: Vec<(String, String)> = files
        .map(|entry| (entry.to_owned(), renamed(entry, version)))
        .collect();
    entries.dedup();
    entries
}

/// A file's or folder's name with another version, as wide as the one it has.
fn renamed(entry: &str, version: i64) -> String {
    let (prefix, rest) = match entry.strip_prefix('V') {
        Some(rest) => ("V", rest),
        None => ("", entry),
    };
    let written = rest.split('_').next().unwrap_or_default();
    let behind = &rest[written.len()..];
    let width = written.bytes().filter(u8::is_ascii_digit).count();
    format!("{prefix}{version:0width$}{behind}")
}

/// Whether the directory will be in order, before anything is renamed.
fn check(place: &Place, renames: &[Rename], lock: &Lock) -> Result<(), Failure> {
    let mut snapshot = place.snapshot.clone();
    snapshot.insert(Entry {
        path: LOCK.to_owned(),
        content: Content::Text(lock.write()),
    });
    for entry in &mut snapshot.entries {
        let renames = renames.iter().flat_map(|rename| &rename.entries);
        for (from, to) in renames {
            let behind = entry.path.strip_prefix(from.as_str());
            if let Some(behind) =
                behind.filter(|behind| behind.is_empty() || behind.starts_with('/'))
            {
                entry.path = format!("{to}{behind}");
                break;
            }
        }
    }
    snapshot
        .entries
        .sort_by(|left, right| left.path.cmp(&right.path));
    Place::of(place.root.clone(), snapshot, None, place.directory.dialect).accept()
}

fn rename_entry(place: &Place, from: &str, to: &str) -> Result<(), Failure> {
    let (from, to) = (place.path(from), place.path(to));
    if to.exists() {
        return Err(Failure::found(format!(
            "{} exists already, {} was not renamed",
            to.display(),
            from.display()
        )));
    }
    let path: &Path = &from;
    fs::rename(path, &to).map_err(Failure::file("rename", path))
}
