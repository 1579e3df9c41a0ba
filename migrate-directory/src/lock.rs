use std::ops::Range;

use crate::{Chain, Checksum, Dialect, Migration};

/// The file's name inside the directory.
pub(crate) const NAME: &str = "migrations.lock";

/// `migrations.lock`: the migrations that are sealed, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// The database kind that the directory is for.
    pub dialect: Dialect,
    /// The name under which this history shares a database with others.
    pub set: String,
    /// Another place for the history table, as `table` or `schema.table`.
    pub history: Option<String>,
    /// One entry per sealed migration.
    pub sealed: Vec<Sealed>,
}

/// One line of the lock, with what is indented under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The migration's version.
    pub version: i64,
    /// The migration's name.
    pub name: String,
    /// The checksum of its file.
    pub checksum: Checksum,
    /// The checksum of its down file.
    pub down: Option<Checksum>,
    /// Whether it breaks the release that is still running; `None` if that is not known.
    pub breaking: Option<bool>,
    /// Of a consolidated baseline: what it stands for.
    pub replaces: Vec<Replaced>,
    /// Of a resealed migration: what it was.
    pub was: Vec<Was>,
    /// The number of the line; 0 before it is written.
    pub line: usize,
    /// The line in the text.
    pub range: Range<usize>,
}

/// `replaces <sha256> <identity>`.
pub type Replaced = migrate_format::Replaced<String>;

/// `was <sha256> <reason>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Was {
    /// The checksum before the migration was resealed.
    pub checksum: Checksum,
    /// Why it was resealed.
    pub reason: String,
}

impl Sealed {
    /// The line of a migration as it is.
    pub fn of(migration: &Migration) -> Self {
        Self {
            version: migration.version,
            name: migration.name.clone(),
            checksum: migration.checksum,
            down: migration.down.as_ref().map(|down| down.checksum),
            breaking: migration.breaking,
            replaces: Vec::new(),
            was: Vec::new(),
            line: 0,
            range: 0..0,
        }
    }

    /// The migration's identity.
    pub fn identity(&self) -> String {
        crate::identity(self.version, &self.name)
    }

    pub(crate) fn is(&self, version: i64, name: &str) -> bool {
        self.version == version && self.name == name
    }
}

impl Lock {
    /// The lock of a directory in which nothing is sealed yet.
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            set: "default".to_owned(),
            history: None,
            sealed: Vec::new(),
        }
    }

    /// Seals the migrations that are not, and the down files of those that are. Returns the
    /// identities of what was sealed. `migrations` are sorted, and none of them is refused.
    pub fn seal(&mut self, migrations: &[Migration]) -> Vec<String> {
        let mut sealed = Vec::new();
        for migration in migrations {
            let down = migration.down.as_ref().map(|down| down.checksum);
            let (version, name) = (migration.version, &migration.name);
            match self.sealed.iter_mut().find(|line| line.is(version, name)) {
                Some(line) if line.down.is_some() || down.is_none() => continue,
                Some(line) => line.down = down,
                None => self.sealed.push(Sealed::of(migration)),
            }
            sealed.push(migration.identity());
        }
        sealed
    }

    /// The chain over all sealed migrations.
    pub fn head(&self) -> Checksum {
        let chain = self.sealed.iter().fold(Chain::start(), |chain, sealed| {
            chain.then(&sealed.identity(), sealed.checksum.as_bytes())
        });
        chain.head()
    }

    pub(crate) fn holds(&self, version: i64, name: &str) -> bool {
        self.sealed.iter().any(|sealed| sealed.is(version, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock() -> Lock {
        let sealed = |version, name: &str, text| Sealed {
            version,
            name: name.to_owned(),
            checksum: Checksum::of(text),
            down: None,
            breaking: Some(false),
            replaces: Vec::new(),
            was: Vec::new(),
            line: 0,
            range: 0..0,
        };
        let mut lock = Lock {
            dialect: Dialect::Postgres,
            set: "default".to_owned(),
            history: Some("app.migrations".to_owned()),
            sealed: vec![sealed(1, "base line", "a"), sealed(2, "notes", "b")],
        };
        for (depth, identity) in [(0, "0_old one"), (1, "0_older"), (0, "1_base")] {
            lock.sealed[0].replaces.push(Replaced {
                depth,
                checksum: Checksum::of("x"),
                identity: identity.to_owned(),
            });
        }
        lock.sealed[1].down = Some(Checksum::of("down"));
        lock.sealed[1].breaking = None;
        lock.sealed[1].was.push(Was {
            checksum: Checksum::of("y"),
            reason: "a typing error".to_owned(),
        });
        lock
    }

    #[test]
    fn what_is_written_is_read_back() {
        let mut read = Lock::parse(&lock().write()).unwrap();
        assert_eq!((read.sealed[0].line, read.sealed[1].line), (4, 8));
        for sealed in &mut read.sealed {
            (sealed.line, sealed.range) = (0, 0..0);
        }
        assert_eq!(read, lock());
    }

    #[test]
    fn what_is_wrong_is_said() {
        let good = lock().write();
        let says = |text: &str| Lock::parse(text).unwrap_err().message;
        assert_eq!(says(""), "the lock ends before its `head` line");
        assert_eq!(
            says(&good.replace("format 1", "format 2")),
            "the lock has format 2, this version reads format 1"
        );
        assert_eq!(
            says(&good.replace("breaking:no", "breaking:so")),
            "this is not a line of the lock"
        );
        assert_eq!(
            says(&good.replace("2_notes", "2_note")),
            "the head does not match these lines"
        );
        assert_eq!(
            says(&good.replace("1_base", "3_base")),
            "`2_notes` comes after `3_base line`"
        );
        assert_eq!(
            says(&good.replace("set default", "set a$b")),
            "`set a$b` is not known"
        );
        assert_eq!(
            says(&good.replacen("    replaces", "        replaces", 1)),
            "this is not a line of the lock"
        );
        let conflict = good.replace("head ", "<<<<<<< HEAD\nhead ");
        assert_eq!(
            says(&conflict),
            "the lock holds a merge conflict: both branches sealed migrations"
        );
        assert_eq!(
            says(&good[..good.len() - 20]),
            "this is not a line of the lock"
        );
    }
}
