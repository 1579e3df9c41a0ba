use crate::{Checksum, Code, Diagnostic, Lock, Migration, Sealed};

/// Files that cannot be used as migrations but stand for one, so that it is not called missing too.
#[derive(Debug, Default)]
pub(crate) struct Unusable {
    /// Identities whose file is not text or has another name, or whose folder is empty.
    pub(crate) identities: Vec<String>,
    /// Identities whose down file is not text.
    pub(crate) downs: Vec<String>,
    /// Checksums of files whose name is not a migration's.
    pub(crate) checksums: Vec<Checksum>,
}

/// Takes note of what the lock says of the migrations.
pub(crate) fn mark(lock: &Lock, migrations: &mut [Migration]) {
    for sealed in &lock.sealed {
        if let Some(at) = place(migrations, sealed) {
            migrations[at].sealed = true;
            migrations[at].breaking = sealed.breaking;
        }
    }
}

/// Where a sealed migration is among the migrations, which are sorted.
fn place(migrations: &[Migration], sealed: &Sealed) -> Option<usize> {
    let key = (sealed.version, &sealed.name);
    migrations
        .binary_search_by(|migration| (migration.version, &migration.name).cmp(&key))
        .ok()
}

/// Compares the directory with its lock, line by line, so that every edit is reported at once.
pub(crate) fn verify(
    lock_path: &str,
    lock: &Lock,
    migrations: &[Migration],
    unusable: &Unusable,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for sealed in &lock.sealed {
        match place(migrations, sealed).map(|at| &migrations[at]) {
            Some(migration) => {
                diagnostics.extend(edited(lock_path, sealed, migration));
                diagnostics.extend(down_edited(lock_path, sealed, migration, unusable));
            }
            None if !stands_for(unusable, sealed) => {
                diagnostics.push(gone(lock_path, sealed, lock, migrations));
            }
            None => {}
        }
    }
    diagnostics
}

/// A draft sorts behind everything that is sealed, because databases have run that.
pub(crate) fn out_of_order(lock: &Lock, migrations: &[Migration]) -> Vec<Diagnostic> {
    let Some(newest) = lock.sealed.last() else {
        return Vec::new();
    };
    let early = migrations.iter().filter(|migration| {
        !migration.sealed && (migration.version, &migration.name) < (newest.version, &newest.name)
    });
    let diagnostics = early.map(|migration| {
        Diagnostic::deny(
            Code::OutOfOrder,
            &migration.path,
            0..0,
            format!(
                "the draft `{}` sorts before the sealed `{}`",
                migration.identity(),
                newest.identity()
            ),
            "give it a later version: `cargo migrate rebase` renames it",
        )
    });
    diagnostics.collect()
}

/// A release build, with a lock, contains sealed migrations only.
pub(crate) fn drafts(migrations: &[Migration]) -> impl Iterator<Item = Diagnostic> {
    migrations
        .iter()
        .filter(|migration| !migration.sealed)
        .map(|migration| {
            Diagnostic::deny(
                Code::UnsealedMigration,
                &migration.path,
                0..0,
                format!(
                    "`{}` is a draft, and this is a release build",
                    migration.identity()
                ),
                "run `cargo migrate seal` and commit migrations.lock",
            )
        })
}

fn edited(lock_path: &str, sealed: &Sealed, migration: &Migration) -> Option<Diagnostic> {
    if sealed.checksum == migration.checksum {
        return None;
    }
    let Migration { path, .. } = migration;
    let (identity, line) = (migration.identity(), sealed.line);
    Some(Diagnostic::deny(
        Code::EditedMigration,
        path,
        0..0,
        format!("`{identity}` was edited after it was sealed ({lock_path}:{line})"),
        format!("restore it with `git checkout -- {path}` and write the change as a new migration"),
    ))
}

fn down_edited(
    lock_path: &str,
    sealed: &Sealed,
    migration: &Migration,
    unusable: &Unusable,
) -> Option<Diagnostic> {
    let checksum = sealed.down?;
    let (identity, line) = (migration.identity(), sealed.line);
    match &migration.down {
        Some(down) if down.checksum != checksum => Some(Diagnostic::deny(
            Code::EditedMigration,
            &down.path,
            0..0,
            format!(
                "the down file of `{identity}` was edited after it was sealed ({lock_path}:{line})"
            ),
            format!("restore it with `git checkout -- {}`", down.path),
        )),
        None if !unusable.downs.contains(&identity) && !unusable.checksums.contains(&checksum) => {
            Some(Diagnostic::deny(
                Code::MissingMigration,
                lock_path,
                sealed.range.clone(),
                format!("the down file of `{identity}` is sealed here, but it is gone"),
                "restore the file from git",
            ))
        }
        _ => None,
    }
}

fn stands_for(unusable: &Unusable, sealed: &Sealed) -> bool {
    unusable.identities.contains(&sealed.identity())
        || unusable.checksums.contains(&sealed.checksum)
}

fn gone(lock_path: &str, sealed: &Sealed, lock: &Lock, migrations: &[Migration]) -> Diagnostic {
    let identity = sealed.identity();
    let renamed = migrations.iter().find(|migration| {
        migration.checksum == sealed.checksum && !lock.holds(migration.version, &migration.name)
    });
    match renamed {
        Some(migration) => Diagnostic::deny(
            Code::RenamedMigration,
            &migration.path,
            0..0,
            format!(
                "the sealed `{identity}` ({lock_path}:{}) was renamed to `{}`",
                sealed.line,
                migration.identity()
            ),
            format!("restore its name, `{identity}`: databases have recorded that name"),
        ),
        None => Diagnostic::deny(
            Code::MissingMigration,
            lock_path,
            sealed.range.clone(),
            format!("`{identity}` is sealed here, but its file is gone"),
            "restore the file from git; to revert a released migration write a new one",
        ),
    }
}
