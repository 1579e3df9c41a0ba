#[cfg(feature = "command")]
use crate::adoption::Adoption;

/// What a run is to reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Everything is applied, or everything up to a version.
    Up(Option<i64>),
    /// Nothing newer than a version is applied.
    Down(i64),
    /// The history is corrected.
    #[cfg(feature = "command")]
    Repair(Repair),
    /// The history records what is in the database already.
    #[cfg(feature = "command")]
    Record(Record),
}

#[cfg(feature = "command")]
/// A correction of the history. A migration is named by its version or its identity.
///
/// ```no_run
/// use migrate_runtime::command::Repair;
///
/// # #[cfg(feature = "sqlite")]
/// # async fn f(migrations: migrate_runtime::Migrations) -> Result<(), migrate_runtime::Error> {
/// let repair = Repair::MarkApplied("20260105090000".to_owned());
/// let report = migrations.runner().repair("sqlite:bookings.db", repair).await?;
/// for line in report.repaired() {
///     println!("{line}");
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repair {
    /// The statements that are recorded as committed are the first ones of the current file, and no
    /// other was executed. The run resumes after them.
    Resume,
    /// All of the migration is in the database, as the file says.
    MarkApplied(String),
    /// Nothing of the migration is in the database.
    MarkAbsent(String),
    /// Rows whose migration has another name here get that name.
    Rename,
}

/// What is recorded without being run.
#[cfg(feature = "command")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Record {
    /// What another tool has applied.
    Adoption(Box<Adoption>),
    /// What is in the database.
    Baseline(Baseline),
}

/// A database that has what the migrations make, though no history says so.
#[cfg(feature = "command")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Baseline {
    /// The newest version that is recorded.
    pub(crate) to: Option<i64>,
    /// How it is known, for the record.
    pub(crate) evidence: String,
}
