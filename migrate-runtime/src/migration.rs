use migrate_format::{Flags, Script, Scripts, Span, Spans, identity};

/// One embedded migration.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    script: Script<'static>,
    directory: &'static str,
}

impl Migration {
    /// The version, the number that orders migrations.
    pub fn version(&self) -> i64 {
        self.script.version
    }

    /// The name after the version.
    pub fn name(&self) -> &'static str {
        self.script.name()
    }

    /// What the migration is known by: `<version>_<name>`.
    pub fn identity(&self) -> String {
        identity(self.version(), self.name())
    }

    /// The text of the file, with `\n` line ends and without a byte order mark.
    pub fn sql(&self) -> &'static str {
        self.script.text
    }

    /// SHA-256 of [`sql`](Self::sql).
    pub fn checksum(&self) -> &'static [u8; 32] {
        self.script.checksum
    }

    /// The file, relative to the package.
    pub fn path(&self) -> String {
        let suffix = self.script.flags.suffix();
        format!("{}/{}{suffix}", self.directory, self.script.stem)
    }

    /// Whether it was not sealed when the program was built.
    pub fn is_draft(&self) -> bool {
        self.has(Flags::DRAFT)
    }

    /// Whether it runs in one transaction; otherwise statement by statement.
    pub fn is_transactional(&self) -> bool {
        !self.has(Flags::NON_TRANSACTIONAL)
    }

    /// Whether the service supplies its code:
    /// [`Migrations::with_step`](crate::Migrations::with_step).
    pub fn is_rust(&self) -> bool {
        self.has(Flags::RUST)
    }

    /// Whether it breaks the release that is still running; `None` if that is not known.
    pub fn is_breaking(&self) -> Option<bool> {
        self.script.flags.breaking()
    }

    /// Whether it may leave settings in its session.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) fn changes_session(&self) -> bool {
        self.has(Flags::CHANGES_SESSION)
    }

    /// Whether a server in the mode `NO_BACKSLASH_ESCAPES` would see other statements.
    #[cfg(feature = "mysql")]
    pub(crate) fn needs_backslash_escapes(&self) -> bool {
        self.has(Flags::NEEDS_BACKSLASH_ESCAPES)
    }

    #[cfg(feature = "sqlite")]
    pub(crate) fn foreign_keys_off(&self) -> bool {
        self.has(Flags::FOREIGN_KEYS_OFF)
    }

    /// Whether another migration may follow it in the same transaction.
    pub(crate) fn may_be_joined(&self) -> bool {
        self.is_transactional() && !self.has(Flags::FOREIGN_KEYS_OFF) && !self.is_rust()
    }

    pub(crate) fn ends_transaction(&self) -> bool {
        self.has(Flags::ENDS_TRANSACTION)
    }

    fn has(&self, flag: Flags) -> bool {
        self.script.flags.contains(flag)
    }

    pub(crate) fn statements(&self) -> Spans<'static> {
        self.script.spans()
    }

    /// The text of a statement.
    pub(crate) fn statement_sql(&self, statement: &Span) -> &'static str {
        self.sql().get(statement.range.clone()).unwrap_or_default()
    }
}

/// The migrations of `scripts`, which are in `directory`.
pub(crate) fn migrations(
    scripts: Scripts,
    directory: &'static str,
) -> impl ExactSizeIterator<Item = Migration> {
    let scripts = scripts.decode();
    scripts.map(move |script| Migration { script, directory })
}
