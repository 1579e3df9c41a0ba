use migrate_directory::{
    Content, Dialect, Entry, Layout, Lock, Migration, Replaced, Sealed, Snapshot,
};

use super::file::OldFile;
use super::inventory::Inventory;
use crate::failure::Failure;
use crate::place::Place;
use crate::readme;
use crate::text_file::read_if_exists;

/// The consolidated directory. None of it is on disk yet.
pub(crate) struct Consolidated {
    /// The identity of the baseline.
    pub(crate) identity: String,
    pub(crate) version: i64,
    /// The directory, which passes all checks.
    pub(crate) place: Place,
    /// The files to write: their paths in the directory, and their texts.
    pub(crate) files: Vec<(String, String)>,
    /// The entries of the directory that do not change.
    pub(crate) kept: Vec<String>,
    /// The head of the lock's checksum chain.
    pub(crate) head: String,
}

impl Consolidated {
    /// Puts a baseline with the schema in place of the replaced files.
    pub(crate) fn new(
        place: &Place,
        inventory: &Inventory,
        schema: &str,
        name: &str,
        dialect: Dialect,
    ) -> Result<Self, Failure> {
        let count = inventory.replaced().count();
        let text = format!(
            "-- The schema of {count} migrations, which are now in _archived/ (cargo migrate consolidate)\n\n{schema}"
        );
        let version = inventory
            .replaced()
            .filter_map(|file| file.version)
            .max()
            .unwrap_or(1);
        let name = free_name(place, inventory, version, name);
        let layout = layout(place, inventory);
        let mut files = vec![(path(layout, version, &name), text)];
        let kept = kept_entries(place, inventory);
        for file in inventory.kept() {
            if !kept
                .iter()
                .any(|entry| place.snapshot.path(entry) == file.path)
            {
                let version = file.version.ok_or_else(|| unnamed(file))?;
                files.push((path(layout, version, &file.name), file.text.clone()));
            }
        }
        let mut snapshot = Snapshot::missing(&place.snapshot.directory);
        snapshot.problem = None;
        let staying = place
            .snapshot
            .entries
            .iter()
            .filter(|one| kept.contains(&one.path));
        for entry in staying {
            snapshot.insert(entry.clone());
        }
        for (path, text) in &files {
            put(&mut snapshot, path, text);
        }
        let unsealed = Place::of(place.root.clone(), snapshot.clone(), Some(dialect), None);
        unsealed.accept()?;
        let lock = lock(place, inventory, &unsealed, (version, &name), dialect)?;
        put(&mut snapshot, "migrations.lock", &lock.write());
        files.push(("migrations.lock".to_owned(), lock.write()));
        let sealed = Place::of(place.root.clone(), snapshot, None, None);
        sealed.accept()?;
        let path = place.path(readme::FILE);
        let existing = read_if_exists(&path)?;
        let lines = readme::lines(&sealed, &existing);
        files.push((
            readme::FILE.to_owned(),
            readme::text(&sealed, &existing, &lines)?,
        ));
        Ok(Self {
            identity: migrate_directory::identity(version, &name),
            version,
            head: lock.head().to_string(),
            place: sealed,
            files,
            kept,
        })
    }
}

fn put(snapshot: &mut Snapshot, path: &str, text: &str) {
    if let Some((folder, _)) = path.split_once('/') {
        snapshot.insert(Entry {
            path: folder.to_owned(),
            content: Content::Folder,
        });
    }
    snapshot.insert(Entry {
        path: path.to_owned(),
        content: Content::Text(text.to_owned()),
    });
}

/// A name that no replaced file has, because databases have recorded those names with other SQL.
fn free_name(place: &Place, inventory: &Inventory, version: i64, name: &str) -> String {
    let is_taken = |name: &str| {
        let identity = migrate_directory::identity(version, name);
        let mut files = inventory.files.iter();
        let lines = place.directory.lock.iter().flat_map(|lock| &lock.sealed);
        let mut earlier = lines.flat_map(|line| &line.replaces);
        files.any(|file| file.identity == identity) || earlier.any(|one| one.identity == identity)
    };
    let others = (2..).map(|number| format!("{name}_{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(others);
    names.find(|name| !is_taken(name)).unwrap_or_default()
}

/// The layout of the migrations that are kept.
fn layout(place: &Place, inventory: &Inventory) -> Layout {
    let migrations = &place.directory.migrations;
    let of = |file: &OldFile| {
        migrations
            .iter()
            .find(|one: &&Migration| one.path == file.path)
    };
    let kept = inventory.kept().find_map(of);
    kept.map_or(Layout::Flat, |migration| migration.layout)
}

fn path(layout: Layout, version: i64, name: &str) -> String {
    match layout {
        Layout::Flat => format!("{version}_{name}.sql"),
        Layout::Folder => format!("{version}_{name}/migration.sql"),
        Layout::Prefixed => format!("V{version}__{name}.sql"),
    }
}

fn unnamed(file: &OldFile) -> Failure {
    Failure::found(format!(
        "`{}` is kept, but its name has no version",
        file.path
    ))
    .help("rename it to `<version>_<name>.sql`")
}

/// The entries of the directory that do not change: `migrate.toml` and kept migrations with their
/// down files.
fn kept_entries(place: &Place, inventory: &Inventory) -> Vec<String> {
    let layout = layout(place, inventory);
    let mut kept = Vec::new();
    for entry in &place.snapshot.entries {
        let path = place.snapshot.path(&entry.path);
        let belongs = |file: &OldFile| match file.path.rsplit_once('/') {
            _ if file.path == path => true,
            // The folder of the migration and its files; in other layouts, its down file.
            Some((folder, _)) if layout == Layout::Folder => {
                path == folder || path.starts_with(&format!("{folder}/"))
            }
            _ => file.path.strip_suffix(".sql").is_some_and(|stem| {
                path == format!("{}.down.sql", stem.strip_suffix(".up").unwrap_or(stem))
            }),
        };
        if entry.path == "migrate.toml" || inventory.kept().any(belongs) {
            kept.push(entry.path.clone());
        }
    }
    kept
}

/// The new lock: the baseline with the list of what it replaces, then the kept lines.
fn lock(
    place: &Place,
    inventory: &Inventory,
    unsealed: &Place,
    (version, name): (i64, &str),
    dialect: Dialect,
) -> Result<Lock, Failure> {
    let migrations = &unsealed.directory.migrations;
    let is_baseline = |one: &&Migration| one.version == version && one.name == name;
    let baseline = migrations.iter().find(is_baseline);
    let baseline =
        baseline.ok_or_else(|| Failure::found("the baseline was not read as a migration"))?;
    let mut line = Sealed {
        breaking: Some(false),
        ..Sealed::of(baseline)
    };
    let before = place.directory.lock.as_ref();
    for file in inventory.replaced() {
        let is =
            |sealed: &&Sealed| Some(sealed.version) == file.version && sealed.name == file.name;
        let sealed = before.and_then(|lock| lock.sealed.iter().find(is));
        // Databases that were not updated since a reseal have recorded the older checksum.
        let was = sealed.map(|line| line.was.as_slice()).unwrap_or_default();
        let checksums = std::iter::once(file.checksum).chain(was.iter().map(|was| was.checksum));
        // Databases that were not updated since an earlier consolidation have recorded the files
        // that it replaced.
        let earlier = sealed.map(|line| line.replaces.as_slice());
        for checksum in checksums {
            line.replaces.push(Replaced {
                depth: 0,
                checksum,
                identity: file.identity.clone(),
            });
            let earlier = earlier.unwrap_or_default().iter().cloned();
            line.replaces.extend(earlier.map(|one| Replaced {
                depth: one.depth + 1,
                ..one
            }));
        }
    }
    let mut lock = before.cloned().unwrap_or_else(|| Lock::new(dialect));
    let is_kept = |sealed: &Sealed| {
        let mut kept = inventory.kept();
        kept.any(|file| file.version == Some(sealed.version) && file.name == sealed.name)
    };
    lock.sealed.retain(is_kept);
    lock.sealed.insert(0, line);
    if before.is_none() {
        lock.seal(migrations);
    }
    Ok(lock)
}
