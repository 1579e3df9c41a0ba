use crate::Dialect;

/// A migrations directory as it is embedded.
///
/// `S` and `B` are the types of its texts and bytes: static data in a program, `String` and
/// `Vec<u8>` while the build writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Embedded<S = &'static str, B = &'static [u8]> {
    /// The kind of database.
    pub dialect: Dialect,
    /// The name of the set.
    pub set: S,
    /// Another place for the history, as `table` or `schema.table`.
    pub history: Option<S>,
    /// The directory, relative to the package.
    pub directory: S,
    /// The head of the [chain](crate::Chain) over all migrations: 32 bytes.
    pub head: B,
    /// The patterns of names that drift ignores, one per line.
    pub drift_ignore: S,
    /// The migrations.
    pub ups: Scripts<S, B>,
    /// The down files of the migrations that have one.
    pub downs: Scripts<S, B>,
}

/// Scripts in few pieces, which compile fast and need no decoding before the first use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scripts<S = &'static str, B = &'static [u8]> {
    /// The stems of the file names, without separators.
    pub names: S,
    /// The texts, without separators.
    pub text: S,
    /// The [records](crate::Script), which say where each script begins in the other pieces.
    pub records: B,
    /// The [spans](crate::Span) of the statements.
    pub spans: B,
    /// The [notes](crate::Note), one per line.
    pub notes: S,
}

impl Embedded {
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

impl Embedded<String, Vec<u8>> {
    /// What a program would carry. The memory is kept until the program ends.
    pub fn leak(self) -> Embedded {
        Embedded {
            dialect: self.dialect,
            set: self.set.leak(),
            history: self.history.map(|history| &*history.leak()),
            directory: self.directory.leak(),
            head: self.head.leak(),
            drift_ignore: self.drift_ignore.leak(),
            ups: self.ups.leak(),
            downs: self.downs.leak(),
        }
    }
}

impl Scripts<String, Vec<u8>> {
    /// What a program would carry. The memory is kept until the program ends.
    pub fn leak(self) -> Scripts {
        Scripts {
            names: self.names.leak(),
            text: self.text.leak(),
            records: self.records.leak(),
            spans: self.spans.leak(),
            notes: self.notes.leak(),
        }
    }
}
