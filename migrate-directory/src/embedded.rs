use std::fmt::Write;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::splitter::split_without_escapes;
use crate::step::{may_change_session, steps};
use crate::{Chain, Dialect, Directory, Layout, Migration, Mode, Snapshot, Split};

/// What goes into the binary. This is the contract with `migrate-runtime`, whose `embedded` module
/// reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Embedded {
    /// The kind of database.
    pub dialect: Dialect,
    /// The name of the set.
    pub set: String,
    /// Another place for the history.
    pub history: Option<String>,
    /// The directory, relative to the package.
    pub directory: String,
    /// The chain over all migrations.
    pub head: [u8; 32],
    /// The patterns of names that drift passes over, one per line.
    pub drift_ignore: String,
    /// The migrations.
    pub ups: Scripts,
    /// The down files of those that have one.
    pub downs: Scripts,
}

/// Scripts in few pieces: one text, one table of names, fixed-size records. Numbers are little
/// endian. A record is 56 bytes: version (i64), checksum (32 bytes), and as u32 where its stem
/// begins in `names`, its text in `text`, its statements in `spans`, and its flags:
///
/// | bit | meaning |
/// |---|---|
/// | 0 | a draft |
/// | 1 | not in one transaction |
/// | 2 | whether bit 3 is known |
/// | 3 | breaking |
/// | 4 | SQLite's foreign keys off |
/// | 5 | nothing may follow it in the same transaction |
/// | 6, 7 | file: `.sql`, `.up.sql`, `/migration.sql`, `/up.sql`; of a down file `.down.sql`, or 3 for `/down.sql` |
/// | 8 | it may leave settings behind in its session |
/// | 9 | a down file |
/// | 10 | the service supplies its code |
/// | 11 | where its statements end depends on backslashes that escape quotes (MySQL) |
///
/// A span is a statement, or the statements of a `BEGIN; …; COMMIT;` that run as one, as two
/// LEB128 numbers: the distance from the end of the span before; and four times its length, plus 1
/// if it cannot run inside a transaction, plus 2 if it only sets something for its session. `notes`
/// has a line `<index> <key> <value>` for what few migrations have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scripts {
    /// The stems of the file names, one behind the other.
    pub names: String,
    /// The texts, one behind the other.
    pub text: String,
    /// The records.
    pub records: Vec<u8>,
    /// The statements.
    pub spans: Vec<u8>,
    /// Lines about single scripts.
    pub notes: String,
}

/// The size of a record in bytes.
const RECORD: usize = 56;

impl Embedded {
    /// Encodes a directory that is not refused. `None` if nothing says which database it is for, or
    /// if the texts together exceed 4 GiB.
    pub fn of(snapshot: &Snapshot, directory: &Directory) -> Option<Self> {
        let lock = directory.lock.as_ref();
        let chain = directory
            .migrations
            .iter()
            .fold(Chain::start(), |chain, migration| {
                chain.then(&migration.identity(), &migration.checksum)
            });
        let mut embedded = Self {
            dialect: directory.dialect?,
            set: lock.map_or("default", |lock| lock.set.as_str()).to_owned(),
            history: lock.and_then(|lock| lock.history.clone()),
            directory: snapshot.directory.clone(),
            head: *chain.head().as_bytes(),
            drift_ignore: directory.drift_ignore.join("\n"),
            ups: Scripts::default(),
            downs: Scripts::default(),
        };
        for migration in &directory.migrations {
            embedded.ups.add(migration, embedded.dialect)?;
            if let Some(down) = &migration.down {
                embedded.downs.add(down, embedded.dialect)?;
            }
        }
        // Writing to a string does not fail.
        let _ = embedded.ups.add_notes(directory);
        Some(embedded)
    }
}

impl Scripts {
    fn add(&mut self, migration: &Migration, dialect: Dialect) -> Option<()> {
        let index = self.records.len() / RECORD;
        let (stem, form) = stem_and_form(migration);
        let flags = u32::from(!migration.sealed)
            | u32::from(migration.mode == Mode::NonTransactional) << 1
            | u32::from(migration.breaking.is_some()) << 2
            | u32::from(migration.breaking == Some(true)) << 3
            | u32::from(migration.directives.foreign_keys_off) << 4
            | u32::from(dialect == Dialect::Postgres && adds_enum_value(migration)) << 5
            | form << 6
            | u32::from(may_change_session(
                &migration.text,
                &migration.split,
                dialect,
            )) << 8
            | u32::from(is_down(migration)) << 9
            | u32::from(migration.directives.rust.is_some()) << 10
            | u32::from(needs_backslash_escapes(migration, dialect)) << 11;
        self.records.extend(migration.version.to_le_bytes());
        self.records.extend(migration.checksum.as_bytes());
        for number in [self.names.len(), self.text.len(), self.spans.len()] {
            self.records
                .extend(u32::try_from(number).ok()?.to_le_bytes());
        }
        self.records.extend(flags.to_le_bytes());
        // A file system may write the name in another normal form than the identity has.
        self.names.extend(stem.nfc());
        self.text.push_str(&migration.text);
        let mut end = 0;
        let steps = steps(&migration.text, &migration.split, dialect);
        for (number, step) in steps.into_iter().enumerate() {
            let bits = usize::from(step.outside) | usize::from(step.session) << 1;
            push_number(&mut self.spans, step.range.start - end);
            push_number(&mut self.spans, step.range.len() << 2 | bits);
            end = step.range.end;
            if dialect == Dialect::Mysql && !step.statements.is_empty() {
                let starts = step.statements.iter().map(|at| at - step.range.start);
                let starts: Vec<String> = starts.map(|start| start.to_string()).collect();
                writeln!(self.notes, "{index} block {number} {}", starts.join(" ")).ok()?;
            }
            if let Some(note) = step.probe.and_then(|probe| probe.note()) {
                writeln!(self.notes, "{index} probe {number} {note}").ok()?;
            }
        }
        let limits = [
            ("lock-timeout", migration.directives.lock_timeout),
            ("statement-timeout", migration.directives.statement_timeout),
        ];
        for (key, limit) in limits {
            if let Some(limit) = limit {
                writeln!(self.notes, "{index} {key} {limit}").ok()?;
            }
        }
        Some(())
    }

    fn add_notes(&mut self, directory: &Directory) -> std::fmt::Result {
        let sealed = directory.lock.iter().flat_map(|lock| &lock.sealed);
        for sealed in sealed.filter(|one| !one.replaces.is_empty() || !one.was.is_empty()) {
            let index = directory
                .migrations
                .iter()
                .position(|one| one.version == sealed.version && one.name == sealed.name);
            let Some(index) = index else { continue };
            for replaced in &sealed.replaces {
                writeln!(
                    self.notes,
                    "{index} replaces {} {} {}",
                    replaced.depth, replaced.checksum, replaced.identity
                )?;
            }
            for was in &sealed.was {
                writeln!(self.notes, "{index} was {}", was.checksum)?;
            }
        }
        Ok(())
    }
}

fn is_down(script: &Migration) -> bool {
    let file = script.path.as_str();
    file.ends_with(".down.sql") || script.layout == Layout::Folder && file.ends_with("/down.sql")
}

/// The part of the path that differs between migrations, and the number of the rest.
fn stem_and_form(migration: &Migration) -> (&str, u32) {
    let path = migration.path.as_str();
    let parts = if migration.layout == Layout::Folder {
        2
    } else {
        1
    };
    let start = path
        .rmatch_indices('/')
        .nth(parts - 1)
        .map_or(0, |(slash, _)| slash + 1);
    let file = &path[start..];
    let forms = [
        (3, "/down.sql"),
        (0, ".down.sql"),
        (3, "/up.sql"),
        (2, "/migration.sql"),
        (1, ".up.sql"),
        (0, ".sql"),
    ];
    for (form, suffix) in forms {
        if let Some(stem) = file.strip_suffix(suffix) {
            return (stem, form);
        }
    }
    (file, 0)
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
    // Only what the standard library has compiled is fast in a build script.
    let mut initials = text.match_indices('V').chain(text.match_indices('v'));
    initials.any(|(at, _)| {
        let mut behind = text[at..].split_ascii_whitespace();
        let before = &text[..at];
        behind
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("VALUE"))
            && before.ends_with(|last: char| last.is_ascii_whitespace())
            && before
                .split_ascii_whitespace()
                .next_back()
                .is_some_and(|word| word.eq_ignore_ascii_case("ADD"))
    })
}

/// LEB128: seven bits a byte, the lowest first, the top bit set on all but the last.
fn push_number(bytes: &mut Vec<u8>, mut number: usize) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= 7;
        if number == 0 {
            bytes.push(low & 0x7f);
            return;
        }
        bytes.push(low | 0x80);
    }
}
