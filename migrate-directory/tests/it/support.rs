//! Directories that are not on disk.

use migrate_directory::{Dialect, Directory, Lock, Settings, Snapshot};

/// The directory's name in diagnostics.
pub(crate) const NAME: &str = "migrations";

/// As if every dialect was compiled in, so that the directory has to name its own.
pub(crate) fn settings() -> Settings {
    Settings {
        dialect: None,
        dialects: Dialect::ALL.to_vec(),
        release: false,
    }
}

/// The text of the lock after `files` were sealed.
pub(crate) fn lock_of(files: &[(&str, &str)], dialect: Dialect) -> String {
    let snapshot = Snapshot::of(NAME, files.iter().copied());
    let directory = Directory::new(&snapshot, &settings());
    let mut lock = Lock::new(dialect);
    lock.seal(&directory.migrations);
    for line in &mut lock.sealed {
        line.breaking = Some(false);
    }
    lock.write()
}
