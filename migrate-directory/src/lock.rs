use std::fmt::Write;
use std::ops::Range;

use migrate_format::parse_identity;

use crate::{Chain, Checksum, Dialect, Migration};

/// The file's name inside the directory.
pub(crate) const NAME: &str = "migrations.lock";

/// Before what belongs to the line above.
const INDENT: &str = "    ";

const FIRST_LINE: &str =
    "# Sealed migrations. Written by `cargo migrate seal`. Commit this file; do not edit it.";

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

/// Why a lock cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockError {
    /// The place in the text.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
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

    /// Reads a lock. `text` is normalised.
    ///
    /// # Errors
    ///
    /// The first line that cannot be read, a head that does not belong to the lines, or lines that
    /// are out of order.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        let mut lines = Lines {
            text,
            at: 0,
            number: 0,
        };
        let head = lines.require("head")?;
        let head_sum =
            Checksum::from_hex(head.text.strip_prefix("head ").unwrap_or_default().trim())
                .ok_or_else(|| head.error("this is not a `head` line"))?;
        let header = lines.require("format")?;
        let mut lock = Self::parse_header(&header)?;
        for line in lines {
            match line.text.strip_prefix([' ', '\t']) {
                Some(_) => match lock.sealed.last_mut() {
                    Some(sealed) => sealed.parse_note(&line)?,
                    None => return Err(line.error("this line belongs under a migration")),
                },
                None => lock.sealed.push(Sealed::parse(&line)?),
            }
        }
        lock.check_order()?;
        if lock.head() != head_sum {
            return Err(head.error("the head does not belong to these lines"));
        }
        Ok(lock)
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

    /// The text of the file. [`parse`](Self::parse) reads it back.
    pub fn write(&self) -> String {
        let mut text = format!("{FIRST_LINE}\nhead {}\n", self.head());
        // Writing to a string does not fail.
        let _ = self.write_lines(&mut text);
        text
    }

    fn write_lines(&self, text: &mut String) -> std::fmt::Result {
        write!(text, "format 1  dialect {}  set {}", self.dialect, self.set)?;
        if let Some(history) = &self.history {
            write!(text, "  history {history}")?;
        }
        writeln!(text)?;
        for sealed in &self.sealed {
            write!(text, "{}", sealed.checksum)?;
            if let Some(down) = sealed.down {
                write!(text, "  down:{down}")?;
            }
            let breaking = match sealed.breaking {
                Some(true) => "yes",
                Some(false) => "no",
                None => "unknown",
            };
            writeln!(text, "  breaking:{breaking}  {}", sealed.identity())?;
            for replaced in &sealed.replaces {
                let Replaced {
                    depth,
                    checksum,
                    identity,
                } = replaced;
                let indent = INDENT.repeat(depth + 1);
                writeln!(text, "{indent}replaces {checksum} {identity}")?;
            }
            for Was { checksum, reason } in &sealed.was {
                writeln!(text, "{INDENT}was {checksum} {reason}")?;
            }
        }
        Ok(())
    }

    fn parse_header(line: &Line<'_>) -> Result<Self, LockError> {
        let mut words = line.text.split_whitespace();
        let mut header = Self {
            dialect: Dialect::Postgres,
            set: "default".to_owned(),
            history: None,
            sealed: Vec::new(),
        };
        let mut dialect = None;
        while let Some(key) = words.next() {
            let value = words
                .next()
                .ok_or_else(|| line.error(&format!("`{key}` has no value")))?;
            match key {
                "format" if value == "1" => {}
                "format" => {
                    return Err(LockError {
                        range: line.range(),
                        message: format!(
                            "the lock has format {value}, this version knows format 1"
                        ),
                        help: "update the migrate crates and the command".to_owned(),
                    });
                }
                "dialect" => dialect = Dialect::named(value),
                "set" if is_plain(value, false) => value.clone_into(&mut header.set),
                "history" if is_plain(value, true) => header.history = Some(value.to_owned()),
                _ => return Err(line.error(&format!("`{key} {value}` is not known"))),
            }
        }
        header.dialect = dialect.ok_or_else(|| line.error("the line names no known dialect"))?;
        Ok(header)
    }

    fn check_order(&self) -> Result<(), LockError> {
        for pair in self.sealed.windows(2) {
            let [first, second] = pair else { continue };
            if (first.version, &first.name) >= (second.version, &second.name) {
                return Err(LockError {
                    range: second.range.clone(),
                    message: format!(
                        "`{}` stands behind `{}`",
                        second.identity(),
                        first.identity()
                    ),
                    help: RESTORE.to_owned(),
                });
            }
        }
        Ok(())
    }
}

const RESTORE: &str = "restore the file from git; only `cargo migrate seal` writes it";

/// Names of sets and history tables are plain, so that they can be shown and quoted anywhere.
fn is_plain(name: &str, dot: bool) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
    };
    match name.split_once('.') {
        Some((schema, table)) => dot && part(schema) && part(table),
        None => part(name),
    }
}

impl Sealed {
    fn parse(line: &Line<'_>) -> Result<Self, LockError> {
        let malformed = || line.error("this is not a line of the lock");
        let (checksum, mut rest) = line.text.split_once(' ').ok_or_else(malformed)?;
        let checksum = Checksum::from_hex(checksum).ok_or_else(malformed)?;
        let mut down = None;
        rest = rest.trim_start();
        if let Some(behind) = rest.strip_prefix("down:") {
            let (sum, behind) = behind.split_once(' ').ok_or_else(malformed)?;
            down = Some(Checksum::from_hex(sum).ok_or_else(malformed)?);
            rest = behind.trim_start();
        }
        let behind = rest.strip_prefix("breaking:").ok_or_else(malformed)?;
        let (breaking, identity) = behind.split_once(' ').ok_or_else(malformed)?;
        let breaking = match breaking {
            "yes" => Some(true),
            "no" => Some(false),
            "unknown" => None,
            _ => return Err(malformed()),
        };
        let (version, name) = parse_identity(identity.trim_start()).ok_or_else(malformed)?;
        Ok(Self {
            version,
            name: name.to_owned(),
            checksum,
            down,
            breaking,
            replaces: Vec::new(),
            was: Vec::new(),
            line: line.number,
            range: line.range(),
        })
    }

    fn parse_note(&mut self, line: &Line<'_>) -> Result<(), LockError> {
        let text = line.text.trim_start();
        let depth = ((line.text.len() - text.len()) / INDENT.len()).saturating_sub(1);
        let deepest = self.replaces.last().map_or(0, |above| above.depth + 1);
        let mut parts = text.splitn(3, ' ');
        let note = (
            parts.next(),
            parts.next().and_then(Checksum::from_hex),
            parts.next(),
        );
        match note {
            (Some("replaces"), Some(checksum), Some(identity)) if depth <= deepest => {
                self.replaces.push(Replaced {
                    depth,
                    checksum,
                    identity: identity.to_owned(),
                });
            }
            (Some("was"), Some(checksum), Some(reason)) => self.was.push(Was {
                checksum,
                reason: reason.to_owned(),
            }),
            _ => return Err(line.error("this is not a line of the lock")),
        }
        Ok(())
    }
}

struct Line<'t> {
    text: &'t str,
    start: usize,
    number: usize,
}

impl Line<'_> {
    fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    fn error(&self, message: &str) -> LockError {
        let conflict = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];
        let (message, help) = if conflict.iter().any(|mark| self.text.starts_with(mark)) {
            (
                "the lock holds a merge conflict: both branches sealed migrations",
                "run `cargo migrate rebase`: it renames the newer drafts and seals them again",
            )
        } else {
            (message, RESTORE)
        };
        LockError {
            range: self.range(),
            message: message.to_owned(),
            help: help.to_owned(),
        }
    }
}

/// The lines that say something.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    number: usize,
}

impl<'t> Lines<'t> {
    fn require(&mut self, name: &str) -> Result<Line<'t>, LockError> {
        let end = self.text.len();
        let line = self.next().ok_or_else(|| LockError {
            range: end..end,
            message: format!("the lock ends before its `{name}` line"),
            help: RESTORE.to_owned(),
        })?;
        if line.text.starts_with(name) {
            Ok(line)
        } else {
            Err(line.error(&format!("the `{name}` line is missing")))
        }
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        loop {
            if self.at >= self.text.len() {
                return None;
            }
            let start = self.at;
            let text = self.text[start..].split('\n').next()?;
            self.at = start + text.len() + 1;
            self.number += 1;
            if !text.trim().is_empty() && !text.starts_with('#') {
                return Some(Line {
                    text,
                    start,
                    number: self.number,
                });
            }
        }
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
            "the lock has format 2, this version knows format 1"
        );
        assert_eq!(
            says(&good.replace("breaking:no", "breaking:so")),
            "this is not a line of the lock"
        );
        assert_eq!(
            says(&good.replace("2_notes", "2_note")),
            "the head does not belong to these lines"
        );
        assert_eq!(
            says(&good.replace("1_base", "3_base")),
            "`2_notes` stands behind `3_base line`"
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
