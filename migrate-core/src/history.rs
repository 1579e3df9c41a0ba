use crate::{Checksum, Code, Diagnostic, Lock, Migration, Sealed};

/// Files that cannot be used as migrations but stand for one, so that it is not called missing too.
#[derive(Debug, Default)]
pub(crate) struct Unusable {
    /// Identities whose file is not text or whose folder is empty.
    pub(crate) identities: Vec<String>,
    /// Checksums of files whose name is not a migration's.
    pub(crate) checksums: Vec<Checksum>,
}

/// Compares the directory with its lock, line by line, so that every edit is reported at once.
pub(crate) fn verify(
    lock_path: &str,
    lock: &Lock,
    migrations: &mut [Migration],
    unusable: &Unusable,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for sealed in &lock.sealed {
        let found = migrations
            .iter_mut()
            .find(|migration| migration.version == sealed.version && migration.name == sealed.name);
        match found {
            Some(migration) => {
                migration.sealed = true;
                migration.breaking = sealed.breaking;
                diagnostics.extend(edited(lock_path, sealed, migration));
            }
            None if !stands_for(unusable, sealed) => {
                diagnostics.push(gone(lock_path, sealed, lock, migrations));
            }
            None => {}
        }
    }
    if let Some(newest) = lock.sealed.last() {
        diagnostics.extend(out_of_order(newest, lock, migrations));
    }
    diagnostics
}

/// A release build, with a lock, contains sealed migrations only.
pub(crate) fn drafts_in_release(migrations: &[Migration]) -> impl Iterator<Item = Diagnostic> {
    migrations.iter().filter(|migration| !migration.sealed).map(|migration| {
        Diagnostic::deny(
            Code::UnsealedMigration,
            &migration.path,
            0..0,
            format!("`{}` is a draft, and this is a release build", migration.identity()),
            "run `cargo migrate seal` and commit migrations.lock",
        )
    })
}

fn edited(lock_path: &str, sealed: &Sealed, migration: &Migration) -> Vec<Diagnostic> {
    let line = format!("{lock_path}:{}", sealed.line);
    let identity = migration.identity();
    let mut diagnostics = Vec::new();
    if sealed.checksum != migration.checksum {
        diagnostics.push(Diagnostic::deny(
            Code::EditedMigration,
            &migration.path,
            0..0,
            format!("`{identity}` was edited after it was sealed ({line})"),
            format!("restore it with `git checkout -- {}` and write the change as a new migration", migration.path),
        ));
    }
    match (&sealed.down, &migration.down) {
        (Some(checksum), Some(down)) if *checksum != down.checksum => {
            diagnostics.push(Diagnostic::deny(
                Code::EditedMigration,
                &down.path,
                0..0,
                format!("the down file of `{identity}` was edited after it was sealed ({line})"),
                format!("restore it with `git checkout -- {}`", down.path),
            ));
        }
        (Some(_), None) => diagnostics.push(Diagnostic::deny(
            Code::MissingMigration,
            lock_path,
            sealed.range.clone(),
            format!("the down file of `{identity}` is sealed here, but it is gone"),
            "restore the file from git",
        )),
        _ => {}
    }
    diagnostics
}

fn stands_for(unusable: &Unusable, sealed: &Sealed) -> bool {
    unusable.identities.contains(&sealed.identity()) || unusable.checksums.contains(&sealed.checksum)
}

fn gone(lock_path: &str, sealed: &Sealed, lock: &Lock, migrations: &[Migration]) -> Diagnostic {
    let identity = sealed.identity();
    let is_sealed = |migration: &Migration| {
        let mut lines = lock.sealed.iter();
        lines.any(|line| line.version == migration.version && line.name == migration.name)
    };
    let renamed = migrations
        .iter()
        .find(|migration| migration.checksum == sealed.checksum && !is_sealed(migration));
    match renamed {
        Some(migration) => Diagnostic::deny(
            Code::RenamedMigration,
            &migration.path,
            0..0,
            format!("the sealed `{identity}` ({lock_path}:{}) was renamed to `{}`", sealed.line, migration.identity()),
            format!("give it back its name, `{identity}`: databases know it by that"),
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

fn out_of_order(newest: &Sealed, lock: &Lock, migrations: &[Migration]) -> Vec<Diagnostic> {
    migrations
        .iter()
        .filter(|migration| {
            let sorts_before = (migration.version, &migration.name) < (newest.version, &newest.name);
            let renamed = lock.sealed.iter().any(|line| line.checksum == migration.checksum);
            !migration.sealed && sorts_before && !renamed
        })
        .map(|migration| {
            Diagnostic::deny(
                Code::OutOfOrder,
                &migration.path,
                0..0,
                format!("the draft `{}` sorts before the sealed `{}`", migration.identity(), newest.identity()),
                "give it a version behind that one: `cargo migrate rebase` renames it",
            )
        })
        .collect()
}
