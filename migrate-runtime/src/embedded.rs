use std::fmt;
use std::ops::Range;

/// The kind of database whose SQL is embedded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
    /// MySQL and MariaDB.
    Mysql,
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Postgres => "postgres",
            Self::Sqlite => "sqlite",
            Self::Mysql => "mysql",
        })
    }
}

const RECORD: usize = 56;
const DRAFT: u32 = 1;
const NON_TRANSACTIONAL: u32 = 1 << 1;
const BREAKING_KNOWN: u32 = 1 << 2;
const BREAKING: u32 = 1 << 3;
const FOREIGN_KEYS_OFF: u32 = 1 << 4;
const ENDS_TRANSACTION: u32 = 1 << 5;
const FORM_SHIFT: u32 = 6;
#[cfg(any(feature = "postgres", feature = "mysql"))]
const CHANGES_SESSION: u32 = 1 << 8;
const DOWN: u32 = 1 << 9;
const RUST: u32 = 1 << 10;
#[cfg(feature = "mysql")]
const NEEDS_BACKSLASH_ESCAPES: u32 = 1 << 11;

/// What `embed_migrations!` writes. `migrate_directory::Embedded` documents the encoding.
#[derive(Clone, Copy)]
#[expect(
    missing_docs,
    missing_debug_implementations,
    reason = "only the macro names it"
)]
pub struct Parts {
    pub dialect: Dialect,
    pub set: &'static str,
    pub history: Option<&'static str>,
    pub directory: &'static str,
    pub head: &'static [u8; 32],
    pub drift_ignore: &'static str,
    pub ups: Scripts,
    pub downs: Scripts,
}

/// `migrate_directory::Scripts`.
#[derive(Clone, Copy)]
#[expect(
    missing_docs,
    missing_debug_implementations,
    reason = "only the macro names it"
)]
pub struct Scripts {
    pub names: &'static str,
    pub text: &'static str,
    pub records: &'static [u8],
    pub spans: &'static [u8],
    pub notes: &'static str,
}

impl Parts {
    /// No migrations.
    pub const EMPTY: Self = Self {
        dialect: Dialect::Postgres,
        set: "default",
        history: None,
        directory: "migrations",
        head: &[0; 32],
        drift_ignore: "",
        ups: Scripts::EMPTY,
        downs: Scripts::EMPTY,
    };
}

impl Scripts {
    const EMPTY: Self = Self {
        names: "",
        text: "",
        records: &[],
        spans: &[],
        notes: "",
    };
}

/// One embedded migration.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    version: i64,
    stem: &'static str,
    sql: &'static str,
    checksum: &'static [u8; 32],
    spans: &'static [u8],
    flags: u32,
    directory: &'static str,
}

impl Migration {
    /// The version, the number that orders migrations.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// The name behind the version.
    pub fn name(&self) -> &'static str {
        let prefixed = self.stem.starts_with('V');
        let separator = if prefixed { "__" } else { "_" };
        self.stem
            .split_once(separator)
            .map_or(self.stem, |(_, name)| name)
    }

    /// What the migration is known by: `<version>_<name>`.
    pub fn identity(&self) -> String {
        format!("{}_{}", self.version, self.name())
    }

    /// The text of the file, with `\n` line ends and without a byte order mark.
    pub fn sql(&self) -> &'static str {
        self.sql
    }

    /// SHA-256 of [`sql`](Self::sql).
    pub fn checksum(&self) -> &'static [u8; 32] {
        self.checksum
    }

    /// The file, relative to the package.
    pub fn path(&self) -> String {
        let suffixes = if self.flags & DOWN == 0 {
            [".sql", ".up.sql", "/migration.sql", "/up.sql"]
        } else {
            [".down.sql", "", "", "/down.sql"]
        };
        let form = (self.flags >> FORM_SHIFT) as usize % suffixes.len();
        format!("{}/{}{}", self.directory, self.stem, suffixes[form])
    }

    /// Whether it was not sealed when the program was built.
    pub fn is_draft(&self) -> bool {
        self.flags & DRAFT != 0
    }

    /// Whether it runs in one transaction; otherwise statement by statement.
    pub fn is_transactional(&self) -> bool {
        self.flags & NON_TRANSACTIONAL == 0
    }

    /// Whether the service supplies its code: [`Migrations::with_step`](crate::Migrations::with_step).
    pub fn is_rust(&self) -> bool {
        self.flags & RUST != 0
    }

    /// Whether it breaks the release that is still running; `None` if that is not known.
    pub fn is_breaking(&self) -> Option<bool> {
        (self.flags & BREAKING_KNOWN != 0).then_some(self.flags & BREAKING != 0)
    }

    /// Whether it may leave settings behind in its session.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) fn changes_session(&self) -> bool {
        self.flags & CHANGES_SESSION != 0
    }

    /// Whether a server in the mode `NO_BACKSLASH_ESCAPES` would see other statements.
    #[cfg(feature = "mysql")]
    pub(crate) fn needs_backslash_escapes(&self) -> bool {
        self.flags & NEEDS_BACKSLASH_ESCAPES != 0
    }

    #[cfg(feature = "sqlite")]
    pub(crate) fn foreign_keys_off(&self) -> bool {
        self.flags & FOREIGN_KEYS_OFF != 0
    }

    /// Whether another migration may follow it in the same transaction.
    pub(crate) fn may_be_joined(&self) -> bool {
        self.is_transactional() && self.flags & (FOREIGN_KEYS_OFF | RUST) == 0
    }

    pub(crate) fn ends_transaction(&self) -> bool {
        self.flags & ENDS_TRANSACTION != 0
    }

    pub(crate) fn statements(&self) -> Statements {
        Statements {
            spans: self.spans,
            end: 0,
        }
    }

    /// The text of a statement.
    pub(crate) fn statement_sql(&self, statement: &Statement) -> &'static str {
        self.sql.get(statement.range.clone()).unwrap_or_default()
    }
}

/// Where a statement stands in its migration's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) range: Range<usize>,
    /// It cannot run inside a transaction.
    pub(crate) outside: bool,
    /// It only sets something for its session.
    pub(crate) session: bool,
}

/// Decodes the spans of a migration.
#[derive(Debug, Clone)]
pub(crate) struct Statements {
    spans: &'static [u8],
    end: usize,
}

impl Iterator for Statements {
    type Item = Statement;

    fn next(&mut self) -> Option<Statement> {
        let gap = self.number()?;
        let length = self.number()?;
        let start = self.end + gap;
        self.end = start + (length >> 2);
        Some(Statement {
            range: start..self.end,
            outside: length & 1 != 0,
            session: length & 2 != 0,
        })
    }
}

impl Statements {
    /// One LEB128 number.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let (byte, rest) = self.spans.split_first()?;
            self.spans = rest;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }
}

/// Decodes all of `scripts`, which stand in `directory`.
pub(crate) fn decode(
    scripts: Scripts,
    directory: &'static str,
) -> impl ExactSizeIterator<Item = Migration> {
    let (records, _) = scripts.records.as_chunks::<RECORD>();
    let raw = move |index: usize| records.get(index).and_then(Raw::decode);
    (0..records.len()).map(move |index| {
        let this = raw(index).unwrap_or_default();
        let next = raw(index + 1).unwrap_or(Raw {
            stem: scripts.names.len(),
            text: scripts.text.len(),
            spans: scripts.spans.len(),
            ..Raw::default()
        });
        Migration {
            version: this.version,
            stem: scripts.names.get(this.stem..next.stem).unwrap_or_default(),
            sql: scripts.text.get(this.text..next.text).unwrap_or_default(),
            checksum: this.checksum,
            spans: scripts
                .spans
                .get(this.spans..next.spans)
                .unwrap_or_default(),
            flags: this.flags,
            directory,
        }
    })
}

/// A record as numbers.
struct Raw {
    version: i64,
    checksum: &'static [u8; 32],
    stem: usize,
    text: usize,
    spans: usize,
    flags: u32,
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            version: 0,
            checksum: &[0; 32],
            stem: 0,
            text: 0,
            spans: 0,
            flags: 0,
        }
    }
}

impl Raw {
    fn decode(record: &'static [u8; RECORD]) -> Option<Self> {
        let (version, rest) = record.split_first_chunk::<8>()?;
        let (checksum, rest) = rest.split_first_chunk::<32>()?;
        let (numbers, _) = rest.as_chunks::<4>();
        let [stem, text, spans, flags] = numbers else {
            return None;
        };
        Some(Self {
            version: i64::from_le_bytes(*version),
            checksum,
            stem: u32::from_le_bytes(*stem) as usize,
            text: u32::from_le_bytes(*text) as usize,
            spans: u32::from_le_bytes(*spans) as usize,
            flags: u32::from_le_bytes(*flags),
        })
    }
}
