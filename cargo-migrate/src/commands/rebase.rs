use std::fs;
use std::path::Path;

use migrate_directory::{
    Code, Content, Dialect, Entry, Layout, Lock, Migration, Sealed, Snapshot, normalise, sides,
};

use crate::arguments::PlaceArguments;
use crate::commands::new::{DATE_DIGITS, now_or};
use crate::failure::Failure;
use crate::place::Place;
use crate::text_file::write_lock;

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
        println!("nothing to rename: all new migrations come after the newest one at {onto}");
        return Ok(());
    }
    check(&place, &renames, &lock)?;
    // From the highest version down, so that no new name is still in use.
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

/// The locks of both branches.
struct Locks {
    /// The lock at the revision whose names never change.
    base: Lock,
    /// The lines of `base` that are here too. They do not change.
    kept: Lock,
    /// The other lines, which were sealed on this branch.
    mine: Vec<Sealed>,
    is_conflict: bool,
}

/// A migration that gets another version.
struct Rename {
    from: String,
    version: i64,
    /// The entries of the directory (files, or one folder), each with its new name.
    entries: Vec<(String, String)>,
}

impl Locks {
    fn find(snapshot: &Snapshot, base: Option<Lock>, onto: &str) -> Result<Self, Failure> {
        let Some(text) = snapshot.text(LOCK) else {
            return Err(
                Failure::found(format!("{} does not exist", snapshot.path(LOCK)))
                    .help("run `cargo migrate init`"),
            );
        };
        let text = normalise(text);
        let Some((ours, theirs)) = sides(&text) else {
            let lock = parse(&text, &snapshot.path(LOCK))?;
            let base = base.unwrap_or_else(|| Lock::new(lock.dialect));
            return Ok(Self::split(base, &lock, &lock, false));
        };
        let ours = parse(&ours, "our side of the conflict in the lock")?;
        let theirs = parse(&theirs, "their side of the conflict in the lock")?;
        let base = base.unwrap_or_else(|| Lock::new(ours.dialect));
        let is_contained = |side: &Lock| side.sealed.iter().all(|line| holds(&base, line));
        let (kept, other) = match (is_contained(&ours), is_contained(&theirs)) {
            (true, true) if ours.sealed.len() > theirs.sealed.len() => (ours, theirs),
            (_, true) => (theirs, ours),
            (true, false) => (ours, theirs),
            (false, false) => {
                return Err(Failure::found(format!(
                    "`{onto}` contains neither side of the conflict in {}",
                    snapshot.path(LOCK)
                ))
                .help("name the branch whose migrations keep their names with `--onto <ref>`"));
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

    /// The directory with only the kept lines in its lock.
    fn place(&self, on_disk: Place, dialect: Option<Dialect>) -> Place {
        let mut snapshot = on_disk.snapshot;
        snapshot.insert(Entry {
            path: LOCK.to_owned(),
            content: Content::Text(self.kept.write()),
        });
        Place::of(on_disk.root, snapshot, dialect, None)
    }

    /// The new versions: migrations that are not kept come after the newest of the other branch, in
    /// their present order.
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
            floor = after(floor);
            renames.push(Rename {
                from: migration.identity(),
                version: floor,
                entries: entries(place, migration, floor),
            });
        }
        renames
    }

    /// The kept lines, followed by this branch's lines under their new names.
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

/// Whether a lock contains a line, possibly resealed.
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
        Failure::found(format!("{whose} cannot be read: {}", error.message)).help(error.help)
    })
}

/// The next version: a number after a number, the current time after a timestamp.
fn after(floor: i64) -> i64 {
    let next = floor.saturating_add(1);
    if floor.to_string().len() < DATE_DIGITS {
        next
    } else {
        now_or(next)
    }
}

/// The files of a migration, each with its new name.
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

/// The name of a file or folder with another version, padded to the same width.
fn renamed(entry: &str, version: i64) -> String {
    let (prefix, rest) = match entry.strip_prefix('V') {
        Some(rest) => ("V", rest),
        None => ("", entry),
    };
    let written = rest.split('_').next().unwrap_or_default();
    let name = &rest[written.len()..];
    let width = written.bytes().filter(u8::is_ascii_digit).count();
    format!("{prefix}{version:0width$}{name}")
}

/// Checks the directory as it will be, before anything is renamed.
fn check(place: &Place, renames: &[Rename], lock: &Lock) -> Result<(), Failure> {
    let mut snapshot = place.snapshot.clone();
    snapshot.insert(Entry {
        path: LOCK.to_owned(),
        content: Content::Text(lock.write()),
    });
    for entry in &mut snapshot.entries {
        let renames = renames.iter().flat_map(|rename| &rename.entries);
        for (from, to) in renames {
            let rest = entry.path.strip_prefix(from.as_str());
            if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('/')) {
                entry.path = format!("{to}{rest}");
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
            "cannot rename {} to {}: that file already exists",
            from.display(),
            to.display()
        ))
        .help("move the existing file away, then run the command again"));
    }
    let path: &Path = &from;
    fs::rename(path, &to).map_err(Failure::file("rename", path))
}
