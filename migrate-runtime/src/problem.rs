use std::fmt;

/// A contradiction between the history and the embedded migrations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    kind: ProblemKind,
    migration: String,
    message: String,
    help: String,
}

/// What a [`Problem`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A sealed migration was edited after it was applied.
    Edited,
    /// A draft was edited after it was applied.
    EditedDraft,
    /// The database has a migration, older than others, that this program does not know.
    Hole,
    /// A pending migration sorts before an applied one.
    OutOfOrder,
    /// An applied migration has another name here.
    Renamed,
    /// A migration stopped halfway, and its committed statements were edited since.
    Failed,
    /// A down file stopped halfway.
    Reverting,
    /// The database has a newer migration that breaks older programs.
    Ahead,
    /// The database has only some of the migrations that a baseline replaces.
    PartialBaseline,
}

impl ProblemKind {
    /// The kind in kebab-case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::EditedDraft => "edited-draft",
            Self::Hole => "hole",
            Self::OutOfOrder => "out-of-order",
            Self::Renamed => "renamed",
            Self::Failed => "failed",
            Self::Reverting => "reverting",
            Self::Ahead => "ahead",
            Self::PartialBaseline => "partial-baseline",
        }
    }
}

impl Problem {
    pub(crate) fn new(
        kind: ProblemKind,
        migration: String,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            migration,
            message: message.into(),
            help: help.into(),
        }
    }

    /// What it is.
    pub fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// The identity of the migration.
    pub fn migration(&self) -> &str {
        &self.migration
    }

    /// What is wrong with it: the rest of a sentence that begins with its identity.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do.
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            migration,
            message,
            help,
            ..
        } = self;
        write!(f, "`{migration}` {message}\n  = help: {help}")
    }
}
