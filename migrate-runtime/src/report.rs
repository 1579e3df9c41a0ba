use std::fmt;
use std::time::Duration;

/// What [`Migrations::run`](crate::Migrations::run) did. Its `Display` is one line for a log.
///
/// ```no_run
/// # #[cfg(feature = "sqlite")]
/// # async fn f(migrations: migrate_runtime::Migrations) -> Result<(), migrate_runtime::Error> {
/// let report = migrations.run("sqlite:bookings.db").await?;
/// for applied in report.applied() {
///     println!("{} took {:?}", applied.identity(), applied.duration());
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub(crate) applied: Vec<Applied>,
    pub(crate) reverted: Vec<Applied>,
    pub(crate) repaired: Vec<String>,
    pub(crate) recorded: Vec<String>,
    pub(crate) warnings: Vec<String>,
    /// The number of pending migrations that are newer than the requested version.
    pub(crate) left: usize,
    pub(crate) ahead: Vec<String>,
    pub(crate) waited: Duration,
    pub(crate) retries: u32,
    pub(crate) embedded: usize,
}

/// A migration that a run applied or reverted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    pub(crate) identity: String,
    pub(crate) duration: Duration,
}

impl Applied {
    /// `<version>_<name>`.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// How long it took on the database.
    pub fn duration(&self) -> Duration {
        self.duration
    }
}

impl Report {
    /// The migrations that this run applied, in order. Empty if another replica was faster, or if
    /// there was nothing to do.
    pub fn applied(&self) -> &[Applied] {
        &self.applied
    }

    /// The migrations that [`Runner::undo_to`](crate::Runner::undo_to) reverted, newest first.
    pub fn reverted(&self) -> &[Applied] {
        &self.reverted
    }

    /// What a repair of the command changed in the history, one line each.
    pub fn repaired(&self) -> &[String] {
        &self.repaired
    }

    /// The identities that were recorded without being run, in order: consolidated migrations whose
    /// replaced ones the database has, and what the command adopted or recorded as a baseline.
    pub fn recorded(&self) -> &[String] {
        &self.recorded
    }

    /// What somebody should look at: another tool was used after its history was adopted.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The identities of migrations in the database that this program does not have, because a
    /// newer release applied them.
    pub fn ahead(&self) -> &[String] {
        &self.ahead
    }

    /// How long the run waited for another replica or for a lock.
    pub fn waited(&self) -> Duration {
        self.waited
    }

    /// How often a migration was tried again because a lock was not free in time.
    pub fn retries(&self) -> u32 {
        self.retries
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = |all: &[Applied]| {
            let total: Duration = all.iter().map(Applied::duration).sum();
            total.as_millis()
        };
        match (self.applied.as_slice(), self.reverted.as_slice()) {
            ([], []) if self.left > 0 => f.write_str("0 applied")?,
            ([], []) => write!(
                f,
                "0 applied, the schema is up to date ({} embedded)",
                self.embedded
            )?,
            (applied, []) => write!(f, "{} applied in {} ms", applied.len(), total(applied))?,
            (_, reverted) => write!(f, "{} reverted in {} ms", reverted.len(), total(reverted))?,
        }
        if self.left > 0 {
            write!(f, ", {} left pending", self.left)?;
        }
        if !self.waited.is_zero() {
            write!(f, ", waited {} ms", self.waited.as_millis())?;
        }
        if !self.ahead.is_empty() {
            write!(f, ", the database is {} ahead", self.ahead.len())?;
        }
        Ok(())
    }
}
