use std::collections::BTreeMap;

use crate::config::{self, Config};
use crate::file_name::Role;
use crate::history::{self, Unusable};
use crate::scripts::{Script, Scripts};
use crate::snapshot::Problem as SnapshotProblem;
use crate::splitter::split;
use crate::{
    Checksum, Code, Content, Diagnostic, Dialect, Directives, Entry, Level, LintConfig, Lock,
    LockError, Migration, Mode, Snapshot, lock, normalise, on_all_processors,
};

/// A parsed migrations directory: its migrations in order, and everything wrong with it.
#[derive(Debug)]
pub struct Directory {
    /// The kind of database; `None` if nothing says.
    pub dialect: Option<Dialect>,
    /// The lock, if there is one that can be read.
    pub lock: Option<Lock>,
    /// The settings of `migrate.toml` for the rules for SQL.
    pub lint: LintConfig,
    /// The migrations, sorted by version and name.
    pub migrations: Vec<Migration>,
    /// Every problem, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The patterns of names that the drift check ignores.
    pub drift_ignore: Vec<String>,
    texts: BTreeMap<String, String>,
}

/// What is known from outside the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The kind of database, if the caller knows it. It overrides what the directory says.
    pub dialect: Option<Dialect>,
    /// The kinds of database that the caller was built for.
    pub dialects: Vec<Dialect>,
    /// Whether this is a release build, which contains no drafts.
    pub release: bool,
}

impl Directory {
    /// Parses a snapshot. Never fails: every problem is a diagnostic.
    pub fn new(snapshot: &Snapshot, settings: &Settings) -> Self {
        let scripts = Scripts::find(snapshot);
        let mut reader = Reader {
            snapshot,
            diagnostics: scripts.diagnostics,
            texts: BTreeMap::new(),
            unusable: scripts.unusable,
        };
        reader.root();
        let config = reader.config();
        let lock = reader.lock();
        let dialect = reader.dialect(lock.as_ref(), &config, settings);
        let mut migrations = reader.migrations(scripts.found, lock.as_ref(), dialect);
        if let Some(lock) = &lock {
            history::mark(lock, &mut migrations);
        }
        reader.duplicates(&migrations, &config);
        if let Some(lock) = &lock {
            reader.history(lock, &migrations, settings);
        }
        reader.whole(&migrations, dialect);
        let mut directory = Self {
            dialect,
            lock,
            lint: config.lint,
            migrations,
            diagnostics: Vec::new(),
            drift_ignore: config.drift_ignore,
            texts: reader.texts,
        };
        directory.add(reader.diagnostics);
        directory
    }

    /// Adds problems that were found elsewhere.
    pub fn add(&mut self, found: Vec<Diagnostic>) {
        self.diagnostics.extend(found);
        self.diagnostics.sort_by(|left, right| {
            (&left.path, left.range.start).cmp(&(&right.path, right.range.start))
        });
    }

    /// The normalised text of a file, by the path that diagnostics use.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Whether anything fails the build.
    pub fn is_refused(&self) -> bool {
        let mut levels = self.diagnostics.iter().map(|diagnostic| diagnostic.level);
        levels.any(|level| level == Level::Deny)
    }
}

struct Reader<'s> {
    snapshot: &'s Snapshot,
    diagnostics: Vec<Diagnostic>,
    texts: BTreeMap<String, String>,
    unusable: Unusable,
}

impl<'s> Reader<'s> {
    fn root(&mut self) {
        let directory = &self.snapshot.directory;
        let diagnostic = match &self.snapshot.problem {
            None => return,
            Some(SnapshotProblem::Missing) => Diagnostic::deny(
                Code::MissingDirectory,
                directory,
                0..0,
                format!("there is no directory `{directory}`"),
                format!(
                    "create `{directory}` beside Cargo.toml with a first migration, `1_<name>.sql`"
                ),
            ),
            Some(SnapshotProblem::Unreadable(reason)) => Diagnostic::deny(
                Code::UnreadableFile,
                directory,
                0..0,
                format!("`{directory}` could not be listed: {reason}"),
                "make it a directory that can be read",
            ),
        };
        self.diagnostics.push(diagnostic);
    }

    fn entry(&self, path: &str) -> Option<&'s Entry> {
        self.snapshot.entry(path)
    }

    /// The normalised text of an entry; what is wrong with it becomes a diagnostic.
    fn text(&mut self, entry: &str) -> Option<String> {
        let path = self.snapshot.path(entry);
        match &self.entry(entry)?.content {
            Content::Text(text) => {
                let text = normalise(text).into_owned();
                self.texts.insert(path.clone(), text.clone());
                let Some(at) = text.find('\0') else {
                    return Some(text);
                };
                let message = "the file holds a NUL byte, at which databases stop reading";
                self.diagnostics.push(Diagnostic::deny(
                    Code::NotUtf8,
                    path,
                    at..at + 1,
                    message,
                    "remove it",
                ));
            }
            Content::Binary(bytes) => {
                let valid = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
                let shown = format!("{}\u{fffd}", normalise(valid));
                let at = shown.len() - '\u{fffd}'.len_utf8();
                self.diagnostics.push(
                    Diagnostic::deny(
                        Code::NotUtf8,
                        &path,
                        at..shown.len(),
                        "the file is not UTF-8",
                        "save it in UTF-8",
                    )
                    .label("the first invalid byte"),
                );
                self.texts.insert(path, shown);
            }
            Content::Unreadable(reason) => self.diagnostics.push(Diagnostic::deny(
                Code::UnreadableFile,
                path,
                0..0,
                format!("the file could not be read: {reason}"),
                "make it readable",
            )),
            Content::Folder => self.diagnostics.push(Diagnostic::deny(
                Code::UnreadableFile,
                path,
                0..0,
                "this is a folder where a file is expected",
                "rename the folder",
            )),
        }
        None
    }

    fn config(&mut self) -> Config {
        let Some(text) = self.text(config::NAME) else {
            return Config::default();
        };
        let (config, problems) = Config::parse(&self.snapshot.path(config::NAME), &text);
        self.diagnostics.extend(problems);
        config
    }

    fn lock(&mut self) -> Option<Lock> {
        let text = self.text(lock::NAME)?;
        let LockError {
            range,
            message,
            help,
        } = match Lock::parse(&text) {
            Ok(lock) => return Some(lock),
            Err(error) => error,
        };
        let path = self.snapshot.path(lock::NAME);
        let diagnostic = Diagnostic::deny(Code::BadLock, path, range, message, help);
        self.diagnostics.push(diagnostic);
        None
    }

    fn dialect(
        &mut self,
        lock: Option<&Lock>,
        config: &Config,
        settings: &Settings,
    ) -> Option<Dialect> {
        let enabled = &settings.dialects;
        if settings.dialect.is_some() {
            return settings.dialect;
        }
        let said = match (lock, &config.dialect) {
            (Some(lock), Some((dialect, range))) if lock.dialect != *dialect => {
                self.diagnostics.push(Diagnostic::deny(
                    Code::DialectMismatch,
                    self.snapshot.path(config::NAME),
                    range.clone(),
                    format!(
                        "migrate.toml says {dialect}, migrations.lock says {}",
                        lock.dialect
                    ),
                    format!("write `dialect = \"{}\"`", lock.dialect),
                ));
                return Some(lock.dialect);
            }
            (Some(lock), _) => Some((lock.dialect, lock::NAME, 0..0)),
            (None, Some((dialect, range))) => Some((*dialect, config::NAME, range.clone())),
            (None, None) => None,
        };
        match (said, enabled.as_slice()) {
            (Some((dialect, file, range)), _) => {
                if !enabled.is_empty() && !enabled.contains(&dialect) {
                    let features: Vec<&str> = enabled.iter().map(|one| one.name()).collect();
                    self.diagnostics.push(Diagnostic::deny(
                        Code::DialectMismatch,
                        self.snapshot.path(file),
                        range,
                        format!(
                            "the migrations are for {dialect}, migrate-build is built for {}",
                            features.join(", ")
                        ),
                        format!("enable the feature \"{dialect}\" of migrate-build in Cargo.toml"),
                    ));
                }
                Some(dialect)
            }
            (None, [only]) => Some(*only),
            (None, _) => None,
        }
    }

    fn migrations(
        &mut self,
        scripts: Vec<Script>,
        lock: Option<&Lock>,
        dialect: Option<Dialect>,
    ) -> Vec<Migration> {
        let (ups, downs): (Vec<Script>, Vec<Script>) = scripts
            .into_iter()
            .partition(|script| script.role == Role::Up);
        let mut of_migration: BTreeMap<(i64, String), Vec<Script>> = BTreeMap::new();
        for down in downs.into_iter().rev() {
            let key = (down.version, down.name.clone());
            of_migration.entry(key).or_default().push(down);
        }
        let mut scripts = Vec::new();
        for up in ups {
            let downs = of_migration.get_mut(&(up.version, up.name.clone()));
            scripts.extend(downs.and_then(Vec::pop));
            scripts.push(up);
        }
        let mut migrations = self.understood(scripts, dialect);
        for down in of_migration.into_values().flatten() {
            self.lonely_down(&down, &migrations, lock);
        }
        migrations
            .sort_by(|left, right| (left.version, &left.name).cmp(&(right.version, &right.name)));
        migrations
    }

    /// Builds migrations from scripts, in which a down file comes before its migration.
    fn understood(&mut self, scripts: Vec<Script>, dialect: Option<Dialect>) -> Vec<Migration> {
        let mut texts = Vec::new();
        for script in scripts {
            if let Some(text) = self.text(&script.entry) {
                texts.push((script, text));
                continue;
            }
            match script.role {
                Role::Up => self.unusable.identities.push(script.identity()),
                Role::Down => self.unusable.downs.push(script.identity()),
            }
        }
        let read = on_all_processors(&texts, |(_, text)| {
            let split = split(text, dialect.unwrap_or(Dialect::Postgres));
            (Checksum::of(text), split)
        });
        let mut migrations = Vec::new();
        let mut down = None;
        for ((script, text), (checksum, split)) in texts.into_iter().zip(read) {
            let role = script.role;
            let mut migration = Migration {
                version: script.version,
                path: self.snapshot.path(&script.entry),
                name: script.name,
                layout: script.layout,
                checksum,
                down: None,
                split,
                directives: Directives::default(),
                mode: Mode::Transactional,
                sealed: false,
                breaking: None,
                text,
            };
            if let Some(dialect) = dialect {
                self.diagnostics.extend(migration.understand(dialect));
            }
            if role == Role::Down {
                down = Some(Box::new(migration));
                continue;
            }
            migration.down = down.take_if(|down| down.identity() == migration.identity());
            migrations.push(migration);
        }
        migrations
    }

    /// A down file that no migration took, unless the migration itself is reported.
    fn lonely_down(&mut self, down: &Script, migrations: &[Migration], lock: Option<&Lock>) {
        let identity = down.identity();
        let is_taken = migrations.iter().any(|one| one.identity() == identity);
        let is_sealed = lock.is_some_and(|lock| lock.holds(down.version, &down.name));
        let (code, message, help) = if is_taken {
            (
                Code::DuplicateVersion,
                format!("`{identity}` has a second down file"),
                "keep one of them",
            )
        } else if is_sealed || self.unusable.identities.contains(&identity) {
            return;
        } else {
            (
                Code::DownWithoutUp,
                format!("there is no migration `{identity}`"),
                "restore the migration, or remove the down file",
            )
        };
        let path = self.snapshot.path(&down.entry);
        self.diagnostics
            .push(Diagnostic::deny(code, path, 0..0, message, help));
    }

    fn duplicates(&mut self, migrations: &[Migration], config: &Config) {
        for pair in migrations.windows(2) {
            let [first, second] = pair else { continue };
            let allowed = config.duplicate_versions && first.name != second.name;
            if first.version != second.version || allowed {
                continue;
            }
            // Only a draft can still be renamed.
            let draft = if second.sealed { first } else { second };
            self.diagnostics.push(Diagnostic::deny(
                Code::DuplicateVersion,
                &draft.path,
                0..0,
                format!(
                    "`{}` and `{}` have the same version",
                    first.path, second.path
                ),
                "give one of them another version",
            ));
        }
    }

    /// Compares with the lock. Consequences of another mistake are not reported.
    fn history(&mut self, lock: &Lock, migrations: &[Migration], settings: &Settings) {
        let path = self.snapshot.path(lock::NAME);
        let found = history::verify(&path, lock, migrations, &self.unusable);
        self.diagnostics.retain(|known| {
            let mut edited = found.iter().filter(|one| one.code == Code::EditedMigration);
            !edited.any(|one| one.path == known.path)
        });
        self.diagnostics.extend(found);
        let is_cause = |code| matches!(code, Code::RenamedMigration | Code::DuplicateVersion);
        for draft in history::out_of_order(lock, migrations) {
            if !self.has(&draft.path, is_cause) {
                self.diagnostics.push(draft);
            }
        }
        let drafts = history::drafts(migrations).filter(|_| settings.release);
        for draft in drafts {
            if !self.has(&draft.path, |_| true) {
                self.diagnostics.push(draft);
            }
        }
    }

    /// Whether the file is refused for such a reason.
    fn has(&self, path: &str, is: impl Fn(Code) -> bool) -> bool {
        let mut refused = self.diagnostics.iter();
        refused.any(|one| one.level == Level::Deny && one.path == path && is(one.code))
    }

    /// Reports what the directory as a whole lacks.
    fn whole(&mut self, migrations: &[Migration], dialect: Option<Dialect>) {
        let directory = &self.snapshot.directory;
        let lock = self.snapshot.path(lock::NAME);
        let config = self.snapshot.path(config::NAME);
        let has_lock = self.entry(lock::NAME).is_some();
        let unsaid =
            dialect.is_none() && !self.has(&lock, |_| true) && !self.has(&config, |_| true);
        let diagnostic = if unsaid && !migrations.is_empty() {
            let help = format!(
                "write `dialect = \"postgres\"` (or sqlite, mysql) into `{config}`, or enable one \
                 of the features of migrate-build"
            );
            let message = "no setting names the kind of database that the migrations are for";
            Diagnostic::deny(Code::DialectUnknown, config, 0..0, message, help)
        } else if self.diagnostics.iter().any(|one| one.level == Level::Deny) {
            return;
        } else if migrations.is_empty() {
            let message = format!("`{directory}` holds no migration");
            let help = "write the first one, `1_<name>.sql`";
            Diagnostic::deny(Code::EmptyDirectory, directory, 0..0, message, help)
        } else if !has_lock {
            let message = "without migrations.lock an edited migration is noticed only at boot";
            let help = "run `cargo migrate init`";
            Diagnostic::deny(Code::UnsealedMigration, lock, 0..0, message, help).warn()
        } else {
            return;
        };
        self.diagnostics.push(diagnostic);
    }
}
