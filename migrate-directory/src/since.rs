use crate::lock::NAME;
use crate::{Code, Diagnostic, Directory, Lock, Migration, Sealed, Snapshot};

/// Compares a directory with the lock of another revision of it: what was sealed there must be here,
/// unchanged. A line that is not kept must be named by a `replaces` or `was` line here, and what is
/// new must come behind the newest line there. `revision` is its name in messages.
pub fn since(
    base: &Lock,
    revision: &str,
    snapshot: &Snapshot,
    directory: &Directory,
) -> Vec<Diagnostic> {
    let path = snapshot.path(NAME);
    let Some(lock) = &directory.lock else {
        if snapshot.text(NAME).is_some() || base.sealed.is_empty() {
            return Vec::new();
        }
        let message = format!("there is a lock at `{revision}`, and none here");
        let help = format!("restore it with `git checkout {revision} -- {path}`");
        return vec![Diagnostic::deny(Code::BadLock, path, 0..0, message, help)];
    };
    let since = Since {
        base,
        revision,
        path: &path,
        lock,
        directory,
    };
    let mut diagnostics = since.header();
    diagnostics.extend(base.sealed.iter().filter_map(|line| since.line(line)));
    diagnostics.extend(since.early());
    diagnostics
}

struct Since<'s> {
    base: &'s Lock,
    revision: &'s str,
    /// Of the lock.
    path: &'s str,
    lock: &'s Lock,
    directory: &'s Directory,
}

impl Since<'_> {
    /// A database knows its history by the set and the place.
    fn header(&self) -> Vec<Diagnostic> {
        let Self { base, lock, .. } = self;
        let place = |lock: &Lock| {
            lock.history
                .clone()
                .unwrap_or_else(|| "_migrate".to_owned())
        };
        let facts = [
            (
                "dialect",
                base.dialect.to_string(),
                lock.dialect.to_string(),
            ),
            ("set", base.set.clone(), lock.set.clone()),
            ("history", place(base), place(lock)),
        ];
        let changed = facts.into_iter().filter(|(_, was, is)| was != is);
        let diagnostics = changed.map(|(what, was, is)| {
            let message = format!(
                "the {what} was `{was}` at `{}`, and is `{is}` here",
                self.revision
            );
            let help = format!("write `{what} {was}` into the lock's header again");
            Diagnostic::deny(Code::BadLock, self.path, 0..0, message, help)
        });
        diagnostics.collect()
    }

    fn line(&self, was: &Sealed) -> Option<Diagnostic> {
        let is = self
            .lock
            .sealed
            .iter()
            .find(|line| line.is(was.version, &was.name));
        match is {
            Some(is) => self.changed(was, is),
            None if self.is_replaced(was) => None,
            None => Some(self.gone(was)),
        }
    }

    fn changed(&self, was: &Sealed, is: &Sealed) -> Option<Diagnostic> {
        let resealed = |checksum| is.was.iter().any(|line| line.checksum == checksum);
        let notes_are_kept = was.was.iter().all(|line| is.was.contains(line))
            && was.replaces.iter().all(|line| is.replaces.contains(line));
        let what = if is.checksum != was.checksum && !resealed(was.checksum) {
            "was edited after it was"
        } else if was.down.is_some() && was.down != is.down {
            "has a different down file from the one"
        } else if !notes_are_kept {
            "has lost `was` or `replaces` lines that are"
        } else {
            return None;
        };
        let identity = was.identity();
        let file = self
            .migration(is)
            .map_or(self.path, |one| one.path.as_str());
        let message = format!("`{identity}` {what} sealed at `{}`", self.revision);
        let help = format!(
            "restore it and the lock with `git checkout {} -- {file} {}`, and write the change as a new migration",
            self.revision, self.path
        );
        Some(Diagnostic::deny(
            Code::EditedMigration,
            file,
            0..0,
            message,
            help,
        ))
    }

    fn migration(&self, line: &Sealed) -> Option<&Migration> {
        let mut migrations = self.directory.migrations.iter();
        migrations.find(|one| line.is(one.version, &one.name))
    }

    fn is_replaced(&self, was: &Sealed) -> bool {
        let identity = was.identity();
        let mut replaced = self.lock.sealed.iter().flat_map(|line| &line.replaces);
        replaced.any(|line| line.checksum == was.checksum && line.identity == identity)
    }

    fn gone(&self, was: &Sealed) -> Diagnostic {
        let (identity, revision) = (was.identity(), self.revision);
        let is_new = |line: &&Sealed| !self.base.holds(line.version, &line.name);
        let mut new = self.lock.sealed.iter().filter(is_new);
        if let Some(renamed) = new.find(|line| line.checksum == was.checksum) {
            let message = format!(
                "`{identity}`, which is sealed at `{revision}`, was renamed to `{}`",
                renamed.identity()
            );
            let help = "restore its name: databases have recorded that name";
            return Diagnostic::deny(
                Code::RenamedMigration,
                self.path,
                renamed.range.clone(),
                message,
                help,
            );
        }
        let message = format!("`{identity}` is sealed at `{revision}`, and not here");
        let help = format!(
            "merge `{revision}` if it has newer commits, or restore the file and the line of the lock from there"
        );
        Diagnostic::deny(Code::MissingMigration, self.path, 0..0, message, help)
    }

    /// New lines that sort before old ones: a database that has the old ones would refuse them.
    fn early(&self) -> Vec<Diagnostic> {
        let Some(newest) = self.base.sealed.last() else {
            return Vec::new();
        };
        let early = self.lock.sealed.iter().filter(|line| {
            !self.base.holds(line.version, &line.name)
                && line.replaces.is_empty()
                && (line.version, &line.name) < (newest.version, &newest.name)
        });
        let diagnostics = early.map(|line| {
            let message = format!(
                "`{}` sorts before `{}`, which is sealed at `{}`",
                line.identity(),
                newest.identity(),
                self.revision
            );
            let help = format!(
                "run `cargo migrate rebase --onto {}`: it gives the draft a later version",
                self.revision
            );
            Diagnostic::deny(
                Code::OutOfOrder,
                self.path,
                line.range.clone(),
                message,
                help,
            )
        });
        diagnostics.collect()
    }
}
