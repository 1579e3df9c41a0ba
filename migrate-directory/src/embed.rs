use migrate_format::{Block, Flags, Note, Script, Span};
use unicode_normalization::UnicodeNormalization;

use crate::splitter::split_without_escapes;
use crate::step::{may_change_session, steps};
use crate::{Chain, Dialect, Directory, Layout, Migration, Mode, Snapshot, Split};

/// What goes into the binary.
pub type Embedded = migrate_format::Embedded<String, Vec<u8>>;

/// The up files or the down files of [`Embedded`].
pub type Scripts = migrate_format::Scripts<String, Vec<u8>>;

impl Directory {
    /// Encodes the directory, which was read from the snapshot and is not refused. `None` if
    /// nothing says which database it is for, or if the texts together exceed 4 GiB.
    pub fn embed(&self, snapshot: &Snapshot) -> Option<Embedded> {
        let lock = self.lock.as_ref();
        let chain = self
            .migrations
            .iter()
            .fold(Chain::start(), |chain, migration| {
                chain.then(&migration.identity(), migration.checksum.as_bytes())
            });
        let dialect = self.dialect?;
        let (mut ups, mut downs) = (Scripts::default(), Scripts::default());
        for migration in &self.migrations {
            add(&mut ups, migration, dialect)?;
            if let Some(down) = &migration.down {
                add(&mut downs, down, dialect)?;
            }
        }
        add_sealed(&mut ups, self);
        Some(Embedded {
            dialect,
            set: lock.map_or("default", |lock| lock.set.as_str()).to_owned(),
            history: lock.and_then(|lock| lock.history.clone()),
            directory: snapshot.directory.clone(),
            head: chain.head().as_bytes().to_vec(),
            drift_ignore: self.drift_ignore.join("\n"),
            ups,
            downs,
        })
    }
}

/// Adds a file and the notes derived from its text.
fn add(scripts: &mut Scripts, migration: &Migration, dialect: Dialect) -> Option<()> {
    let Migration {
        text,
        split,
        directives,
        ..
    } = migration;
    let (stem, file) = Flags::of_file(file_of(migration));
    // A file system may use a different Unicode normal form than the identity.
    let stem: String = stem.nfc().collect();
    let is_alone = migration.mode == Mode::NonTransactional;
    let is_last = dialect == Dialect::Postgres && adds_enum_value(migration);
    let sets = may_change_session(text, split, dialect);
    let escapes = needs_backslash_escapes(migration, dialect);
    let flags = file.with_breaking(migration.breaking).with([
        (Flags::DRAFT, !migration.sealed),
        (Flags::NON_TRANSACTIONAL, is_alone),
        (Flags::FOREIGN_KEYS_OFF, directives.foreign_keys_off),
        (Flags::ENDS_TRANSACTION, is_last),
        (Flags::CHANGES_SESSION, sets),
        (Flags::RUST, directives.rust.is_some()),
        (Flags::NEEDS_BACKSLASH_ESCAPES, escapes),
    ]);
    let steps = steps(text, split, dialect);
    let spans = Span::encode(steps.iter().map(|step| Span {
        range: step.range.clone(),
        outside: step.outside,
        session: step.session,
    }));
    let index = scripts.push(&Script {
        version: migration.version,
        stem: &stem,
        text,
        checksum: migration.checksum.as_bytes(),
        flags,
        spans: &spans,
    })?;
    for (number, step) in steps.iter().enumerate() {
        if dialect == Dialect::Mysql && !step.statements.is_empty() {
            let starts = step.statements.iter().map(|at| at - step.range.start);
            let starts = starts.collect();
            scripts.note(index, Note::Block(&Block { number, starts }));
        }
        if let Some(probe) = &step.probe {
            scripts.note(index, Note::Probe(number, probe));
        }
    }
    if let Some(limit) = directives.lock_timeout {
        scripts.note(index, Note::LockTimeout(limit));
    }
    if let Some(limit) = directives.statement_timeout {
        scripts.note(index, Note::StatementTimeout(limit));
    }
    Some(())
}

/// Adds what the lock says below the lines of migrations.
fn add_sealed(ups: &mut Scripts, directory: &Directory) {
    let sealed = directory.lock.iter().flat_map(|lock| &lock.sealed);
    for sealed in sealed.filter(|one| !one.replaces.is_empty() || !one.was.is_empty()) {
        let index = directory
            .migrations
            .iter()
            .position(|one| one.version == sealed.version && one.name == sealed.name);
        let Some(index) = index else { continue };
        for replaced in &sealed.replaces {
            ups.note(index, Note::Replaces(replaced));
        }
        for was in &sealed.was {
            ups.note(index, Note::Was(was.checksum));
        }
    }
}

/// The file, with its folder if it has its own.
fn file_of(script: &Migration) -> &str {
    let path = script.path.as_str();
    let slashes = usize::from(script.layout == Layout::Folder);
    let start = path.rmatch_indices('/').nth(slashes);
    start.map_or(path, |(slash, _)| &path[slash + 1..])
}

/// Whether a server in the mode `NO_BACKSLASH_ESCAPES` would see other statements.
fn needs_backslash_escapes(migration: &Migration, dialect: Dialect) -> bool {
    if dialect != Dialect::Mysql || !migration.text.contains('\\') {
        return false;
    }
    let ranges = |split: &Split| -> Vec<_> {
        let statements = split.statements.iter();
        statements.map(|statement| statement.text.clone()).collect()
    };
    let other = split_without_escapes(&migration.text, dialect);
    !other.problems.is_empty() || ranges(&other) != ranges(&migration.split)
}

/// A value that `ALTER TYPE … ADD VALUE` adds cannot be used before the transaction ends. A `DO`
/// body may add one, too, so this looks at the whole text.
fn adds_enum_value(migration: &Migration) -> bool {
    let text = migration.text.as_str();
    // In a build script, only code from the compiled standard library is fast.
    let mut initials = text.match_indices('V').chain(text.match_indices('v'));
    initials.any(|(at, _)| {
        let mut after = text[at..].split_ascii_whitespace();
        let before = &text[..at];
        after
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("VALUE"))
            && before.ends_with(|last: char| last.is_ascii_whitespace())
            && before
                .split_ascii_whitespace()
                .next_back()
                .is_some_and(|word| word.eq_ignore_ascii_case("ADD"))
    })
}
