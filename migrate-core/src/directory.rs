use std::collections::BTreeMap;

use crate::config::{self, Config};
use crate::file_name::{self, Layout, NameProblem, Role};
use crate::history::{self, Unusable};
use crate::snapshot::Problem as SnapshotProblem;
use crate::statement::{Problem, split};
use crate::transaction::{self, Mode};
use crate::{
    Checksum, Code, Content, Diagnostic, Dialect, Directives, Down, Entry, Lock, Migration,
    Snapshot, foreign, lock, normalise,
};

/// A migrations directory, understood: its migrations in order, and everything wrong with it.
#[derive(Debug)]
pub struct Directory {
    /// The kind of database; `None` if nothing says.
    pub dialect: Option<Dialect>,
    /// The lock, if there is one that can be read.
    pub lock: Option<Lock>,
    /// The migrations, sorted by version and name.
    pub migrations: Vec<Migration>,
    /// Every problem, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    texts: BTreeMap<String, String>,
}

/// What is known from outside the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The kinds of database that the caller was built for.
    pub dialects: Vec<Dialect>,
    /// Whether this is a release build, which contains no drafts.
    pub release: bool,
}

/// A script before it is paired with its other half.
struct Script {
    layout: Layout,
    version: i64,
    name: String,
    role: Role,
    entry: String,
}

impl Directory {
    /// Understands a snapshot. Never fails: what is wrong is in the diagnostics.
    pub fn new(snapshot: &Snapshot, settings: &Settings) -> Self {
        let mut reader = Reader {
            snapshot,
            diagnostics: Vec::new(),
            texts: BTreeMap::new(),
            unusable: Unusable::default(),
        };
        let mut directory = Self {
            dialect: None,
            lock: None,
            migrations: Vec::new(),
            diagnostics: Vec::new(),
            texts: BTreeMap::new(),
        };
        reader.root();
        let config = reader.config();
        let (lock, has_lock) = reader.lock();
        let scripts = reader.scripts();
        reader.layouts(&scripts);
        directory.dialect = reader.dialect(lock.as_ref(), &config, settings);
        directory.migrations = reader.migrations(scripts, directory.dialect);
        reader.duplicates(&directory.migrations, config.duplicate_versions);
        if let Some(lock) = &lock {
            let path = snapshot.path(lock::NAME);
            let found = history::verify(&path, lock, &mut directory.migrations, &reader.unusable);
            reader.diagnostics.extend(found);
            if settings.release {
                let drafts = history::drafts_in_release(&directory.migrations);
                reader.diagnostics.extend(drafts);
            }
        }
        reader.nothing_found(&directory.migrations);
        if !has_lock && !directory.migrations.is_empty() {
            reader.diagnostics.push(
                Diagnostic::deny(
                    Code::UnsealedMigration,
                    snapshot.path(lock::NAME),
                    0..0,
                    "without migrations.lock an edited migration is not noticed",
                    "run `cargo migrate init`",
                )
                .warn(),
            );
        }
        reader.diagnostics.sort_by(|left, right| {
            (&left.path, left.range.start).cmp(&(&right.path, right.range.start))
        });
        directory.lock = lock;
        directory.diagnostics = reader.diagnostics;
        directory.texts = reader.texts;
        directory
    }

    /// The normalised text of a file, by the path that diagnostics use.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Whether anything fails the build.
    pub fn is_refused(&self) -> bool {
        let mut levels = self.diagnostics.iter().map(|diagnostic| diagnostic.level);
        levels.any(|level| level == crate::Level::Deny)
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
                format!("create `{directory}` beside Cargo.toml with a first migration, `1_<name>.sql`"),
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
        self.snapshot.entries.iter().find(|entry| entry.path == path)
    }

    /// The normalised text of an entry; what is wrong with it becomes a diagnostic.
    fn text(&mut self, entry: &str) -> Option<String> {
        let path = self.snapshot.path(entry);
        match &self.entry(entry)?.content {
            Content::Text(text) => {
                let text = normalise(text).into_owned();
                self.texts.insert(path, text.clone());
                return Some(text);
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
                    .label("the first byte that is not"),
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

    /// The lock, and whether there is a file of that name at all.
    fn lock(&mut self) -> (Option<Lock>, bool) {
        if self.entry(lock::NAME).is_none() {
            return (None, false);
        }
        let parsed = self.text(lock::NAME).map(|text| Lock::parse(&text));
        match parsed {
            Some(Ok(lock)) => (Some(lock), true),
            Some(Err(error)) => {
                let path = self.snapshot.path(lock::NAME);
                let diagnostic =
                    Diagnostic::deny(Code::BadLock, path, error.range, error.message, error.help);
                self.diagnostics.push(diagnostic);
                (None, true)
            }
            None => (None, true),
        }
    }

    fn scripts(&mut self) -> Vec<Script> {
        let mut scripts = Vec::new();
        for entry in &self.snapshot.entries {
            if entry.path == lock::NAME || entry.path == config::NAME || entry.path.contains('/') {
                continue;
            }
            if entry.content == Content::Folder {
                scripts.extend(self.folder(&entry.path));
                continue;
            }
            match file_name::parse_file(&entry.path) {
                Ok(file) => scripts.push(Script {
                    layout: file.layout,
                    version: file.version,
                    name: file.name,
                    role: file.role,
                    entry: entry.path.clone(),
                }),
                Err(problem) => self.misnamed(&entry.path, problem),
            }
        }
        scripts
    }

    fn folder(&mut self, folder: &str) -> Vec<Script> {
        let prefix = format!("{folder}/");
        let snapshot = self.snapshot;
        let inside = || {
            snapshot.entries.iter().filter_map(|entry| {
                entry.path.strip_prefix(&prefix).map(|name| (name, entry))
            })
        };
        let (version, name) = match file_name::parse_folder(folder) {
            Some(Ok(parsed)) => parsed,
            Some(Err(problem)) => {
                self.misnamed(folder, problem);
                return Vec::new();
            }
            None => {
                self.foreign_folder(folder, inside().map(|(name, _)| name).collect());
                return Vec::new();
            }
        };
        let mut scripts: Vec<Script> = Vec::new();
        for (file, entry) in inside() {
            match file_name::parse_in_folder(folder, file) {
                Ok(role) if scripts.iter().any(|script| script.role == role) => {
                    self.diagnostics.push(Diagnostic::deny(
                        Code::DuplicateVersion,
                        self.snapshot.path(&entry.path),
                        0..0,
                        format!("`{folder}` holds both migration.sql and up.sql"),
                        "keep one of them",
                    ));
                }
                Ok(role) => scripts.push(Script {
                    layout: Layout::Folder,
                    version,
                    name: name.clone(),
                    role,
                    entry: entry.path.clone(),
                }),
                Err(problem) => self.misnamed(&entry.path, problem),
            }
        }
        if scripts.is_empty() {
            self.unusable.identities.push(file_name::identity(version, &name));
            self.diagnostics.push(Diagnostic::deny(
                Code::EmptyMigration,
                self.snapshot.path(folder),
                0..0,
                format!("the folder `{folder}` holds no migration.sql"),
                "write the SQL into migration.sql inside it, or remove the folder",
            ));
        }
        scripts
    }

    /// A folder whose name is not a migration's: what it holds would be left out.
    fn foreign_folder(&mut self, folder: &str, files: Vec<&str>) {
        let help = format!(
            "move the migrations of `{folder}` into `{}` itself, or begin the folder's name with \
             `_` to have it left alone",
            self.snapshot.directory
        );
        let mut refuse = |path: String, message: String| {
            let diagnostic =
                Diagnostic::deny(Code::UnrecognisedFile, path, 0..0, message, help.clone());
            self.diagnostics.push(diagnostic);
        };
        if files.is_empty() {
            let path = self.snapshot.path(folder);
            refuse(path, format!("the folder `{folder}` is not a migration"));
        }
        for file in files {
            let entry = format!("{folder}/{file}");
            if let Some(Entry { content: Content::Text(text), .. }) =
                self.snapshot.entries.iter().find(|one| one.path == entry)
            {
                self.unusable.checksums.push(Checksum::of(&normalise(text)));
            }
            let path = self.snapshot.path(&entry);
            refuse(path, format!("`{entry}` is in a folder that is not a migration"));
        }
    }

    fn misnamed(&mut self, entry: &str, problem: NameProblem) {
        if let Some(Entry { content: Content::Text(text), .. }) = self.entry(entry) {
            self.unusable.checksums.push(Checksum::of(&normalise(text)));
        }
        let NameProblem { code, message, help } = problem;
        let path = self.snapshot.path(entry);
        self.diagnostics.push(Diagnostic::deny(code, path, 0..0, message, help));
    }

    fn layouts(&mut self, scripts: &[Script]) {
        let count = |layout| scripts.iter().filter(|script| script.layout == layout).count();
        let layouts = [Layout::Flat, Layout::Folder, Layout::Prefixed];
        let Some(main) = layouts.into_iter().max_by_key(|layout| count(*layout)) else {
            return;
        };
        let Some(other) = scripts.iter().find(|script| script.layout != main) else {
            return;
        };
        self.diagnostics.push(Diagnostic::deny(
            Code::MixedLayout,
            self.snapshot.path(&other.entry),
            0..0,
            format!("`{}` has another layout than most migrations of the directory", other.entry),
            format!("name every migration in one way, like `{}`", main.example()),
        ));
    }

    fn dialect(&mut self, lock: Option<&Lock>, config: &Config, settings: &Settings) -> Option<Dialect> {
        let enabled = &settings.dialects;
        let said = match (lock, &config.dialect) {
            (Some(lock), Some((dialect, range))) if lock.dialect != *dialect => {
                self.diagnostics.push(Diagnostic::deny(
                    Code::DialectMismatch,
                    self.snapshot.path(config::NAME),
                    range.clone(),
                    format!("migrate.toml says {dialect}, migrations.lock says {}", lock.dialect),
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
                        format!("the migrations are for {dialect}, migrate-build is built for {}", features.join(", ")),
                        format!("enable the feature \"{dialect}\" of migrate-build in Cargo.toml"),
                    ));
                }
                Some(dialect)
            }
            (None, [only]) => Some(*only),
            (None, _) => {
                self.diagnostics.push(Diagnostic::deny(
                    Code::DialectUnknown,
                    self.snapshot.path(config::NAME),
                    0..0,
                    "nothing says which kind of database the migrations are for",
                    format!(
                        "write `dialect = \"postgres\"` (or sqlite, mysql) into `{}`, or enable one \
                         of the features of migrate-build",
                        self.snapshot.path(config::NAME)
                    ),
                ));
                None
            }
        }
    }

    fn migrations(&mut self, scripts: Vec<Script>, dialect: Option<Dialect>) -> Vec<Migration> {
        let (ups, mut downs): (Vec<Script>, Vec<Script>) =
            scripts.into_iter().partition(|script| script.role == Role::Up);
        let mut migrations = Vec::new();
        for up in ups {
            let same = |down: &Script| down.version == up.version && down.name == up.name;
            let down = downs
                .iter()
                .position(same)
                .map(|at| downs.swap_remove(at))
                .and_then(|down| self.down(&down));
            migrations.extend(self.migration(up, down, dialect));
        }
        for down in downs {
            self.diagnostics.push(Diagnostic::deny(
                Code::DownWithoutUp,
                self.snapshot.path(&down.entry),
                0..0,
                format!("there is no migration `{}`", file_name::identity(down.version, &down.name)),
                "restore the migration, or remove the down file",
            ));
        }
        migrations.sort_by(|left, right| {
            (left.version, &left.name).cmp(&(right.version, &right.name))
        });
        migrations
    }

    fn down(&mut self, script: &Script) -> Option<Down> {
        let text = self.text(&script.entry)?;
        Some(Down {
            path: self.snapshot.path(&script.entry),
            checksum: Checksum::of(&text),
            text,
        })
    }

    fn migration(&mut self, up: Script, down: Option<Down>, dialect: Option<Dialect>) -> Option<Migration> {
        let Some(text) = self.text(&up.entry) else {
            self.unusable.identities.push(file_name::identity(up.version, &up.name));
            return None;
        };
        let path = self.snapshot.path(&up.entry);
        let split = split(&text, dialect.unwrap_or(Dialect::Postgres));
        let mut migration = Migration {
            version: up.version,
            name: up.name,
            layout: up.layout,
            checksum: Checksum::of(&text),
            down,
            split,
            directives: Directives::default(),
            mode: Mode::Transactional,
            sealed: false,
            breaking: None,
            text,
            path,
        };
        if let Some(dialect) = dialect {
            let found = understand(&mut migration, dialect);
            self.diagnostics.extend(found);
        }
        Some(migration)
    }

    fn duplicates(&mut self, migrations: &[Migration], allowed: bool) {
        for pair in migrations.windows(2) {
            let [first, second] = pair else { continue };
            let clash = first.version == second.version && (!allowed || first.name == second.name);
            if clash {
                self.diagnostics.push(Diagnostic::deny(
                    Code::DuplicateVersion,
                    &second.path,
                    0..0,
                    format!("`{}` and `{}` have the same version", first.path, second.path),
                    "give one of them a version of its own",
                ));
            }
        }
    }

    fn nothing_found(&mut self, migrations: &[Migration]) {
        let directory = &self.snapshot.directory;
        if migrations.is_empty() && self.diagnostics.is_empty() {
            self.diagnostics.push(Diagnostic::deny(
                Code::EmptyDirectory,
                directory,
                0..0,
                format!("`{directory}` holds no migration"),
                "write the first one, `1_<name>.sql`",
            ));
        }
    }
}

/// Fills in what the statements and comments say; returns what is wrong with them.
fn understand(migration: &mut Migration, dialect: Dialect) -> Vec<Diagnostic> {
    let Migration { path, text, split, .. } = &*migration;
    let comments = split.comments.iter();
    let foreign = comments
        .filter_map(|comment| foreign::in_comment(&text[comment.range.clone()], comment.range.start))
        .next();
    if let Some(foreign) = foreign {
        let (range, message, help) = (foreign.range, foreign.message, foreign.help);
        return vec![Diagnostic::deny(Code::ForeignFormat, path, range, message, help)];
    }
    let (directives, mut diagnostics) = Directives::read(path, text, split, dialect);
    diagnostics.extend(split.problems.iter().map(|problem| unsplit(path, problem)));
    if split.problems.is_empty() {
        let allowed = directives.allows(Code::EmptyMigration);
        if split.statements.is_empty() && !allowed {
            diagnostics.push(Diagnostic::deny(
                Code::EmptyMigration,
                path,
                0..0,
                "the migration holds no statement",
                "write its SQL, or say why it is empty: `-- migrate: allow(empty-migration) <reason>`",
            ));
        }
        if !split.statements.is_empty() {
            diagnostics.extend(unused(path, &directives));
        }
        let (mode, found) = transaction::judge(path, text, split, &directives, dialect);
        diagnostics.extend(found);
        migration.mode = mode;
    }
    migration.breaking = directives.breaking;
    migration.directives = directives;
    diagnostics
}

fn unused<'d>(path: &'d str, directives: &'d Directives) -> impl Iterator<Item = Diagnostic> + 'd {
    directives.allows.iter().map(move |allow| {
        Diagnostic::deny(
            Code::UnknownDirective,
            path,
            allow.range.clone(),
            format!("`allow({})` allows nothing here", allow.code),
            "remove the directive",
        )
        .warn()
    })
}

fn unsplit(path: &str, problem: &Problem) -> Diagnostic {
    match problem {
        Problem::Unterminated { at, what } => Diagnostic::deny(
            Code::UnterminatedStatement,
            path,
            at.clone(),
            format!("this {what} is not closed"),
            "close it",
        )
        .label("begins here"),
        Problem::ClientCommand { at, help } => Diagnostic::deny(
            Code::ClientCommand,
            path,
            at.clone(),
            "this is a command of a database shell, which the server does not know",
            *help,
        ),
    }
}
