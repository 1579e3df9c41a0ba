use std::time::Duration;

use crate::foreign::{ForeignHistory, ForeignLock};

/// Another tool's history, to be taken over: [`Runner::adopt`](crate::Runner::adopt).
///
/// The caller has read the tool's table and compared its rows with the files.
///
/// ```no_run
/// # #[cfg(feature = "sqlite")]
/// # async fn f(migrations: migrate_runtime::Migrations) -> Result<(), migrate_runtime::Error> {
/// use migrate_runtime::command::{Adopted, Adoption, Verified};
///
/// let runner = migrations.runner();
/// let histories = runner.clone().foreign_histories("sqlite:bookings.db").await?;
/// if let Some(history) = histories.into_iter().next() {
///     let mut adoption = Adoption::new(history);
///     adoption.add(Adopted::new("20260105090000_rooms", Verified::Name));
///     runner.adopt("sqlite:bookings.db", adoption).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    pub(crate) history: ForeignHistory,
    pub(crate) lock: Option<ForeignLock>,
    pub(crate) migrations: Vec<Adopted>,
}

/// A migration that another tool has applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    pub(crate) identity: String,
    pub(crate) verified: Verified,
    pub(crate) finished_at: Option<String>,
    pub(crate) duration: Option<Duration>,
}

/// How it was verified that an adopted migration is the one that was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verified {
    /// The tool's checksum is that of the file.
    Checksum,
    /// The tool has stored the statements, and they are those of the file.
    Content,
    /// The tool has stored nothing but a name or a version.
    Name,
}

impl Adoption {
    /// Starts with a history that was read, and no migrations.
    pub fn new(history: ForeignHistory) -> Self {
        Self {
            history,
            lock: None,
            migrations: Vec::new(),
        }
    }

    /// The lock that the tool takes while it runs. It is held while the migrations are recorded.
    /// The rows of the tool's table are locked in any case.
    pub fn lock(&mut self, lock: ForeignLock) {
        self.lock = Some(lock);
    }

    /// Adds a migration.
    pub fn add(&mut self, migration: Adopted) {
        self.migrations.push(migration);
    }
}

impl Adopted {
    /// The migration of an identity, `<version>_<name>`.
    pub fn new(identity: impl Into<String>, verified: Verified) -> Self {
        Self {
            identity: identity.into(),
            verified,
            finished_at: None,
            duration: None,
        }
    }

    /// When it was applied, as the database writes a time.
    #[must_use]
    pub fn finished_at(mut self, time: Option<String>) -> Self {
        self.finished_at = time;
        self
    }

    /// How long it took.
    #[must_use]
    pub fn duration(mut self, duration: Option<Duration>) -> Self {
        self.duration = duration;
        self
    }
}

impl Verified {
    /// The word in the history.
    pub fn name(self) -> &'static str {
        match self {
            Self::Checksum => "checksum",
            Self::Content => "content",
            Self::Name => "name",
        }
    }
}
