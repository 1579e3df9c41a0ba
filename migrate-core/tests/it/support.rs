//! Directories that are not on disk.

use migrate_core::{Dialect, Directory, Lock, Sealed, Settings, Snapshot};

/// The directory's name in diagnostics.
pub(crate) const NAME: &str = "migrations";

/// As if every dialect was compiled in, so that the directory has to say its own.
pub(crate) fn settings() -> Settings {
    Settings {
        dialects: Dialect::ALL.to_vec(),
        release: false,
    }
}

/// The text of the lock after `files` were sealed.
pub(crate) fn lock_of(files: &[(&str, &str)], dialect: Dialect) -> String {
    let snapshot = Snapshot::of(NAME, files.iter().copied());
    let directory = Directory::new(&snapshot, &settings());
    let sealed = directory.migrations.iter().map(|migration| Sealed {
        version: migration.version,
        name: migration.name.clone(),
        checksum: migration.checksum,
        down: migration.down.as_ref().map(|down| down.checksum),
        breaking: Some(false),
        replaces: Vec::new(),
        was: Vec::new(),
        line: 0,
        range: 0..0,
    });
    let lock = Lock {
        dialect,
        set: "default".to_owned(),
        history: None,
        sealed: sealed.collect(),
    };
    lock.write()
}
